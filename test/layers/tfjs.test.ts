// A second opinion: every case of every layer against TensorFlow.js on its CPU backend, which shares no code with the
// reference. Forward, and the gradient of every input and weight. Where tfjs is not Keras the case says so in
// `differs`, and the reference alone decides.

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { LAYERS } from '../../src/layers/all';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { map, ndArray, type NdArray } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer } from '../support/layerRun';
import { INFERENCE, sample, TRAINING } from './sample';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  await tf.setBackend('cpu');
});

/** The options that a case gives; tfjs takes most of them under the same names. */
type Given = Readonly<Record<string, unknown>>;

/** The layer in tfjs, and what it applies after it, where it has no name for that. */
interface Twin {
  readonly layer: tf.layers.Layer;
  readonly after?: (y: tf.Tensor) => tf.Tensor;
}

/** tfjs has LeakyReLU as a layer only, and no `activation: 'leakyRelu'`. */
function withActivation(given: Given, make: (options: never) => tf.layers.Layer): Twin {
  if (given.activation !== 'leakyRelu') return { layer: make(given as never) };
  return { layer: make({ ...given, activation: 'linear' } as never), after: (y) => tf.leakyRelu(y, 0.2) };
}

const identity = (): tf.layers.Layer => tf.layers.activation({ activation: 'linear' });

/** It has no keepdims. */
const keepingAxes =
  ({ keepdims }: Given) =>
  (y: tf.Tensor): tf.Tensor =>
    keepdims === true ? tf.expandDims(tf.expandDims(y, 1), 1) : y;

/** It takes pairs of pairs alone. */
function bordered({ cropping = 0 }: Given): { cropping: [[number, number], [number, number]] } {
  const twice = (given: unknown): [number, number] =>
    Array.isArray(given) ? (given as [number, number]) : [Number(given), Number(given)];
  const [rows, columns] = Array.isArray(cropping) ? (cropping as unknown[]) : [cropping, cropping];
  return { cropping: [twice(rows), twice(columns)] };
}

const twins: Readonly<Record<keyof typeof LAYERS, (given: Given) => Twin>> = {
  conv2d: (given) => withActivation(given, tf.layers.conv2d),
  depthwiseConv2d: (given) => withActivation(given, tf.layers.depthwiseConv2d),
  dense: (given) => withActivation(given, tf.layers.dense),
  embedding: (given) => ({ layer: tf.layers.embedding(given as { inputDim: number; outputDim: number }) }),
  maxPooling2d: (given) => ({ layer: tf.layers.maxPooling2d(given) }),
  averagePooling2d: (given) => ({ layer: tf.layers.averagePooling2d(given) }),
  globalAveragePooling2d: (given) => ({
    layer: tf.layers.globalAveragePooling2d({}),
    after: keepingAxes(given),
  }),
  globalMaxPooling2d: (given) => ({ layer: tf.layers.globalMaxPooling2d({}), after: keepingAxes(given) }),
  // It has the operation, and no layer of it.
  localResponseNormalization: (given) => ({
    layer: tf.layers.activation({ activation: 'linear' }),
    after: (y) =>
      tf.localResponseNormalization(
        y as tf.Tensor4D,
        given.depthRadius as number | undefined,
        given.bias as number | undefined,
        given.alpha as number | undefined,
        given.beta as number | undefined,
      ),
  }),
  zeroPadding2d: (given) => ({ layer: tf.layers.zeroPadding2d(given) }),
  flatten: () => ({ layer: tf.layers.flatten() }),
  // It writes into what it is given.
  reshape: (given) => ({ layer: tf.layers.reshape(structuredClone(given) as { targetShape: number[] }) }),
  // Its layer fails where scale or center is false: it gets both, with gamma 1 and beta 0.
  batchNormalization: (given) => ({
    layer: tf.layers.batchNormalization({ ...given, scale: true, center: true }),
  }),
  dropout: (given) => ({ layer: tf.layers.dropout(given as { rate: number }) }),
  activation: (given) =>
    given.activation === 'leakyRelu'
      ? { layer: tf.layers.leakyReLU({ alpha: 0.2 }) }
      : given.activation === 'silu'
        ? { layer: tf.layers.activation({ activation: 'swish' }) }
        : { layer: tf.layers.activation(given as { activation: 'relu' }) },
  // Its ReLU has a bound only; a ReLU with a slope is a LeakyReLU.
  reLU: ({ maxValue, negativeSlope }) =>
    negativeSlope === undefined
      ? { layer: tf.layers.reLU(maxValue === undefined ? {} : { maxValue: maxValue as number }) }
      : { layer: tf.layers.leakyReLU({ alpha: negativeSlope as number }) },
  leakyReLU: (given) => ({ layer: tf.layers.leakyReLU(given) }),
  // Its default axis is 1.
  softmax: () => ({ layer: tf.layers.softmax({ axis: -1 }) }),
  add: () => ({ layer: tf.layers.add() }),
  // It takes −2 for the axis before the one it is; all cases that count from the end have maps.
  concatenate: ({ axis = -1 }) => ({
    layer: tf.layers.concatenate({ axis: axis === -2 ? 2 : (axis as number) }),
  }),

  multiply: () => ({ layer: tf.layers.multiply() }),
  dot: ({ axes }) => ({ layer: tf.layers.dot({ axes: axes as number | [number, number] }) }),
  // It has the operation, and no layer of it.
  subtract: () => ({ layer: tf.layers.concatenate({ axis: -1 }) }),
  average: () => ({ layer: tf.layers.average() }),
  maximum: () => ({ layer: tf.layers.maximum() }),
  minimum: () => ({ layer: tf.layers.minimum() }),
  // It takes pairs alone.
  upSampling2d: ({ size = 2 }) => ({
    layer: tf.layers.upSampling2d({
      size: Array.isArray(size) ? [...(size as number[])] : [Number(size), Number(size)],
    }),
  }),
  // Its layer aligns corners, its operation need not.
  resizing: ({ height, width, interpolation }) => ({
    layer: identity(),
    after: (y) =>
      interpolation === 'nearest'
        ? tf.image.resizeNearestNeighbor(y as tf.Tensor4D, [Number(height), Number(width)], false, true)
        : tf.image.resizeBilinear(y as tf.Tensor4D, [Number(height), Number(width)], false, true),
  }),
  cropping2D: (given) => ({ layer: tf.layers.cropping2D(bordered(given)) }),
  // Its layer resizes by boxes.
  centerCrop: ({ height, width }) => ({
    layer: identity(),
    after: (y) => {
      const [batch = 1, rows = 0, columns = 0, channels = 0] = y.shape;
      const [kept, keptColumns] = [Number(height), Number(width)];
      const start = [0, Math.floor((rows - kept) / 2), Math.floor((columns - keptColumns) / 2), 0];
      return tf.slice(y, start, [batch, kept, keptColumns, channels]);
    },
  }),
  rescaling: ({ scale, offset = 0 }) => ({
    layer: identity(),
    after: (y) => tf.add(tf.mul(y, tf.tensor(scale as number)), tf.tensor(offset as number)),
  }),
  // It has no such layer.
  normalization: ({ mean = 0, variance = 1, invert = false }) => ({
    layer: identity(),
    after: (y) => {
      const [center, deviation] = [tf.tensor(mean as number), tf.sqrt(tf.tensor(variance as number))];
      return invert === true
        ? tf.add(center, tf.mul(y, tf.maximum(deviation, 1e-7)))
        : tf.div(tf.sub(y, center), deviation);
    },
  }),
  permute: (given) => ({ layer: tf.layers.permute(structuredClone(given) as { dims: number[] }) }),
  // It has no such layers.
  randomFlip: () => ({ layer: identity() }),
  randomRotation: () => ({ layer: identity() }),
  randomZoom: () => ({ layer: identity() }),
  randomTranslation: () => ({ layer: identity() }),
  randomContrast: () => ({ layer: identity() }),
  randomBrightness: () => ({ layer: identity() }),
  spatialDropout2d: (given) => ({ layer: tf.layers.dropout(given as { rate: number }) }),
  prelu: (given) => ({ layer: tf.layers.prelu(given) }),
  conv2dTranspose: (given) => withActivation(given, tf.layers.conv2dTranspose),
  separableConv2d: (given) => withActivation(given, tf.layers.separableConv2d),
  layerNormalization: (given) => ({ layer: tf.layers.layerNormalization(structuredClone(given)) }),
  // It has no such layers.
  groupedConv2d: () => ({ layer: tf.layers.activation({ activation: 'linear' }) }),
  groupNormalization: () => ({ layer: tf.layers.activation({ activation: 'linear' }) }),
  layerScale: () => ({ layer: identity() }),
  unitNormalization: () => ({ layer: identity() }),
  customScaleLayer: () => ({ layer: identity() }),
  elu: () => ({ layer: tf.layers.elu({ alpha: 1 }) }),
};

const ITS_ACTIVATIONS = new Set([
  ...[
    'linear',
    'relu',
    'relu6',
    'leakyRelu',
    'sigmoid',
    'tanh',
    'elu',
    'silu',
    'gelu',
    'mish',
    'selu',
    'softplus',
  ],
  ...['softsign', 'softmax'],
]);

/** What tfjs cannot say about a case, and why. Null: nothing. */
function differs(
  kind: string,
  given: Given,
  shapes: readonly (readonly number[])[],
): { readonly what: 'gradients' | 'training' | 'everything'; readonly why: string } | null {
  if (
    ['groupedConv2d', 'groupNormalization', 'layerScale', 'customScaleLayer', 'unitNormalization'].includes(
      kind,
    )
  )
    return { what: 'everything', why: 'it has no such layer' };
  if (kind === 'depthwiseConv2d' && given.dilationRate !== undefined) {
    return { what: 'everything', why: 'its layer ignores dilationRate (its operation does not: see below)' };
  }
  if (kind === 'conv2dTranspose' && (given.outputPadding ?? given.dilationRate) !== undefined)
    return { what: 'everything', why: 'its layer ignores output padding and dilation' };
  if (given.dilationRate !== undefined)
    return { what: 'gradients', why: 'it has no gradient of a dilated convolution' };
  if (kind === 'averagePooling2d' && given.padding === 'same') {
    return {
      what: 'gradients',
      why: 'it divides the gradient by the whole window, Keras by the part inside',
    };
  }
  if (typeof given.activation === 'string' && !ITS_ACTIVATIONS.has(given.activation))
    return { what: 'everything', why: 'it has no such activation, or another by that name' };
  if (kind === 'layerNormalization' && (given.scale ?? given.center) !== undefined)
    return { what: 'everything', why: 'it needs both scale and center' };
  const isSlopeAlone = given.threshold === undefined && given.maxValue === undefined;
  if (kind === 'reLU' && (given.threshold ?? given.negativeSlope) !== undefined && !isSlopeAlone)
    return { what: 'everything', why: 'its ReLU has a bound only' };
  if (kind === 'elu' && given.alpha !== undefined)
    return { what: 'everything', why: 'it has no other alpha than 1' };
  if (kind === 'embedding')
    return given.inputDim === 38
      ? { what: 'everything', why: 'it reads beyond its table where a number names no row' }
      : { what: 'gradients', why: 'it has none of labels' };
  if (kind === 'dot' && shapes.some(({ length }) => length > 2))
    return { what: 'everything', why: 'its layer takes rows and matrices only' };
  if (kind === 'subtract') return { what: 'everything', why: 'it has no such layer' };
  if (kind === 'upSampling2d' && given.interpolation === 'bilinear')
    return { what: 'everything', why: 'its bilinear has no half-pixel centres (see resizing)' };
  if (kind === 'resizing') return { what: 'gradients', why: 'it has none of half-pixel centres' };
  if (kind === 'upSampling2d' && given.size !== undefined)
    return { what: 'gradients', why: 'its gradient of nearest is right for one whole factor alone' };
  if (/^(maximum|minimum)$/.test(kind) && shapes.some((shape) => String(shape) !== String(shapes[0])))
    return { what: 'gradients', why: 'its gradient has the shape of the result' };
  if (kind === 'normalization' && given.mean === undefined)
    return { what: 'everything', why: 'it has no layer with such weights' };
  if (/^random[A-Z]/.test(kind))
    return { what: 'training', why: 'it has no such layer, which is none in inference' };
  if (/^(dropout|spatialDropout2d)$/.test(kind) && given.rate !== 0)
    return { what: 'training', why: 'it draws another mask' };
  if (kind === 'flatten' && shapes[0]?.length === 1)
    return { what: 'everything', why: 'it refuses to flatten what is flat' };
  return null;
}

const tensorOf = (array: NdArray): tf.Tensor => tf.tensor(Float32Array.from(array.data), [...array.shape]);
const arrayOf = (tensor: tf.Tensor): NdArray => ndArray(tensor.shape, tensor.dataSync());

/** Weights in the order of tfjs, by the names that both use. */
function weightsOf(
  kind: string,
  parameters: Readonly<Record<string, NdArray>>,
): readonly (readonly [name: string, value: NdArray])[] {
  if (kind !== 'batchNormalization') return Object.entries(parameters);
  const { movingMean, movingVariance } = parameters;
  const zeros = ndArray(movingMean!.shape);
  const { gamma = map(zeros, () => 1), beta = zeros } = parameters;
  return Object.entries({ gamma, beta, movingMean: movingMean!, movingVariance: movingVariance! });
}

interface Answer {
  readonly y: NdArray;
  readonly dInputs: () => NdArray[];
  readonly dParameters: () => NdArray[];
}

function ask(
  { layer, after = (y) => y }: Twin,
  inputs: readonly NdArray[],
  parameters: readonly NdArray[],
  dy: NdArray,
  training: boolean,
): Answer {
  const [xs, r] = [inputs.map(tensorOf), tensorOf(dy)];
  const apply = (given: tf.Tensor[]): tf.Tensor =>
    after(layer.apply(given.length === 1 ? given[0]! : given, { training }) as tf.Tensor);
  // Every pass starts from the same weights: batch normalization moves its averages.
  const reset = (): void => layer.setWeights(parameters.map(tensorOf));
  apply(xs); // makes the weights
  reset();
  const y = arrayOf(apply(xs));
  return {
    y,
    dInputs: () => {
      reset();
      return tf
        .grads((...given) => apply(given).mul(r).sum())(xs)
        .map(arrayOf);
    },
    dParameters: () => {
      reset();
      const variables = layer.trainableWeights
        .map((weight) => weight.read())
        .filter((value) => value instanceof tf.Variable);
      if (variables.length === 0) return [];
      const { grads } = tf.variableGrads(() => apply(xs).mul(r).sum(), variables);
      return variables.map(({ name }) => arrayOf(grads[name]!));
    },
  };
}

describe.each(Object.entries(LAYERS) as unknown as [keyof typeof LAYERS, LayerDefinition][])(
  '%s',
  (kind, definition) => {
    describe.each(definition.cases.map((c) => [c.title, c] as const))(
      '%s',
      (_title, { options: given, inputs: shapes, batch, range }) => {
        const options = checkOptions(kind, definition.options, given);
        const { inputs, parameters, dy } = sample(definition, options, shapes, batch, range);
        const difference = differs(kind, given, shapes);

        it.each([
          ['training', TRAINING],
          ['inference', INFERENCE],
        ])(
          `agrees with tfjs (%s)${difference === null ? '' : ` except in ${difference.what}: ${difference.why}`}`,
          async (pass, mode) => {
            if (difference?.what === pass || difference?.what === 'everything') return;
            const run = await runLayer(device, definition, options, { inputs, parameters, dy, mode });
            const weights = weightsOf(kind, parameters);
            const answer = ask(
              twins[kind](given),
              inputs,
              weights.map(([, value]) => value),
              dy,
              mode.training,
            );
            expectClose(run.y, answer.y, 'y');
            if (difference?.what === 'gradients') return;
            answer.dInputs().forEach((dx, i) => expectClose(run.dInputs[i]!, dx, `dx${i}`));
            const gradients = answer.dParameters();
            const trained = weights.filter(([name]) => !name.startsWith('moving'));
            expect(gradients).toHaveLength(trained.length);
            trained.forEach(([name], i) => {
              const gradient = run.dParameters[name];
              if (gradient !== undefined) expectClose(gradient, gradients[i]!, `d ${name}`);
            });
          },
        );
      },
    );
  },
);

it('agrees with the dilated depthwise operation of tfjs, since its layer has none', async () => {
  const definition = LAYERS.depthwiseConv2d as unknown as LayerDefinition;
  const options = checkOptions('depthwiseConv2d', definition.options, {
    kernelSize: [3, 2],
    dilationRate: 2,
    useBias: false,
  });
  const { inputs, parameters, dy } = sample(definition, options, [[9, 8, 3]], 2);
  const run = await runLayer(device, definition, options, { inputs, parameters, dy, mode: INFERENCE });
  const [x, weight] = [tensorOf(inputs[0]!) as tf.Tensor4D, tensorOf(parameters.weight!) as tf.Tensor4D];
  expectClose(run.y, arrayOf(tf.depthwiseConv2d(x, weight, 1, 'valid', 'NHWC', 2)), 'y');
});
