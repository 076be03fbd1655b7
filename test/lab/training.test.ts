// A network made after a recipe, from pictures: it learns, answers for what was held out, explains itself, and
// can be stopped.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { Cam, camLayers } from '../../src/lab/cam';
import { shownLayers } from '../../src/lab/live';
import { canLookInside, lookInside } from '../../src/lab/lookInside';
import { obstacle } from '../../src/lab/material';
import { DEFAULT_CLASSES } from '../../src/lab/library';
import { BESIDE, FIRST_SETTINGS, type Recipe } from '../../src/lab/recipe';
import type { LabProgress, TrainingHooks, TransferBase } from '../../src/lab/hooks';
import { storeOf } from '../../src/lab/storeOf';
import { train } from '../../src/lab/train';
import type { Trained } from '../../src/lab/trained';
import { defineNetwork } from '../../src/models/network';
import { gradCam } from '../../src/kernels/inspect/why';
import { bindKernel, runKernels } from '../../src/inspect/boundKernel';
import { GradientProbe } from '../../src/inspect/gradientProbe';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import { Slab } from '../../src/gpu/slab';
import { reserveTensor } from '../../src/graph/graph';
import { viewInSlab } from '../../src/graph/plan';
import { HEAD_DEFAULTS } from '../../src/transfer/trainHead';
import { testDevice } from '../support/device';
import { PER_CLASS, SIZE, classes, library, pixels } from '../support/labPictures';
import { testStage, type TestStage } from '../support/stage';

let device: GPUDevice;
let stage: TestStage;
beforeAll(async () => {
  device = await testDevice();
  stage = testStage(device);
});
afterAll(() => stage.close());

const recipe: Recipe = { way: 'own', classes, settings: { ...FIRST_SETTINGS, epochs: 8 } };
const empty = { classes: DEFAULT_CLASSES, of: () => [] };
const noBase: TransferBase = {
  load: () => Promise.reject(new Error('not needed')),
  features: { layers: [], size: SIZE },
};

function make(hooks: Partial<TrainingHooks> = {}, wanted = recipe): Promise<Trained> {
  const quiet = { onProgress: () => undefined, onHistory: () => undefined, onAugmented: () => undefined };
  const { signal } = new AbortController();
  return train(stage, wanted, library, pixels, noBase, { ...quiet, signal, ...hooks });
}

let trained: Trained;
const phases = new Set<LabProgress['phase']>();
let shown = 0;
beforeAll(async () => {
  trained = await make({
    onProgress: ({ phase }) => phases.add(phase),
    onAugmented: (view) => (shown += view ? 1 : 0),
  });
});

describe('a network on pictures of one’s own', () => {
  it('tells bananas from oranges that it has not seen', () => {
    const { images, probabilities } = trained.held;
    expect(images.count).toBe(16);
    const right = images.labels.filter((label, at) => (probabilities[2 * at]! > 0.5 ? 0 : 1) === label);
    expect(right.length).toBeGreaterThanOrEqual(15);
    for (let at = 0; at < 16; at++)
      expect(probabilities[2 * at]! + probabilities[2 * at + 1]!).toBeCloseTo(1, 5);
  });

  it('says what it did, and showed its pictures', () => {
    expect([...phases]).toEqual(['pictures', 'compile', 'learn', 'test']);
    expect(new Set(trained.held.ids).size).toBe(16);
    expect(shown).toBe(1);
    // Of each class 16 to learn from, 2 of them held out to choose the best weights.
    expect(trained).toMatchObject({ pictures: 28, size: SIZE, way: 'own' });
    expect(trained.history.step).toHaveLength(16);
    expect(trained.history.testAccuracy.length).toBeGreaterThan(3);
    expect(trained.history.loss.at(-1)!).toBeLessThan(trained.history.loss[0]!);
  });

  it('is the same to the bit when it is made again', async () => {
    const again = await make();
    for (const [name, values] of trained.weights) expect(again.weights.get(name), name).toEqual(values);
  });

  it('ends when it is told to finish, with the best weights so far', async () => {
    let steps = 0;
    const finished = await make({
      onHistory: ({ step }) => (steps = step.length),
      wantsEnd: () => steps > 3,
    });
    expect(finished.history.step.length).toBeGreaterThan(3);
    expect(finished.history.step.length).toBeLessThan(16);
    expect(finished.held.probabilities).toHaveLength(32);
    const { validation = [] } = finished.history;
    const best = Math.min(...validation.map(({ loss }) => loss));
    const there = stage.session?.history.validation.at(-1);
    expect(there?.loss).toBeLessThanOrEqual(1.1 * best + 0.02);
    expect(there?.step).toBe(stage.session?.progress.step);
  });

  it('is trained on the stage, where it can be paused and gone on with', async () => {
    const network = make();
    await expect.poll(() => stage.session?.progress.step ?? 0).toBeGreaterThan(0);
    await stage.session?.pause();
    const at = stage.session?.progress.step;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stage.session?.progress.step).toBe(at);
    stage.session?.play();
    const made = await network;
    for (const [name, values] of trained.weights) expect(made.weights.get(name), name).toEqual(values);
  });

  it('stops when it is told to, with nothing left behind', async () => {
    const abort = new AbortController();
    const stopped = make({
      signal: abort.signal,
      onProgress: ({ phase, epoch }) => {
        if (phase === 'learn' && epoch === 2) abort.abort();
      },
    });
    await expect(stopped).rejects.toThrow('abort');
  });

  it('its Grad-CAM without a backward pass is that of the backward pass', async () => {
    const network = defineNetwork(trained.network);
    const store = storeOf(device, network, trained.weights);
    const probe = await NetworkProbe.create(device, network, store);
    const pixels = Float32Array.from(trained.held.images.images.subarray(0, 32 * 32 * 3), (v) => v / 255);
    probe.write(pixels);
    probe.run();
    const [layer] = camLayers(network)!;
    expect(layer).toEqual({ name: 'relu3', height: 4, width: 4, channels: 64, first: 0 });
    const cam = await Cam.create(device, network, store, layer!, probe.activation('relu3'));
    const gradients = await GradientProbe.create(device, network, store, { layer: 'answer' });
    gradients.lookAt(probe.input);
    const slab = new Slab('map');
    const map = reserveTensor('map', [4, 4, 1], slab);
    slab.allocate(device);
    for (const answer of [0, 1]) {
      cam.answer = answer;
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      cam.encode(pass);
      pass.end();
      device.queue.submit([encoder.finish()]);
      gradients.setSeeds(Float32Array.of(1 - answer, answer));
      gradients.run();
      const [a, dA] = [gradients.activation('relu3')!, gradients.gradient('relu3')!];
      const size = { height: 4, width: 4, channels: 64 };
      runKernels(device, 'cam', [await bindKernel(device, gradCam, size, { a, dA, map: viewInSlab(map) })]);
      const [own, wanted] = [await readFloats(device, cam.map), await readFloats(device, viewInSlab(map))];
      expect(Math.max(...wanted)).toBeGreaterThan(0);
      own.forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 5));
    }
    for (const one of [probe, gradients, cam, store, slab]) one.destroy();
  });

  it('what is familiar to it is found out on the stage as in the lab, and not while it could not be compared', async () => {
    // Without augmentation the lab keeps the statistics, and so the features, that the stage trained with.
    const plain = { ...recipe, settings: { ...recipe.settings, augment: false } };
    const made = await make({}, plain);
    const { tools } = stage.session!;
    const [kept, found] = [made.familiarity!, (await tools.familiarity())!];
    expect(found.layer).toBe('mean');
    expect(found.limit).toBeCloseTo(kept.limit, 5);
    found.means.forEach((mean, k) =>
      mean.forEach((value, at) => expect(value).toBeCloseTo(kept.means[k]![at]!, 5)),
    );
    expect(await tools.familiarity({ wanted: () => false })).toBeNull();
    const frames = { ...plain, settings: { ...plain.settings, splitBy: 'frame' as const, epochs: 1 } };
    expect((await make({}, frames)).familiarity).toBeNull();
    expect(await stage.session!.tools.familiarity()).toBeNull();
  });

  it('shows a layer of each size of map, the one that cut negative numbers off', () => {
    expect(shownLayers(defineNetwork(trained.network))).toEqual(['conv1', 'relu1', 'relu2', 'relu3']);
  });
});

describe('a head on the features of a network that was trained before', () => {
  /** Two convolutions with weights of any kind: what counts is that they are frozen. */
  const front = {
    name: 'front',
    input: [SIZE, SIZE, 3],
    layers: [
      {
        name: 'a',
        kind: 'conv2d',
        options: { filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
      },
      {
        name: 'b',
        kind: 'conv2d',
        options: { filters: 12, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
      },
    ],
  };
  const weights = new Map(
    defineNetwork(front).layers.flatMap(({ name, parameters }) =>
      parameters.map((spec): [string, Float32Array] => {
        const size = spec.shape.reduce((product, length) => product * length, 1);
        return [
          `${name}/${spec.name}`,
          Float32Array.from({ length: size }, (_, i) => 0.5 * Math.sin(12.9898 * i * i + size)),
        ];
      }),
    ),
  );
  const base: TransferBase = {
    load: ({ onProgress }) => {
      onProgress({ loadedBytes: 5, totalBytes: 10 });
      return Promise.resolve({ network: front, weights, remarks: [] });
    },
    features: { layers: ['a', 'b'], size: SIZE, keep: 'maps' },
  };

  it('learns, and the one network that is kept answers as was reported', async () => {
    const progress: LabProgress[] = [];
    const looked: boolean[] = [];
    const { signal } = new AbortController();
    const made = await train(
      stage,
      { ...recipe, way: 'transfer', settings: { ...recipe.settings, epochs: 30 } },
      library,
      pixels,
      base,
      {
        ...{ signal, onHistory: () => undefined },
        onAugmented: (there) => looked.push(there !== null),
        onProgress: (one) => progress.push(one),
      },
    );
    expect(progress).toContainEqual({ phase: 'download', fraction: 0.5, epoch: 0, epochs: 0 });
    expect(progress.map(({ phase }) => phase)).toContain('features');
    // A round of pictures as they are, three of changed ones; after them there is nothing to look at.
    expect(looked.slice(0, 5)).toEqual([true, true, true, true, false]);
    expect(looked.at(-1)).toBe(false);
    const { images, probabilities } = made.held;
    const right = images.labels.filter((label, at) => (probabilities[2 * at]! > 0.5 ? 0 : 1) === label);
    expect(right.length).toBeGreaterThanOrEqual(14);
    const network = defineNetwork(made.network);
    expect(camLayers(network)?.map(({ name }) => name)).toEqual(['detect']);
    const store = storeOf(device, network, made.weights);
    const probe = await NetworkProbe.create(device, network, store);
    for (const at of [0, 9]) {
      const length = SIZE * SIZE * 3;
      probe.write(Float32Array.from(images.images.subarray(at * length, (at + 1) * length), (v) => v / 255));
      probe.run();
      const [first] = await readFloats(device, probe.activation('answer'));
      expect(first).toBeCloseTo(probabilities[2 * at]!, 4);
    }
    probe.destroy();
    store.destroy();
  });

  it('is looked into on the stage: its weights, a frozen front, and the pictures held out are those tested', async () => {
    const hooks = { onAugmented: () => undefined, onProgress: () => undefined, onHistory: () => undefined };
    const { signal } = new AbortController();
    const wanted: Recipe = { ...recipe, way: 'transfer', settings: { ...recipe.settings, epochs: 1 } };
    const made = await train(stage, wanted, library, pixels, base, { ...hooks, signal });
    expect(canLookInside(made, library)).toBe(true);
    expect(canLookInside(made, empty)).toBe(false);
    const session = await lookInside(stage, made, library, pixels);
    const { data, layers, progress, settings } = session;
    expect(data.test).toEqual(made.held.images);
    expect(data.train.count + data.test.count).toBe(2 * PER_CLASS);
    expect(layers.flatMap(({ name, frozen }) => (frozen ? name : []))).toEqual(['a', 'b']);
    expect(progress.step).toBe(0);
    expect(settings).toMatchObject({ optimizer: 'adamw', learningRate: 0.1 * HEAD_DEFAULTS.learningRate });
    const { store } = stage.session!.run.context;
    const weights = async (): Promise<Map<string, Float32Array>> =>
      new Map((await store.read()).map(({ name, values }) => [name, values]));
    expect(await weights()).toEqual(new Map(made.weights));
    await session.step();
    const after = await weights();
    const changed = [...after].filter(([name, values]) => String(values) !== String(made.weights.get(name)));
    expect(changed.map(([name]) => name)).toEqual([
      'detect/weight',
      'detect/bias',
      'answer/weight',
      'answer/bias',
    ]);
  });

  it('learns from rendered fruit as well where that is wished', async () => {
    const makeWith = async (beside: boolean): Promise<{ batches: number; held: number }> => {
      const settings = { ...recipe.settings, epochs: 1, beside };
      const hooks = { onAugmented: () => undefined, onProgress: () => undefined, onHistory: () => undefined };
      const { signal } = new AbortController();
      const wanted: Recipe = { ...recipe, way: 'transfer', settings };
      const made = await train(stage, wanted, library, pixels, base, { ...hooks, signal });
      return { batches: made.history.step[0] ?? 0, held: made.held.images.count };
    };
    const [alone, beside] = [await makeWith(false), await makeWith(true)];
    // Of bananas and oranges, as they are and in one copy each, in batches of 32; none of them is tested with.
    expect(beside.batches - alone.batches).toBe((2 * 2 * BESIDE) / 32);
    expect(beside.held).toBe(alone.held);
  });
});

it('nothing is learned from one class, or from too few pictures', () => {
  const of = (counts: Record<string, number>) => (id: string) => Array(counts[id] ?? 0).fill({}) as never[];
  const facts = (counts: Record<string, number>): unknown =>
    obstacle('own', { classes: DEFAULT_CLASSES, of: of(counts) })?.facts ?? null;
  expect(facts({})).toEqual({ code: 'classes', there: 0 });
  expect(facts({ apple: 9 })).toEqual({ code: 'classes', there: 1 });
  expect(facts({ apple: 9, banana: 3 })).toEqual({ code: 'fewPictures', className: 'banana', there: 3 });
  expect(facts({ apple: 4, banana: 4 })).toBeNull();
  // A class that is switched off does not count.
  expect(facts({ apple: 4, kiwi: 4 })).toEqual({ code: 'classes', there: 1 });
  expect(obstacle('rendered', empty)).toBeNull();
});
