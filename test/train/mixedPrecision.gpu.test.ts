// Training in mixed precision: one step beside the layers' references in f64, which round weights and maps to f16 where the step
// does; what it saves; and what becomes of numbers that f16 does not hold. That every layer's shaders take f16 maps is in
// test/layers/halfMaps.gpu.test.ts.

import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { MissingFeatureError } from '../../src/gpu/requireF16';
import { GPU_TARGET, pretendTarget, type KernelTarget } from '../../src/kernels/target';
import { HalfRangeError } from '../../src/models/halfParameters';
import { vgg16 } from '../../src/models/vgg';
import type { DataType } from '../../src/graph/tensor';
import { defineNetwork, type Network, type NetworkConfig } from '../../src/models/network';
import { softmaxForward } from '../../src/reference/activations';
import { roundedToF16 } from '../../src/reference/float16';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { loadDtypePolicy } from '../../src/train/dtypePolicy';
import { mixedPrecisionOn } from '../../src/train/mixedPrecision';
import { memoryOf } from '../../src/train/memory';
import { Trainer, type TrainerOptions } from '../../src/train/trainer';
import { loadVariants } from '../../src/tuning/calibrate';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { valuesOf, type Values } from '../support/networkReference';
import { bars } from '../support/tinyData';

const device = await testDevice();
const hasF16 = device.features.has('shader-f16');
beforeAll(async () => {
  await loadVariants();
  if (hasF16) await loadDtypePolicy(device, 'mixed_float16');
});
afterEach(() => {
  pretendTarget(device, null);
  vi.restoreAllMocks();
});

/** Maps stay f32: the weights alone are f16, and a step is the reference's to its last bits. */
function keepMapsWhole(): void {
  vi.spyOn(mixedPrecisionOn(device).prototype, 'storeMaps').mockImplementation(() => undefined);
}

const BATCH = 6;
const LEARNING_RATE = 1;
const pictures = bars(BATCH);

/** A chain that ends in a softmax. Every kernel that reads weights as f16 is met, whatever the target. */
const network = (frozen = false): Network =>
  defineNetwork({
    name: 'chain',
    input: [8, 8, 1],
    layers: [
      {
        name: 'conv',
        kind: 'conv2d',
        options: { filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh' },
        trainable: !frozen,
      },
      { name: 'same', kind: 'conv2d', options: { filters: 8, kernelSize: 3, padding: 'same' } },
      { name: 'pool', kind: 'maxPooling2d' },
      { name: 'depthwise', kind: 'depthwiseConv2d', options: { kernelSize: 3, activation: 'tanh' } },
      {
        name: 'strided',
        kind: 'conv2d',
        options: { filters: 4, kernelSize: 2, strides: 2, padding: 'same', activation: 'tanh' },
      },
      { name: 'row', kind: 'flatten' },
      { name: 'hidden', kind: 'dense', options: { units: 12, activation: 'tanh' } },
      { name: 'logits', kind: 'dense', options: { units: 2 } },
      { name: 'answer', kind: 'softmax' },
    ],
  } satisfies NetworkConfig);

async function create(net: Network, options: Partial<TrainerOptions> = {}): Promise<Trainer> {
  const data = uploadImages(device, pictures);
  const trainer = await Trainer.create(device, {
    ...{ network: net, data, batchSize: BATCH, seed: 5, shuffle: false, dtypePolicy: 'mixed_float16' },
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'sgd', options: { learningRate: LEARNING_RATE } },
    ...options,
  });
  onTestFinished(() => {
    trainer.destroy();
    data.destroy();
  });
  return trainer;
}

/**
 * The gradients of the mean loss in f64, by `layer/parameter`.
 * @param read what the kernels read a weight as
 * @param stored what the result of a layer is stored as
 */
function gradientsOf(
  { layers, inputs: [input] }: Network,
  values: Values,
  read: (value: number) => number,
  stored: (layer: string) => (value: number) => number,
): Map<string, NdArray> {
  const mode = { training: true, seed: 5, step: 0 };
  const parametersOf = ({ name, parameters }: Network['layers'][number]): Record<string, NdArray> =>
    Object.fromEntries(
      parameters.map((spec) => {
        const { shape, data } = values.get(`${name}/${spec.name}`)!;
        return [spec.name, ndArray(shape, Array.from(data, spec.half === true ? read : (value) => value))];
      }),
    );
  const chain = layers.slice(0, -1);
  const seen = [
    ndArray(
      [BATCH, ...input!.shape],
      Array.from(pictures.images, (byte) => byte / 255),
    ),
  ];
  for (const layer of chain) {
    const { reference } = layer.definition;
    const y = reference.forward(layer.options, [seen.at(-1)!], parametersOf(layer), mode);
    seen.push(ndArray(y.shape, Array.from(y.data, stored(layer.name))));
  }
  const p = softmaxForward(seen.at(-1)!);
  let dy = ndArray(
    p.shape,
    Array.from(p.data, (value, i) => (value - Number(pictures.labels[i >> 1] === i % 2)) / BATCH),
  );
  const gradients = new Map<string, NdArray>();
  for (const [at, layer] of [...chain.entries()].reverse()) {
    const { reference } = layer.definition;
    const back = reference.backward(layer.options, [seen[at]!], parametersOf(layer), dy, mode);
    for (const [name, gradient] of Object.entries(back.parameters))
      gradients.set(`${layer.name}/${name}`, gradient);
    dy = back.inputs[0]!;
  }
  return gradients;
}

/** What the tensors of a step are stored as, by their labels. */
const dtypesOf = ({ plan }: Trainer): ReadonlyMap<string, DataType> =>
  new Map(
    plan.dispatches.flatMap(({ tensors }) =>
      Object.values(tensors).map(({ label, dtype }): [string, DataType] => [label, dtype]),
    ),
  );

/** How far the step that a trainer takes is from the reference's. */
async function errorOfStep(
  trainer: Trainer,
  read: (value: number) => number,
): Promise<Record<string, number>> {
  const { network: net, store } = { network: trainer.store.network, store: trainer.store };
  const before = await valuesOf(store);
  const dtypes = dtypesOf(trainer);
  const expected = gradientsOf(net, before, read, (layer) =>
    dtypes.get(`${layer}/y`) === 'f16' ? roundedToF16 : (value) => value,
  );
  trainer.submit(1);
  const after = await valuesOf(store);
  const errors = net.layers
    .filter(({ trainable }) => trainable)
    .flatMap(({ name, parameters }) => parameters.map((spec) => `${name}/${spec.name}`))
    .map((key): [string, number] => {
      const [old, now] = [before.get(key)!.data, after.get(key)!.data];
      const step = Array.from(old, (value, i) => (value - now[i]!) / LEARNING_RATE);
      return [key, relativeError(step, expected.get(key)!.data)];
    });
  return Object.fromEntries(errors);
}

/** Of an f32 step: its gradients come as differences of weights. */
const EXACT = 2e-5;

/** The reference differentiates an activation at what it computes, a step at what it stored. */
const ROUNDED = 4e-3;

const TARGETS: readonly [string, Partial<KernelTarget>][] = [
  ['as the device is', {}],
  ['nothing fused', { fuses: false }],
  ['without quads', { quads: false }],
  ['plain rungs', { plain: true }],
  ['tiles', { ...GPU_TARGET, convolution: 'tiles' }],
  ['lanes', { ...GPU_TARGET, convolution: 'lanes' }],
  ["Winograd's convolution", { winograd: { product: 0, tile: 0, kernel: 0 } }],
];

describe.runIf(hasF16)('a step of mixed precision whose maps stay f32', () => {
  beforeEach(keepMapsWhole);

  it.each(TARGETS)('is the reference with rounded weights: %s', async (_, target) => {
    pretendTarget(device, target);
    const errors = Object.values(await errorOfStep(await create(network()), roundedToF16));
    expect(Math.max(...errors)).toBeLessThan(EXACT);
  });

  it('differs from a step that reads f32, by as much as f16 rounds', async () => {
    const errors = Object.values(await errorOfStep(await create(network()), (value) => value));
    expect(Math.max(...errors)).toBeGreaterThan(10 * EXACT);
    expect(Math.max(...errors)).toBeLessThan(0.05);
  });

  it('reads frozen weights as f16, too, and leaves them as they are', async () => {
    const trainer = await create(network(true));
    const before = await valuesOf(trainer.store);
    const errors = Object.values(await errorOfStep(trainer, roundedToF16));
    expect(Math.max(...errors)).toBeLessThan(EXACT);
    expect((await valuesOf(trainer.store)).get('conv/weight')).toEqual(before.get('conv/weight'));
  });

  it('takes one dispatch more than a step in f32', async () => {
    const [mixed, full] = [await create(network()), await create(network(), { dtypePolicy: 'float32' })];
    expect(mixed.plan.dispatches.length).toBe(full.plan.dispatches.length + 1);
  });

  it('reads weights larger than a binding in strips, rounded in pieces', async () => {
    const dense = defineNetwork({
      name: 'dense',
      input: [8, 8, 1],
      layers: [
        { name: 'row', kind: 'flatten' },
        { name: 'wide', kind: 'dense', options: { units: 300, activation: 'tanh' } },
        { name: 'long', kind: 'dense', options: { units: 70, activation: 'tanh' } },
        { name: 'logits', kind: 'dense', options: { units: 2 } },
        { name: 'answer', kind: 'softmax' },
      ],
    });
    pretendTarget(device, { bindingBytes: 128 * 70 * 4 });
    const errors = Object.values(await errorOfStep(await create(dense), roundedToF16));
    expect(Math.max(...errors)).toBeLessThan(EXACT);
  });

  it('sees the weights of the moment, and gives the same bits however steps are submitted', async () => {
    const [one, other] = [await create(network()), await create(network())];
    one.submit(6);
    for (let i = 0; i < 3; i++) other.submit(2);
    expect(await valuesOf(one.store)).toEqual(await valuesOf(other.store));
    const weights = (await one.store.read()).find(({ name }) => name === 'hidden/weight')!;
    one.store.write('hidden/weight', weights.values.map((value) => value / 2)); // prettier-ignore
    const errors = Object.values(await errorOfStep(one, roundedToF16));
    expect(Math.max(...errors)).toBeLessThan(EXACT);
  });

  it('halts where a weight becomes infinite, before anything is updated, and names the weights', async () => {
    const trainer = await create(network());
    const { values } = (await trainer.store.read()).find(({ name }) => name === 'hidden/weight')!;
    values.set([65520, -1e6, 65519]);
    trainer.store.write('hidden/weight', values);
    const before = await valuesOf(trainer.store);
    trainer.submit(3);
    const { step, halted } = await trainer.read();
    expect({ step, halted }).toEqual({ step: 0, halted: true });
    expect(await valuesOf(trainer.store)).toEqual(before);
    const error = await trainer.nonFiniteLoss(step);
    expect(error).toBeInstanceOf(HalfRangeError);
    expect(error.message).toMatch(/mixed_float16.*65504.*'hidden\/weight' has 2\. Train in float32/);
  });

  it('counts the copies in the memory of a step', async () => {
    const sizes = (['float32', 'mixed_float16'] as const).map(
      (dtypePolicy) =>
        memoryOf(network(), { batch: BATCH, optimizer: { kind: 'sgd' }, dtypePolicy, target: GPU_TARGET })
          .total,
    );
    const trainer = await create(network());
    const more = [...trainer.slabs].filter(({ label }) => label.includes('f16'));
    expect(sizes[1]! - sizes[0]!).toBe(more.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });
});

describe.runIf(hasF16)('a step of mixed precision', () => {
  // Tiles and lanes do so layer by layer: test/layers/halfMaps.gpu.test.ts.
  const some = TARGETS.filter(([, { convolution }]) => convolution === undefined);
  it.each(some)('stores maps rounded: %s', async (_, target) => {
    pretendTarget(device, target);
    const trainer = await create(network());
    const errors = Object.values(await errorOfStep(trainer, roundedToF16));
    expect(Math.max(...errors)).toBeLessThan(ROUNDED);
    expect(Math.max(...errors), 'they are not f32').toBeGreaterThan(EXACT);
    const stored = dtypesOf(trainer);
    const halves = ['conv/y', 'pool/y', 'depthwise/y', 'strided/y', 'hidden/y'];
    expect(halves.map((label) => stored.get(label))).toEqual(halves.map(() => 'f16'));
    expect([stored.get('logits/y'), stored.get('batch/x')]).toEqual(['f32', 'f32']);
  });

  it('names the layer whose map is infinite first', async () => {
    const trainer = await create(network());
    const { values } = (await trainer.store.read()).find(({ name }) => name === 'same/weight')!;
    trainer.store.write('same/weight', values.fill(6e4));
    trainer.submit(1);
    const { step, halted } = await trainer.read();
    expect(halted).toBe(true);
    expect((await trainer.nonFiniteLoss(step)).message).toMatch(/same|pool/);
  });

  it('takes less memory for maps, and more for the copies of weights', () => {
    const [full, mixed] = (['float32', 'mixed_float16'] as const).map((dtypePolicy) =>
      memoryOf(defineNetwork(vgg16), {
        batch: 8,
        optimizer: { kind: 'adam' },
        dtypePolicy,
        target: GPU_TARGET,
      }),
    );
    expect(mixed!.activations).toBeLessThan(0.76 * full!.activations);
    expect(mixed!.other).toBeGreaterThan(full!.other);
  });
});

it('a device without f16 refuses mixed precision before anything is allocated', async () => {
  const plain = await (await navigator.gpu.requestAdapter())!.requestDevice();
  const data = uploadImages(plain, pictures);
  const allocate = vi.spyOn(plain, 'createBuffer');
  const made = Trainer.create(plain, {
    ...{ network: network(), data, batchSize: BATCH, seed: 5, dtypePolicy: 'mixed_float16' },
    ...{ loss: 'sparseCategoricalCrossentropy', optimizer: { kind: 'sgd' } },
  });
  await expect(made).rejects.toThrow(MissingFeatureError);
  expect(allocate).not.toHaveBeenCalled();
  plain.destroy();
});
