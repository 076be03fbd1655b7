// Shared by all layers with a sliding window: the output size, the geometry for the kernels, and the part of the input
// that an output reads.

import type { WindowGeometry } from '../../kernels/window';
import { outputLength, padBefore, windowStart, type Window2d } from '../../reference/window';
import type { Shape } from '../../graph/tensor';
import { asMap, ShapeError, type Window } from '../layer';

/** What of a layer's options is its window. */
interface WindowOptions {
  readonly kernelSize: Window2d['size'];
  readonly strides: Window2d['strides'];
  readonly padding: Window2d['padding'];
  readonly dilationRate: Window2d['dilation'];
}

export function slidingWindow({ kernelSize, strides, padding, dilationRate }: WindowOptions): Window2d {
  return { size: kernelSize, strides, padding, dilation: dilationRate };
}

/**
 * @param window size, strides, padding and dilation, as in Keras
 * @throws ShapeError if the window is larger than the input under `valid`
 */
export function slidOutput(window: Window2d, input: Shape): readonly [height: number, width: number] {
  const [height, width] = asMap(input);
  const [reachY, reachX] = window.size.map((size, axis) => (size - 1) * (window.dilation[axis] ?? 1) + 1) as [
    number,
    number,
  ];
  if (window.padding === 'valid' && (reachY > height || reachX > width)) {
    throw new ShapeError(
      `the window is larger than its input: ${reachY}×${reachX} on ${height}×${width}. ` +
        `Choose padding 'same', or a window of at most ${height}×${width}`,
      { why: 'window', reach: [reachY, reachX], input: [height, width] },
    );
  }
  return [
    outputLength(height, window.size[0], window.strides[0], window.padding, window.dilation[0]),
    outputLength(width, window.size[1], window.strides[1], window.padding, window.dilation[1]),
  ];
}

/** @param input with the batch axis */
export function windowGeometry(window: Window2d, input: Shape): WindowGeometry {
  const [batch = 1, ...map] = input;
  const [height, width, channels] = asMap(map);
  const [outputHeight, outputWidth] = slidOutput(window, map);
  return {
    batch,
    height,
    width,
    channels,
    outputHeight,
    outputWidth,
    windowHeight: window.size[0],
    windowWidth: window.size[1],
    strides: window.strides,
    dilation: window.dilation,
    padTop: padBefore(height, window.size[0], window.strides[0], window.padding, window.dilation[0]),
    padLeft: padBefore(width, window.size[1], window.strides[1], window.padding, window.dilation[1]),
  };
}

/** The border that a window's padding means on this input, in pixels. @param input without the batch axis */
export function paddingAround(
  window: Window2d,
  input: Shape,
): { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number } {
  const g = windowGeometry(window, [1, ...input]);
  const after = (length: number, outputs: number, axis: 0 | 1, before: number): number => {
    const reach = (window.size[axis] - 1) * window.dilation[axis] + 1;
    return Math.max(0, (outputs - 1) * window.strides[axis] + reach - length - before);
  };
  return {
    top: g.padTop,
    left: g.padLeft,
    bottom: after(g.height, g.outputHeight, 0, g.padTop),
    right: after(g.width, g.outputWidth, 1, g.padLeft),
  };
}

/** The input rows (axis 0) or columns (axis 1) that output `position` reads, clipped at the border. */
function span(
  window: Window2d,
  input: number,
  position: number,
  axis: 0 | 1,
): { start: number; end: number; every: number } {
  const every = window.dilation[axis];
  let start = windowStart(position, input, window.size[axis], window.strides[axis], window.padding, every);
  const end = Math.min(input, start + (window.size[axis] - 1) * every + 1);
  while (start < 0) start += every;
  return { start, end, every };
}

/** @param channels the channels that it reads, [from, to) */
export function slidWindow(
  window: Window2d,
  input: Shape,
  index: readonly number[],
  channels: readonly [number, number],
): Window {
  const [height, width] = asMap(input);
  const [oy = 0, ox = 0] = index;
  const rows = span(window, height, oy, 0);
  const columns = span(window, width, ox, 1);
  return {
    input: 0,
    start: [rows.start, columns.start, channels[0]],
    end: [rows.end, columns.end, channels[1]],
    every: [rows.every, columns.every, 1],
  };
}

/** Every tap of the window at an output, in row-major order, including those in the padding. */
export function taps(
  window: Window2d,
  input: Shape,
  index: readonly number[],
): { ky: number; kx: number; iy: number; ix: number }[] {
  const [height, width] = asMap(input);
  const [oy = 0, ox = 0] = index;
  const [sizeY, sizeX] = window.size;
  const top = windowStart(oy, height, sizeY, window.strides[0], window.padding, window.dilation[0]);
  const left = windowStart(ox, width, sizeX, window.strides[1], window.padding, window.dilation[1]);
  return Array.from({ length: sizeY * sizeX }, (_, tap) => {
    const ky = Math.floor(tap / sizeX);
    const kx = tap % sizeX;
    return { ky, kx, iy: top + ky * window.dilation[0], ix: left + kx * window.dilation[1] };
  });
}

/** The taps that lie inside the input. */
export function insideTaps(
  window: Window2d,
  input: Shape,
  index: readonly number[],
): ReturnType<typeof taps> {
  const [height, width] = asMap(input);
  return taps(window, input, index).filter(({ iy, ix }) => iy >= 0 && iy < height && ix >= 0 && ix < width);
}

/**
 * `x[i·2+a−1, j·2+b−1, c]`: the operand of tap [a, b] of the window at output [i, j], with the names of the shader. A
 * stride or dilation of 1 and a padding of 0 are left out; outside the input x is 0.
 */
export function slidOperand(window: Window2d, input: Shape): string {
  const { padTop, padLeft } = windowGeometry(window, [1, ...input]);
  const times = (letter: string, by: number): string => (by === 1 ? letter : `${letter}·${by}`);
  const index = (output: string, tap: string, axis: 0 | 1, pad: number): string =>
    `${times(output, window.strides[axis])}+${times(tap, window.dilation[axis])}${pad === 0 ? '' : `−${pad}`}`;
  return `x[${index('i', 'a', 0, padTop)}, ${index('j', 'b', 1, padLeft)}, c]`;
}
