// Tensors of a graph that are stored as f16: they take half of the memory, and every shader that binds one converts.

import { loadedText } from '../gpu/deferredText';
import { withHalfBindings } from '../kernels/halfBindings';
import type { KernelPlan } from '../kernels/kernel';
import type { Dispatch, Graph } from './graph';
import { bytesOf, type Storage, type Tensor } from './tensor';

/** What a dispatch binds of these, by the number of the binding. */
const boundFrom = (
  { kernel, tensors }: Dispatch,
  from: ReadonlySet<Storage>,
): readonly { readonly binding: number; readonly name: string; readonly storage: Storage }[] =>
  Object.keys(kernel.bindings).flatMap((name, binding) => {
    const tensor = tensors[name];
    return tensor?.dtype === 'f32' && from.has(tensor.storage)
      ? [{ binding, name, storage: tensor.storage }]
      : [];
  });

/** @throws Error where the shader cannot bind f16; `halveTensors` has asked before */
function withHalves(plan: KernelPlan, bindings: readonly number[]): KernelPlan {
  const source = withHalfBindings(loadedText(plan.source), bindings);
  if (source === null) throw new Error(`a shader cannot bind f16 as ${bindings.join(', ')}`);
  return { ...plan, source };
}

/**
 * Stores tensors of a graph that is complete as f16. Those stay f32 that code outside the graph uses, or a shader for more than to
 * load and store whole elements. Shader texts that come later (gpu/deferredText.ts) have to be loaded.
 * @param wanted storage in the plan's own memory
 * @returns those that stay
 */
export function halveTensors(graph: Graph, wanted: ReadonlySet<Storage>): ReadonlySet<Storage> {
  const stay = new Set([...wanted].filter((storage) => storage.home !== 'plan' || graph.kept.has(storage)));
  // A plain plan is made each time it is asked for.
  const users = graph.dispatches.flatMap((dispatch, at) =>
    boundFrom(dispatch, wanted).length === 0 ? [] : [{ at, dispatch, plain: dispatch.plain }],
  );
  for (const { dispatch, plain } of users) {
    const sources = [dispatch, ...(plain === null ? [] : [plain])].map(({ source }) => loadedText(source));
    for (const { binding, storage } of boundFrom(dispatch, wanted))
      if (sources.some((source) => withHalfBindings(source, [binding]) === null)) stay.add(storage);
  }

  const halved = new Map<Storage, Storage>();
  const half = (tensor: Tensor): Tensor => {
    const { storage, shape } = tensor;
    if (storage.home !== 'plan') return tensor;
    const known = halved.get(storage) ?? Object.freeze({ ...storage, sizeBytes: bytesOf(shape, 'f16') });
    halved.set(storage, known);
    return Object.freeze({ ...tensor, dtype: 'f16', storage: known });
  };
  const change = new Set([...wanted].filter((storage) => !stay.has(storage)));
  for (const { at, dispatch, plain } of users) {
    const bound = boundFrom(dispatch, change);
    if (bound.length === 0) continue;
    const bindings = bound.map(({ binding }) => binding);
    const names = bound.map(({ name }) => name);
    const tensors = Object.entries(dispatch.tensors).map(([name, tensor]): [string, Tensor] => [
      name,
      names.includes(name) ? half(tensor) : tensor,
    ]);
    graph.dispatches[at] = Object.freeze({
      ...dispatch,
      ...withHalves(dispatch, bindings),
      tensors: Object.fromEntries(tensors),
      plain: plain === null ? null : withHalves(plain, bindings),
    });
  }
  return stay;
}
