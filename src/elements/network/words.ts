// What the page says of building: problems and changes as sentences (text/marked.ts shows their marks).

import type { OptionDescription } from '../../session/editing/catalogue';
import type { EditName } from '../../session/editing/editingFacade';
import type { Problem } from '../../session/editing/preview';
import { dataName } from '../data/names';
import { factsText } from '../text/errorText';
import { locale } from '../locale';
import { buildingWords } from '../locales/building';
import { presetNameWords } from '../locales/presetNames';

/** What is wrong, why, and what to choose. */
export function problemText(
  problem: Problem,
  words = buildingWords().problem,
  errors = locale.words,
): string {
  switch (problem.why) {
    case 'window':
      return words.window(problem);
    case 'rank':
      return words.rank(problem);
    case 'join':
      return words.join(problem);
    case 'option':
      return words.option(problem);
    case 'answer':
      return words.answer(problem);
    case 'order':
      return words.order;
    case 'other':
      return words.other(factsText(problem.facts, problem.message, errors));
    default:
      problem satisfies never;
      throw new Error('building: an unknown problem');
  }
}

/** What may be typed into an option. */
export function expectedText({ type, min, max, values }: OptionDescription): string {
  const { problem } = buildingWords();
  switch (type) {
    case 'integer':
      return problem.expected.integer(min, max);
    case 'pair':
      return problem.expected.pair(min);
    case 'number':
      return problem.expected.number(min, max);
    case 'numbers':
      return problem.expected.numbers();
    case 'ends':
      return problem.expected.ends();
    case 'shape':
      return problem.expected.shape();
    case 'border':
      return problem.expected.border();
    case 'boolean':
    case 'choice':
      return values.join(', ');
    default:
      throw new Error(`option: has no type '${String(type satisfies never)}'`);
  }
}

/** `kernel_size 5 → 3 in conv1`. */
export function editText({ key, values }: EditName): string {
  const building = buildingWords();
  const preset = Object.entries(presetNameWords()).find(([name]) => name === values.preset)?.[1];
  const names: Readonly<Record<string, string>> = {
    ...(preset === undefined ? {} : { preset }),
    ...(key === 'data' ? { data: dataName({ name: String(values.data) }) } : {}),
  };
  return building.edits[key]({ ...values, ...names });
}
