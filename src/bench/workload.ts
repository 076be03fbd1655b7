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

/** The text of an operation cannot be read. */
export class ShapeSyntaxError extends Error {
  override readonly name = 'ShapeSyntaxError';
}

export type Operation = Omit<OpWorkload, 'pass'>;

const OPERATION = /^(\d+(?:x\d+)+)->(?:(\d+)(?:k(\d+)(?:s(\d+))?(same|valid)?)?|pool)$/;

/**
 * Of `32x28x28x1->8k5s1same`, a convolution: input N×H×W×C, then filters, kernel, stride (1) and padding (same); of `64x1024->256`, a
 * dense layer: N×inputs, then units; of `32x28x28x8->pool`: max pooling 2×2.
 * @throws ShapeSyntaxError
 */
export function parseOperation(text: string): Operation {
  const match = OPERATION.exec(text.trim().replaceAll('×', 'x').replaceAll('→', '->'));
  const [, from = '', many, kernel, stride, padding = 'same'] = match ?? [];
  const input = from.split('x').map(Number);
  const number = (digits: string | undefined): number => Number(digits ?? 1);
  const [units, kernelSize, strides] = [number(many), number(kernel), number(stride)];
  const axes = many !== undefined && kernel === undefined ? 2 : 4;
  if (
    match === null ||
    input.length !== axes ||
    [...input, units, kernelSize, strides].some((size) => size < 1)
  )
    throw new ShapeSyntaxError(
      `an operation is written 32x28x28x1->8k5s1same, 64x1024->256 or 32x28x28x8->pool. Received '${text}'`,
    );
  const sides = input.slice(1, 3);
  if (axes === 2) return { kind: 'op', layer: 'dense', input, options: { units } };
  if (many === undefined) {
    if (sides.some((side) => side % 2 !== 0))
      throw new ShapeSyntaxError(`max pooling is 2×2, of pictures with even sides. Received '${text}'`);
    return { kind: 'op', layer: 'maxPooling2d', input, options: { poolSize: 2 } };
  }
  if (padding === 'valid' && Math.min(...sides) < kernelSize)
    throw new ShapeSyntaxError(`the kernel is larger than the picture in '${text}'`);
  return { kind: 'op', layer: 'conv2d', input, options: { filters: units, kernelSize, strides, padding } };
}

/** The input of a first layer is the picture, which needs no gradient. */
const PICTURE_CHANNELS = 3;

/** Every pass of an operation that a network needs. */
export function passesOf(operation: Operation): readonly OpWorkload[] {
  const { layer, input } = operation;
  const isFirst = layer === 'conv2d' && (input[3] ?? 0) <= PICTURE_CHANNELS;
  const passes: readonly Pass[] = [
    'forward',
    ...(isFirst ? [] : (['input gradient'] as const)),
    ...(layer === 'maxPooling2d' ? [] : (['weight gradient'] as const)),
  ];
  return passes.map((pass) => ({ ...operation, pass }));
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
