// What the tests of src/reference compare with: TensorFlow.js on its cpu backend (32-bit floats, an independent
// implementation), and central differences in 64-bit floats.

import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { ndArray, random, type NdArray } from '../../src/reference/ndArray';
import type { Window2d } from '../../src/reference/window';

tf.env().set('PROD', true); // no advice on the console
await tf.setBackend('cpu');

export { tf };

/** The same numbers for TensorFlow.js. */
export function toTf<R extends tf.Rank>(x: NdArray): tf.Tensor<R> {
  return tf.tensor<tf.Rank>(Float32Array.from(x.data), [...x.shape], 'float32') as tf.Tensor<R>;
}

export function fromTf(x: tf.Tensor): NdArray {
  return ndArray(x.shape, x.dataSync());
}

/** A window with one size, stride and dilation per axis, or the same for both. */
export function window2d(
  size: number | [number, number],
  strides: number | [number, number] = 1,
  padding: Window2d['padding'] = 'valid',
  dilation: number | [number, number] = 1,
): Window2d {
  const pair = (v: number | [number, number]): [number, number] => (typeof v === 'number' ? [v, v] : v);
  return { size: pair(size), strides: pair(strides), padding, dilation: pair(dilation) };
}

/** Expects equal shapes, and no value further off than `tolerance` times the largest magnitude. */
export function expectClose(actual: NdArray, expected: NdArray | tf.Tensor, tolerance = 1e-5): void {
  const wanted = 'dataSync' in expected ? fromTf(expected) : expected;
  expect(actual.shape).toEqual(wanted.shape);
  const scale = Math.max(...wanted.data.map(Math.abs), 1e-3);
  const errors = actual.data.map((value, i) => Math.abs(value - wanted.data[i]!) / scale);
  expect(
    errors.every((error) => error <= tolerance),
    describeWorst(actual, wanted, errors),
  ).toBe(true);
}

function describeWorst(actual: NdArray, wanted: NdArray, errors: Float64Array): string {
  let worst = 0;
  errors.forEach((error, i) => {
    if (!(error <= errors[worst]!)) worst = i;
  });
  return `element ${worst}: expected ${wanted.data[worst]}, received ${actual.data[worst]} (error ${errors[worst]})`;
}

/** L = Σ y·r: a single number with the gradient r at y. */
export function weightedSum(y: NdArray, r: NdArray): number {
  return y.data.reduce((sum, value, i) => sum + value * r.data[i]!, 0);
}

/**
 * ∂L/∂x by trying: each value is moved a little up and down. Compared with the gradient from backward.
 * @param loss a function of x in 64-bit floats
 */
export function expectGradient(
  loss: (x: NdArray) => number,
  x: NdArray,
  dx: NdArray,
  tolerance = 1e-6,
): void {
  const h = 1e-5;
  const estimate = x.data.map((_, i) => {
    const moved = (by: number) => {
      const data = Float64Array.from(x.data);
      data[i] = data[i]! + by;
      return loss({ shape: x.shape, data });
    };
    return (moved(h) - moved(-h)) / (2 * h);
  });
  expectClose(dx, ndArray(x.shape, estimate), tolerance);
}

/** TensorFlow.js's gradients of L = Σ f(inputs)·r at every input. */
export function tfGradients(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly NdArray[],
  r: NdArray,
): tf.Tensor[] {
  return tf.grads((...tensors) => tf.sum(tf.mul(f(...tensors), toTf(r))))(inputs.map((x) => toTf(x)));
}

/**
 * Different values in a random order, 1/64 apart and off 0: no ties and no kinks, so that a small move changes no
 * maximum and no sign.
 */
export function distinct(shape: readonly number[], seed: number): NdArray {
  const noise = random(shape, seed);
  const order = [...noise.data.keys()].sort((a, b) => noise.data[a]! - noise.data[b]!);
  const x = ndArray(shape);
  order.forEach((i, rank) => {
    x.data[i] = (rank - order.length / 2 + 0.25) / 64;
  });
  return x;
}
