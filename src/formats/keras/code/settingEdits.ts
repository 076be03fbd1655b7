// Changes to compile() and fit() in a script: the rate, the optimizer, batch size and epochs.

import { KERAS_OPTIMIZERS, optimizerArgument, optimizerOption } from '../optimizers';
import type { OptimizerKind } from '../../../optimizers/optimizers';
import type { Schedule } from '../../../optimizers/schedules';
import type { ScheduledRate } from '../schedules';
import { argumentEdits, replacements } from './argumentEdits';
import { nameInCode, type Named } from './imports';
import { pythonText, rateText } from './python';
import type { CodeReading } from './read';
import type { TextEdit } from './textEdits';
import type { Call, GivenArgument } from './values';

export type SettingChange =
  | { readonly what: 'learningRate'; readonly value: number }
  | {
      readonly what: 'optimizer';
      readonly kind: OptimizerKind;
      readonly options: Readonly<Record<string, unknown>>;
      readonly schedule?: Schedule | null;
    }
  | { readonly what: 'batchSize' | 'epochs'; readonly value: number };

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
    case 'optimizer':
      return optimizerEdits(reading, change.kind, change.options, change.schedule ?? null);
    default:
      return change satisfies never;
  }
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
