// MobileNetV2: what the package holds, layer by layer against tfjs, and the front of it on its own.

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mobilenetFeatures, mobilenetInput } from '../../datasets/mobilenet/files';
import { readMobilenet } from '../../datasets/mobilenet/node';
import { mobilenetBytes } from '../../datasets/mobilenet/package';
import { backbone } from '../../src/formats/backbone';
import { defineNetwork } from '../../src/models/network';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { expectClose, relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { gpuOutputs } from '../support/networkRun';
import { tfjsModel, tfjsOutputs } from '../support/peers/tfjsModels';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  await tf.setBackend('cpu');
});

/** A picture with edges, colours and shades at several scales, as numbers in 0…1. */
function picture(side: number): NdArray {
  const x = new Float64Array(side * side * 3);
  for (let i = 0; i < x.length; i++) {
    const [c, column, row] = [i % 3, Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
    const wave = Math.sin((row * 4 + c * 40) / 17) * Math.cos((column * (5 - c) + row) / 23);
    const disc = Math.hypot(row - side * 0.4, column - side * 0.55) < side * 0.25 ? 0.4 : 0;
    x[i] = Math.min(1, Math.max(0, 0.35 + 0.3 * wave + disc * (c === 0 ? 1 : 0.3)));
  }
  return ndArray([1, side, side, 3], x);
}

describe('MobileNetV2', () => {
  const model = readMobilenet();
  const network = defineNetwork(model.network);

  it('is read whole', () => {
    expect(network.inputs).toEqual([{ name: 'input_1', shape: mobilenetInput.shape }]);
    expect(network.layers).toHaveLength(161);
    expect(network.parameterCount).toBe(2_619_461);
    expect(model.remarks).toEqual([]);
    // As it was saved: frozen up to its head.
    expect(network.layers.filter(({ trainable }) => !trainable)).toHaveLength(98);
  });

  // Seven seconds of it are tfjs on its own; a driver that compiles the shaders for the first time takes 25 more.
  it('gives at every layer what tfjs gives', async () => {
    const { model: json, weights } = mobilenetBytes();
    const theirs = await tfjsModel(new Map([['model.json', json], ['group1-shard1of1', weights]])); // prettier-ignore
    const names = network.layers.map(({ name }) => name);
    const outputs = names.map((name) => theirs.getLayer(name).output as tf.SymbolicTensor);
    const x = picture(224);
    const expected = tfjsOutputs(tf.model({ inputs: theirs.inputs, outputs }), [x]);
    const ours = await gpuOutputs(
      device,
      defineNetwork({ ...model.network, outputs: names }),
      model.weights!,
      [x],
    );
    const apart = names.map((name, i) => relativeError(ours.get(name)!.data, expected[i]!.data));
    expect(apart).toHaveLength(161);
    // 1e-5 was measured; the numbers are of a layer's largest.
    expect(names.filter((_, i) => !(apart[i]! <= 1e-3))).toEqual([]);

    for (const { layer, maps, stride } of Object.values(mobilenetFeatures)) {
      const front = backbone(model, layer);
      const features = (await gpuOutputs(device, defineNetwork(front.network), front.weights!, [x])).get(
        layer,
      )!;
      expect(features.shape).toEqual([1, 224 / stride, 224 / stride, maps]);
      expectClose(features, ours.get(layer)!, layer);
    }
  });
});

describe('the front of it', () => {
  const model = readMobilenet();

  it('is what a layer depends on, with its weights, for any size that its layers take', () => {
    const { layer, stride, maps } = mobilenetFeatures.block15;
    const front = backbone(model, layer, { input: [96, 128, 3] });
    const network = defineNetwork(front.network);
    expect(network.outputs).toEqual([layer]);
    expect(network.layers.at(-1)?.outputShape).toEqual([96 / stride, 128 / stride, maps]);
    const needed = network.layers.flatMap(({ name, parameters }) =>
      parameters.map((spec) => `${name}/${spec.name}`),
    );
    expect([...front.weights!.keys()].sort()).toEqual(needed.sort());
    expect(front.weights!.get('Conv1/weight')).toBe(model.weights!.get('Conv1/weight'));
  });

  it('refuses a layer that is not there, and a size that does not fit', () => {
    expect(() => backbone(model, 'block_99')).toThrow(
      "network 'model_1': has no layer 'block_99' to cut after",
    );
    expect(() => backbone(model, 'dense_1', { input: [96, 96, 3] })).toThrow(
      "AveragePooling2D 'average_pooling2d_1': the window is larger than its input: 7×7 on 3×3",
    );
  });
});
