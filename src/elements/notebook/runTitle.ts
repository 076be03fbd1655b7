// What a run is called: by the one setting that changed from the run that it is compared with. And what is to be said of the
// comparison.

import type { DataReference } from '../../data/dataSet';
import { describeKind, titleOf } from '../../session/editing/catalogue';
import {
  differences,
  isAnotherSeed,
  type Difference,
  type RateChange,
} from '../../session/notebook/differences';
import type { NotebookRun } from '../../session/notebook/notebookRun';
import { dataName } from '../data/names';
import { notebookWords } from '../locales/notebook';
import { valueText } from '../network/optionText';
import { formatShort } from '../text/format';
import { optimizerName } from '../text/optimizerName';

/** Differences that a title lists; of more it gives the number. */
const MAX_LISTED = 3;

export interface Comparison {
  readonly title: string;
  /** What makes the comparison doubtful. */
  readonly warnings: readonly string[];
  /** What the comparison shows, where that is not plain. */
  readonly hint: string;
}

/** A run of the notebook with its place, 1, 2, …, in it. */
export interface NumberedRun {
  readonly run: NotebookRun;
  readonly number: number;
}

/** @param base what the run is compared with; null: it is the first one */
export function compareRuns({ run }: NumberedRun, base: NumberedRun | null): Comparison {
  const words = notebookWords();
  const data = run.data ?? { name: 'mnist' };
  if (base === null || base.run.id === run.id)
    return {
      title: run.name || words.first(titleOf(run.network.name), dataName(data)),
      warnings: [],
      hint: '',
    };
  const found = differences(base.run, run);
  const texts = found.map(differenceText);
  const listed = texts.length > MAX_LISTED ? [...texts.slice(0, 2), words.andMore(texts.length - 2)] : texts;
  const [mine, other] = [run.fromSeed, base.run.fromSeed];
  return {
    title: run.name || (listed.length === 0 ? words.same : listed.join(', ')),
    warnings: [
      ...(found.length > 1 ? [words.several(found.length)] : []),
      ...(mine === false ? [words.trained(base.number)] : []),
      ...(mine === true && other === false ? [words.untrained(base.number)] : []),
    ],
    hint: isAnotherSeed(found) ? words.oneSeed : '',
  };
}

/** `conv1.kernel_size 3 → 5` */
export function differenceText(difference: Difference): string {
  const { changes } = notebookWords();
  const arrow = (name: string, from: string, to: string): string => `${name} ${from} → ${to}`;
  switch (difference.kind) {
    case 'added':
    case 'removed':
      return changes[difference.kind](difference.layer, describeKind(difference.layerKind).className);
    case 'moved':
      return changes.moved(difference.layer);
    case 'replaced': {
      const [from, to] = [describeKind(difference.from), describeKind(difference.to)];
      return arrow(`${difference.layer}:`, from.className, to.className);
    }
    case 'reads':
      return changes.reads(difference.layer, difference.to);
    case 'option':
      return arrow(
        `${difference.layer}.${difference.option}`,
        optionText(difference.from),
        optionText(difference.to),
      );
    case 'data':
      return arrow(
        changes.data,
        nameOfData(difference.from, difference.to),
        nameOfData(difference.to, difference.from),
      );
    case 'network':
      return arrow(changes.network, titleOf(difference.from), titleOf(difference.to));
    case 'setting': {
      const text = difference.name === 'optimizer' ? optimizerText : settingText;
      return arrow(difference.name, text(difference.from), text(difference.to));
    }
    case 'learningRate':
      return arrow('learning_rate', ratesText(difference.from), ratesText(changedRates(difference)));
    case 'seed':
      return changes.seed(difference.from, difference.to);
    default:
      return difference satisfies never;
  }
}

const optionText = (value: unknown): string => valueText(value) || '–';

const optimizerText = (value: unknown): string => optimizerName(String(value));

/** Files of the same name are told apart by their digests. */
function nameOfData(data: DataReference, other: DataReference): string {
  const name = dataName(data);
  return name === dataName(other) && data.digest ? `${name} (${data.digest.slice(0, 6)})` : name;
}

function settingText(value: unknown): string {
  const { changes } = notebookWords();
  if (value === undefined || value === null) return changes.none;
  if (typeof value === 'boolean') return value ? changes.on : changes.off;
  return valueText(value);
}

/** `0.002 → 0.01 from step 41`: a first rate that both have is said once. */
function changedRates({ from, to }: Difference & { kind: 'learningRate' }): readonly RateChange[] {
  return from.length === 1 && to.length > 1 && from[0]?.value === to[0]?.value ? to.slice(1) : to;
}

function ratesText(rates: readonly RateChange[]): string {
  const { changes } = notebookWords();
  return rates
    .map(({ step, value }) => (step === 0 ? formatShort(value) : changes.fromStep(formatShort(value), step)))
    .join(', ');
}
