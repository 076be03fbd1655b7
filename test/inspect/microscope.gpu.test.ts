// The step in slow motion, held against the f64 reference: the sums it spells out end at the GPU's gradients, the
// optimizer's step is the reference's, a nudge's slope is the gradient, and training notices nothing of it.

import { afterEach, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { readBytes, readFloats } from '../../src/gpu/readback';
import type { TensorView } from '../../src/gpu/tensorView';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { softmaxForward } from '../../src/reference/activations';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { adam, rmsprop, sgd } from '../../src/reference/optimizers';
import { Microscope, sampleLabel, type StepContext } from '../../src/inspect/microscope/microscope';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import { Toolbox } from '../../src/inspect/toolbox';
import { Trainer } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';

const config = (pool: 'maxPooling2d' | 'averagePooling2d'): NetworkConfig => ({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: { filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh' },
    },
    { name: 'pool', kind: pool },
    {
      name: 'conv2',
      kind: 'conv2d',
      options: { filters: 4, kernelSize: [2, 3], strides: 2, padding: 'same', activation: 'relu' },
    },
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense', kind: 'dense', options: { units: 5, activation: 'tanh' } },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});

const made: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0).reverse()) one.destroy();
});

interface SetUp {
  readonly context: StepContext;
  readonly scope: Microscope;
  readonly picture: Float32Array;
  readonly scene: { picture: Float32Array; label: number | null };
}

interface Given {
  readonly pool?: 'maxPooling2d' | 'averagePooling2d';
  readonly optimizer?: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
  readonly steps?: number;
}

async function setUp({
  pool = 'maxPooling2d',
  optimizer = { kind: 'adam', options: { learningRate: 0.01 } },
  steps = 3,
}: Given = {}): Promise<SetUp> {
  const device = await testDevice();
  const network = defineNetwork(config(pool));
  const data = uploadImages(device, bars(96));
  const store = new ParameterStore(device, network);
  store.initialize(4);
  const trainer = await Trainer.create(device, {
    network,
    data,
    loss: 'sparseCategoricalCrossentropy',
    optimizer,
    schedule: { kind: 'cosine', decaySteps: 40, alpha: 0.1 },
    batchSize: 32,
    seed: 2,
    store,
  });
  const probe = await NetworkProbe.create(device, network, store);
  const tools = new Toolbox();
  const context: StepContext = { device, network, store, trainer, probe, tools };
  if (steps > 0) trainer.submit(steps);
  const picture = Float32Array.from(bars(7).images.subarray(6 * 64, 7 * 64), (value) => value / 255);
  probe.write(picture);
  const scene: SetUp['scene'] = { picture, label: 1 };
  const scope = await Microscope.create(context, () => scene);
  made.push(data, store, trainer, probe, tools, scope);
  return { context, scope, picture, scene };
}

const near = (found: ArrayLike<number>, wanted: ArrayLike<number>, what: string): void => {
  expect(found.length, what).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs((found[i] ?? NaN) - (wanted[i] ?? NaN)), `${what} ${i}`).toBeLessThan(1e-4);
};

const numbers = (device: GPUDevice, view: TensorView | null): Promise<Float32Array> =>
  readFloats(device, view!);

/** Forward and backward of the whole network in f64: what every gradient should be. */
async function reference(
  { context, picture }: SetUp,
  label: number,
): Promise<{
  loss: number;
  dx: Map<string, NdArray>;
  dWeight: Map<string, NdArray>;
  dBias: Map<string, NdArray>;
}> {
  const parameters = new Map(
    (await context.store.read()).map(({ name, shape, values }) => [name, ndArray(shape, [...values])]),
  );
  const mode = { training: false, seed: 0, step: 0 };
  const xs: NdArray[] = [ndArray([1, 8, 8, 1], [...picture])];
  const { layers } = context.network;
  const of = (layer: (typeof layers)[number]): Record<string, NdArray> =>
    Object.fromEntries(layer.parameters.map(({ name }) => [name, parameters.get(`${layer.name}/${name}`)!]));
  for (const layer of layers)
    xs.push(layer.definition.reference.forward(layer.options, [xs.at(-1)!], of(layer), mode));
  const p = softmaxForward(xs.at(-1)!);
  let dy = ndArray(
    p.shape,
    [...p.data].map((value, i) => value - (i === label ? 1 : 0)),
  );
  const dx = new Map<string, NdArray>();
  const dWeight = new Map<string, NdArray>();
  const dBias = new Map<string, NdArray>();
  for (const [i, layer] of [...layers.entries()].reverse()) {
    const result = layer.definition.reference.backward(layer.options, [xs[i]!], of(layer), dy, mode);
    dy = result.inputs[0]!;
    dx.set(layer.name, dy);
    if (result.parameters.weight) dWeight.set(layer.name, result.parameters.weight);
    if (result.parameters.bias) dBias.set(layer.name, result.parameters.bias);
  }
  return { loss: -Math.log(p.data[label] ?? NaN), dx, dWeight, dBias };
}

describe('a step in slow motion', () => {
  it('has the loss and p − onehot of the picture’s label, and the number and rate of the next step', async () => {
    const given = await setUp();
    const look = await given.scope.takeStep();
    const { loss } = await reference(given, 1);
    expect(look.loss).toBeCloseTo(loss, 5);
    expect(look).toMatchObject({ label: 1, labelFrom: 'sample', step: 4, optimizer: 'Adam' });
    near(look.logitDeltas, [look.probabilities[0]!, look.probabilities[1]! - 1], 'p − onehot');
    // Half a cosine from 0.01 to a tenth of it in 40 steps, three taken.
    expect(look.learningRate).toBeCloseTo(0.01 * (0.1 + 0.45 * (1 + Math.cos((Math.PI * 3) / 40))), 7);
  });

  it('adds up δ times patch to the kernel’s gradient, filter by filter and map by map', async () => {
    const given = await setUp();
    await given.scope.takeStep();
    const { dWeight } = await reference(given, 1);
    for (const { name, parameters, definition } of given.context.network.layers) {
      const shape = parameters.find((one) => one.name === 'weight')?.shape;
      if (!shape) continue;
      const [rows, columns, slices, filters] = shape.length === 4 ? shape : [1, 1, ...shape];
      expect(definition.explain.rule).toBe('sum');
      for (let filter = 0; filter < filters!; filter++) {
        for (let slice = 0; slice < slices!; slice++) {
          const { sum, gpu } = await given.scope.kernelGradient(name, filter, slice);
          const wanted = Array.from(
            { length: rows! * columns! },
            (_, place) => dWeight.get(name)!.data[(place * slices! + slice) * filters! + filter]!,
          );
          near(sum.sumOf(sum.cells.length), wanted, `${name} ${filter} ${slice}, summed`);
          near(gpu, wanted, `${name} ${filter} ${slice}, on the GPU`);
        }
      }
    }
    const { sum } = await given.scope.kernelGradient('conv2', 1, 2);
    // Forwards and back: the sum of the first outputs does not depend on what was asked before.
    const first = sum.sumOf(2);
    sum.sumOf(4);
    expect(sum.sumOf(2)).toEqual(first);
    expect(sum.sumOf(0)).toEqual(new Array(6).fill(0));
  });

  it('adds up δ alone to the gradient of the bias', async () => {
    const given = await setUp();
    const look = await given.scope.takeStep();
    const { dBias } = await reference(given, 1);
    expect([...dBias.keys()].sort()).toEqual(['answer', 'conv1', 'conv2', 'dense']);
    for (const [name, wanted] of dBias) {
      const layer = look.layers.find((one) => one.name === name)!;
      near(await numbers(given.context.device, layer.bias!.gradient), wanted.data, `${name}, on the GPU`);
      for (let filter = 0; filter < wanted.data.length; filter++) {
        const { sum, gpuBias } = await given.scope.kernelGradient(name, filter, 0);
        near([sum.deltaOf(sum.cells.length), gpuBias!], [wanted.data[filter]!, wanted.data[filter]!], name);
        expect(sum.deltaOf(0)).toBe(0);
      }
    }
    expect(look.layers.find(({ name }) => name === 'pool')!.bias).toBeNull();
  });

  it('correlates δ with the flipped kernel to the gradient of the input', async () => {
    const given = await setUp();
    const look = await given.scope.takeStep();
    const { dx } = await reference(given, 1);
    near(await numbers(given.context.device, look.pictureGradient), dx.get('conv1')!.data, '∂loss/∂picture');
    for (const name of ['conv1', 'conv2', 'dense']) {
      const { sum, gpu } = await given.scope.inputGradient(name);
      const wanted = dx.get(name)!;
      const shape = wanted.shape.slice(1);
      wanted.data.forEach((value, place) => {
        const at = shape.map(
          (length, axis) => Math.floor(place / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % length,
        );
        expect(Math.abs(sum.share(at).total - value), `${name} ${at.join(',')}`).toBeLessThan(1e-4);
        expect(Math.abs(gpu(at) - value), `${name} ${at.join(',')} on the GPU`).toBeLessThan(1e-4);
      });
    }
    // In order of the outputs, the places run backwards through the kernel.
    const { sum } = await given.scope.inputGradient('conv1');
    const [{ taps } = { taps: [] }] = sum.share([4, 4, 0]).filters;
    expect(taps.map(({ row, column }) => [row, column])).toEqual(
      [2, 1, 0].flatMap((row) => [2, 1, 0].map((column) => [row, column])),
    );
  });

  it.each(['maxPooling2d', 'averagePooling2d'] as const)('routes δ through %s', async (pool) => {
    const given = await setUp({ pool });
    const look = await given.scope.takeStep();
    const route = await given.scope.poolRoute('pool');
    const dx = new Float64Array(8 * 8 * 3);
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 4; column++) {
        for (let channel = 0; channel < 3; channel++) {
          const cells = route.route([row, column, channel]);
          expect(cells.filter(({ gets }) => gets !== 0).length).toBeLessThanOrEqual(
            pool === 'maxPooling2d' ? 1 : 4,
          );
          for (const {
            at: [y = 0, x = 0, c = 0],
            gets,
          } of cells)
            dx[(y * 8 + x) * 3 + c]! += gets;
        }
      }
    }
    const conv = look.layers.find(({ name }) => name === 'conv1')!;
    near(dx, await numbers(given.context.device, conv.gradient), 'routed');
    near(dx, (await reference(given, 1)).dx.get('pool')!.data, 'reference');
    await expect(given.scope.poolRoute('conv1')).rejects.toThrow("layer 'conv1': does not pool");
  });

  it.each([{ clipvalue: 0.001 }, { clipnorm: 0.01 }, { globalClipnorm: 0.01 }])(
    'shows how a gradient is clipped: %j',
    async (clip) => {
      const given = await setUp({ optimizer: { kind: 'sgd', options: { learningRate: 0.5, ...clip } } });
      const { context, scope } = given;
      const look = await scope.takeStep();
      const all = async (name: string): Promise<number[]> => {
        const { weight, bias } = look.layers.find((one) => one.name === name)!;
        const part = async (one: typeof weight): Promise<number[]> =>
          one ? [...(await numbers(context.device, one.gradient))] : [];
        return clip.globalClipnorm === undefined
          ? part(weight)
          : [...(await part(weight)), ...(await part(bias))];
      };
      const names =
        clip.globalClipnorm === undefined ? ['conv2'] : context.network.layers.map(({ name }) => name);
      const trained = names.filter((name) => context.store.entries.some(({ layer }) => layer === name));
      const gradients = (await Promise.all(trained.map(all))).flat();
      const norm = Math.hypot(...gradients);
      const own = await all('conv2');
      const largest = own.reduce((best, g, i) => (Math.abs(g) > Math.abs(own[best]!) ? i : best), 0) % 72;
      const [ky, kx, c, k] = [36, 12, 4, 1].map((part, i) => Math.floor(largest / part) % [2, 3, 3, 4][i]!);
      const update = await scope.update('conv2', [ky!, kx!, c!, k!]);
      const [limit = NaN] = Object.values(clip) as number[];
      const wanted =
        clip.clipvalue === undefined
          ? update.gradient * Math.min(1, limit / norm)
          : Math.min(Math.max(update.gradient, -limit), limit);
      const [first] = update.lines;
      expect(first!.name).toBe('g');
      expect(Math.abs(first!.value - wanted)).toBeLessThan(1e-5 * Math.abs(wanted) + 1e-10);
      expect(Math.abs(first!.value)).toBeLessThan(Math.abs(update.gradient));
      expect(Math.abs(update.lines.at(-1)!.value - update.after)).toBeLessThan(1e-6);
    },
  );

  const optimizers = [
    { kind: 'sgd', options: { learningRate: 0.05 } },
    { kind: 'sgd', options: { learningRate: 0.05, momentum: 0.9 } },
    { kind: 'sgd', options: { learningRate: 0.05, momentum: 0.9, nesterov: true } },
    { kind: 'adam', options: { learningRate: 0.01 } },
    { kind: 'rmsprop', options: { learningRate: 0.01 } },
    { kind: 'rmsprop', options: { learningRate: 0.01, momentum: 0.5, centered: true } },
  ];
  it.each(optimizers)('updates as the reference does: $kind $options', async (optimizer) => {
    const given = await setUp({ optimizer });
    const { context, scope } = given;
    const bytes = async (): Promise<number[][]> => {
      const slabs = [
        context.store.parameters,
        ...context.trainer.workings.slots.values(),
        context.trainer.workings.trainingState,
      ];
      return Promise.all(
        slabs.map(async ({ buffer }) => [...new Uint32Array(await readBytes(context.device, buffer))]),
      );
    };
    const before = await bytes();
    const look = await scope.takeStep();
    const { weight } = look.layers.find(({ name }) => name === 'conv2')!;
    const shape = [2, 3, 3, 4];
    const { offset } = context.store.entries.find(
      (one) => one.layer === 'conv2' && one.spec.name === 'weight',
    )!;
    const slot = async (name: string): Promise<NdArray> => {
      const slab = context.trainer.workings.slots.get(name);
      const view = slab && { buffer: slab.buffer, offsetBytes: offset * 4, shape };
      return ndArray(shape, view ? [...(await readFloats(context.device, view))] : new Array(72).fill(0));
    };
    const params = ndArray(shape, [...(await numbers(context.device, weight!.before))]);
    const grads = ndArray(shape, [...(await numbers(context.device, weight!.gradient))]);
    const hyper = { ...optimizer.options, learningRate: look.learningRate };
    const [velocity, momentum, averageGradient] = [
      await slot('velocity'),
      await slot('momentum'),
      await slot('averageGradient'),
    ];
    const wanted =
      optimizer.kind === 'sgd'
        ? sgd.step(params, grads, { velocity }, { ...sgd.defaults, ...hyper })
        : optimizer.kind === 'adam'
          ? adam.step(
              params,
              grads,
              { steps: look.step - 1, momentum, velocity },
              { ...adam.defaults, ...hyper },
            )
          : rmsprop.step(
              params,
              grads,
              { velocity, momentum, averageGradient },
              { ...rmsprop.defaults, ...hyper },
            );
    near(await numbers(context.device, weight!.after), wanted.params.data, 'new weights');
    expect(params.data.some((value, i) => Math.abs(value - wanted.params.data[i]!) > 1e-3)).toBe(true);
    for (const at of [
      [0, 0, 0, 0],
      [1, 2, 1, 3],
      [0, 1, 2, 2],
    ]) {
      const [a = 0, b = 0, c = 0, k = 0] = at;
      const place = ((a * 3 + b) * 3 + c) * 4 + k;
      const update = await scope.update('conv2', at);
      expect(update.weight).toBe(params.data[place]);
      expect(update.gradient).toBe(grads.data[place]);
      expect(Math.abs(update.after - wanted.params.data[place]!)).toBeLessThan(1e-5);
      expect(Math.abs(update.lines.at(-1)!.value - wanted.params.data[place]!)).toBeLessThan(1e-7);
    }
    const { bias } = look.layers.find(({ name }) => name === 'dense')!;
    const moved = await numbers(context.device, bias!.after);
    for (const filter of [0, 3]) {
      const update = await scope.update('dense', [filter], 'bias');
      expect(update.kernel).toBeNull();
      expect(update.lines.at(-1)!.name).toBe('b');
      expect(update.lines.map(({ formula }) => formula).join(' ')).not.toMatch(/\bw\b/);
      expect(update.after).toBe(moved[filter]);
      expect(Math.abs(update.lines.at(-1)!.value - moved[filter]!)).toBeLessThan(1e-6);
      expect(Math.abs(update.after - update.weight)).toBeGreaterThan(1e-6);
    }
    expect(await bytes()).toEqual(before);
  });

  it('finds the gradient in the losses around a weight', async () => {
    const given = await setUp();
    await given.scope.takeStep();
    const { loss, dWeight, dBias } = await reference(given, 1);
    for (const { layer, at, place } of [
      { layer: 'conv1', at: [1, 1, 0, 2], place: 14 },
      { layer: 'dense', at: [5, 3], place: 28 },
      { layer: 'answer', at: [2, 0], place: 4 },
    ]) {
      const nudge = await given.scope.nudge(layer, at);
      const wanted = dWeight.get(layer)!.data[place]!;
      expect(nudge.loss).toBeCloseTo(loss, 5);
      expect(nudge.gradient).toBeCloseTo(wanted, 5);
      expect(Math.abs(nudge.slope - wanted), layer).toBeLessThan(nudge.resolution + 0.01 * Math.abs(wanted));
      expect(nudge.points).toHaveLength(9);
      expect(nudge.points[4]!.weight).toBe(nudge.weight);
    }
    const nudge = await given.scope.nudge('conv1', [2], undefined, 'bias');
    const wanted = dBias.get('conv1')!.data[2]!;
    expect(nudge.gradient).toBeCloseTo(wanted, 5);
    expect(Math.abs(nudge.slope - wanted)).toBeLessThan(nudge.resolution + 0.01 * Math.abs(wanted));
    await expect(given.scope.nudge('conv1', [0, 0, 0, 0], -1)).rejects.toThrow('must be a number above 0');
    await expect(given.scope.nudge('pool', [0])).rejects.toThrow("layer 'pool': has no weights");
  });

  it('takes the network’s own answer for a picture without a label, and another class when asked', async () => {
    const given = await setUp();
    const { scope, scene } = given;
    scene.label = null;
    const own = await scope.takeStep();
    expect(own.labelFrom).toBe('answer');
    expect(own.label).toBe(own.probabilities.indexOf(Math.max(...own.probabilities)));
    const other = await scope.choose(1 - own.label);
    expect(other).toMatchObject({ label: 1 - own.label, labelFrom: 'chosen' });
    expect(other.loss).toBeGreaterThan(own.loss);
    // The same question again costs nothing; another picture forgets the choice.
    expect(await scope.takeStep()).toBe(other);
    scene.picture = scene.picture.slice();
    expect((await scope.takeStep()).labelFrom).toBe('answer');
    given.context.trainer.submit(1);
    expect((await scope.takeStep()).step).toBe(own.step + 1);
  });

  it('knows the class of a picture that is one of the samples', () => {
    const samples = [0, 1].map((label) => ({ pixels: Uint8Array.from([label, 7, 255]) }));
    const picture = Float32Array.from(samples[1]!.pixels, (value) => value / 255);
    expect(sampleLabel(samples, picture)).toBe(1);
    expect(sampleLabel(samples, Float32Array.of(0.5, 0, 0))).toBeNull();
  });
});
