// Convolutions and dense layers as products of matrices, for graphics cards: lanes along filters, and tiles in workgroup
// memory. `provideVariants(MATRIX_VARIANTS)` makes them available to targets that name them.

import finishWgsl from '../../shaders/convolution/finish_partials.wgsl?raw';
import gradWeightWgsl from '../../shaders/convolution/conv2d_grad_weight_tiles.wgsl?raw';
import lanesWgsl from '../../shaders/convolution/conv2d_lanes.wgsl?raw';
import tilesWgsl from '../../shaders/convolution/conv2d_tiles.wgsl?raw';
import correlationWgsl from '../../shaders/lib/matrix/correlation.wgsl?raw';
import patchNumbersWgsl from '../../shaders/lib/matrix/patch_numbers.wgsl?raw';
import patchVectorsWgsl from '../../shaders/lib/matrix/patch_vectors.wgsl?raw';
import weightNumbersWgsl from '../../shaders/lib/matrix/weight_numbers.wgsl?raw';
import weightVectorsWgsl from '../../shaders/lib/matrix/weight_vectors.wgsl?raw';
import {
  correlationConstants,
  flops,
  gradInputPhases,
  phaseCorrelation,
  whole,
  type Conv2dGeometry,
  type Correlation,
  type ForwardOptions,
  type GradInputParams,
  type Split,
} from './correlation';
import { blocks } from './blocks';
import { workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import type { KernelTarget } from './target';
import type { ConvolutionVariant, VariantName, VariantShape } from './variants';
import { windowConstants } from './window';

/** As declared in the shaders. */
const SIDE = 8;
const GROUP = 64;
const DEPTH = 4;

/** A split must have so many products to a sum: writing and adding partial sums costs as much as some of them. */
const TERMS_PER_SPLIT = 128;
const MAX_SPLITS = 16;
/** The gradient of the weights has few outputs, and sums as long as a batch has pixels. */
const MAX_WEIGHT_SPLITS = 256;

/** Workgroup memory of the largest tile. With more of it too few workgroups would be resident on a card. */
const SHARED_BYTES = 10 << 10;

const useful = (length: number, size: number): number => length / (blocks(length, size) * size);

const pixelsOf = (g: Conv2dGeometry): number => g.batch * g.outputHeight * g.outputWidth;
const termsOf = (g: Conv2dGeometry): number => g.windowHeight * g.windowWidth * g.channels;

interface Tile {
  /** Sums of an invocation: pixels × outputs. */
  readonly columns: number;
  readonly filters: number;
}

const TILES: readonly Tile[] = [
  { columns: 4, filters: 4 },
  { columns: 8, filters: 4 },
  { columns: 8, filters: 8 },
];

/** A product of matrices: rows × outputs sums of so many terms. */
interface Product {
  readonly rows: number;
  readonly outputs: number;
  readonly terms: number;
}

/** A correlation: a row for a pixel. */
const correlated = (g: Conv2dGeometry): Product => ({
  rows: pixelsOf(g),
  outputs: g.filters,
  terms: termsOf(g),
});

/** The gradient of the weights: a row for a weight of each filter, and one for the bias. */
const weighed = (g: Conv2dGeometry): Product => ({
  rows: termsOf(g) + 1,
  outputs: g.filters,
  terms: pixelsOf(g),
});

const workgroupsOf = ({ rows, outputs }: Product, { columns, filters }: Tile): number =>
  blocks(rows, SIDE * columns) * blocks(outputs, SIDE * filters);

/** Enough partial sums to keep the device busy, each of a length that is worth it. */
const splitsOf = (product: Product, tile: Tile, { invocations }: KernelTarget, most = MAX_SPLITS): number =>
  Math.max(
    1,
    Math.min(
      Math.floor(invocations / (GROUP * workgroupsOf(product, tile))),
      Math.floor(product.terms / TERMS_PER_SPLIT),
      most,
    ),
  );

/** The tile with the least time per useful product; a vector from workgroup memory is a load. */
function tileFor(product: Product, target: KernelTarget, mostSplits = MAX_SPLITS): Tile {
  const timeOf = (tile: Tile): number => {
    const { columns, filters } = tile;
    const workgroups = workgroupsOf(product, tile) * splitsOf(product, tile, target, mostSplits);
    const busy = Math.min(1, (GROUP * workgroups) / target.invocations);
    const share = useful(product.rows, SIDE * columns) * useful(product.outputs, SIDE * filters) * busy;
    return (1 + (target.loadCost * (columns + filters)) / (4 * columns * filters)) / share;
  };
  const fitting = TILES.filter(
    ({ columns, filters }, i) =>
      i === 0 || columns * filters + 4 * (filters + 1) <= target.correlation.registers,
  );
  return fitting.reduce((best, tile) => (timeOf(tile) < timeOf(best) ? tile : best));
}

/** How many slices of a tile are in workgroup memory, each of vectors of 16 bytes, a row longer than DEPTH. */
function buffersOf({ columns, filters }: Tile, { doubleBuffered = false }: KernelTarget): number {
  const bytes = SIDE * (columns + filters) * (DEPTH + 1) * 16;
  return doubleBuffered && 2 * bytes <= SHARED_BYTES ? 2 : 1;
}

/** What conv2d_tiles.wgsl needs for a correlation; FLIP and the rest are the caller's. */
function tiled(
  correlation: Correlation,
  splits: number,
  target: KernelTarget,
): Pick<VariantShape, 'constants' | 'workgroups'> & { readonly patches: string } {
  const g = correlation.window;
  const tile = tileFor(correlated(g), target);
  const [x, y] = workgroupsFor(blocks(pixelsOf(g), SIDE * tile.columns), 1);
  return {
    patches: g.channels % 4 === 0 ? patchVectorsWgsl : patchNumbersWgsl,
    constants: {
      ...correlationConstants(correlation),
      COLUMNS: tile.columns,
      FILTERS: tile.filters,
      DEPTH,
      SPLITS: splits,
      BUFFERS: buffersOf(tile, target),
    },
    workgroups: [x, y, blocks(g.filters, SIDE * tile.filters) * splits],
  };
}

const forwardConstants = (g: Conv2dGeometry & ForwardOptions): Readonly<Record<string, number>> => ({
  FLIP: 0,
  WITH_BIAS: Number(g.useBias),
  BIAS_OR_INPUT_SIZE: g.useBias ? g.filters : 1,
});

function tilesForward(g: Conv2dGeometry & ForwardOptions & Split, target: KernelTarget): VariantShape {
  const { patches, constants, workgroups } = tiled(whole(g), g.splits ?? 1, target);
  return {
    source: [correlationWgsl, patches, weightNumbersWgsl, tilesWgsl],
    constants: { ...constants, ...forwardConstants(g) },
    activation: g.activation,
    weights: g.weights,
    workgroups,
    flops: flops(g),
  };
}

function tilesGradInput(
  g: GradInputParams & { readonly phase: readonly [number, number] } & Split,
  target: KernelTarget,
): VariantShape {
  const correlation = phaseCorrelation(g);
  const { patches, constants, workgroups } = tiled(correlation, g.splits ?? 1, target);
  const weights = g.filters % 4 === 0 ? weightVectorsWgsl : weightNumbersWgsl;
  return {
    source: [correlationWgsl, patches, weights, tilesWgsl],
    constants: {
      ...constants,
      FLIP: 1,
      WITH_BIAS: 0,
      BIAS_OR_INPUT_SIZE: g.batch * g.height * g.width * g.channels,
    },
    activation: g.inputActivation,
    weights: g.weights,
    workgroups,
    flops: correlation.noTaps ? 0 : flops(correlation.window),
  };
}

/** Pixels of an invocation in conv2d_lanes.wgsl. With fewer, its loads of weights would serve too few products. */
const LANE_COLUMNS = [8, 4] as const;

const lanesOf = (g: Conv2dGeometry, columns: number): number =>
  blocks(pixelsOf(g), columns) * (g.filters / 4);

/** The most pixels that leave enough invocations; undefined where channels or filters are no vectors, or all is too small. */
function laneColumns(g: Conv2dGeometry, { invocations }: KernelTarget): number | undefined {
  if ((g.channels % 4) + (g.filters % 4) > 0) return undefined;
  return LANE_COLUMNS.find((columns) => lanesOf(g, columns) >= invocations);
}

function lanesForward(g: Conv2dGeometry & ForwardOptions & Split, target: KernelTarget): VariantShape {
  const columns = laneColumns(g, target);
  if (columns === undefined) return tilesForward(g, target);
  return {
    source: [correlationWgsl, lanesWgsl],
    constants: {
      ...correlationConstants(whole(g)),
      ...forwardConstants(g),
      COLUMNS: columns,
      GROUP,
    },
    activation: g.activation,
    weights: g.weights,
    workgroups: workgroupsFor(lanesOf(g, columns), GROUP),
    flops: flops(g),
  };
}

function tilesGradWeight(
  g: Conv2dGeometry & { readonly splits: number; readonly useBias: boolean },
  target: KernelTarget,
): VariantShape {
  const product = weighed(g);
  const tile = tileFor(product, target, g.splits === 1 ? 1 : MAX_WEIGHT_SPLITS);
  return {
    source: [gradWeightWgsl],
    constants: {
      ...windowConstants(g),
      K: g.filters,
      SPLITS: g.splits,
      PARTIAL_SIZE: termsOf(g) * g.filters + (g.splits > 1 ? g.filters : 0),
      USE_BIAS: Number(g.useBias),
      BIASES: g.useBias ? g.filters : 1,
      ROWS: tile.columns,
      FILTERS: tile.filters,
      DEPTH,
      BUFFERS: buffersOf(tile, target),
    },
    workgroups: [blocks(product.rows, SIDE * tile.columns), blocks(g.filters, SIDE * tile.filters), g.splits],
    flops: flops(g),
  };
}

const splits: ConvolutionVariant['splits'] = (pass, g, target) => {
  if (pass === 'gradWeight') {
    const product = weighed(g);
    return splitsOf(product, tileFor(product, target, MAX_WEIGHT_SPLITS), target, MAX_WEIGHT_SPLITS);
  }
  // The phases of the input's gradient are split alike, for one dispatch adds up all of them: as suits the longest sums.
  const windows =
    pass === 'forward'
      ? [whole(g).window]
      : gradInputPhases(g).map((phase) => phaseCorrelation({ ...g, ...phase }).window);
  const product = windows.map(correlated).reduce((a, b) => (b.terms > a.terms ? b : a));
  return splitsOf(product, tileFor(product, target), target);
};

const finish = (
  size: number,
  outputs: number,
  { splits = 1 }: Split,
): Pick<VariantShape, 'source' | 'workgroups' | 'flops'> & { constants: Record<string, number> } => ({
  source: [LINEAR_ID_WGSL, finishWgsl],
  constants: { SIZE: size, O: outputs, SPLITS: splits },
  workgroups: workgroupsFor(size, 64),
  flops: size * splits,
});

function finishForward(g: Conv2dGeometry & ForwardOptions & Split): VariantShape {
  const shape = finish(pixelsOf(g) * g.filters, g.filters, g);
  return {
    ...shape,
    constants: { ...shape.constants, ...forwardConstants(g) },
    activation: g.activation,
  };
}

function finishGradInput(g: GradInputParams & Split): VariantShape {
  const size = g.batch * g.height * g.width * g.channels;
  const shape = finish(size, g.channels, g);
  return {
    ...shape,
    constants: { ...shape.constants, FLIP: 1, WITH_BIAS: 0, BIAS_OR_INPUT_SIZE: size },
    activation: g.inputActivation,
  };
}

const shared = {
  gradInput: tilesGradInput,
  gradWeight: tilesGradWeight,
  finishForward,
  finishGradInput,
  splits,
};

export const MATRIX_VARIANTS: Readonly<Record<VariantName, ConvolutionVariant>> = {
  tiles: { forward: tilesForward, ...shared },
  lanes: {
    ...shared,
    forward: lanesForward,
    splits: (pass, g, target) =>
      pass === 'forward' && laneColumns(g, target) !== undefined ? 1 : splits(pass, g, target),
  },
};
