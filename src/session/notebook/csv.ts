// The notebook as tables for other programs: comma-separated values as RFC 4180 has them, with English headings.

import type { SavedHistory } from '../../train/history';
import type { DataReference } from '../../data/dataSet';
import { ratesOf } from './differences';
import { testAccuracies, type NotebookRun } from './notebookRun';

/** A run with its name as the page shows it. */
export interface NamedRun {
  readonly run: NotebookRun;
  /** 1, 2, …: its place in the notebook. */
  readonly number: number;
  readonly title: string;
}

type Cell = string | number | null;

/** One row for each run. Accuracies are 0…1. */
export function tableCsv(runs: readonly NamedRun[], dataName: (data: DataReference) => string): string {
  const head = [
    ...['run', 'name', 'network', 'data', 'parameters', 'steps', 'test_accuracy', 'best_test_accuracy'],
    ...['best_step', 'seconds', 'seed', 'optimizer', 'learning_rate', 'batch_size', 'epochs', 'note'],
  ];
  const rows = runs.map(({ run, number, title }): Cell[] => {
    const { settings, network, data = { name: 'mnist' }, history } = run;
    const { last, best, bestStep } = testAccuracies(history);
    const rates = ratesOf(run).map(({ step, value }) =>
      step === 0 ? `${value}` : `${value} from step ${step}`,
    );
    return [
      ...[number, title, network.name, dataName(data), run.parameters, run.step, last, best, bestStep],
      ...[run.durationMs / 1000, settings.seed, settings.optimizer, rates.join('; '), settings.batchSize],
      ...[settings.epochs, run.note],
    ];
  });
  return csv([head, ...rows]);
}

/** One row for each step of each run that has a point. Empty where one of the curves has none. */
export function curvesCsv(runs: readonly NamedRun[]): string {
  const rows = runs.flatMap(({ run: { history }, number, title }) =>
    pointsOf(history).map((point): Cell[] => [number, title, ...point]),
  );
  return csv([['run', 'name', 'step', 'loss', 'accuracy', 'test_accuracy'], ...rows]);
}

function pointsOf({ step, loss, accuracy, testStep, testAccuracy }: SavedHistory): readonly Cell[][] {
  const training = new Map(
    Array.from(step, (at, i) => [at, [loss[i] ?? null, accuracy[i] ?? null] as const]),
  );
  const test = new Map(Array.from(testStep, (at, i) => [at, testAccuracy[i] ?? null]));
  const steps = [...new Set([...step, ...testStep])].sort((a, b) => a - b);
  return steps.map((at) => [at, ...(training.get(at) ?? [null, null]), test.get(at) ?? null]);
}

const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');

function cellText(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return '';
  // A text that begins like a formula would be run by spreadsheet programs: names may come from others' files.
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
