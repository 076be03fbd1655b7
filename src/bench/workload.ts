// What is measured, as data: the same for every engine. Layouts are this engine's (NHWC, [kh, kw, C, K],
// [in, out]); an engine with others brings numbers there and results back outside the time that is taken.

import { conv2d } from '../layers/conv2d';
import { checkOptions, type OptionTable, type Resolved } from '../layers/options';
import { lenet5 } from '../models/lenet';
import { defineNetwork } from '../models/anyNetwork';
import type { Network, NetworkConfig } from '../models/network';
import { sizeOf, type Shape } from '../graph/tensor';

export type Pass = 'forward' | 'input gradient' | 'weight gradient';

/** A training step: forward, cross-entropy of class numbers, backward, Adam with rate 0.001. */
export interface TrainWorkload {
  readonly kind: 'train';
  readonly network: Network;
  readonly batch: number;
}

/** A forward pass to the logits. */
export interface InferWorkload {
  readonly kind: 'infer';
  readonly network: Network;
  readonly batch: number;
}

/** One pass of one layer. `input` includes the batch axis. */
export interface OpWorkload {
  readonly kind: 'op';
  readonly layer: 'conv2d' | 'maxPooling2d' | 'dense';
  readonly pass: Pass;
  readonly input: Shape;
  /** Of the layer, as in a network's configuration. */
  readonly options: Readonly<Record<string, unknown>>;
}

export type Workload = TrainWorkload | InferWorkload | OpWorkload;

export const LEARNING_RATE = 0.001;

/** A small network of the VGG kind on 32×32 pictures. */
const cifar: NetworkConfig = {
  name: 'cifar',
  input: [32, 32, 3],
  layers: [
    ...convolutions('a', 32),
    { name: 'pool1', kind: 'maxPooling2d' },
    ...convolutions('b', 64),
    { name: 'pool2', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense1', kind: 'dense', options: { units: 128, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};

function convolutions(letter: string, filters: number): NetworkConfig['layers'] {
  return [1, 2].map((number) => ({
    name: `conv${number}${letter}`,
    kind: 'conv2d',
    options: { filters, kernelSize: 3, padding: 'same', activation: 'relu' },
  }));
}

export const lenetNetwork = (): Network => defineNetwork(lenet5);
export const cifarNetwork = (): Network => defineNetwork(cifar);

/** The network up to its logits: a softmax at the end would hide differences. */
export function withoutSoftmax(config: NetworkConfig): Network {
  const layers = config.layers.map((layer, index) =>
    index === config.layers.length - 1 && layer.options?.activation === 'softmax'
      ? { ...layer, options: { ...layer.options, activation: 'linear' } }
      : layer,
  );
  return defineNetwork({ ...config, layers });
}

/** `32x28x28x1->8k5s1same`: input N×H×W×C, then filters, kernel, stride (1) and padding (same). */
export class ShapeSyntaxError extends Error {
  override readonly name = 'ShapeSyntaxError';
}

const CONVOLUTION = /^(\d+)x(\d+)x(\d+)x(\d+)->(\d+)k(\d+)(?:s(\d+))?(same|valid)?$/;

export interface ConvShape {
  readonly input: readonly [batch: number, height: number, width: number, channels: number];
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: 'same' | 'valid';
}

/** @throws ShapeSyntaxError */
export function parseConvShape(text: string): ConvShape {
  const match = CONVOLUTION.exec(text.trim().replaceAll('×', 'x').replaceAll('→', '->'));
  const [n, h, w, c, filters, kernelSize, strides] = (match ?? [])
    .slice(1, 8)
    .map((digits: string | undefined) => Number(digits ?? 1));
  const shape: ConvShape = {
    input: [n ?? 0, h ?? 0, w ?? 0, c ?? 0],
    filters: filters ?? 0,
    kernelSize: kernelSize ?? 0,
    strides: strides ?? 1,
    padding: match?.[8] === 'valid' ? 'valid' : 'same',
  };
  const sizes = [...shape.input, shape.filters, shape.kernelSize, shape.strides];
  if (match === null || sizes.some((size) => size < 1)) {
    throw new ShapeSyntaxError(`a shape is written 32x28x28x1->8k5s1same. Received '${text}'`);
  }
  if (shape.padding === 'valid' && Math.min(shape.input[1], shape.input[2]) < shape.kernelSize) {
    throw new ShapeSyntaxError(`the kernel is larger than the picture in '${text}'`);
  }
  return shape;
}

export function convWorkload(shape: ConvShape, pass: Pass): OpWorkload {
  const { input, filters, kernelSize, strides, padding } = shape;
  return { kind: 'op', layer: 'conv2d', pass, input, options: { filters, kernelSize, strides, padding } };
}

/** `conv2d 3×3 32→32, 32², batch 32: forward` */
export function workloadTitle(workload: Workload): string {
  switch (workload.kind) {
    case 'train':
      return `${workload.network.name} training step, batch ${workload.batch}`;
    case 'infer':
      return `${workload.network.name} forward, batch ${workload.batch}`;
    case 'op': {
      const [batch = 1, height = 1, width = 1, channels = 1] = workload.input;
      const { pass, layer, options } = workload;
      if (layer === 'dense') return `dense ${height}→${String(options.units)}, batch ${batch}: ${pass}`;
      const side = height === width ? `${height}²` : `${height}×${width}`;
      if (layer === 'maxPooling2d') return `max pool 2×2, ${side}×${channels}, batch ${batch}: ${pass}`;
      const { filters, kernelSize, strides, padding } = options;
      const step = strides === 1 ? '' : ` /${String(strides)}`;
      const border = padding === 'same' ? '' : ` ${String(padding)}`;
      const kernel = `${String(kernelSize)}×${String(kernelSize)}`;
      return `conv ${kernel} ${channels}→${String(filters)}${step}${border}, ${side}, batch ${batch}: ${pass}`;
    }
    default:
      return workload satisfies never;
  }
}

/** The weight that one pass of a layer takes, in this engine's layout. A pooling layer leaves it unused. */
export function opWeight({ layer, input, options }: OpWorkload): {
  readonly shape: Shape;
  readonly fanIn: number;
} {
  const [, ...features] = input;
  if (layer !== 'conv2d') {
    const fanIn = sizeOf(features);
    return { shape: [fanIn, Number(options.units ?? 1)], fanIn };
  }
  const [size, channels] = [Number(options.kernelSize ?? 1), features[2] ?? 1];
  return { shape: [size, size, channels, Number(options.filters ?? 1)], fanIn: size * size * channels };
}

/** The options of a convolution with every default filled in. */
export function convOptions(workload: OpWorkload): Resolved<typeof conv2d.options> {
  return checkOptions('bench', conv2d.options as OptionTable, workload.options) as Resolved<
    typeof conv2d.options
  >;
}

/**
 * Arithmetic of one run, a multiply-add counted as two: what the mathematics asks for, not what a kernel does.
 * A training step is forward, weight gradients, and input gradients of all layers but the first.
 */
export function flopsOf(workload: Workload): number {
  switch (workload.kind) {
    case 'infer':
      return 2 * workload.batch * sum(workload.network.layers.map(({ multiplyAdds }) => multiplyAdds));
    case 'train': {
      const work = workload.network.layers.map(({ multiplyAdds }) => multiplyAdds);
      const first = work.find((multiplyAdds) => multiplyAdds > 0) ?? 0;
      return 2 * workload.batch * (3 * sum(work) - first);
    }
    case 'op': {
      const [batch = 1, ...shape] = workload.input;
      if (workload.layer === 'dense') return 2 * batch * sizeOf(shape) * Number(workload.options.units);
      if (workload.layer === 'maxPooling2d') return 0;
      return 2 * batch * conv2d.multiplyAdds(convOptions(workload), [shape]);
    }
    default:
      return workload satisfies never;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
