// How a tensor is walked in two dimensions, so that one shader draws maps, kernels and vectors:
// value(row, column) = tensor[base + row · rowStride + column · columnStride].

import type { TensorView } from '../gpu/tensorView';

export interface Slice {
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly base: number;
  /** Cells from the base on that hold a value of this slice; beyond lies nothing. */
  readonly extent: number;
  /** In colour: from a cell's red to its green, and from there to its blue; 1 if absent. */
  readonly channelStride?: number;
}

function expectRank(tensor: TensorView, rank: number, what: string): void {
  if (tensor.shape.length !== rank) {
    throw new Error(
      `${what} of '${tensor.label}': needs a tensor of ${rank} axes. Received shape ${tensor.shape.join(',') || 'scalar'}`,
    );
  }
}

const size = (tensor: TensorView, axis: number): number => tensor.shape[axis] ?? 1;

/** Channel `channel` of a map [height, width, channels]. */
export function mapSlice(tensor: TensorView, channel: number): Slice {
  expectRank(tensor, 3, 'map');
  const [rows, columns, channels] = [size(tensor, 0), size(tensor, 1), size(tensor, 2)];
  return {
    rows,
    columns,
    rowStride: columns * channels,
    columnStride: channels,
    base: channel,
    extent: rows * columns * channels,
  };
}

/** Picture `row` of [height, width, 3] or [rows, height, width, 3]: a cell is red, green and blue. */
export function pictureSlice(tensor: TensorView, row = 0): Slice {
  const [rows, columns, channels] = tensor.shape.slice(-3) as [number, number, number];
  const length = rows * columns * channels;
  return {
    rows,
    columns,
    rowStride: columns * channels,
    columnStride: channels,
    base: row * length,
    extent: length,
  };
}

/** The slice of filter `filter` for input channel `channel`, of a kernel [height, width, channelsIn, filters]. */
export function kernelSlice(tensor: TensorView, channel: number, filter: number): Slice {
  expectRank(tensor, 4, 'kernel slice');
  const [rows, columns, channels, filters] = [
    size(tensor, 0),
    size(tensor, 1),
    size(tensor, 2),
    size(tensor, 3),
  ];
  const step = channels * filters;
  return {
    rows,
    columns,
    rowStride: columns * step,
    columnStride: step,
    base: channel * filters + filter,
    extent: rows * columns * step,
  };
}

/** The slices of filter `filter` for red, green and blue as one picture, of a kernel [height, width, 3, filters]. */
export function colourKernelSlice(tensor: TensorView, filter: number): Slice {
  return { ...kernelSlice(tensor, 0, filter), channelStride: size(tensor, 3) };
}

/** A vector [units] as a strip of one or more columns, filled downwards. */
export function vectorSlice(tensor: TensorView, columns = 1): Slice {
  expectRank(tensor, 1, 'vector');
  const units = size(tensor, 0);
  const rows = Math.ceil(units / columns);
  return { rows, columns, rowStride: 1, columnStride: rows, base: 0, extent: units };
}

/**
 * The weights of one unit of a dense layer [inputs, units] for channel `channel` of the map that was
 * flattened before it: a picture of what the unit looks for there.
 */
export function denseSlice(
  tensor: TensorView,
  unit: number,
  map: readonly [rows: number, columns: number, channels: number],
  channel: number,
): Slice {
  expectRank(tensor, 2, 'dense slice');
  const units = size(tensor, 1);
  const [rows, columns, channels] = map;
  return {
    rows,
    columns,
    rowStride: columns * channels * units,
    columnStride: channels * units,
    base: channel * units + unit,
    extent: rows * columns * channels * units,
  };
}
