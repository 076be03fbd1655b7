// Winograd's convolution F(4×4, 3×3): a 3×3 convolution of stride 1 with 36 products instead of 144 for 16 outputs. Four dispatches
// transform the kernels, transform the picture, multiply, and transform the products to outputs.
//
// Source: A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015, https://arxiv.org/abs/1509.09308

import inputWgsl from '../../shaders/convolution/winograd_input.wgsl?raw';
import multiplyWgsl from '../../shaders/convolution/winograd_multiply.wgsl?raw';
import multiplyTilesWgsl from '../../shaders/convolution/winograd_multiply_tiles.wgsl?raw';
import outputWgsl from '../../shaders/convolution/winograd_output.wgsl?raw';
import weightsWgsl from '../../shaders/convolution/winograd_weights.wgsl?raw';
import { blocks, correlationBlock } from './blocks';
import {
  phaseCorrelation,
  whole,
  type Conv2dGeometry,
  type ForwardOptions,
  type GradInputParams,
  type GradInputPhase,
} from './correlation';
import { groupSize } from './conv2d';
import { defineKernel, MAX_WORKGROUPS, workgroupsFor, type KernelShape } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import { storesWrittenOut, type KernelTarget } from './target';
import type { WeightType } from './weights';

/** The outputs of a tile along a side, and the positions of a transformed tile. */
const SIDE = 4;
export const POSITIONS = 36;

/** Operations of a kernel's, a tile's and its outputs' transform: those of a row, times rows and columns. */
const KERNEL_FLOPS = 13 * (3 + 6);
const INPUT_FLOPS = 22 * (6 + 6);
const OUTPUT_FLOPS = 16 * (6 + 4);

/** A convolution as its shaders see it: I inputs, O outputs. In the gradient of the input they are the layer's filters and channels. */
export interface WinogradGeometry {
  readonly window: Conv2dGeometry;
  /** Whether the kernels are rotated by 180°. */
  readonly flip: boolean;
  readonly weights: WeightType;
}

export const winogradForward = (g: Conv2dGeometry & Pick<ForwardOptions, 'weights'>): WinogradGeometry => ({
  window: whole(g).window,
  flip: false,
  weights: g.weights,
});

export const winogradGradInput = (g: Conv2dGeometry & Pick<ForwardOptions, 'weights'>): WinogradGeometry => ({
  window: phaseCorrelation({ ...g, phase: [0, 0] }).window,
  flip: true,
  weights: g.weights,
});

/** Tiles in a column and in a row of a picture. */
const sidesOf = ({ outputHeight, outputWidth }: Conv2dGeometry): readonly [down: number, across: number] => [
  blocks(outputHeight, SIDE),
  blocks(outputWidth, SIDE),
];

export function tilesOf(window: Conv2dGeometry): number {
  const [down, across] = sidesOf(window);
  return window.batch * down * across;
}

export const winogradWeights = defineKernel({
  name: 'winograd_weights',
  source: [LINEAR_ID_WGSL, weightsWgsl],
  bindings: { weight: 'read', u: 'read_write' },
  plan: ({ window: { channels, filters }, flip, weights }: WinogradGeometry) => ({
    constants: { I: channels, O: filters, FLIP: Number(flip) },
    weights,
    workgroups: workgroupsFor(channels * filters, 64),
    flops: KERNEL_FLOPS * channels * filters,
  }),
});

export const winogradInput = defineKernel({
  name: 'winograd_input',
  source: [LINEAR_ID_WGSL, inputWgsl],
  bindings: { x: 'read', v: 'read_write' },
  plan: ({ window }: WinogradGeometry) => {
    const [down, across] = sidesOf(window);
    const { batch, height, width, channels, padTop, padLeft } = window;
    return {
      constants: {
        ...{ N: batch, H: height, W: width, I: channels, DOWN: down, ACROSS: across },
        ...{ PAD_TOP: padTop, PAD_LEFT: padLeft },
      },
      workgroups: workgroupsFor(tilesOf(window) * channels, 64),
      flops: INPUT_FLOPS * tilesOf(window) * channels,
    };
  },
});

/** As declared in winograd_multiply_tiles.wgsl. */
const GROUP_SIDE = 8;
const DEPTH = 4;

/** For graphics cards: as many sums per invocation as leave enough workgroups. */
function multiplyTiles(window: Conv2dGeometry, { invocations, correlation }: KernelTarget): KernelShape {
  const { channels, filters } = window;
  const tiles = tilesOf(window);
  const workgroups = (size: number): readonly [number, number, number] => [
    blocks(tiles, GROUP_SIDE * size),
    blocks(filters, GROUP_SIDE * size),
    POSITIONS,
  ];
  const [x, y, z] = workgroups(8);
  const large = x * y * z * GROUP_SIDE ** 2 >= invocations && 8 * 8 + 4 * 9 <= correlation.registers;
  const size = large ? 8 : 4;
  return {
    source: [multiplyTilesWgsl],
    constants: { TILES: tiles, I: channels, O: filters, COLUMNS: size, FILTERS: size, DEPTH },
    workgroups: workgroups(size),
    flops: 2 * POSITIONS * tiles * channels * filters,
  };
}

export const winogradMultiply = defineKernel({
  name: 'winograd_multiply',
  source: multiplyWgsl,
  bindings: { v: 'read', u: 'read', m: 'read_write' },
  plan: ({ window }: WinogradGeometry, target) => {
    if (target.convolution !== 'blocks') return multiplyTiles(window, target);
    const tiles = tilesOf(window);
    const { channels, filters: outputs } = window;
    const multiplyAdds = POSITIONS * tiles * channels * outputs;
    // A position is a row of tiles, and its product a 1×1 convolution.
    const { columns, filters, inputs } = correlationBlock(
      {
        ...{ multiplyAdds, width: tiles, inputWidth: tiles, padLeft: 0, kernelWidth: 1 },
        ...{ strideX: 1, dilationX: 1, rows: POSITIONS, inputs: channels, outputs, apart: true },
      },
      target,
    );
    const lanes = blocks(tiles, columns);
    const group = groupSize(lanes, target);
    const [x, y] = workgroupsFor(lanes, group);
    return {
      constants: {
        ...{ TILES: tiles, I: channels, O: outputs },
        ...{ COLUMNS: columns, FILTERS: filters, INPUTS: inputs, GROUP: group },
        WRITE_OUT: Number(storesWrittenOut(channels, POSITIONS * tiles * outputs, target)),
      },
      sharesLoads: true,
      workgroups: [x, y, POSITIONS * blocks(outputs, filters)],
      flops: 2 * multiplyAdds,
    };
  },
});

/** For shaders that take an output channel of a tile. @param flops operations of each */
export const outputTiles = (
  window: Conv2dGeometry,
  flops: number,
): Readonly<{
  constants: Record<string, number>;
  workgroups: ReturnType<typeof workgroupsFor>;
  flops: number;
}> => {
  const [down, across] = sidesOf(window);
  const { batch, outputHeight, outputWidth, filters } = window;
  return {
    constants: { N: batch, Y_H: outputHeight, Y_W: outputWidth, O: filters, DOWN: down, ACROSS: across },
    workgroups: workgroupsFor(tilesOf(window) * filters, 64),
    flops: flops * tilesOf(window) * filters,
  };
};

export const winogradOutputForward = defineKernel({
  name: 'winograd_output',
  source: [LINEAR_ID_WGSL, outputWgsl],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write', m: 'read' },
  plan: (g: Conv2dGeometry & ForwardOptions) => {
    const { constants, ...shape } = outputTiles(whole(g).window, OUTPUT_FLOPS);
    return {
      ...shape,
      constants: {
        ...constants,
        WITH_BIAS: Number(g.useBias),
        BIAS_OR_INPUT_SIZE: g.useBias ? g.filters : 1,
      },
      activation: g.activation,
    };
  },
});

export const winogradOutputGradInput = defineKernel({
  name: 'winograd_output',
  source: [LINEAR_ID_WGSL, outputWgsl],
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write', m: 'read' },
  plan: (g: GradInputParams & GradInputPhase) => {
    const { constants, ...shape } = outputTiles(phaseCorrelation(g).window, OUTPUT_FLOPS);
    return {
      ...shape,
      constants: {
        ...constants,
        FLIP: 1,
        WITH_BIAS: 0,
        BIAS_OR_INPUT_SIZE: g.batch * g.height * g.width * g.channels,
      },
      activation: g.inputActivation,
    };
  },
});

/** Whether it computes this convolution, and in less time than a direct one on that device. */
export function winogradSuits(
  window: Conv2dGeometry,
  { winograd, convolution, bindingBytes, plain = false }: KernelTarget,
): boolean {
  if (winograd === null || plain) return false;
  const { batch, outputHeight, outputWidth, channels, filters } = window;
  const { windowHeight, windowWidth, strides, dilation } = window;
  if (windowHeight !== 3 || windowWidth !== 3 || [...strides, ...dilation].some((step) => step !== 1))
    return false;
  // A card loads vectors of four channels.
  if (convolution !== 'blocks' && channels % 4 !== 0) return false;
  const tiles = tilesOf(window);
  const kernels = channels * filters;
  const largest = Math.max(tiles * channels, tiles * filters, kernels);
  if (4 * POSITIONS * largest > bindingBytes || POSITIONS * blocks(filters, 4) > MAX_WORKGROUPS) return false;
  const direct = 9 * batch * outputHeight * outputWidth * kernels;
  const { product, tile, kernel } = winograd;
  return (
    POSITIONS * tiles * kernels * product + tiles * (channels + filters) * tile + kernels * kernel < direct
  );
}
