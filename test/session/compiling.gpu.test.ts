// A session compiles what shows the network when it opens, and the training step when that is wanted.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NetworkConfig } from '../../src/models/network';
import { sessionsOf } from '../support/openSession';
import { until } from '../support/until';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const open = sessionsOf(network);

/** The names of the kernels that were compiled; those of a gradient wait for `release`, or fail with `failure`. */
let compiled: string[] = [];
let release: () => void = () => undefined;
let failure: Error | null = null;

beforeEach(() => {
  compiled = [];
  failure = null;
  const released = new Promise<void>((resolve) => (release = resolve));
  const { prototype } = GPUDevice;
  // oxlint-disable-next-line typescript/unbound-method -- called with its device
  const compile = prototype.createComputePipelineAsync;
  vi.spyOn(prototype, 'createComputePipelineAsync').mockImplementation(async function (
    this: GPUDevice,
    descriptor,
  ) {
    const { label = '' } = descriptor;
    compiled.push(label);
    if (label.includes('grad')) await released;
    if (label.includes('grad') && failure !== null) throw failure;
    return compile.call(this, descriptor);
  });
});

afterEach(() => vi.restoreAllMocks());

const ofGradients = (): readonly string[] => compiled.filter((name) => name.includes('grad'));

describe('the training step of a session', () => {
  it('is not compiled for a network that is only looked at, nor for its edits', async () => {
    const session = await open();
    session.refresh();
    await session.rebuild({ ...network, name: 'other' });
    expect(compiled.length).toBeGreaterThan(0);
    expect(ofGradients()).toEqual([]);
  });

  it('is compiled once, when training begins, and the session says that it compiles', async () => {
    const session = await open();
    session.play();
    await until(session, () => session.compiling);
    expect(session.state).toBe('training');
    release();
    await until(session, () => session.progress.step > 2);
    expect(session.compiling).toBe(false);
    await session.pause();
    const times = ofGradients().length;
    await session.step();
    expect(ofGradients()).toHaveLength(times);
  });

  it('takes no step if training is paused before it is compiled', async () => {
    const session = await open();
    session.play();
    await until(session, () => session.compiling);
    const paused = session.pause();
    expect(session.state).toBe('idle');
    release();
    await paused;
    expect(session.progress.step).toBe(0);
  });

  it('may be prepared ahead: training then begins at once', async () => {
    const session = await open();
    session.prepareTraining();
    session.prepareTraining();
    release();
    await session.run.context.trainer.compile();
    const times = ofGradients().length;
    const said = vi.fn<(compiling: boolean) => void>();
    session.addEventListener('statechange', () => said(session.compiling));
    await session.step();
    expect(session.progress.step).toBe(1);
    expect(ofGradients()).toHaveLength(times);
    expect(said).not.toHaveBeenCalledWith(true);
  });

  it('is prepared one shader after another while nobody waits, and all at once for who does', async () => {
    const session = await open();
    session.prepareTraining('patiently');
    await vi.waitFor(() => expect(ofGradients()).toHaveLength(1));
    // It waits for the first gradient.
    await session.mapFacts(null, 0);
    expect(ofGradients()).toHaveLength(1);
    session.prepareTraining();
    release();
    await session.step();
    expect(session.progress.step).toBe(1);
    expect(new Set(ofGradients()).size).toBeGreaterThan(1);
  });

  it('stops training with the message of the compiler if it does not compile, and the network stays editable', async () => {
    failure = new Error('too many registers');
    release();
    const session = await open();
    session.prepareTraining();
    await session.step();
    expect(session.state).toBe('failed');
    expect(session.error?.message).toContain('too many registers');
    expect(session.progress.step).toBe(0);
    failure = null;
    await session.rebuild({
      ...network,
      layers: network.layers.filter(({ name }) => name !== 'conv'),
    });
    await session.step();
    expect(session.progress.step).toBe(1);
  });

  it('is compiled again on the next device if the device is lost meanwhile, and training goes on', async () => {
    const session = await open();
    const lost = session.device;
    session.play();
    await until(session, () => session.compiling);
    lost.destroy();
    release();
    await until(session, () => session.device !== lost && session.progress.step > 0);
    expect(session.state).toBe('training');
    expect(session.error).toBeNull();
    await session.pause();
  });

  it('may be given up with its network while it compiles', async () => {
    const session = await open();
    session.prepareTraining();
    await session.rebuild({ ...network, name: 'other' });
    release();
    await session.step();
    expect(session.network.name).toBe('other');
    expect(session.progress.step).toBe(1);
  });
});
