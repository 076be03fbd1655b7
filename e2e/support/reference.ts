// The network once more, in f64 and plain loops (src/reference), from the picture's pixels and the parameters
// that lie on the GPU: what every tensor should hold.

import { expect, type Page } from '@playwright/test';
import { activationMapName, colourMap, type Rgb, type Theme } from '../../src/draw/colourMaps';
import { WHOLE } from '../../src/draw/layout';
import { signedColour } from '../../src/draw/stageTiles';
import { activate, activationGradient, softmaxForward } from '../../src/reference/activations';
import { averagePool2dForward } from '../../src/reference/averagePool2d';
import {
  BATCH_NORMALIZATION_DEFAULTS,
  batchNormalizationInferenceForward,
} from '../../src/reference/batchNormalization';
import { conv2dBackward, conv2dForward } from '../../src/reference/conv2d';
import { denseBackward, denseForward } from '../../src/reference/dense';
import { globalAveragePool2dForward } from '../../src/reference/globalAveragePool2d';
import { maxPool2dBackward, maxPool2dForward } from '../../src/reference/maxPool2d';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import { resampleForward } from '../../src/reference/resample';
import { rescale } from '../../src/reference/rescaling';
import type { Window2d } from '../../src/reference/window';
import { layersOf, readTensor, shownParameters, type LayerFacts } from './app';
import type { ExpectedTile, TileName } from './tiles';

/** All tensors without the batch axis, by the layer's name; kernels as `conv1/kernel`. */
export type Tensors = ReadonlyMap<string, NdArray>;

const withoutBatch = ({ shape, data }: NdArray): NdArray => ({ shape: shape.slice(1), data });
const withBatch = ({ shape, data }: NdArray): NdArray => ({ shape: [1, ...shape], data });

function pairOf(value: unknown, otherwise: readonly [number, number]): readonly [number, number] {
  if (typeof value === 'number') return [value, value];
  return Array.isArray(value) ? [Number(value[0]), Number(value[1])] : otherwise;
}

function windowOf(options: Readonly<Record<string, unknown>>): Window2d {
  const size = pairOf(options.kernelSize ?? options.poolSize, [1, 1]);
  const strides = pairOf(options.strides, options.poolSize === undefined ? [1, 1] : size);
  return {
    size,
    strides,
    padding: options.padding === 'same' ? 'same' : 'valid',
    dilation: pairOf(options.dilationRate, [1, 1]),
  };
}

function activated(x: NdArray, { options: { activation } }: LayerFacts): NdArray {
  const name =
    typeof activation === 'object' && activation !== null && 'kind' in activation
      ? activation.kind
      : activation;
  if (name === 'relu') return activate('relu', x);
  if (name === 'softmax') return softmaxForward(x);
  if (name === 'linear' || name === undefined || name === null) return x;
  throw new Error(`the end-to-end reference does not know the activation '${JSON.stringify(name)}'`);
}

function parameter(parameters: Tensors, name: string): NdArray {
  const found = parameters.get(name);
  if (!found) throw new Error(`there are no parameters ${name}`);
  return found;
}

/** With the moving averages, as for a single picture. */
function normalized(x: NdArray, { name, options }: LayerFacts, parameters: Tensors): NdArray {
  const of = (kind: string): NdArray => parameter(parameters, `${name}/${kind}`);
  return batchNormalizationInferenceForward(
    x,
    {
      gamma: of('gamma'),
      beta: of('beta'),
      movingMean: of('movingMean'),
      movingVariance: of('movingVariance'),
    },
    { ...BATCH_NORMALIZATION_DEFAULTS, epsilon: Number(options.epsilon) },
  );
}

/** Runs the chain of layers on a picture [height, width, channels]. */
export function forward(layers: readonly LayerFacts[], picture: NdArray, parameters: Tensors): Tensors {
  const tensors = new Map<string, NdArray>([['input', picture]]);
  let x = withBatch(picture);
  for (const layer of layers) {
    const kernel = parameters.get(`${layer.name}/kernel`);
    const bias = parameters.get(`${layer.name}/bias`) ?? null;
    switch (layer.kind) {
      case 'conv2d':
        if (!kernel) throw new Error(`${layer.name} has no kernel`);
        x = activated(conv2dForward(x, kernel, bias, windowOf(layer.options)), layer);
        break;
      case 'maxPooling2d':
        x = maxPool2dForward(x, windowOf(layer.options)).y;
        break;
      case 'averagePooling2d':
        x = averagePool2dForward(x, windowOf(layer.options));
        break;
      case 'globalMaxPooling2d': {
        const [, height = 1, width = 1] = x.shape;
        const whole = [height, width] as const;
        const { y } = maxPool2dForward(x, {
          size: whole,
          strides: whole,
          padding: 'valid',
          dilation: [1, 1],
        });
        x = ndArray([1, y.data.length], y.data);
        break;
      }
      case 'globalAveragePooling2d':
        x = globalAveragePool2dForward(x);
        break;
      case 'batchNormalization':
        x = normalized(x, layer, parameters);
        break;
      case 'reLU':
        x = activate('relu', x);
        break;
      case 'upSampling2d': {
        const [, height = 1, width = 1] = x.shape;
        const [rows, columns] = pairOf(layer.options.size, [2, 2]);
        x = resampleForward(x, [height * rows, width * columns], layer.options.interpolation === 'bilinear');
        break;
      }
      case 'rescaling':
        x = rescale(x, [Number(layer.options.scale)], [Number(layer.options.offset)]);
        break;
      case 'dropout':
      case 'spatialDropout2d':
      case 'randomFlip':
      case 'randomRotation':
      case 'randomZoom':
      case 'randomTranslation':
      case 'randomContrast':
      case 'randomBrightness':
        break;
      case 'flatten':
        x = ndArray([1, x.data.length], x.data);
        break;
      case 'dense':
        if (!kernel) throw new Error(`${layer.name} has no kernel`);
        x = activated(denseForward(x, kernel, bias), layer);
        break;
      default:
        throw new Error(`the end-to-end reference does not know '${layer.kind}'`);
    }
    tensors.set(layer.name, withoutBatch(x));
  }
  return tensors;
}

/**
 * The chain backwards, from a one at one number of a layer; of the answer, from its logit.
 * @returns ∂/∂ every layer's output before it, and `input`, without the batch axis
 */
export function backward(
  layers: readonly LayerFacts[],
  tensors: Tensors,
  layer: string,
  place: number,
): Tensors {
  const found = new Map<string, NdArray>();
  const last = layers.findIndex(({ name }) => name === layer);
  let dy: NdArray | null = null;
  for (let i = last; i >= 0; i--) {
    const facts = layers[i];
    const y = tensors.get(facts?.name ?? '');
    const input = i === 0 ? 'input' : (layers[i - 1]?.name ?? '');
    const x = tensors.get(input);
    if (!facts || !x || !y) throw new Error(`nothing was computed for ${facts?.name ?? layer}`);
    dy ??= withBatch({ shape: y.shape, data: Float64Array.from(y.data, (_, at) => Number(at === place)) });
    found.set(facts.name, withoutBatch(dy));
    if (facts.options.activation === 'relu') dy = activationGradient('relu', withBatch(y), dy);
    const kernel = tensors.get(`${facts.name}/kernel`);
    switch (facts.kind) {
      case 'conv2d':
        if (!kernel) throw new Error(`${facts.name} has no kernel`);
        dy = conv2dBackward(withBatch(x), kernel, dy, windowOf(facts.options)).dx;
        break;
      case 'maxPooling2d': {
        const window = windowOf(facts.options);
        const { argmax } = maxPool2dForward(withBatch(x), window);
        dy = maxPool2dBackward(withBatch(x).shape, argmax, dy, window);
        break;
      }
      case 'flatten':
        dy = withBatch({ shape: x.shape, data: dy.data });
        break;
      case 'dense':
        if (!kernel) throw new Error(`${facts.name} has no kernel`);
        dy = denseBackward(withBatch(x), kernel, dy).dx;
        break;
      default:
        throw new Error(`the end-to-end reference does not know '${facts.kind}'`);
    }
    found.set(input, withoutBatch(dy));
  }
  return found;
}

export interface Computed {
  readonly layers: readonly LayerFacts[];
  readonly tensors: Tensors;
}

/** What the page should show now: computed here from the picture given and the parameters on the GPU. */
export async function compute(page: Page, picture: NdArray): Promise<Computed> {
  const layers = await layersOf(page);
  const parameters = await shownParameters(page);
  return { layers, tensors: new Map([...forward(layers, picture, parameters), ...parameters]) };
}

/** Every layer's numbers on the GPU are those of the reference. */
export async function expectNumbers(page: Page, { layers, tensors }: Computed): Promise<void> {
  for (const { name } of layers) {
    const wanted = tensors.get(name)?.data ?? [];
    const { data } = await readTensor(page, name);
    expect(data.length, name).toBe(wanted.length);
    const off = data.reduce(
      (most, value, i) =>
        Math.max(most, Math.abs(value - (wanted[i] ?? NaN)) / Math.max(1, Math.abs(wanted[i] ?? NaN))),
      0,
    );
    expect(off, `${name}: furthest number from the reference, relative above 1`).toBeLessThan(1e-4);
  }
}

/** The tile in the colours of the reference's numbers. A strip is expected to have a single column. */
export function tile({ layers, tensors }: Computed, name: TileName, theme: Theme): ExpectedTile {
  const { layer, channel = 0, slice } = name;
  const facts = layers.find((one) => one.name === layer);
  const tensor = tensors.get(slice === undefined ? layer : `${layer}/kernel`);
  if (!tensor) throw new Error(`nothing was computed for ${layer}`);
  const inColours = (of: (channel: number) => number): Rgb => [of(0), of(1), of(2)];
  if (slice !== undefined) {
    const whole = slice === WHOLE;
    return {
      name,
      map: whole ? signedColour(theme) : colourMap('weight', theme),
      domain: facts?.kernelDomain ?? [-1, 1],
      value: (row, column) =>
        whole
          ? inColours((colour) => at(tensor, row, column, colour, channel))
          : at(tensor, row, column, slice, channel),
    };
  }
  const domain = facts?.activationDomain ?? [0, 1];
  const map = colourMap(layer === 'input' ? 'pixels' : activationMapName(domain), theme);
  return {
    name,
    map,
    domain,
    value: (row, column) => {
      if (tensor.shape.length === 1) return at(tensor, row);
      return channel === WHOLE
        ? inColours((colour) => at(tensor, row, column, colour))
        : at(tensor, row, column, channel);
    },
  };
}
