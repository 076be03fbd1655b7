// What a script lacks before its network can tell pictures apart, written into it: the imports it forgot, the shape of
// the input, a Flatten, and a Dense with a probability for every class.

import { editCode, type CodeChange } from './edit';
import { missingImports } from './imports';
import { pythonText } from './python';
import { DIGITS, type ReadingGoal } from './goal';
import { readCode, type CodeReading } from './read';
import type { Range } from './syntax';
import { applyEdits, mapRange, type TextEdit } from './textEdits';
import { appended } from './argumentEdits';

export interface Completion {
  readonly code: string;
  /** What was written, by places of the new code. */
  readonly ranges: readonly Range[];
}

/** @returns null where nothing is lacking, or it can't be completed */
export function completeCode(code: string, goal: ReadingGoal = DIGITS): Completion | null {
  const start = readCode(code, goal);
  if (start.model === null || start.lints.some(({ severity }) => severity === 'error')) return null;
  let done: Completion = { code, ranges: [] };
  const apply = (edits: readonly TextEdit[]): void => {
    const edited = applyEdits(done.code, edits);
    done = {
      code: edited.code,
      ranges: [...done.ranges.map((range) => mapRange(range, edits)), ...edited.ranges],
    };
  };
  const change = (one: CodeChange): boolean => {
    const result = editCode(done.code, one, goal);
    if ('refused' in result) return false;
    done = {
      code: result.code,
      ranges: [...done.ranges.map((range) => mapRange(range, result.edits)), ...result.ranges],
    };
    return true;
  };
  for (const edits of spelling(start)) apply(edits);
  const reading = readCode(done.code, goal);
  const { lacking } = reading;
  if (lacking.includes('pictures')) return null;
  if (lacking.includes('input') || lacking.includes('flat')) apply(inputEdits(reading, goal));
  const last = (): number => readCode(done.code, goal).layers.length - 1;
  if (
    lacking.includes('flat') &&
    !change({ what: 'add', after: -1, layer: { kind: 'flatten', name: 'flatten' } })
  )
    return null;
  if (lacking.includes('flatten'))
    change({ what: 'add', after: last(), layer: { kind: 'flatten', name: 'flatten' } });
  if (lacking.includes('answer')) {
    const options = { units: goal.classes, activation: 'softmax' };
    change({ what: 'add', after: last(), layer: { kind: 'dense', name: 'answer', options } });
  }
  if (lacking.includes('softmax')) {
    change({ what: 'option', layer: last(), option: 'activation', value: 'softmax' });
    const logits = readCode(done.code, goal).settings.fromLogits;
    if (logits) apply([{ ...logits.value, insert: 'False' }]);
  }
  return done.code === code ? null : done;
}

/** Imports that are missing, and optimizers without quotes. */
function spelling(reading: CodeReading): TextEdit[][] {
  const bare = reading.lints.flatMap(({ problem, from, to }): TextEdit[] =>
    problem.code === 'bareOptimizer' ? [{ from, to, insert: JSON.stringify(problem.name) }] : [],
  );
  const lines = [...bare, ...missingImports(reading)];
  return lines.length > 0 ? [lines] : [];
}

/** The shape of the input at the first layer, or where a wrong one stands. */
function inputEdits(reading: CodeReading, { picture }: ReadingGoal): TextEdit[] {
  const [first] = reading.layers;
  const [input] = reading.inputs;
  const shape = pythonText(picture);
  if (first === undefined) return [];
  if (reading.lacking.includes('flat') && input) {
    const given = first.place.arguments.find(({ value }) => value.from === input.at.from);
    if (given && given.name !== 'input_shape') return [{ ...given.argument, insert: `input_shape=${shape}` }];
    return [{ ...input.at, insert: shape }];
  }
  return [appended(reading.code, first.place, `input_shape=${shape}`)];
}
