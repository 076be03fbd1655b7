// Convolution in groups: channels and filters are dealt out to groups in order, and each group is a convolution of its own.
//
// Source: https://keras.io/api/layers/convolution_layers/convolution2d/ (groups); Krizhevsky et al. 2012, §3.5

import { conv2dBackward, conv2dForward } from './conv2d';
import { ndArray, type NdArray } from './ndArray';
import type { Window2d } from './window';

/** Part `part` of `parts` along the last axis. */
function slice(x: NdArray, part: number, parts: number): NdArray {
  const all = x.shape.at(-1) ?? 1;
  const each = all / parts;
  const data = x.data.filter((_, i) => Math.floor((i % all) / each) === part);
  return ndArray([...x.shape.slice(0, -1), each], data);
}

/** The parts side by side along the last axis. */
function joined(parts: readonly NdArray[]): NdArray {
  const [first = ndArray([0])] = parts;
  const each = first.shape.at(-1) ?? 1;
  const all = each * parts.length;
  const whole = ndArray([...first.shape.slice(0, -1), all]);
  whole.data.forEach((_, i) => {
    const channel = i % all;
    const part = parts[Math.floor(channel / each)];
    whole.data[i] = part?.data[Math.floor(i / all) * each + (channel % each)] ?? NaN;
  });
  return whole;
}

const numbers = (groups: number): number[] => Array.from({ length: groups }, (_, group) => group);

/**
 * @param x [N, H, W, C]
 * @param weight [kh, kw, C/groups, K]
 * @param bias [K], or null for none
 * @returns y [N, outH, outW, K]
 */
export function groupedConv2dForward(
  x: NdArray,
  weight: NdArray,
  bias: NdArray | null,
  window: Window2d,
  groups: number,
): NdArray {
  const part = (array: NdArray, group: number): NdArray => slice(array, group, groups);
  return joined(
    numbers(groups).map((group) =>
      conv2dForward(part(x, group), part(weight, group), bias && part(bias, group), window),
    ),
  );
}

/** @param dy ∂L/∂y */
export function groupedConv2dBackward(
  x: NdArray,
  weight: NdArray,
  dy: NdArray,
  window: Window2d,
  groups: number,
): { dx: NdArray; dWeight: NdArray; dBias: NdArray } {
  const part = (array: NdArray, group: number): NdArray => slice(array, group, groups);
  const each = numbers(groups).map((group) =>
    conv2dBackward(part(x, group), part(weight, group), part(dy, group), window),
  );
  return {
    dx: joined(each.map(({ dx }) => dx)),
    dWeight: joined(each.map(({ dWeight }) => dWeight)),
    dBias: joined(each.map(({ dBias }) => dBias)),
  };
}
