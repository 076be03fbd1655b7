// The tiles of an opened map: its layout joined with the tensors it was taken apart into. The map itself has a canvas
// of its own, so that it can move there from its place on the stage.

import { sizeOf } from '../gpu/shape';
import type { TensorView } from '../gpu/tensorView';
import { colourMap, type Domain, type Theme } from './colourMaps';
import type { Rect } from './layout';
import { folded, type OpenedLayout, type OpenedShape } from './openedLayout';
import type { Tile, TileGroup } from './painter';
import { denseSlice, kernelSlice, mapSlice, vectorSlice, type Slice } from './slices';
import {
  activationMap,
  colourKernelTile,
  filterDomain,
  mapDomain,
  pictureTile,
  type DrawnLayer,
} from './stageTiles';

/** One input channel that is shown. */
export interface ShownPart {
  readonly source: DrawnLayer;
  readonly channel: number;
  /** Its place among the products. */
  readonly at: number;
  /** The indices of its slice in a kernel of four axes: [channel, filter]; null if there is none. */
  readonly slice: readonly [number, number] | null;
}

export interface OpenedTensors {
  readonly layer: DrawnLayer;
  readonly channel: number;
  readonly parts: readonly ShownPart[];
  readonly products: TensorView | null;
  readonly sum: TensorView | null;
  readonly domain: Domain;
}

const vector = (shape: readonly number[]): boolean => shape.length === 1;

/** A unit's products lie in a row: those of one input map of it, or all of them. */
function productSlice({ products, layer }: OpenedTensors, part: ShownPart): Slice | null {
  if (!products) return null;
  if (!vector(layer.outputShape)) return mapSlice(products, part.at);
  const shape = part.source.outputShape;
  const inputs = sizeOf(products.shape);
  return vector(shape)
    ? vectorSlice({ ...products, shape: [inputs] }, folded(inputs).columns)
    : mapSlice({ ...products, shape }, part.channel);
}

function weightSlice({ layer, channel }: OpenedTensors, part: ShownPart): Slice | null {
  const { kernel } = layer;
  if (!kernel) return null;
  if (part.slice) return kernelSlice(kernel, ...part.slice);
  if (kernel.shape.length !== 2) return null;
  const [inputs = 1, units = 1] = kernel.shape;
  const [rows = 1, columns = 1, channels = 1] = part.source.outputShape;
  if (!vector(part.source.outputShape))
    return denseSlice(kernel, channel, [rows, columns, channels], part.channel);
  const grid = folded(inputs);
  return {
    ...grid,
    rowStride: units,
    columnStride: grid.rows * units,
    base: channel,
    extent: inputs * units,
  };
}

function inputSlice({ source, channel }: ShownPart): Slice {
  const { activation } = source;
  return vector(source.outputShape)
    ? vectorSlice(activation, folded(activation.shape[0] ?? 1).columns)
    : mapSlice(activation, channel);
}

export function openedGroups(
  layout: OpenedLayout,
  opened: OpenedTensors,
  theme: Theme,
  pixelRatio: number,
): TileGroup[] {
  const scale = (rect: Rect): Rect => ({
    x: rect.x * pixelRatio,
    y: rect.y * pixelRatio,
    width: rect.width * pixelRatio,
    height: rect.height * pixelRatio,
  });
  const groups: TileGroup[] = [];
  const add = (tensor: TensorView, tile: Tile): void => void groups.push({ tensor, tiles: [tile] });
  const { layer, products, sum, domain } = opened;
  const signed = colourMap('signed', theme);
  const picture = opened.parts[0]?.source.activation;
  if (layout.whole && picture) {
    add(picture, { ...scale(layout.whole.input), ...pictureTile(picture, theme) });
    if (layer.kernel && layout.whole.kernel)
      add(layer.kernel, {
        ...scale(layout.whole.kernel),
        ...colourKernelTile(layer.kernel, opened.channel, filterDomain(layer, opened.channel), theme),
      });
  }
  opened.parts.forEach((part, row) => {
    const place = layout.parts[row];
    if (!place) return;
    const { source } = part;
    add(source.activation, {
      ...scale(place.input),
      slice: inputSlice(part),
      map: activationMap(source, theme),
      domain: mapDomain(source, part.channel),
    });
    const weights = weightSlice(opened, part);
    if (layer.kernel && weights && place.kernel)
      add(layer.kernel, {
        ...scale(place.kernel),
        slice: weights,
        map: colourMap('weight', theme),
        domain: filterDomain(layer, opened.channel),
      });
    const product = productSlice(opened, part);
    if (products && product && place.product)
      add(products, { ...scale(place.product), slice: product, map: signed, domain });
  });
  if (sum && layout.sum && !vector(layer.outputShape))
    add(sum, { ...scale(layout.sum), slice: mapSlice(sum, 0), map: signed, domain });
  return groups;
}

/** The map itself (or the strip it is a unit of), filling its own canvas. */
export function outputGroups(
  { layer, channel }: Pick<OpenedTensors, 'layer' | 'channel'>,
  { output }: OpenedShape,
  size: { readonly width: number; readonly height: number },
  theme: Theme,
): TileGroup[] {
  const { activation } = layer;
  if (output.form === 'answer') return [];
  const slice =
    output.form === 'vector' ? vectorSlice(activation, output.columns) : mapSlice(activation, channel);
  return [
    {
      tensor: activation,
      tiles: [
        {
          x: 0,
          y: 0,
          ...size,
          slice,
          map: activationMap(layer, theme),
          domain: output.form === 'vector' ? layer.activationDomain : mapDomain(layer, channel),
        },
      ],
    },
  ];
}
