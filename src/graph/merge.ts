// Merges dispatches of a graph that do not depend on each other, two at a time, where that saves one: the gradients of a
// layer's weights and of its input, or the end of a sum beside the beginning of another one.

import { invocationsOf, sideBySide } from '../kernels/sideBySide';
import type { KernelTarget } from '../kernels/target';
import type { Dispatch, Graph } from './graph';
import { bytesOf, type Tensor } from './tensor';

/** The limit that WebGPU guarantees. */
const STORAGE_BUFFERS = 8;

interface Use {
  readonly tensor: Tensor;
  readonly writes: boolean;
}

const usesOf = ({ kernel, tensors }: Dispatch): readonly Use[] =>
  Object.entries(kernel.bindings).flatMap(([name, access]) => {
    const tensor = tensors[name];
    return tensor === undefined ? [] : [{ tensor, writes: access === 'read_write' }];
  });

/** The object whose numbers they are, and their place in it. */
function placeOf({ storage, shape, dtype }: Tensor): { home: object; first: number; end: number } {
  if (storage.home === 'plan') return { home: storage, first: 0, end: storage.sizeBytes };
  const { slab, offsetBytes } = storage;
  return { home: slab, first: offsetBytes, end: offsetBytes + Math.max(4, bytesOf(shape, dtype)) };
}

/** One writes what the other reads or writes: their order matters. */
function depend(a: Dispatch, b: Dispatch): boolean {
  return usesOf(a).some((one) =>
    usesOf(b).some((other) => {
      if (!one.writes && !other.writes) return false;
      const [p, q] = [placeOf(one.tensor), placeOf(other.tensor)];
      return p.home === q.home && p.first < q.end && q.first < p.end;
    }),
  );
}

/** A dispatch may not read and write one buffer, even at different places. */
function clash(a: Dispatch, b: Dispatch): boolean {
  return usesOf(a).some((one) =>
    usesOf(b).some(
      (other) => one.writes !== other.writes && placeOf(one.tensor).home === placeOf(other.tensor).home,
    ),
  );
}

function merged(
  a: Dispatch,
  b: Dispatch,
  { storageBuffers = STORAGE_BUFFERS }: KernelTarget,
): Dispatch | null {
  if (clash(a, b)) return null;
  const sideOf = (dispatch: Dispatch): Parameters<typeof sideBySide>[0][0] => ({
    name: dispatch.kernel.name,
    bindings: dispatch.kernel.bindings,
    plan: dispatch,
  });
  const same = (first: string, second: string): boolean => {
    const [one, other] = [a.tensors[first], b.tensors[second]];
    if (one === undefined || other === undefined) return false;
    const [p, q] = [placeOf(one), placeOf(other)];
    return p.home === q.home && p.first === q.first && p.end === q.end;
  };
  const both = sideBySide([sideOf(a), sideOf(b)], same, storageBuffers);
  if (both === null) return null;
  const { bindings, names, ...plan } = both;
  const tensors = Object.fromEntries(
    [a, b].flatMap((dispatch, side) =>
      Object.entries(names[side] ?? {}).map(([binding, name]) => [name, dispatch.tensors[binding]]),
    ),
  ) as Record<string, Tensor>;
  return Object.freeze({
    label: `${a.label} & ${b.label}`,
    kernel: { name: `${a.kernel.name} + ${b.kernel.name}`, bindings },
    tensors,
    ...plan,
    plain: null,
    parts: () => [a, b],
  });
}

/**
 * From the end, each dispatch joins the last one after it that it may stand beside: sums of partials come together there, which
 * are short, and those before are left for the dispatches that they need. The order of those that depend on each other stays.
 */
export function mergeDispatches({ dispatches, target }: Graph): void {
  const groups: {
    readonly members: readonly Dispatch[];
    readonly dispatch: Dispatch;
    readonly invocations: number;
  }[] = [];
  for (const dispatch of dispatches.toReversed()) {
    const invocations = invocationsOf({ plan: dispatch });
    const needing = groups.findIndex(({ members }) => members.some((member) => depend(dispatch, member)));
    let joined = false;
    for (let at = (needing < 0 ? groups.length : needing) - 1; at >= 0 && !joined; at--) {
      const group = groups[at];
      const all = invocations + (group?.invocations ?? 0);
      if (group === undefined || group.members.length > 1 || all > target.mergedInvocations) continue;
      const both = merged(dispatch, group.dispatch, target);
      if (both === null) continue;
      groups[at] = { members: [dispatch, group.dispatch], dispatch: both, invocations: all };
      joined = true;
    }
    if (!joined) groups.unshift({ members: [dispatch], dispatch, invocations });
  }
  dispatches.splice(0, dispatches.length, ...groups.map((group) => group.dispatch));
}
