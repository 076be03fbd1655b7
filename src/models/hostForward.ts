// A network's forward pass on the host, in f64: the reference of each layer, one after the other.
//
// For callers that cannot wait for the GPU, and for devices to be compared with. Convolutions and dense layers, which are
// nearly all of the work, have a loop of their own; test/models/hostForward.test.ts holds it against the reference.

import { referenceActivate } from '../layers/shared/activated';
import { isOfRow, type LayerActivation } from '../layers/options';
import { rowsOf } from '../layers/shared/rows';
import { ndArray, type NdArray } from '../reference/ndArray';
import { slide, type Window2d } from '../reference/window';
import { lastActivation } from './lower';
import type { Network, NetworkLayer } from './network';

const INFERENCE = { training: false, seed: 0, step: 0 };

/** @param parameters the values of `conv1/weight` and the like, row-major */
export function forwardOnHost(
  network: Network,
  parameters: (name: string) => ArrayLike<number>,
  inputs: readonly NdArray[],
): ReadonlyMap<string, NdArray> {
  const results = new Map<string, NdArray>();
  network.inputs.forEach(({ name }, i) => {
    const input = inputs[i];
    if (input === undefined) throw new Error(`network '${network.name}': input '${name}' is missing`);
    results.set(name, input);
  });
  for (const layer of network.layers) {
    const own = Object.fromEntries(
      layer.uses.map(({ name, shape }) => [name, ndArray(shape, parameters(`${layer.owner}/${name}`))]),
    );
    const read = layer.inputs.flatMap((name) => results.get(name) ?? []);
    const y =
      contracted(layer, read, own) ?? layer.definition.reference.forward(layer.options, read, own, INFERENCE);
    const activation = lastActivation(layer);
    results.set(
      layer.name,
      layer.definition.fusesActivation && isOfRow(activation) ? rowsOf(activation, y) : y,
    );
  }
  return results;
}

/** A convolution over all channels, or a dense layer; null for other layers. */
function contracted(
  { definition: { kind }, options }: NetworkLayer,
  [x]: readonly NdArray[],
  { weight, bias }: Readonly<Record<string, NdArray>>,
): NdArray | null {
  if (x === undefined || weight === undefined || !(kind === 'conv2d' || kind === 'dense')) return null;
  const [channels = 0, filters = 0] = weight.shape.slice(-2);
  if (x.shape.at(-1) !== channels) return null;
  const start = options.useBias === true && bias !== undefined ? bias.data : new Float64Array(filters);
  const y =
    kind === 'dense'
      ? denseOf(x, weight, start, channels, filters)
      : convolutionOf(x, weight, start, channels, filters, {
          size: options.kernelSize as Window2d['size'],
          strides: options.strides as Window2d['strides'],
          padding: options.padding as Window2d['padding'],
          dilation: options.dilationRate as Window2d['dilation'],
        });
  return referenceActivate(options.activation as LayerActivation, y);
}

/** sums[k] += Σ_c x[xAt + c] · weight[weightAt + c·K + k] */
function addProducts(
  sums: Float64Array,
  { data: x }: NdArray,
  xAt: number,
  { data: weight }: NdArray,
  weightAt: number,
  channels: number,
): void {
  const filters = sums.length;
  for (let c = 0; c < channels; c++) {
    const value = x[xAt + c] ?? NaN;
    const row = weightAt + c * filters;
    for (let k = 0; k < filters; k++) sums[k] = (sums[k] ?? NaN) + value * (weight[row + k] ?? NaN);
  }
}

function denseOf(
  x: NdArray,
  weight: NdArray,
  bias: Float64Array,
  channels: number,
  filters: number,
): NdArray {
  const y = ndArray([...x.shape.slice(0, -1), filters]);
  for (let row = 0; row < x.data.length / channels; row++) {
    const sums = y.data.subarray(row * filters, (row + 1) * filters);
    sums.set(bias);
    addProducts(sums, x, row * channels, weight, 0, channels);
  }
  return y;
}

function convolutionOf(
  x: NdArray,
  weight: NdArray,
  bias: Float64Array,
  channels: number,
  filters: number,
  window: Window2d,
): NdArray {
  const [batch = 0, height = 0, width = 0] = x.shape;
  const sliding = slide(window, height, width);
  const { outHeight, outWidth } = sliding;
  const y = ndArray([batch, outHeight, outWidth, filters]);
  for (let oy = 0; oy < outHeight; oy++) {
    for (let ox = 0; ox < outWidth; ox++) {
      const inside = sliding.taps(oy, ox);
      for (let n = 0; n < batch; n++) {
        const at = ((n * outHeight + oy) * outWidth + ox) * filters;
        const sums = y.data.subarray(at, at + filters);
        sums.set(bias);
        for (const { ky, kx, iy, ix } of inside)
          addProducts(
            sums,
            x,
            ((n * height + iy) * width + ix) * channels,
            weight,
            (ky * window.size[1] + kx) * channels * filters,
            channels,
          );
      }
    }
  }
  return y;
}
