// model.summary() as Keras 3 prints it, in plain text: layer (type), output shape, parameters, and, where layers do not
// simply follow each other, what each is connected to; then the totals with their sizes.
//
// Keras gives each column a share of the line. Its table library then takes the width of bars and blanks from the
// columns in turn: the second of three gives one character more than the others, and the third of four.
// Semantics: Keras 3, https://keras.io/api/models/model/#summary-method

import { isChain, type Network } from './network';
import { textTable, type TextColumn } from './textTable';

interface Layout {
  readonly columns: readonly (Pick<TextColumn, 'head' | 'align'> & {
    /** The end of the column, as a share of the line. */
    readonly end: number;
    /** The width taken by bars and blanks. */
    readonly gives: number;
  })[];
  /** Of a line on a terminal wide enough. */
  readonly lineLength: number;
}

const CHAIN: Layout = {
  columns: [
    { head: 'Layer (type)', align: 'left', end: 0.45, gives: 1 },
    { head: 'Output Shape', align: 'left', end: 0.8, gives: 2 },
    { head: 'Param #', align: 'right', end: 1, gives: 1 },
  ],
  lineLength: 88,
};
const GRAPH: Layout = {
  columns: [
    { head: 'Layer (type)', align: 'left', end: 0.3, gives: 1 },
    { head: 'Output Shape', align: 'left', end: 0.56, gives: 1 },
    { head: 'Param #', align: 'right', end: 0.74, gives: 2 },
    { head: 'Connected to', align: 'left', end: 1, gives: 1 },
  ],
  lineLength: 108,
};

/** The width of a terminal or notebook of unknown size, and the margin that Keras leaves. */
const TERMINAL = 80;
const MARGIN = 4;

/** The columns that a line reserves for a text of at least two letters, with a blank on each side. */
const NARROWEST = 4;

export interface SummaryOptions {
  /** Characters per line. Default: the width that Keras uses on a terminal of `columns`. */
  readonly lineLength?: number;
  /** Characters per line of the terminal. */
  readonly columns?: number;
  /** True: always list input layers, as Keras does for `Model(inputs, outputs)`; false: only if layers branch. */
  readonly inputs?: boolean;
}

/** `(None, 28, 28, 6)`. */
const shape = (lengths: readonly number[]): string => `(${['None', ...lengths].join(', ')})`;
const grouped = (count: number): string => count.toLocaleString('en-US');

/** `1.74 MB`, counted in 1024. */
function bytes(parameters: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = parameters * 4;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(2)} ${units[unit]}`;
}

interface Row {
  readonly name: string;
  readonly className: string;
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Names of the layers that it reads; none for an input. */
  readonly reads: readonly string[];
}

/**
 * Layers in Keras's order: the farthest from the outputs first; among equals, the one met first on the way back from
 * them.
 * @param rows each after those that it reads
 */
function inOrder(rows: readonly Row[], outputs: readonly string[]): readonly Row[] {
  const distance = new Map(rows.map(({ name }) => [name, 0]));
  for (const { name, reads } of [...rows].reverse())
    for (const read of reads)
      distance.set(read, Math.max(distance.get(read) ?? 0, (distance.get(name) ?? 0) + 1));
  const byName = new Map(rows.map((row) => [row.name, row]));
  const met: string[] = [];
  const visit = (name: string): void => {
    if (met.includes(name)) return;
    met.push(name);
    byName.get(name)?.reads.forEach(visit);
  };
  outputs.forEach(visit);
  rows.forEach(({ name }) => {
    visit(name);
  });
  return [...rows].sort(
    (a, b) =>
      (distance.get(b.name) ?? 0) - (distance.get(a.name) ?? 0) || met.indexOf(a.name) - met.indexOf(b.name),
  );
}

/** @throws RangeError if the line is too short for its columns */
export function summaryText(network: Network, options: SummaryOptions = {}): string {
  const chain = isChain(network);
  const layout = chain ? CHAIN : GRAPH;
  const { columns: terminal = TERMINAL } = options;
  const { lineLength = Math.min(layout.lineLength, terminal - MARGIN) } = options;
  const columns = layout.columns.map(({ head, align, end, gives }, index): TextColumn => {
    const start = layout.columns[index - 1]?.end ?? 0;
    const width = Math.trunc(end * lineLength) - Math.trunc(start * lineLength) - gives;
    if (width < NARROWEST)
      throw new RangeError(`summary: a line of ${lineLength} is too short for '${head}'. Expected more`);
    return { head, align, width };
  });

  const inputs = network.inputs.map(({ name, shape: lengths }): Row => ({
    name,
    className: 'InputLayer',
    shape: lengths,
    parameters: 0,
    reads: [],
  }));
  const layers = network.layers.map((layer): Row => ({
    name: layer.name,
    className: layer.definition.className,
    shape: layer.outputShape,
    parameters: layer.parameterCount,
    reads: layer.inputs,
  }));
  const listed = chain && options.inputs !== true ? layers : inOrder([...inputs, ...layers], network.outputs);
  const rows = listed.map(({ name, className, shape: lengths, parameters, reads }) => [
    `${name} (${className})`,
    shape(lengths),
    grouped(parameters),
    reads.map((read) => `${read}[0][0]`).join(', ') || '-',
  ]);

  const total = (what: string, count: number): string => ` ${what}: ${grouped(count)} (${bytes(count)})`;
  return [
    `Model: "${network.name}"`,
    ...textTable(columns, rows),
    total('Total params', network.parameterCount),
    total('Trainable params', network.trainedCount),
    total('Non-trainable params', network.parameterCount - network.trainedCount),
  ].join('\n');
}
