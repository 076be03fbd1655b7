// A convolution's passes forward and to its input as one kind of problem: a kernel that slides over a picture. What each
// pass is, whichever shader computes it.

import type { ActivationChoice } from './activation';
import type { WeightType } from './weights';
import { windowConstants, type WindowGeometry } from './window';

export interface Conv2dGeometry extends WindowGeometry {
  readonly filters: number;
}

/** What a forward kernel fuses and reads, besides its sizes. */
export interface ForwardOptions {
  readonly useBias: boolean;
  readonly activation: ActivationChoice;
  readonly weights: WeightType;
}

/** What a kernel of the input's gradient fuses and reads, besides its sizes. */
export interface GradInputOptions {
  /** The activation fused into the layer that made x; the kernel applies its derivative. */
  readonly inputActivation: ActivationChoice;
  readonly weights: WeightType;
}

export interface GradInputParams extends Conv2dGeometry, GradInputOptions {}

/** `splits`: how many partial sums are stored instead of the result. Absent: 1, the result. */
export interface Split {
  readonly splits?: number;
}

/** A multiply-add counts as two. */
export function flops(g: Conv2dGeometry): number {
  return (
    2 * g.batch * g.outputHeight * g.outputWidth * g.filters * g.windowHeight * g.windowWidth * g.channels
  );
}

/** Positions along a side, in the order of the other side: first, first + step, … */
export interface Every {
  readonly first: number;
  readonly step: number;
}

/** A correlation with some of a kernel's taps that stores some of a picture's pixels. */
export interface Correlation {
  /** Inputs, the taps used, and the pixels stored, as a complete problem of their own. */
  readonly window: Conv2dGeometry;
  readonly kernel: readonly [height: number, width: number];
  readonly taps: readonly [Every, Every];
  readonly noTaps: boolean;
  readonly picture: readonly [height: number, width: number];
  readonly places: readonly [Every, Every];
}

const ALL: Every = { first: 0, step: 1 };

/** The forward pass. */
export const whole = (g: Conv2dGeometry): Correlation => ({
  window: g,
  kernel: [g.windowHeight, g.windowWidth],
  taps: [ALL, ALL],
  noTaps: false,
  picture: [g.outputHeight, g.outputWidth],
  places: [ALL, ALL],
});

/** The pixels of one phase along one side of a layer's input, and the part of dy that they read. */
interface Phase {
  readonly pixels: number;
  readonly taps: Every & { readonly count: number };
  /** The step in dy from one tap to the next, and the padding before the first. */
  readonly dilation: number;
  readonly pad: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Pixel i and tap k contribute to output (i + pad − k · dilation) / stride if that is a whole number. For the pixels of
 * one phase, i = phase + j · stride, these are always the same taps.
 */
function phaseOf(
  phase: number,
  side: { size: number; window: number; stride: number; dilation: number; pad: number },
): Phase {
  const { size, window, stride, dilation, pad } = side;
  const common = gcd(stride, dilation);
  const step = stride / common;
  const first = Array.from({ length: Math.min(step, window) }, (_, k) => k).find(
    (k) => (phase + pad - k * dilation) % stride === 0,
  );
  const count = first === undefined ? 0 : Math.ceil((window - first) / step);
  const reach = dilation / common;
  const met = first === undefined ? 0 : (phase + pad - first * dilation) / stride;
  return {
    pixels: Math.ceil((size - phase) / stride),
    taps: { first: first ?? 0, step, count },
    dilation: reach,
    pad: (Math.max(count, 1) - 1) * reach - met,
  };
}

/** The phase of a layer's input that a dispatch computes. */
export interface GradInputPhase {
  readonly phase: readonly [y: number, x: number];
}

/** One dispatch per phase; a single one if the stride is 1. */
export function gradInputPhases({
  strides: [y, x],
  height,
  width,
}: Conv2dGeometry): readonly GradInputPhase[] {
  return Array.from({ length: Math.min(y, height) }, (_, py) =>
    Array.from({ length: Math.min(x, width) }, (__, px): GradInputPhase => ({ phase: [py, px] })),
  ).flat();
}

/** The gradient of a layer's input at one phase: dy correlated with the kernel rotated by 180°. */
export function phaseCorrelation(g: Conv2dGeometry & GradInputPhase): Correlation {
  const sizes = [g.height, g.width] as const;
  const kernel = [g.windowHeight, g.windowWidth] as const;
  const pads = [g.padTop, g.padLeft] as const;
  const side = (axis: 0 | 1): Phase =>
    phaseOf(g.phase[axis], {
      size: sizes[axis],
      window: kernel[axis],
      stride: g.strides[axis],
      dilation: g.dilation[axis],
      pad: pads[axis],
    });
  const [rows, columns] = [side(0), side(1)];
  const window: Conv2dGeometry = {
    batch: g.batch,
    height: g.outputHeight,
    width: g.outputWidth,
    channels: g.filters,
    outputHeight: rows.pixels,
    outputWidth: columns.pixels,
    filters: g.channels,
    windowHeight: Math.max(1, rows.taps.count),
    windowWidth: Math.max(1, columns.taps.count),
    strides: [1, 1],
    dilation: [rows.dilation, columns.dilation],
    padTop: rows.pad,
    padLeft: columns.pad,
  };
  return {
    window,
    kernel,
    taps: [rows.taps, columns.taps],
    noTaps: rows.taps.count * columns.taps.count === 0,
    picture: sizes,
    places: [
      { first: g.phase[0], step: g.strides[0] },
      { first: g.phase[1], step: g.strides[1] },
    ],
  };
}

/** The constants that its shaders declare: I inputs, O outputs. */
export function correlationConstants({
  window,
  kernel,
  taps,
  noTaps,
  picture,
  places,
}: Correlation): Readonly<Record<string, number>> {
  const { C: channels, ...sizes } = windowConstants(window);
  return {
    ...sizes,
    I: channels,
    O: window.filters,
    KERNEL_H: kernel[0],
    KERNEL_W: kernel[1],
    TAP_FIRST_Y: taps[0].first,
    TAP_FIRST_X: taps[1].first,
    TAP_STEP_Y: taps[0].step,
    TAP_STEP_X: taps[1].step,
    NO_TAPS: Number(noTaps),
    Y_H: picture[0],
    Y_W: picture[1],
    PLACE_FIRST_Y: places[0].first,
    PLACE_FIRST_X: places[1].first,
    PLACE_STEP_Y: places[0].step,
    PLACE_STEP_X: places[1].step,
  };
}
