// What the gradient probe says is compared with central differences of the f64 reference: every layer's output, the
// picture and the parameters, from a loss and from a unit.

import { afterEach, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { softmaxForward } from '../../src/reference/activations';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { GradientProbe } from '../../src/inspect/gradientProbe';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import { testDevice } from '../support/device';

const config: NetworkConfig = {
  name: 'small',
  input: [6, 6, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 2, kernelSize: 3, activation: 'tanh' } },
    { name: 'pool', kind: 'averagePooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
};
const network = defineNetwork(config);
const picture = Float32Array.from({ length: 36 }, (_, i) => ((i * 7) % 11) / 11);
const H = 1e-5;

const made: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.destroy();
});

async function setUp(): Promise<{
  store: ParameterStore;
  probe: NetworkProbe;
  values: Map<string, NdArray>;
}> {
  const device = await testDevice();
  const store = new ParameterStore(device, network);
  store.initialize(3);
  const probe = await NetworkProbe.create(device, network, store);
  probe.write(picture);
  made.push(store, probe);
  const values = new Map<string, NdArray>();
  for (const { name, shape, values: read } of await store.read()) values.set(name, ndArray(shape, [...read]));
  return { store, probe, values };
}

/** A layer's output in f64, batch axis included; with `logits` the last one without its softmax. */
function forward(
  values: ReadonlyMap<string, NdArray>,
  x: ArrayLike<number>,
  to: string,
  { from, logits = false }: { from?: string; logits?: boolean } = {},
): NdArray {
  const start = from === undefined ? -1 : network.layers.findIndex(({ name }) => name === from);
  const shape = from === undefined ? [6, 6, 1] : (network.layers[start]?.outputShape ?? []);
  let at = ndArray([1, ...shape], Array.from(x));
  for (const layer of network.layers.slice(start + 1)) {
    const parameters = Object.fromEntries(
      layer.parameters.map(({ name }) => [name, values.get(`${layer.name}/${name}`)!]),
    );
    at = layer.definition.reference.forward(layer.options, [at], parameters, {
      training: false,
      seed: 0,
      step: 0,
    });
    if (layer.name === 'answer' && !logits) at = softmaxForward(at);
    if (layer.name === to) return at;
  }
  return at;
}

function slopes(of: (x: number[]) => number, at: ArrayLike<number>): number[] {
  return Array.from(at, (_, i) => {
    const moved = (by: number): number => of(Array.from(at, (value, j) => (j === i ? value + by : value)));
    return (moved(H) - moved(-H)) / (2 * H);
  });
}

function expectNear(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(found[i], `number ${i}`).toBeCloseTo(value, 4));
}

describe('the gradient probe', () => {
  it('gives the gradient of the loss by every layer, the picture and the parameters', async () => {
    const { store, probe, values } = await setUp();
    const gradients = await GradientProbe.create(store.device, network, store, {
      loss: 'sparseCategoricalCrossentropy',
    });
    made.push(gradients);
    gradients.lookAt(probe.input);
    gradients.setLabel(2);
    gradients.run();
    const lossOf = (answer: NdArray): number => -Math.log(answer.data[2] ?? NaN);
    const read = (view: Parameters<typeof readFloats>[1] | null): Promise<Float32Array> =>
      readFloats(store.device, view!);

    const [loss] = await read(gradients.loss);
    expect(loss).toBeCloseTo(lossOf(forward(values, picture, 'answer')), 5);
    expectNear(
      await read(gradients.inputGradient),
      slopes((x) => lossOf(forward(values, x, 'answer')), picture),
    );
    for (const from of ['conv', 'pool']) {
      const at = forward(values, picture, from).data;
      expectNear(
        await read(gradients.gradient(from)),
        slopes((x) => lossOf(forward(values, x, 'answer', { from })), at),
      );
    }
    // δ stands before the activation: tanh' = 1 − y².
    const y = forward(values, picture, 'conv').data;
    const dy = await read(gradients.gradient('conv'));
    expectNear(
      await read(gradients.delta('conv')),
      Array.from(dy, (value, i) => value * (1 - (y[i] ?? 0) ** 2)),
    );
    const p = forward(values, picture, 'answer').data;
    expectNear(
      await read(gradients.delta('answer')),
      Array.from(p, (value, i) => value - (i === 2 ? 1 : 0)),
    );
    for (const name of ['conv/weight', 'conv/bias', 'answer/weight']) {
      const [layer = '', parameter = ''] = name.split('/');
      const found = values.get(name)!;
      expectNear(
        await read(gradients.parameterGradient(layer, parameter)),
        slopes(
          (w) => lossOf(forward(new Map([...values, [name, ndArray(found.shape, w)]]), picture, 'answer')),
          found.data,
        ),
      );
    }
  });

  it('gives ∂unit/∂picture from any layer, and from the logits of the answer', async () => {
    const { store, probe, values } = await setUp();
    for (const { layer, unit, count } of [
      { layer: 'conv', unit: 11, count: 32 },
      { layer: 'pool', unit: 5, count: 8 },
      { layer: 'answer', unit: 1, count: 3 },
    ]) {
      const gradients = await GradientProbe.create(store.device, network, store, { layer });
      made.push(gradients);
      gradients.lookAt(probe.input);
      const seeds = new Float32Array(count);
      seeds[unit] = 1;
      gradients.setSeeds(seeds);
      gradients.run();
      expectNear(
        await readFloats(store.device, gradients.inputGradient),
        slopes((x) => forward(values, x, layer, { logits: true }).data[unit] ?? NaN, picture),
      );
      expect(() => gradients.setSeeds(new Float32Array(1))).toThrow(
        `seeds: expected ${count} numbers. Received 1`,
      );
    }
  });

  it('names a layer that is not there', async () => {
    const { store } = await setUp();
    await expect(GradientProbe.create(store.device, network, store, { layer: 'nose' })).rejects.toThrow(
      "network 'small': has no layer 'nose'",
    );
  });
});
