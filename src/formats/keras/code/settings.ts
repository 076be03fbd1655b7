// compile() and fit() as data: optimizer, loss, batch size, epochs, and where each is written.

import { lossDefinition } from '../../../losses/losses';
import { snakeCase } from '../../../layers/shared/kerasNames';
import type { OptimizerKind } from '../../../optimizers/optimizers';
import type { Schedule } from '../../../optimizers/schedules';
import { KerasOptimizerError, optimizerFromKeras, optimizerKind } from '../optimizers';
import { scheduleFromKeras, type ScheduledRate } from '../schedules';
import type { ClassWeights } from '../../../train/monitored';
import { readCallbacks, readClassWeights, readSmoothing, type ReadCallbacks } from './fitSettings';
import type { ModelCall } from './record';
import type { Lint, Problem } from './lints';
import type { Range } from './syntax';
import { plainConfig, plainValue, valueText, type Call, type GivenArgument, type Value } from './values';

export interface ReadOptimizer {
  readonly kind: OptimizerKind;
  /** Those that the script gives, by our names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the learning rate follows; null where the script has one rate, or a schedule that is not known here. */
  readonly schedule: Schedule | null;
  readonly at: Range;
  /** `SGD(…)`; null where it is a name alone. */
  readonly call: Call | null;
  readonly arguments: readonly GivenArgument[];
}

export interface ReadNumber {
  readonly value: number;
  readonly place: GivenArgument;
}

export interface ReadSettings {
  /** The calls they come from; null where the script has none. */
  readonly compile: Call | null;
  readonly fit: Call | null;
  readonly optimizer: ReadOptimizer | null;
  /** Our kind of loss. */
  readonly loss: string | null;
  /** Null where there is no loss. */
  readonly labelSmoothing: number | null;
  readonly classWeights: ClassWeights | null;
  /** What multiplies the loss of each output; null where all count alike. */
  readonly lossWeights: readonly number[] | null;
  /** Where they are written. */
  readonly lossPlace: GivenArgument | null;
  readonly classWeightPlace: GivenArgument | null;
  readonly callbacks: ReadCallbacks;
  /** The loss works on what comes before the softmax. */
  readonly fromLogits: GivenArgument | null;
  readonly batchSize: ReadNumber | null;
  readonly epochs: ReadNumber | null;
  readonly validationSplit: ReadNumber | null;
}

/**
 * @param lint takes what can't be read; the rest is read all the same
 * @param code the script
 * @param outputs names of the layers that are outputs of the model
 */
export function readSettings(
  compiled: ModelCall | null,
  fitted: ModelCall | null,
  lint: (lint: Lint) => void,
  code: string,
  outputs: readonly string[] = [],
): ReadSettings {
  const say = ({ from, to }: Range, problem: Problem): void =>
    lint({ from, to, severity: 'warning', problem });
  const find = (call: ModelCall | null, name: string): GivenArgument | null =>
    call?.arguments.find((argument) => argument.name === name) ?? null;
  const loss = find(compiled, 'loss');
  return {
    compile: compiled?.call ?? null,
    fit: fitted?.call ?? null,
    optimizer: readOptimizer(find(compiled, 'optimizer'), say),
    loss: loss === null ? null : readLosses(loss, say),
    labelSmoothing: readSmoothings(loss, say),
    lossWeights: readLossWeights(find(compiled, 'loss_weights'), outputs, say),
    classWeights: readClassWeights(find(fitted, 'class_weight'), code, say),
    lossPlace: loss,
    classWeightPlace: find(fitted, 'class_weight'),
    callbacks: readCallbacks(find(fitted, 'callbacks'), say),
    fromLogits: logits(loss),
    batchSize: readNumber(find(fitted, 'batch_size'), 'a whole number of at least 1', isCount, say),
    epochs: readNumber(find(fitted, 'epochs'), 'a whole number of at least 1', isCount, say),
    validationSplit: readNumber(
      find(fitted, 'validation_split'),
      'a number between 0 and 1',
      (value) => value >= 0 && value < 1,
      say,
    ),
  };
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

function readNumber(
  argument: GivenArgument | null,
  expected: string,
  fits: (value: number) => boolean,
  say: (at: Range, problem: Problem) => void,
): ReadNumber | null {
  if (argument === null) return null;
  const { given, name } = argument;
  if (given.type === 'constant' && given.value === null) return null;
  if (given.type === 'number' && fits(given.value)) return { value: given.value, place: argument };
  if (given.type === 'unknown')
    say(argument.value, given.why?.problem ?? { code: 'unknownValue', what: name });
  else say(argument.value, { code: 'setting', argument: name, expected, received: valueText(given) });
  return null;
}

function readOptimizer(
  argument: GivenArgument | null,
  say: (at: Range, problem: Problem) => void,
): ReadOptimizer | null {
  if (argument === null) return null;
  const { given, value: at } = argument;
  if (given.type === 'unknown') {
    const problem = given.why?.problem ?? { code: 'unknownValue' as const, what: 'optimizer' };
    const kind = problem.code === 'unknownName' ? optimizerKind(problem.name) : null;
    say(
      at,
      problem.code === 'unknownName' && kind !== null
        ? { code: 'bareOptimizer', name: problem.name }
        : problem,
    );
    return kind === null ? null : { kind, options: {}, schedule: null, at, call: null, arguments: [] };
  }
  const made = given.type === 'object' ? given.made : null;
  const name = made?.className ?? plainValue(given);
  const argumentsGiven = made?.arguments ?? [];
  const config: Record<string, unknown> = {};
  let schedule: Schedule | null = null;
  for (const { name: key, given: value, value: place } of argumentsGiven) {
    const scheduled = scheduleOf(value, (problem) => say(place, problem));
    schedule = scheduled?.schedule ?? schedule;
    const plain = scheduled?.learningRate ?? rateOf(plainValue(value));
    // Keras 2 divided the rate by 1 + decay · step.
    if (key === 'decay' && typeof plain === 'number' && plain > 0) {
      schedule = { kind: 'inverseTime', decaySteps: 1, decayRate: plain };
      continue;
    }
    if (plain === undefined) say(place, { code: 'unknownValue', what: key });
    config[key] = plain;
  }
  try {
    const { kind, options } = optimizerFromKeras(
      'code',
      typeof name === 'string' ? name : valueText(given),
      config,
    );
    return {
      kind,
      options,
      schedule,
      at: made?.at ?? at,
      call: made?.call ?? null,
      arguments: argumentsGiven,
    };
  } catch (error) {
    if (!(error instanceof KerasOptimizerError)) throw error;
    const { className, argument: wrong, expected } = error;
    const place = argumentsGiven.find((one) => one.name === wrong);
    if (wrong === null) say(at, { code: 'optimizer', name: className, known: expected });
    else {
      const received = place === undefined ? '' : valueText(place.given);
      say(place?.value ?? at, { code: 'optimizerArgument', className, argument: wrong, expected, received });
    }
    return null;
  }
}

/** Null for what is no schedule that is known here. */
function scheduleOf(value: Value, say: (problem: Problem) => void): ScheduledRate | null {
  if (value.type !== 'object') return null;
  const { className, arguments: given } = value.made;
  try {
    return scheduleFromKeras({ className, config: plainConfig(given) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [, argument = '', expected = ''] = /: (\w+) must be (.*)\. Received/.exec(error.message) ?? [];
    const received = valueText(value);
    say({ code: 'optimizerArgument', className, argument: snakeCase(argument), expected, received });
    return null;
  }
}

/** Of a schedule that is not known here, the rate that it begins with. */
function rateOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('config' in value)) return value;
  const { initial_learning_rate: rate } = value.config as { readonly initial_learning_rate?: unknown };
  return rate ?? value;
}

/** The losses of several outputs, in a list or by their names; of one output its loss. */
function each(argument: GivenArgument): readonly GivenArgument[] {
  const { given } = argument;
  if (given.type === 'list') return given.items.map((item) => ({ ...argument, given: item }));
  if (given.type !== 'dictionary') return [argument];
  return [...given.entries.values()].map(({ value }) => ({ ...argument, given: value }));
}

/** Of several losses the first that is not a run's: the cross-entropy of classes. */
function readLosses(loss: GivenArgument, say: (at: Range, problem: Problem) => void): string | null {
  const kinds = each(loss).map((one) => readLoss(one, say));
  return kinds.find((kind) => kind !== null && !/categoricalCrossentropy/i.test(kind)) ?? kinds[0] ?? null;
}

/** A run has one label smoothing for all outputs. */
function readSmoothings(
  loss: GivenArgument | null,
  say: (at: Range, problem: Problem) => void,
): number | null {
  if (loss === null) return null;
  const all = each(loss).map((one) => readSmoothing(one, say) ?? 0);
  const [first = 0] = all;
  if (all.every((one) => one === first)) return first;
  const expected = 'the same for all outputs';
  say(loss.value, { code: 'setting', argument: 'label_smoothing', expected, received: all.join(', ') });
  return 0;
}

function readLossWeights(
  argument: GivenArgument | null,
  outputs: readonly string[],
  say: (at: Range, problem: Problem) => void,
): readonly number[] | null {
  if (argument === null) return null;
  const { given, value: at } = argument;
  if (given.type === 'constant' && given.value === null) return null;
  const named = new Map(
    given.type === 'dictionary'
      ? [...given.entries.values()].map(({ key, value }) => [plainValue(key), plainValue(value)])
      : [],
  );
  const plain: readonly unknown[] =
    given.type === 'list'
      ? given.items.map(plainValue)
      : given.type === 'dictionary'
        ? outputs.map((name) => named.get(name) ?? 1)
        : [];
  const isUnknown = outputs.length > 0 && [...named.keys()].some((name) => !outputs.includes(String(name)));
  const weights = plain.filter((one) => typeof one === 'number');
  const fits = weights.length === plain.length && (outputs.length || weights.length) === weights.length;
  if (weights.length > 0 && fits && !isUnknown) return weights.every((one) => one === 1) ? null : weights;
  // The third by place were the metrics, until Keras 3.
  if (argument.keyword === null && plain.length > 0 && plain.every((one) => typeof one === 'string'))
    return null;
  if (given.type === 'unknown') say(at, given.why?.problem ?? { code: 'unknownValue', what: 'loss_weights' });
  else {
    const expected =
      outputs.length > 1 ? `a number for each of ${outputs.join(', ')}` : 'a number for each output';
    say(at, { code: 'setting', argument: 'loss_weights', expected, received: valueText(given) });
  }
  return null;
}

function readLoss(
  { given, value: at }: GivenArgument,
  say: (at: Range, problem: Problem) => void,
): string | null {
  const plain = given.type === 'object' ? given.made.className : plainValue(given);
  if (typeof plain !== 'string') return null;
  try {
    return lossDefinition(plain).kind;
  } catch {
    const known =
      'categorical_crossentropy, sparse_categorical_crossentropy, binary_crossentropy, mean_squared_error';
    say(at, { code: 'loss', name: plain, known });
    return null;
  }
}

/** Where a loss is told so. */
function logits(loss: GivenArgument | null): GivenArgument | null {
  const given = loss === null ? [] : each(loss);
  const flags = given.flatMap((one) => (one.given.type === 'object' ? one.given.made.arguments : []));
  const isOn = ({ name, given: value }: GivenArgument): boolean =>
    name === 'from_logits' && value.type === 'constant' && value.value === true;
  return flags.find(isOn) ?? null;
}
