// Chrome's compiler checks every index that it cannot bound. Loads in the innermost loops are written so that it can
// (docs/kernels.md): only pixels that may lie outside the picture are checked.

import { beforeAll, describe, expect, it } from 'vitest';
import { LINEAR, type ActivationChoice } from '../../src/kernels/activation';
import { conv2dForward, conv2dGradInput, conv2dGradWeight, sumPartials } from '../../src/kernels/conv2d';
import type { Conv2dGeometry } from '../../src/kernels/correlation';
import { denseForward, denseGradInput } from '../../src/kernels/dense';
import { adamKernel } from '../../src/kernels/optimizers';
import {
  conv2dPoolForward,
  conv2dPoolGradInput,
  conv2dPoolGradWeight,
} from '../../src/kernels/pooledConvolution';
import { CPU_TARGET, SWIFTSHADER_TARGET } from '../../src/kernels/target';
import { boundsChecks, type BoundsChecks } from '../support/boundsChecks';

const relu: ActivationChoice = { kind: 'relu', alpha: 0 };
const forward = { useBias: true, activation: relu, weights: 'f32' } as const;
const backward = { inputActivation: relu, weights: 'f32', phase: [0, 0] } as const;

/** A convolution of stride 1. */
const geometry = (
  [side, channels]: readonly [number, number],
  [filters, kernel, pad]: readonly [number, number, number],
): Conv2dGeometry => {
  const out = side + 2 * pad - kernel + 1;
  return {
    ...{ batch: 64, height: side, width: side, channels, outputHeight: out, outputWidth: out, filters },
    ...{
      windowHeight: kernel,
      windowWidth: kernel,
      strides: [1, 1],
      dilation: [1, 1],
      padTop: pad,
      padLeft: pad,
    },
  };
};
const lenet1 = geometry([28, 1], [6, 5, 2]);
const lenet2 = geometry([14, 6], [16, 5, 0]);
const small = geometry([8, 8], [8, 3, 1]);
const pool = [2, 2] as const;
const dense = { rows: 64, inputs: 400, units: 120 };

describe.each([CPU_TARGET, SWIFTSHADER_TARGET])('for $name', (target) => {
  let checks: Readonly<Record<string, BoundsChecks>>;
  beforeAll(async () => {
    checks = await boundsChecks({
      conv1: conv2dPoolForward.plan({ ...lenet1, ...forward, pool }, target),
      conv2: conv2dPoolForward.plan({ ...lenet2, ...forward, pool }, target),
      conv2dx: conv2dPoolGradInput.plan({ ...lenet2, ...backward, pool }, target),
      conv2dw: conv2dPoolGradWeight.plan({ ...lenet2, splits: 8, useBias: true, pool }, target),
      small: conv2dForward.plan({ ...small, ...forward }, target),
      smalldx: conv2dGradInput.plan({ ...small, ...backward }, target),
      smalldw: conv2dGradWeight.plan({ ...small, splits: 1, useBias: true }, target),
      dense: denseForward.plan({ ...dense, ...forward, activation: LINEAR }, target),
      densedx: denseGradInput.plan({ ...dense, inputActivation: LINEAR, weights: 'f32' }, target),
      sums: sumPartials.plan({ splits: 8, weights: 150, biases: 6, useBias: true }, target),
      adam: adamKernel.plan({ size: 6400, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 }, target),
    });
  });
  const checked = (shader: string, buffer: string): number => checks[shader]?.[buffer]?.checked ?? NaN;

  it('no weight is checked', () => {
    for (const shader of ['conv1', 'conv2', 'conv2dx', 'small', 'smalldx', 'dense', 'densedx'])
      expect([shader, checked(shader, 'weight')]).toEqual([shader, 0]);
  });

  it('without padding no pixel is checked', () => {
    expect([checked('conv2', 'x'), checked('conv2dw', 'x'), checked('dense', 'x')]).toEqual([0, 0, 0]);
  });

  it('with padding those pixels are checked that a block may see beside the picture', () => {
    expect(checked('conv1', 'x')).toBeGreaterThan(0);
    expect(checked('conv1', 'x')).toBeLessThan(checks.conv1?.x?.all ?? NaN);
  });

  it('no gradient is checked where blocks divide the row, nor the winners of a pooling', () => {
    expect([checked('conv2dw', 'dy'), checked('conv2dw', 'argmax'), checked('smalldw', 'dy')]).toEqual([
      0, 0, 0,
    ]);
  });

  it('no partial sum is checked, and of parameters and their averages none', () => {
    expect(checked('sums', 'partials')).toBe(0);
    for (const buffer of ['parameters', 'gradients', 'momentum', 'velocity'])
      expect([buffer, checked('adam', buffer)]).toEqual([buffer, 0]);
  });
});
