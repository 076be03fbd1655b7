// What Keras's compile() was given, as a `.keras` file has it (`compile_config`) and an `.h5` file (`training_config`, where the
// optimizer has another name): optimizer with its learning rate, losses and their weights. Metrics are only written: accuracy, where the losses are of classes.
// Source: keras-team/keras, trainers/trainer.py, get_compile_config

import { lossDefinition } from '../../losses/losses';
import { LossError } from '../../losses/loss';
import { OPTIMIZERS } from '../../optimizers/more';
import type { OptimizerKind } from '../../optimizers/optimizers';
import type { Network } from '../../models/network';
import { snakeCase } from '../../layers/shared/kerasNames';
import { isRecord, type JsonRecord } from '../json';
import { shortest } from '../shortest';
import { FormatError, type CompileConfig, type CompiledLoss } from '../storedModel';
import { KERAS_OPTIMIZERS, optimizerArgument, optimizerFromKeras } from './optimizers';
import { scheduleFromKeras, scheduleToKeras, type ScheduledRate } from './schedules';

/** What is not known here, in words. */
class Unread extends Error {}

export interface ReadCompile {
  /** Null: the model was not compiled, or nothing of it is known here. */
  readonly compile: CompileConfig | null;
  /** What was not taken over. */
  readonly remarks: readonly string[];
}

/** @param where of the remarks: the file, and the part of it */
export function readCompileConfig(where: string, { outputs }: Network, given: unknown): ReadCompile {
  if (!isRecord(given)) return { compile: null, remarks: [] };
  const remarks: string[] = [];
  const part = <T>(name: string, read: () => T | null): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Unread || error instanceof FormatError || error instanceof LossError))
        throw error;
      remarks.push(`${where}: ${name} is not taken over: ${error.message}`);
      return null;
    }
  };
  const optimizer = part('the optimizer', () => readOptimizer(given.optimizer ?? given.optimizer_config));
  const losses = part('the loss', () => readLosses(given.loss, outputs));
  const lossWeights = part('loss_weights', () => readWeights(given.loss_weights, outputs));
  const compile = optimizer === null && losses === null ? null : { optimizer, losses, lossWeights };
  return { compile, remarks };
}

const tableOf = (kind: string): Readonly<Record<string, { readonly default?: unknown }>> =>
  OPTIMIZERS[kind as OptimizerKind].options;

function readOptimizer(given: unknown): CompileConfig['optimizer'] {
  if (given === null || given === undefined) return null;
  const { class_name: className, config } = isRecord(given) ? given : { class_name: given, config: {} };
  if (typeof className !== 'string' || !isRecord(config)) throw new Unread('it has no class and config');
  const { learning_rate: rate, ...others } = config;
  const scheduled = isRecord(rate) ? readSchedule(rate) : null;
  // Keras keeps the rate in f32.
  const learningRate = scheduled?.learningRate ?? (typeof rate === 'number' ? shortest(rate) : rate);
  const { kind, options } = optimizerFromKeras('optimizer', className, {
    ...others,
    learning_rate: learningRate,
  });
  const table = tableOf(kind);
  const own = Object.entries(options).filter(
    ([name, value]) => name === 'learningRate' || value !== table[name]?.default,
  );
  return { kind, options: Object.fromEntries(own), schedule: scheduled?.schedule ?? null };
}

function readSchedule({ class_name: className, config }: JsonRecord): ScheduledRate {
  const name = String(className);
  if (!isRecord(config)) throw new Unread(`its schedule '${name}' has no config`);
  try {
    // Where Keras writes null, its default holds.
    const set = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
    const read = scheduleFromKeras({ className: name, config: set });
    if (read !== null) return read;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Unread(error.message, { cause: error });
  }
  throw new Unread(`its schedule '${name}' is not known here`);
}

/** What belongs to each output: one for all, a list in their order, or by their names. */
function ofOutputs(what: string, given: unknown, outputs: readonly string[]): readonly unknown[] | null {
  if (given === null || given === undefined) return null;
  const isObject = isRecord(given) && typeof given.class_name === 'string';
  if (isRecord(given) && !isObject) {
    const unknown = Object.keys(given).find((name) => !outputs.includes(name));
    if (unknown !== undefined) throw new Unread(`there is no output '${unknown}'`);
    return outputs.map((name) => given[name] ?? null);
  }
  if (!Array.isArray(given)) return [given];
  if (given.length !== outputs.length)
    throw new Unread(`expected ${what} for ${outputs.length} outputs. Received ${given.length}`);
  return given as readonly unknown[];
}

function readLosses(given: unknown, outputs: readonly string[]): readonly CompiledLoss[] | null {
  return ofOutputs('losses', given, outputs)?.map(readLoss) ?? null;
}

/** Arguments of Keras's losses that may be given here, and what each may be. */
const LOSS_ARGUMENTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: () => true,
  dtype: () => true,
  reduction: (value) => ['sum_over_batch_size', 'auto', 'mean'].includes(String(value)),
  from_logits: (value) => typeof value === 'boolean',
  label_smoothing: (value) => typeof value === 'number',
  axis: (value) => value === -1,
  ignore_class: (value) => value === null,
};

function readLoss(given: unknown): CompiledLoss {
  if (given === null) throw new Unread('an output has no loss');
  const { class_name: name, config = {} } = isRecord(given) ? given : { class_name: given };
  if (typeof name !== 'string' || !isRecord(config)) throw new Unread('it has no class and config');
  for (const [argument, value] of Object.entries(config))
    if (LOSS_ARGUMENTS[argument]?.(value) !== true)
      throw new Unread(`${name} with '${argument}' ${JSON.stringify(value)} is not known here`);
  const { kind } = lossDefinition(name);
  return {
    kind,
    labelSmoothing: Number(config.label_smoothing ?? 0),
    fromLogits: config.from_logits === true,
  };
}

function readWeights(given: unknown, outputs: readonly string[]): readonly number[] | null {
  const list = ofOutputs('weights', given, outputs);
  if (list !== null && list.length !== outputs.length) throw new Unread('expected one for each output');
  return (
    list?.map((one) => {
      if (one === null) return 1;
      if (typeof one !== 'number' || !Number.isFinite(one))
        throw new Unread(`expected numbers. Received ${JSON.stringify(one)}`);
      return one;
    }) ?? null
  );
}

/** An object of Keras by its class and arguments. */
const object = (module: string, className: string, config: JsonRecord): JsonRecord => ({
  ...{ module, class_name: className, config, registered_name: null },
});

/** @returns null where optimizer or losses are not known: Keras compiles with both */
export function compileConfigOf(
  { outputs }: Network,
  { optimizer, losses, lossWeights }: CompileConfig,
): JsonRecord | null {
  if (optimizer === null || losses === null) return null;
  const { kind, options, schedule } = optimizer;
  const form = KERAS_OPTIMIZERS[kind as OptimizerKind];
  const table = tableOf(kind);
  const learningRate = Number(options.learningRate ?? table.learningRate?.default);
  const rate = schedule === null ? null : scheduleToKeras({ learningRate, schedule });
  const config: JsonRecord = {
    ...Object.fromEntries(
      Object.entries(options).flatMap(([name, value]) =>
        value === table[name]?.default ? [] : [[optimizerArgument(name), value]],
      ),
    ),
    learning_rate:
      rate === null ? learningRate : object('keras.optimizers.schedules', rate.className, { ...rate.config }),
  };
  const [first, ...others] = losses.map(lossText);
  const isOfClasses = (loss: CompiledLoss | undefined): boolean =>
    loss !== undefined && loss.kind !== 'meanSquaredError';
  const metrics = outputs.map((_, i) =>
    isOfClasses(losses[losses.length === 1 ? 0 : i]) ? ['accuracy'] : [],
  );
  return {
    optimizer: object('keras.optimizers', form.className, config),
    loss: others.length === 0 ? first : [first, ...others],
    loss_weights: lossWeights,
    metrics: metrics.length === 1 ? (metrics[0] ?? []) : metrics,
    ...{ weighted_metrics: null, run_eagerly: false, steps_per_execution: 1, jit_compile: 'auto' },
  };
}

/** Its name, or the class with arguments. Keras's SparseCategoricalCrossentropy smooths nothing. */
function lossText({ kind, labelSmoothing, fromLogits }: CompiledLoss): string | JsonRecord {
  const smoothing = lossDefinition(kind).target === 'labels' ? 0 : labelSmoothing;
  const config: JsonRecord = {
    ...(fromLogits ? { from_logits: true } : {}),
    ...(smoothing === 0 ? {} : { label_smoothing: smoothing }),
  };
  if (Object.keys(config).length === 0) return snakeCase(kind);
  return object('keras.losses', `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, config);
}
