// Changes to compile() and fit() in a script: the rate, the optimizer, batch size and epochs.

import { KERAS_OPTIMIZERS, optimizerArgument, optimizerOption } from '../optimizers';
import type { OptimizerKind } from '../../../optimizers/optimizers';
import type { Schedule } from '../../../optimizers/schedules';
import type { ClassWeights, EpochStopping, ReduceOnPlateau } from '../../../train/monitored';
import type { ScheduledRate } from '../schedules';
import { argumentEdits, replacements } from './argumentEdits';
import { nameInCode, type Named } from './imports';
import { callbacksIn } from './fitSettings';
import { pythonText, rateText } from './python';
import { same } from './facts';
import type { CodeReading } from './read';
import type { TextEdit } from './textEdits';
import { callbackTextsByClass, classWeightText, lossText, type ClassName } from './trainingText';
import type { Call, GivenArgument } from './values';

export type SettingChange =
  | { readonly what: 'learningRate'; readonly value: number }
  | {
      readonly what: 'optimizer';
      readonly kind: OptimizerKind;
      readonly options: Readonly<Record<string, unknown>>;
      readonly schedule?: Schedule | null;
    }
  | { readonly what: 'batchSize' | 'epochs' | 'labelSmoothing'; readonly value: number }
  | { readonly what: 'classWeights'; readonly value: ClassWeights | null }
  | {
      readonly what: 'callbacks';
      readonly earlyStopping: EpochStopping | null;
      readonly reduceOnPlateau: ReduceOnPlateau | null;
    };

const FIT_ARGUMENTS = { batchSize: 'batch_size', epochs: 'epochs' } as const;

export function settingEdits(reading: CodeReading, change: SettingChange): (readonly TextEdit[])[] {
  const { settings, code } = reading;
  switch (change.what) {
    case 'batchSize':
    case 'epochs': {
      const read = settings[change.what];
      const text = String(change.value);
      if (read) return replacements(code, read.place, change.value, text);
      if (settings.fit === null) return [];
      const given = settings.fit.arguments.length > 0 ? [lastOf(settings.fit)] : [];
      const key = FIT_ARGUMENTS[change.what];
      return argumentEdits(code, { inside: settings.fit.inside, arguments: given }, key, text);
    }
    case 'learningRate': {
      const { optimizer } = settings;
      if (optimizer === null) return [];
      if (optimizer.call === null)
        return optimizerEdits(reading, optimizer.kind, { learningRate: change.value }, null);
      const given = optimizer.arguments.find(
        ({ name }) => optimizerOption(optimizer.kind, name) === 'learningRate',
      );
      // Of a schedule, the rate that it begins with.
      const made = given?.given.type === 'object' ? given.given.made : null;
      const first = made?.arguments.find(({ name }) => name === 'initial_learning_rate');
      const simple = first ? replacements(code, first, change.value, pythonText(change.value)) : [];
      if (optimizer.schedule !== null && made !== null) {
        // Where a schedule names several rates, all of them change.
        const { text, edits } = rateInCode(reading, {
          learningRate: change.value,
          schedule: optimizer.schedule,
        });
        return [...simple, [{ ...made.at, insert: text }, ...edits]];
      }
      if (first) return simple;
      const call = { inside: optimizer.call.inside, arguments: optimizer.arguments };
      const key = given?.name ?? 'learning_rate';
      return argumentEdits(code, call, key, pythonText(change.value), change.value, given);
    }
    case 'labelSmoothing':
      return smoothingEdits(reading, change.value);
    case 'classWeights':
      return classWeightEdits(reading, change.value);
    case 'callbacks':
      return callbackEdits(reading, change);
    case 'optimizer':
      return optimizerEdits(reading, change.kind, change.options, change.schedule ?? null);
    default:
      return change satisfies never;
  }
}

/** Losses with class numbers take no label smoothing in Keras. */
export const smoothedLoss = (loss: unknown, smoothing: number): unknown =>
  smoothing > 0 && loss === 'sparseCategoricalCrossentropy' ? null : loss;

/** A class of Keras as this script would call it, and the edits that import it. */
function namesIn(reading: CodeReading, home: string): { nameOf: ClassName; edits: TextEdit[] } {
  const edits: TextEdit[] = [];
  const nameOf = (className: string): string => {
    const named = nameInCode(reading, home, className, null);
    edits.push(...named.edits);
    return named.text;
  };
  return { nameOf, edits };
}

function smoothingEdits(reading: CodeReading, labelSmoothing: number): (readonly TextEdit[])[] {
  const { compile, loss } = reading.settings;
  const given = reading.settings.lossPlace;
  if (compile === null || given === null || loss === null) return [];
  // Losses of several outputs each have their own.
  if (given.given.type === 'list' || given.given.type === 'dictionary') return [];
  const { code } = reading;
  if (given.given.type === 'object' && given.given.made.call !== null) {
    const { call, arguments: others } = given.given.made;
    const own = argumentEdits(
      code,
      { inside: call.inside, arguments: others },
      'label_smoothing',
      pythonText(labelSmoothing),
      labelSmoothing,
    );
    return own;
  }
  const { nameOf, edits } = namesIn(reading, 'keras.losses');
  const text = lossText({ loss, labelSmoothing }, nameOf);
  return replacements(code, given, text, text).map((one) => [...one, ...edits]);
}

function fitArguments({ settings }: CodeReading): Parameters<typeof argumentEdits>[1] | null {
  const { fit } = settings;
  if (fit === null) return null;
  return { inside: fit.inside, arguments: fit.arguments.length > 0 ? [lastOf(fit)] : [] };
}

function classWeightEdits(reading: CodeReading, weights: ClassWeights | null): (readonly TextEdit[])[] {
  const call = fitArguments(reading);
  if (call === null) return [];
  const { code, settings, layers } = reading;
  const place = settings.classWeightPlace;
  const units = layers.at(-1)?.options as { readonly units?: unknown } | undefined;
  const classes = typeof units?.units === 'number' ? units.units : 10;
  const labels = settings.loss === 'sparseCategoricalCrossentropy' ? 'y_train' : 'y_train.argmax(axis=1)';
  const text = weights === null ? 'None' : classWeightText(weights, classes, labels);
  const own = text.includes('np.') ? numpyEdits(reading) : [];
  const edits =
    place === null ? argumentEdits(code, call, 'class_weight', text) : replacements(code, place, text, text);
  return edits.map((one) => [...one, ...own]);
}

/** The import of NumPy, where the script has none. */
function numpyEdits({ imported, code }: CodeReading): TextEdit[] {
  if (imported.get('np') === 'numpy') return [];
  return [
    { from: 0, to: 0, insert: `import numpy as np${code.includes('\r\n') ? '\r\n' : '\n'}`, shown: false },
  ];
}

function callbackEdits(
  reading: CodeReading,
  change: SettingChange & { readonly what: 'callbacks' },
): (readonly TextEdit[])[] {
  const call = fitArguments(reading);
  if (call === null) return [];
  const { code, settings } = reading;
  const { place, earlyStopping, reduceOnPlateau } = settings.callbacks;
  const { nameOf, edits: imports } = namesIn(reading, 'keras.callbacks');
  // One that does not change keeps its text.
  const changed = {
    earlyStopping: same(earlyStopping, change.earlyStopping) ? null : change.earlyStopping,
    reduceOnPlateau: same(reduceOnPlateau, change.reduceOnPlateau) ? null : change.reduceOnPlateau,
  };
  const texts = new Map(callbackTextsByClass(changed, nameOf));
  const isGone = (className: string): boolean =>
    (className === 'EarlyStopping' && change.earlyStopping === null) ||
    (className === 'ReduceLROnPlateau' && change.reduceOnPlateau === null);
  const isNone = place?.given.type === 'constant';
  if (place === null || isNone) {
    const text = `[${[...texts.values()].join(', ')}]`;
    const edits =
      place === null ? argumentEdits(code, call, 'callbacks', text) : replacements(code, place, text, text);
    return edits.map((one) => [...one, ...imports]);
  }
  const items: string[] = [];
  for (const made of callbacksIn(place.given)) {
    // What has no place of its own in the script cannot be kept.
    if (made === null) return [];
    const own = texts.get(made.className);
    texts.delete(made.className);
    if (!isGone(made.className)) items.push(own ?? code.slice(made.at.from, made.at.to));
  }
  const text = `[${[...items, ...texts.values()].join(', ')}]`;
  return replacements(code, place, text, text).map((one) => [...one, ...imports]);
}

/** Only where it ends counts for what comes behind it. */
function lastOf(call: Call): GivenArgument {
  const last = call.arguments.at(-1) ?? call.inside;
  const place = { from: last.from, to: last.to };
  return {
    name: '',
    keyword: null,
    given: { type: 'unknown', why: null, origin: null },
    argument: place,
    value: place,
    origin: null,
  };
}

function optimizerEdits(
  reading: CodeReading,
  kind: OptimizerKind,
  options: Readonly<Record<string, unknown>>,
  schedule: Schedule | null,
): (readonly TextEdit[])[] {
  const { optimizer } = reading.settings;
  if (optimizer === null) return [];
  const { className, positional } = KERAS_OPTIMIZERS[kind];
  const { code } = reading;
  const callee = optimizer.call?.callee;
  const named = nameInCode(
    reading,
    'keras.optimizers',
    className,
    callee ? code.slice(callee.from, callee.to) : null,
  );
  const { learningRate } = options;
  const rate =
    schedule === null || typeof learningRate !== 'number'
      ? null
      : rateInCode(reading, { learningRate, schedule });
  const given = positional.flatMap((argument) => {
    const option = optimizerOption(kind, argument);
    const value = option === null ? undefined : options[option];
    if (option === 'learningRate' && rate !== null) return [`learning_rate=${rate.text}`];
    return option === null || value === undefined
      ? []
      : [`${optimizerArgument(option)}=${pythonText(value)}`];
  });
  const { from, to } = optimizer.at;
  return [
    [{ from, to, insert: `${named.text}(${given.join(', ')})` }, ...named.edits, ...(rate?.edits ?? [])],
  ];
}

/** A rate and its schedule as this script would write them. */
function rateInCode(reading: CodeReading, rate: ScheduledRate): Named {
  const edits: TextEdit[] = [];
  const text = rateText(rate, (className) => {
    const named = nameInCode(reading, 'keras.optimizers.schedules', className, null);
    edits.push(...named.edits);
    return named.text;
  });
  return { text, edits };
}
