// model.summary() as Keras 3 draws it, in plain text: layer (type), output shape, parameters, totals.

import { sizeOf } from '../graph/tensor';
import type { Network } from './network';

const WIDTHS = [33, 24, 15] as const;

/** `(None, 28, 28, 6)`. */
const shape = (lengths: readonly number[]): string => `(None, ${lengths.join(', ')})`;
const grouped = (count: number): string => count.toLocaleString('en-US');

function bytes(parameters: number): string {
  const size = parameters * 4;
  for (const [unit, scale] of [
    ['GB', 2 ** 30],
    ['MB', 2 ** 20],
    ['KB', 2 ** 10],
  ] as const) {
    if (size >= scale) return `${(size / scale).toFixed(2)} ${unit}`;
  }
  return `${size.toFixed(2)} B`;
}

export function summaryText(network: Network): string {
  const line = (left: string, middle: string, right: string, fill: string): string =>
    left + WIDTHS.map((width) => fill.repeat(width)).join(middle) + right;
  const cell = (text: string, column: 0 | 1 | 2): string => {
    const room = WIDTHS[column] - 2;
    const fitted = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    return ` ${column === 2 ? fitted.padStart(room) : fitted.padEnd(room)} `;
  };
  const row = (cells: readonly [string, string, string], bar: string): string =>
    bar + [cell(cells[0], 0), cell(cells[1], 1), cell(cells[2], 2)].join(bar) + bar;
  const body = network.layers.flatMap((layer, index) => [
    ...(index === 0 ? [] : [line('├', '┼', '┤', '─')]),
    row(
      [
        `${layer.name} (${layer.definition.className})`,
        shape(layer.outputShape),
        grouped(layer.parameterCount),
      ],
      '│',
    ),
  ]);
  const fixed = network.layers
    .flatMap(({ parameters }) => parameters)
    .filter(({ trained }) => !trained)
    .reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
  return [
    `Model: "${network.name}"`,
    line('┏', '┳', '┓', '━'),
    row(['Layer (type)', 'Output Shape', 'Param #'], '┃'),
    line('┡', '╇', '┩', '━'),
    ...body,
    line('└', '┴', '┘', '─'),
    ` Total params: ${grouped(network.parameterCount)} (${bytes(network.parameterCount)})`,
    ` Trainable params: ${grouped(network.trainedCount)} (${bytes(network.trainedCount)})`,
    ` Non-trainable params: ${grouped(fixed)} (${bytes(fixed)})`,
  ].join('\n');
}
