// A session as the page drives it, on a data set that takes milliseconds an epoch.

import { describe, expect, it, vi } from 'vitest';
import { readConvscope, writeConvscopeRun } from '../../src/formats/convscope/archive';
import { TRAINING_STATE } from '../../src/kernels/trainingState';
import type { TrainingSession } from '../../src/session/session';
import { withOption } from '../../src/session/editing/chain';
import type { NetworkConfig } from '../../src/models/network';
import { sessionsOf } from '../support/openSession';
import { until } from '../support/until';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'averagePooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

const open = sessionsOf(network);

describe('a training session', () => {
  it('opens at rest with a view of every layer and a picture of every class', async () => {
    const stages: string[] = [];
    const session = await open({ onProgress: ({ stage }) => stages.push(stage) });
    expect(stages).toEqual(['device', 'data', 'compile']);
    expect(session.state).toBe('idle');
    expect(
      session.layers.map(({ name, outputShape, activation }) => [name, outputShape, activation.shape]),
    ).toEqual([
      ['conv', [6, 6, 4], [6, 6, 4]],
      ['pool', [3, 3, 4], [3, 3, 4]],
      ['flatten', [36], [36]],
      ['answer', [2], [2]],
    ]);
    expect(session.samples.map(({ label }) => label)).toEqual(['across', 'upright']);
    expect(session.progress).toMatchObject({ step: 0, epoch: 0, stepsPerEpoch: 8, loss: NaN });
  });

  it('takes exactly one step at a time', async () => {
    const session = await open();
    await session.step();
    await session.step();
    expect(session.progress.step).toBe(2);
    expect([...session.history.step]).toEqual([1, 2]);
    expect(session.state).toBe('idle');
  });

  it('follows a schedule of the learning rate, through a file, too', async () => {
    const schedule = { kind: 'exponential', decaySteps: 2, decayRate: 0.5, staircase: true } as const;
    const session = await open({ learningRate: 0.01, schedule });
    // The rate of the step that the GPU took last.
    const taken = async (of: TrainingSession): Promise<string> => {
      await of.step();
      const { clock } = (await of.save()).checkpoint.slabs;
      return new Float32Array(clock!)[TRAINING_STATE.rate]!.toFixed(6);
    };
    const rates = [await taken(session), await taken(session), await taken(session)];
    expect(session.progress.learningRate).toBeCloseTo(0.005, 9);
    const saved = writeConvscopeRun(await session.save());
    const other = await open();
    await other.load(readConvscope('run', saved).run!);
    expect(other.settings.schedule).toEqual(schedule);
    rates.push(await taken(other), await taken(other));
    expect(other.progress.step).toBe(5);
    expect(rates).toEqual([0.01, 0.01, 0.005, 0.005, 0.0025].map((rate) => rate.toFixed(6)));
    await other.startAfresh(network, { schedule: null });
    expect(other.progress.learningRate).toBeCloseTo(0.01, 9);
  });

  it('plays to the end of its run, says so, and has learned', async () => {
    const session = await open({ epochs: 12 });
    session.play();
    await until(session, () => session.notice?.key === 'finished');
    expect(session.state).toBe('idle');
    expect(session.progress).toMatchObject({ step: 96, epoch: 11, stepInEpoch: 8 });
    expect(session.progress.testAccuracy).toBeGreaterThan(0.9);
    expect(session.history.testStep.at(-1)).toBe(96);
    await session.pause();
    // Play goes on beyond the run, at the floor of the learning rate.
    session.play();
    await until(session, () => session.progress.step > 100);
    await session.pause();
    expect(session.progress.learningRate).toBeCloseTo(0.02 * 0.02, 6);
  });

  it('takes steps and resets one after another, however quickly they are asked for', async () => {
    const session = await open();
    await Promise.all([session.step(), session.step(), session.reset(), session.step(), session.step()]);
    expect(session.progress.step).toBe(2);
    expect([...session.history.step]).toEqual([1, 2]);
    await Promise.all([session.step(), session.reseed(9)]);
    expect(session.progress.step).toBe(0);
    expect(session.settings.seed).toBe(9);
    expect([...session.history.step]).toEqual([]);
    // Training asked for meanwhile begins when they are through; a pause takes it back.
    void session.step();
    const through = session.reset();
    session.play();
    await until(session, () => session.state === 'training');
    await through;
    await session.pause();
    const again = session.reset();
    session.play();
    await session.pause();
    await again;
    expect(session.state).toBe('idle');
    expect(session.progress.step).toBe(0);
  });

  it('is the same run again after a reset, and another with another seed', async () => {
    const session = await open();
    const losses = async (): Promise<readonly number[]> => {
      for (let i = 0; i < 5; i++) await session.step();
      return [...session.history.loss];
    };
    const first = await losses();
    await session.reset();
    expect(session.progress).toMatchObject({ step: 0, loss: NaN });
    expect(await losses()).toEqual(first);
    await session.reseed(77);
    expect(session.settings.seed).toBe(77);
    expect(await losses()).not.toEqual(first);
  });

  it('explains a cell with the number the GPU holds', async () => {
    const session = await open();
    session.refresh();
    const conv = await session.explain('conv', [2, 3, 1]);
    expect(conv).toMatchObject({
      rule: 'sum',
      activation: 'relu',
      window: { top: 2, left: 3, bottom: 5, right: 6 },
    });
    expect(conv.terms).toHaveLength(9);
    expect(conv.value).toBeCloseTo(conv.gpuValue, 5);
    const pool = await session.explain('pool', [1, 1, 0]);
    expect(pool).toMatchObject({
      rule: 'mean',
      bias: null,
      window: { top: 2, left: 2, bottom: 4, right: 4 },
    });
    expect(pool.value).toBeCloseTo(pool.gpuValue, 5);
    const answer = await session.explain('answer', [0]);
    expect(answer.terms).toHaveLength(36);
    expect(answer.value).toBeCloseTo(answer.gpuValue, 5);
    await expect(session.explain('conv', [6, 0, 0])).rejects.toThrow(
      "layer 'conv': has no cell [6, 0, 0]; its shape is 6×6×4",
    );
  });

  it('explains a cell of the frame just computed by the numbers of one step, while training goes on', async () => {
    const session = await open({ epochs: 1000, learningRate: 0.05 });
    await session.explain('conv', [2, 3, 1]);
    session.play();
    for (let frame = 0; frame < 20; frame++) {
      const computed = session.refresh();
      await until(session, () => session.refresh() > computed);
      const [conv, answer] = await Promise.all([
        session.explain('conv', [2, 3, 1]),
        session.explain('answer', [0]),
      ]);
      expect(conv.value).toBeCloseTo(conv.gpuValue, 5);
      expect(answer.value).toBeCloseTo(answer.gpuValue, 5);
    }
    await session.pause();
  });

  it('trains on, and says so, where a fast kernel does not compile', async () => {
    const { prototype } = GPUDevice;
    // oxlint-disable-next-line typescript/unbound-method -- called with its device
    const compile = prototype.createComputePipelineAsync;
    let failed: string | null = null;
    const spy = vi.spyOn(prototype, 'createComputePipelineAsync').mockImplementation(function (
      this: GPUDevice,
      descriptor,
    ) {
      // The fast one is asked for first; it may be fused with others.
      const { label = '' } = descriptor;
      if (failed !== null || !label.includes('grad_weight')) return compile.call(this, descriptor);
      failed = label;
      return Promise.reject(new Error('too many registers'));
    });
    const session = await open();
    expect(session.notice).toBeNull();
    await session.step();
    spy.mockRestore();
    expect(session.notice).toEqual({ key: 'fallback', values: { kernels: failed } });
    expect(session.progress.step).toBe(1);
    expect(session.progress.loss).toBeGreaterThan(0);
  });

  it('comes back when the device is lost, at the last checkpoint, and goes on training', async () => {
    const session = await open({ epochs: 1000 });
    for (let i = 0; i < 4; i++) await session.step();
    session.refresh();
    const answer = (await session.explain('answer', [0])).gpuValue;
    const lost = session.device;
    lost.destroy();
    await until(session, () => session.state === 'idle' && session.device !== lost);
    expect(session.notice).toEqual({ key: 'deviceRestored', values: { step: 4 } });
    session.refresh();
    expect((await session.explain('answer', [0])).gpuValue).toBe(answer);
    await session.step();
    expect(session.progress.step).toBe(5);

    session.play();
    await until(session, () => session.progress.step > 20);
    const second = session.device;
    second.destroy();
    await until(session, () => session.state === 'training' && session.device !== second);
    const resumedAt = session.progress.step;
    await until(session, () => session.progress.step > resumedAt + 10);
  });

  it('stops at the last good parameters when a loss blows up, says where, and goes on slower', async () => {
    const session = await open();
    for (let i = 0; i < 3; i++) await session.step();
    session.setLearningRate(1e30);
    session.play();
    await until(session, () => session.state === 'failed');
    expect(session.error?.message).toMatch(
      /the loss of step \d+ is not a finite number\. The first number that is not finite is made by '\w+\//,
    );
    expect(session.progress.step).toBeLessThanOrEqual(4);
    session.setLearningRate(0.2);
    session.continueSlower();
    expect(session.settings.learningRate).toBeCloseTo(0.02);
    await session.step();
    expect(session.state).toBe('idle');
    expect(session.progress.loss).toBeLessThan(2);
  });

  it('keeps a layer frozen through edits, undo, saving and loading', async () => {
    const session = await open({
      network: {
        ...network,
        layers: network.layers.map((one) => ({ ...one, trainable: one.name !== 'conv' })),
      },
    });
    const frozen = (): string[] =>
      session.network.layers.flatMap(({ name = '', trainable }) => (trainable === false ? [name] : []));
    const weights = async (): Promise<string> => {
      const { slabs } = (await session.save()).checkpoint;
      return [...new Uint32Array(slabs.state ?? new ArrayBuffer(0))].join();
    };
    const before = await weights();
    await session.step();
    await session.editing.change(withOption(session.network, 'pool', 'poolSize', 3), {
      key: 'option',
      values: {},
    });
    expect(frozen()).toEqual(['conv']);
    await session.step();
    expect(await weights()).toBe(before);
    await session.editing.go(0);
    expect(frozen()).toEqual(['conv']);
    const run = await session.save();
    await session.rebuild(network);
    expect(frozen()).toEqual([]);
    await session.load(run);
    expect(frozen()).toEqual(['conv']);
    await session.step();
    expect(await weights()).toBe(before);
  });

  it('is rebuilt with other layers, and keeps the weights that still fit', async () => {
    const session = await open();
    for (let i = 0; i < 3; i++) await session.step();
    session.refresh();
    const conv = (await session.explain('conv', [2, 3, 1])).gpuValue;
    const kept = await session.rebuild({
      ...network,
      layers: network.layers.map((layer) =>
        layer.name === 'pool' ? { ...layer, kind: 'maxPooling2d', options: { poolSize: 3 } } : layer,
      ),
    });
    // 6×6 pooled by 3 leaves 2×2×4 = 16 inputs for the dense layer: its weights do not fit, its biases do.
    expect(kept).toEqual(['conv/weight', 'conv/bias', 'answer/bias']);
    expect(session.state).toBe('idle');
    expect(session.progress.step).toBe(0);
    expect(session.layers.map(({ name, outputShape }) => [name, outputShape])).toEqual([
      ['conv', [6, 6, 4]],
      ['pool', [2, 2, 4]],
      ['flatten', [16]],
      ['answer', [2]],
    ]);
    session.refresh();
    expect((await session.explain('conv', [2, 3, 1])).gpuValue).toBe(conv);
    await session.step();
    expect([...session.history.step]).toEqual([1]);
  });

  it('stays as it was when a network cannot be built, and goes on training', async () => {
    const session = await open({ epochs: 1000 });
    await session.step();
    const before = session.layers;
    await expect(
      session.rebuild({
        ...network,
        layers: [{ name: 'conv', kind: 'conv2d', options: { filters: 1, kernelSize: 9 } }],
      }),
    ).rejects.toThrow("Conv2D 'conv': the window is larger than its input: 9×9 on 8×8.");
    await expect(session.rebuild({ ...network, input: [4, 4, 1] })).rejects.toThrow(
      "network 'small': input 'input' expects 4×4×1. Received pictures of 8×8×1",
    );
    expect(session.state).toBe('idle');
    expect(session.layers).toBe(before);
    expect(session.progress.step).toBe(1);
    session.play();
    await until(session, () => session.progress.step > 3);
    await session.rebuild(network);
    await until(session, () => session.state === 'training');
    await session.pause();
  });

  it('is saved and loaded: the same bits as if it had never stopped', async () => {
    const session = await open();
    for (let i = 0; i < 3; i++) await session.step();
    const run = await session.save();
    const { loss } = session.progress;
    for (let i = 0; i < 3; i++) await session.step();
    const losses = [...session.history.loss];
    const other = await open({ seed: 99 });
    await other.load(structuredClone(run));
    expect(other.settings.seed).toBe(5);
    expect(other.progress).toMatchObject({ step: 3, loss });
    for (let i = 0; i < 3; i++) await other.step();
    expect([...other.history.loss]).toEqual(losses);
    const torn = { ...run.checkpoint, slabs: { ...run.checkpoint.slabs, state: new ArrayBuffer(4) } };
    await expect(other.load({ ...run, checkpoint: torn })).rejects.toThrow(
      "checkpoint: 'state' should hold 256 bytes. Received 4",
    );
    expect(other.progress.step).toBe(6);
    await other.step();
    expect(other.progress.step).toBe(7);
  });

  it('refuses a picture of the wrong size and an invalid learning rate', async () => {
    const session = await open();
    expect(() => session.showPicture(new Float32Array(10))).toThrow(
      'picture: expected 64 numbers (8×8×1). Received 10',
    );
    expect(() => session.setLearningRate(0)).toThrow('learning rate: must be a number above 0. Received 0');
  });
});
