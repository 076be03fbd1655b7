// model.summary() as Keras 3 prints it, in plain text: layer (type), output shape, parameters, and, where layers do not
// simply follow each other, what each is connected to; then the totals with their sizes.
//
// Keras gives each column a share of the line. Its table library then takes the width of bars and blanks from the
// columns in turn: the second of three gives one character more than the others, and the third of four.
// Semantics: Keras 3, https://keras.io/api/models/model/#summary-method

import { callNumbers, callsInOrder } from './kerasGraph';
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

/** One call of a layer, or an input. */
interface Row {
  readonly name: string;
  readonly owner: string;
  readonly className: string;
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Names of the calls that it reads; none for an input. */
  readonly inputs: readonly string[];
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
    owner: name,
    className: 'InputLayer',
    shape: lengths,
    parameters: 0,
    inputs: [],
  }));
  const layers = network.layers.map((layer): Row => ({
    name: layer.name,
    owner: layer.owner,
    className: layer.definition.className,
    shape: layer.outputShape,
    parameters: layer.parameterCount,
    inputs: layer.inputs,
  }));
  const all = [...inputs, ...layers];
  const byName = new Map(all.map((row) => [row.name, row]));
  const named = (names: readonly string[]): readonly Row[] => names.flatMap((name) => byName.get(name) ?? []);
  const calls =
    chain && options.inputs !== true
      ? layers
      : callsInOrder(
          [...named(network.outputs), ...all],
          (row) => named(row.inputs),
          ({ owner }) => owner,
        );
  const numbers = callNumbers(all);
  const source = (name: string): string => {
    const { layer, call } = numbers.get(name) ?? { layer: name, call: 0 };
    return `${layer}[${call}][0]`;
  };
  // A layer that is called several times is listed once, with what all its calls read.
  const rows = named([...new Set(calls.map(({ owner }) => owner))]).map((row) => [
    `${row.name} (${row.className})`,
    shape(row.shape),
    grouped(row.parameters),
    all.flatMap(({ owner, inputs: reads }) => (owner === row.name ? reads.map(source) : [])).join(', ') ||
      '-',
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
