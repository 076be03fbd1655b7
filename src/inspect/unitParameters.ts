// The parameters of one unit: the weights and the bias of one filter, or of one dense unit, laid out as pictures, one
// for every map it reads. Derived from the layer's own explanation: the factors of the terms of one of its outputs.

import type { Network, NetworkLayer } from '../models/network';
import { mapsInARow } from '../models/overlap';

/** A unit with weights in `slices` pictures of rows × columns. */
export interface UnitParameters {
  readonly layer: string;
  readonly unit: number;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** The slices lie over maps; else the inputs are only folded into rows. */
  readonly maps: boolean;
  /** Where in the parameter `weight` stands slice s, row r, column c: places[(s · rows + r) · columns + c]; −1: nowhere. */
  readonly places: readonly number[];
  /** Its place in the parameter `bias`; null where the layer has none. */
  readonly bias: number | null;
}

/** Inputs of a dense unit that are no maps are folded into rows of so many. */
const FOLD = 12;

/** @returns null if the unit has no weights of its own, as in pooling. @throws Error if there is no such unit */
export function unitParameters(network: Network, layerName: string, unit: number): UnitParameters | null {
  const layer = network.layers.find(({ name }) => name === layerName);
  if (layer === undefined) throw new Error(`network '${network.name}': has no layer '${layerName}'`);
  const units = layer.outputShape.at(-1) ?? 0;
  if (!(unit >= 0 && unit < units))
    throw new Error(`layer '${layerName}': has no unit ${unit}; there are ${units}`);
  const spec = layer.uses.find(({ name }) => name === 'weight');
  if (spec === undefined) return null;
  const index = layer.outputShape.map((_, axis) => (axis === layer.outputShape.length - 1 ? unit : 0));
  const factors = layer.definition.explain
    .terms(layer.options, layer.inputShapes, index)
    .flatMap(({ factor }) => (factor?.parameter === 'weight' ? [factor.at] : []));
  if (factors.length === 0) return null;
  const flat = (at: readonly number[]): number =>
    at.reduce((sum, i, axis) => sum * (spec.shape[axis] ?? 1) + i, 0);
  const picture = spec.shape.length === 4 ? kernelPicture(factors) : densePicture(network, layer);
  const places = new Array<number>(picture.slices * picture.rows * picture.columns).fill(-1);
  for (const at of factors) places[picture.cell(at)] = flat(at);
  const { rows, columns, slices, maps } = picture;
  const bias = layer.uses.some(({ name }) => name === 'bias') ? unit : null;
  return { layer: layerName, unit, rows, columns, slices, maps, places, bias };
}

interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  readonly maps: boolean;
  /** The cell of a factor, by its index in the parameter. */
  cell(at: readonly number[]): number;
}

/** [row, column, input channel, …]: only the channels the unit reads. */
function kernelPicture(factors: readonly (readonly number[])[]): Picture {
  const rows = 1 + Math.max(...factors.map(([row = 0]) => row));
  const columns = 1 + Math.max(...factors.map(([, column = 0]) => column));
  const channels = [...new Set(factors.map(([, , channel = 0]) => channel))].sort((a, b) => a - b);
  return {
    rows,
    columns,
    slices: channels.length,
    maps: true,
    cell: ([row = 0, column = 0, channel = 0]) => (channels.indexOf(channel) * rows + row) * columns + column,
  };
}

function densePicture(network: Network, layer: NetworkLayer): Picture {
  const inputs = layer.inputShapes[0]?.at(-1) ?? 1;
  const maps = mapsInARow(network, layer);
  if (maps === null) {
    const columns = Math.min(FOLD, inputs);
    return {
      rows: Math.ceil(inputs / columns),
      columns,
      slices: 1,
      maps: false,
      cell: ([input = 0]) => input,
    };
  }
  const [rows, columns, slices] = maps;
  return {
    rows,
    columns,
    slices,
    maps: true,
    cell: ([input = 0]) =>
      ((input % slices) * rows + Math.floor(input / slices / columns)) * columns +
      (Math.floor(input / slices) % columns),
  };
}
