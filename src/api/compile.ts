// What compile() is given: an optimizer, and for each output a loss, its weight and whether its accuracy is logged.

import { checkLossOptions } from '../losses/lossOptions';
import { lossDefinition, LOSSES } from '../losses/losses';
import type { Network } from '../models/network';
import { DTYPE_POLICIES, type DtypePolicy } from '../train/dtypePolicy';
import { Compiled } from './core';
import { ModelError } from './errors';
import { readChoice, refuseUnknown } from './fit';
import { readOptimizer, type Optimizer } from './optimizers';
import { inOrderOf } from './samples';

/** Names of metrics; null: none. */
type Wanted = string | readonly string[] | null;

export interface CompileArgs {
  /** The name of an optimizer (`'adam'`, `'sgd'`, …) with its defaults, or `train.adam(0.01)` and the like. */
  readonly optimizer: string | Optimizer;
  /**
   * `'categoricalCrossentropy'`, `'sparseCategoricalCrossentropy'`, `'binaryCrossentropy'`, `'meanSquaredError'`. Of several
   * outputs one for all, or one for each: a list, or an object with their names.
   */
  readonly loss: string | readonly string[] | Readonly<Record<string, string>>;
  /** Keras's loss_weights: what multiplies the loss of each output, as a list or by their names. Default 1. Not in tfjs. */
  readonly lossWeights?: readonly number[] | Readonly<Record<string, number>>;
  /** Keras's label_smoothing of a cross-entropy, 0 … 1. Default 0. Not in tfjs. */
  readonly labelSmoothing?: number;
  /**
   * Keras's name of the number types in training. `'mixed_float16'` reads the weights of convolutions and dense layers as f16 and keeps
   * what layers compute as f16; weights that are trained, gradients and sums stay f32 (docs/api.md). Default `'float32'`. Not in tfjs.
   */
  readonly dtypePolicy?: DtypePolicy;
  /** Only accuracy: `acc` in the logs. Of several outputs for all of them, or for each: a list of lists, or by their names. */
  readonly metrics?: Wanted | readonly Wanted[] | Readonly<Record<string, Wanted>>;
}

const COMPILE_ARGS: ReadonlySet<string> = new Set<keyof CompileArgs>([
  'optimizer',
  'loss',
  'metrics',
  'labelSmoothing',
  'lossWeights',
  'dtypePolicy',
]);

/** @throws ModelError, LossError, OptionError; the message lists the choices */
export function readCompileArgs({ name, outputs }: Network, args: CompileArgs): Compiled {
  refuseUnknown('compile', args, COMPILE_ARGS);
  const { optimizer, loss, lossWeights, metrics, labelSmoothing = 0 } = args;
  const dtypePolicy = readChoice('compile', 'dtypePolicy', DTYPE_POLICIES, args.dtypePolicy);
  /** @param usual of an output that an object does not name; undefined: it must */
  const each = (kind: string, given: unknown, usual?: unknown): readonly unknown[] => {
    const named = usual !== undefined && typeof given === 'object' && !Array.isArray(given);
    const defaults = named ? Object.fromEntries(outputs.map((one) => [one, usual])) : {};
    return inOrderOf(
      `compile: model '${name}' expects`,
      kind,
      outputs,
      named ? { ...defaults, ...given } : given,
    );
  };
  const losses = (typeof loss === 'object' ? each('losses', loss) : [loss]).map((one) => {
    if (typeof one === 'string') return lossDefinition(one);
    throw new ModelError(
      `compile: ${typeof one === 'function' ? 'a loss of your own is not supported, because operations on tensors have no gradients here' : `a loss is a name. Received ${typeof one}`}. ` +
        `Use the name of a loss: ${Object.keys(LOSSES).join(', ')}`,
    );
  });
  for (const one of losses) checkLossOptions(one, [], { labelSmoothing });
  const weights = lossWeights && (each('loss weights', lossWeights, 1) as readonly number[]);
  const wrong = weights?.find((one) => !Number.isFinite(one));
  if (wrong !== undefined)
    throw new ModelError(`compile: lossWeights must be numbers. Received ${String(wrong)}`);
  const list = typeof metrics === 'string' ? [metrics] : (metrics ?? []);
  const accuracies = (
    Array.isArray(list) && list.every((one) => typeof one === 'string')
      ? outputs.map(() => list)
      : each('metrics', list, null)
  ).map((wanted) => {
    const some: readonly unknown[] = [wanted ?? []].flat();
    for (const metric of some) {
      if (metric === 'accuracy' || metric === 'acc') continue;
      const received = typeof metric === 'string' ? `'${metric}'` : `a ${typeof metric}`;
      throw new ModelError(`compile: metrics must be 'accuracy'. Received ${received}`);
    }
    // In tfjs it is always `acc`.
    return some.length === 0 ? null : outputs.length === 1 ? 'acc' : String(some[0]);
  });
  return new Compiled(readOptimizer(optimizer), losses, accuracies, labelSmoothing, weights, dtypePolicy);
}
