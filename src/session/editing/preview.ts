// A network before it is built: shapes, parameters and multiply-adds of every layer, or why it cannot be built. Pure
// arithmetic by the layers' own definitions, fast enough to run while a slider moves.

import {
  ArchitectureError,
  defineNetwork,
  isFrozen,
  isSharing,
  type Network,
  type NetworkConfig,
} from '../../models/network';
import { optionsIn } from '../../models/sharing';
import { lastActivation } from '../../models/lower';
import { OptionError, ShapeError } from '../../layers/layer';
import { kerasName } from '../../layers/shared/kerasNames';
import { layerDefinition } from '../../layers/all';
import { effectiveSize, outputLength, padBefore, type Window2d } from '../../reference/window';
import { factsOf, type ErrorFacts } from '../errorFacts';

/** A window sliding over an input. Pairs are [rows, columns]. */
export interface SlidingFacts extends Window2d {
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  /** Border zeros above and left of the input. */
  readonly before: readonly [number, number];
  /** Border zeros below and to the right; an odd border has its extra pixel here. */
  readonly after: readonly [number, number];
}

export interface LayerPreview {
  readonly name: string;
  readonly kind: string;
  readonly className: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
  /** The layer whose parameters it uses; null: its own. */
  readonly sharesWith: string | null;
  /** It has parameters, and training does not change them. */
  readonly frozen: boolean;
  /** Multiply-adds of one forward pass over one picture. */
  readonly multiplyAdds: number;
  readonly window: SlidingFacts | null;
}

interface At {
  readonly layer: string;
  readonly className: string;
  /** The engine's own message. */
  readonly message: string;
}

/**
 * Why a network cannot be built.
 * window  the window is larger than what it slides over: `most` is the largest side that fits
 * rank    the layer wants maps, rows × columns × channels
 * option  the value is not one that the option may have
 * answer  the network must end with a probability for every class
 * join    the layer reads several results of one shape, and there are none
 * order   a layer reads one that is not before it, or too few
 */
export type Problem =
  | (At & {
      readonly why: 'window';
      /** `kernel_size` or `pool_size`. */
      readonly option: string;
      readonly reach: readonly [number, number];
      readonly dilation: readonly [number, number];
      readonly input: readonly [number, number];
      readonly most: number;
    })
  | (At & { readonly why: 'rank'; readonly input: readonly number[] })
  | (At & { readonly why: 'join'; readonly input: readonly number[] })
  | (At & {
      readonly why: 'option';
      readonly option: string;
      readonly min: number;
      readonly max: number;
      readonly received: unknown;
    })
  | (At & {
      readonly why: 'answer';
      readonly shape: readonly number[];
      readonly classes: number;
      readonly activation: string;
    })
  | (At & { readonly why: 'order' })
  | (At & { readonly why: 'other'; readonly facts: ErrorFacts | null });

export interface Preview {
  /** The layers before the problem; all layers if there is none. */
  readonly layers: readonly LayerPreview[];
  readonly problem: Problem | null;
  readonly parameterCount: number;
  /** Of them, those of frozen layers. */
  readonly frozenCount: number;
  readonly multiplyAdds: number;
}

/** @param classes the number of outputs that the last layer must have; absent: any */
export function previewNetwork(config: NetworkConfig, classes?: number): Preview {
  try {
    const network = defineNetwork(config);
    return previewOf(network, classes === undefined ? null : answerProblem(network, classes));
  } catch (error) {
    if (!(error instanceof ArchitectureError)) throw error;
    const at = config.layers.findIndex(({ name }) => name === error.layer);
    const front = { name: config.name, input: config.input, layers: config.layers.slice(0, Math.max(0, at)) };
    const before = front.layers.length > 0 ? defineNetwork(front) : null;
    return previewOf(before, problemOf(error, config, before));
  }
}

function previewOf(network: Network | null, problem: Problem | null): Preview {
  const layers = (network?.layers ?? []).map((layer): LayerPreview => ({
    name: layer.name,
    kind: layer.definition.kind,
    className: layer.definition.className,
    options: layer.options,
    inputs: layer.inputs,
    inputShapes: layer.inputShapes,
    outputShape: layer.outputShape,
    parameters: layer.parameters.map(({ name, shape }) => ({ name, shape })),
    parameterCount: layer.parameterCount,
    sharesWith: isSharing(layer) ? layer.owner : null,
    frozen: isFrozen(layer),
    multiplyAdds: layer.multiplyAdds,
    window: slidingFacts(layer.definition.explain.sliding?.(layer.options), layer.inputShapes[0]),
  }));
  const sum = (of: (layer: LayerPreview) => number): number =>
    layers.reduce((total, layer) => total + of(layer), 0);
  return {
    layers,
    problem,
    parameterCount: sum(({ parameterCount }) => parameterCount),
    frozenCount: sum(({ frozen, parameterCount }) => (frozen ? parameterCount : 0)),
    multiplyAdds: sum(({ multiplyAdds }) => multiplyAdds),
  };
}

function slidingFacts(
  window: Window2d | undefined,
  shape: readonly number[] | undefined,
): SlidingFacts | null {
  const [rows, columns] = shape ?? [];
  if (window === undefined || rows === undefined || columns === undefined) return null;
  const axis = (at: 0 | 1, input: number): { output: number; before: number; after: number } => {
    const [size, stride, dilation] = [window.size[at], window.strides[at], window.dilation[at]];
    const output = outputLength(input, size, stride, window.padding, dilation);
    const before = padBefore(input, size, stride, window.padding, dilation);
    const all = Math.max(0, (output - 1) * stride + effectiveSize(size, dilation) - input);
    return { output, before, after: window.padding === 'same' ? all - before : 0 };
  };
  const [down, across] = [axis(0, rows), axis(1, columns)];
  return {
    ...window,
    input: [rows, columns],
    output: [down.output, across.output],
    before: [down.before, across.before],
    after: [down.after, across.after],
  };
}

/** Every output is to tell the classes apart. */
function answerProblem({ layers, outputs }: Network, classes: number): Problem | null {
  const last = outputs
    .flatMap((output) => layers.find(({ name }) => name === output) ?? [])
    .find(
      (one) =>
        one.outputShape.length !== 1 || one.outputShape[0] !== classes || lastActivation(one) !== 'softmax',
    );
  if (last === undefined) return null;
  const [activation, shape] = [lastActivation(last), last.outputShape];
  const message = `the network must end with ${classes} numbers and softmax. Received ${shape.join('×')} and ${activation}`;
  return {
    why: 'answer',
    layer: last.name,
    className: last.definition.className,
    message,
    shape,
    classes,
    activation,
  };
}

function problemOf(error: ArchitectureError, config: NetworkConfig, before: Network | null): Problem {
  const { message, cause } = error;
  const layer = config.layers.find(({ name }) => name === error.layer);
  if (layer === undefined)
    return { why: 'other', layer: error.layer ?? '', className: '', message, facts: factsOf(error) };
  const definition = layerDefinition(layer.kind);
  const at = { layer: layer.name ?? '', className: definition.className, message };
  const given = optionsIn(config, at.layer);
  if (cause instanceof OptionError) {
    const option = cause.option === null ? undefined : definition.options[cause.option];
    if (cause.option === null || option === undefined) return { ...at, why: 'other', facts: factsOf(error) };
    return {
      ...at,
      why: 'option',
      option: kerasName(cause.option, layer.kind),
      min: option.min ?? -Infinity,
      max: option.max ?? Infinity,
      received: given[cause.option],
    };
  }
  if (cause instanceof ShapeError && cause.mismatch?.why === 'rank')
    return { ...at, why: 'rank', input: cause.mismatch.input };
  if (cause instanceof ShapeError && cause.mismatch?.why === 'window') {
    const { reach, input } = cause.mismatch;
    const size = ['kernelSize', 'poolSize'].find((name) => name in definition.options) ?? '';
    const side = Array.isArray(given.dilationRate) ? (given.dilationRate as readonly number[]) : [];
    const both = typeof given.dilationRate === 'number' ? given.dilationRate : 1;
    const dilation = [side[0] ?? both, side[1] ?? both] as const;
    const most = Math.min(
      ...input.map((length, axis) => Math.floor((length - 1) / (dilation[axis] ?? 1)) + 1),
    );
    return { ...at, why: 'window', option: kerasName(size, layer.kind), reach, dilation, input, most };
  }
  if (cause instanceof ShapeError && definition.inputs.min > 1) {
    const first = before?.layers.find(({ name }) => name === layer.inputs?.[0]);
    return { ...at, why: 'join', input: first?.outputShape ?? [] };
  }
  const shares = error.facts?.code === 'shares';
  if (cause === undefined && before !== null && !shares) return { ...at, why: 'order' };
  return { ...at, why: 'other', facts: factsOf(error) };
}
