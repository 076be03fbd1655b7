// The tiles of the stage: a layout (rectangles) joined with the layers' tensors (numbers) and colours.

import { sizeOf } from '../gpu/shape';
import type { TensorView } from '../gpu/tensorView';
import { headerWidth } from './headerLines';
import { activationMapName, colourMap, type ColourMap, type Domain, type Theme } from './colourMaps';
import {
  DIGIT_WIDTH,
  WHOLE,
  type PlacedColumn,
  type Rect,
  type StageLayer,
  type StageLayout,
} from './layout';
import type { Tile, TileGroup } from './painter';
import { colourKernelSlice, kernelSlice, mapSlice, pictureSlice, vectorSlice, type Slice } from './slices';

/** What drawing needs to know of a layer. */
export interface DrawnLayer {
  readonly name: string;
  /** As Keras calls it, above its column. */
  readonly className?: string;
  readonly outputShape: readonly number[];
  readonly activation: TensorView;
  readonly kernel: TensorView | null;
  readonly activationDomain: Domain;
  readonly kernelDomain: Domain;
  /** Names of the layers that it reads; the picture is `input`. */
  readonly inputs?: readonly string[];
  /** Where each map has a range of its own. */
  readonly channelDomains?: {
    readonly activation: readonly Domain[];
    readonly kernel: readonly Domain[];
  } | null;
}

/** The range of one map: its own where it has one. */
export function mapDomain(layer: DrawnLayer, channel: number): Domain {
  return layer.channelDomains?.activation[channel] ?? layer.activationDomain;
}

/** The range of one filter's kernel. */
export function filterDomain(layer: DrawnLayer, filter: number): Domain {
  return layer.channelDomains?.kernel[filter] ?? layer.kernelDomain;
}

export const PICTURE = 'input';

/** Whether a tensor [height, width, channels] is a picture of red, green and blue. */
export const inColour = (shape: readonly number[]): boolean => shape.length === 3 && shape[2] === 3;

/** How a tile draws a picture [height, width, channels], 0…1: three channels in their colours, else the first in grey. */
export function pictureTile(
  picture: TensorView,
  theme: Theme,
): Pick<Tile, 'slice' | 'map' | 'domain'> & { readonly kind: 'cells' | 'picture' } {
  const colour = inColour(picture.shape);
  return {
    slice: colour ? pictureSlice(picture) : mapSlice(picture, 0),
    kind: colour ? 'picture' : 'cells',
    map: colourMap('pixels', theme),
    domain: [0, 1],
  };
}

/** The colours of signed numbers of red, green and blue: from dark over mid grey, which is 0, to bright. */
export const signedColour = (theme: Theme): ColourMap => ({ ...colourMap('pixels', theme), centred: true });

/** How a tile draws the three slices of a filter that reads a colour picture: 0 is mid grey. */
export function colourKernelTile(
  kernel: TensorView,
  filter: number,
  domain: Domain,
  theme: Theme,
): Pick<Tile, 'slice' | 'map' | 'domain'> & { readonly kind: 'picture' } {
  return {
    slice: colourKernelSlice(kernel, filter),
    kind: 'picture',
    map: signedColour(theme),
    domain,
  };
}

/** The filter of a kernel [rows, columns, inputs, filters] that makes a map; each input map of a depthwise one has them all. */
export const filterOf = ({ shape }: Pick<TensorView, 'shape'>, channel: number): number =>
  channel % (shape[3] ?? 1);

/** The picture as if it were a layer, so that it is drawn and pointed at like one. */
export function pictureLayer(input: TensorView): DrawnLayer {
  return {
    name: PICTURE,
    outputShape: input.shape,
    activation: input,
    kernel: null,
    activationDomain: [0, 1],
    kernelDomain: [-1, 1],
  };
}

/** Whether the slices of a layer's kernel are those of red, green and blue: of the picture, or of it padded or scaled. */
export function readsColour(layer: DrawnLayer, layers: readonly DrawnLayer[]): boolean {
  const { kernel, inputs = [], outputShape } = layer;
  if (kernel?.shape.length !== 4 || kernel.shape[2] !== 3 || kernel.shape[3] !== outputShape[2]) return false;
  const isPicture = (name: string | undefined): boolean => {
    const source = layers.find((one) => one.name === name);
    if (!source || !inColour(source.outputShape)) return false;
    return source.name === PICTURE || (!source.kernel && isPicture(source.inputs?.[0]));
  };
  return inputs.length === 1 && isPicture(inputs[0]);
}

/** How the classes of the answer are listed. */
export interface AnswerList {
  readonly namesWidth: number;
  /** Of many classes those that are shown; null: all, in their order. */
  readonly shown: readonly number[] | null;
}

/** The input is called so, and the answer has a width of its own. */
const headerOf = ({ className, outputShape }: DrawnLayer): Pick<StageLayer, 'headerWidth'> =>
  className === undefined ? {} : { headerWidth: headerWidth(className, outputShape.join('×')) };

/**
 * The layers that get a column: the picture first, the last one as the answer. A vector directly behind maps
 * that holds nothing but their numbers in a row (flatten) gets none.
 * @param order of the maps of some layers; others keep their own
 */
export function stageLayers(
  layers: readonly DrawnLayer[],
  expanded: ReadonlySet<string>,
  order: ReadonlyMap<string, readonly number[]> = new Map(),
  answer: AnswerList = { namesWidth: DIGIT_WIDTH, shown: null },
): StageLayer[] {
  const columns: StageLayer[] = [];
  layers.forEach((layer, at) => {
    const before = layers[at - 1];
    if (layer.outputShape.length === 3) {
      const [rows = 1, across = 1, channels = 1] = layer.outputShape;
      const [kernelRows = 1, kernelColumns = 1, inputs = 1, filters = 1] = layer.kernel?.shape ?? [];
      const depthwise = filters !== channels;
      const kernel =
        layer.kernel?.shape.length === 4
          ? {
              rows: kernelRows,
              columns: kernelColumns,
              slices: depthwise ? 1 : inputs,
              ...(depthwise ? { multiplier: filters } : {}),
              ...(readsColour(layer, layers) ? { colour: true } : {}),
            }
          : null;
      const form = layer.name === PICTURE ? 'picture' : 'maps';
      columns.push({
        name: layer.name,
        form,
        rows,
        columns: across,
        channels,
        kernel,
        ...(form === 'picture' && inColour(layer.outputShape) ? { colour: true } : {}),
        expanded: expanded.has(layer.name),
        ...headerOf(layer),
        ...(order.has(layer.name) ? { order: order.get(layer.name) } : {}),
      });
    } else if (layer.outputShape.length === 1) {
      const flattens =
        !layer.kernel &&
        before?.outputShape.length === 3 &&
        sizeOf(before.outputShape) === sizeOf(layer.outputShape);
      const last = at === layers.length - 1;
      if (flattens && !last) return;
      columns.push({
        name: layer.name,
        form: last ? 'answer' : 'vector',
        rows: layer.outputShape[0] ?? 1,
        columns: 1,
        channels: layer.outputShape[0] ?? 1,
        kernel: null,
        expanded: false,
        ...(last ? { namesWidth: answer.namesWidth } : headerOf(layer)),
        ...(last && answer.shown ? { order: answer.shown } : {}),
      });
    }
  });
  return columns;
}

export function activationMap(layer: DrawnLayer, theme: Theme): ColourMap {
  return colourMap(layer.name === PICTURE ? 'pixels' : activationMapName(layer.activationDomain), theme);
}

/** Bars of the answer leave room for the class on their left and the figure on their right. */
export const ANSWER_INSETS = { left: DIGIT_WIDTH, right: 54 };

export function answerBars(tile: Rect, namesWidth = ANSWER_INSETS.left): Rect {
  return {
    ...tile,
    x: tile.x + namesWidth,
    width: Math.max(8, tile.width - namesWidth - ANSWER_INSETS.right),
  };
}

/** The rows of the answer: one tile for all classes, or one for each of those shown, in their order. */
function answerRows(
  { layer, tiles, rows }: PlacedColumn,
  tensor: TensorView,
): readonly (Rect & { slice: Slice })[] {
  const all = vectorSlice(tensor);
  return tiles.flatMap((tile) => {
    const bars = answerBars(tile, layer.namesWidth);
    const { order } = layer;
    if (!order) return [{ ...bars, slice: all }];
    const height = bars.height / rows;
    return order.map((unit, at) => ({
      ...bars,
      y: bars.y + at * height,
      height,
      slice: { ...all, rows: 1, base: unit, extent: 1 },
    }));
  });
}

function columnGroups(
  column: PlacedColumn,
  layer: DrawnLayer,
  theme: Theme,
  scale: (rect: Rect) => Rect,
): TileGroup[] {
  const { form } = column.layer;
  if (form === 'answer' && layer.activationDomain[0] < 0) {
    // Not probabilities but how they changed: each row in the colour of its change.
    const rows = answerRows(column, layer.activation).map(({ slice, ...rect }): Tile => ({
      ...scale(rect),
      slice,
      map: activationMap(layer, theme),
      domain: layer.activationDomain,
    }));
    return [{ tensor: layer.activation, tiles: rows }];
  }
  if (form === 'answer') {
    const bars = answerRows(column, layer.activation).map(({ slice, ...rect }): Tile => ({
      ...scale(rect),
      slice,
      map: colourMap('probability', theme),
      domain: [0, 1],
      kind: 'bars',
    }));
    return [{ tensor: layer.activation, tiles: bars }];
  }
  const slice = (channel: number): Slice =>
    form === 'vector' ? vectorSlice(layer.activation, column.columns) : mapSlice(layer.activation, channel);
  const map = activationMap(layer, theme);
  const maps = column.tiles.map((tile): Tile =>
    tile.channel === WHOLE
      ? { ...scale(tile), ...pictureTile(layer.activation, theme) }
      : {
          ...scale(tile),
          slice: slice(tile.channel),
          map,
          domain: form === 'vector' ? layer.activationDomain : mapDomain(layer, tile.channel),
        },
  );
  const groups: TileGroup[] = [{ tensor: layer.activation, tiles: maps }];
  const { kernel } = layer;
  if (kernel && column.slices.length > 0) {
    const weights = colourMap('weight', theme);
    const tiles = column.slices.map((tile): Tile => {
      const domain = filterDomain(layer, tile.channel);
      return tile.slice === WHOLE
        ? { ...scale(tile), ...colourKernelTile(kernel, tile.channel, domain, theme) }
        : {
            ...scale(tile),
            slice: kernelSlice(kernel, tile.slice, filterOf(kernel, tile.channel)),
            map: weights,
            domain,
          };
    });
    groups.push({ tensor: kernel, tiles });
  }
  return groups;
}

export function stageGroups(
  layout: StageLayout,
  layers: readonly DrawnLayer[],
  theme: Theme,
  pixelRatio: number,
): TileGroup[] {
  const scale = (rect: Rect): Rect => ({
    x: rect.x * pixelRatio,
    y: rect.y * pixelRatio,
    width: rect.width * pixelRatio,
    height: rect.height * pixelRatio,
  });
  return layout.columns.flatMap((column) => {
    const layer = layers.find(({ name }) => name === column.layer.name);
    return layer ? columnGroups(column, layer, theme, scale) : [];
  });
}
