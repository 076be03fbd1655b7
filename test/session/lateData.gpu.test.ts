// A data set of which only the test pictures are there when the session opens: those to learn from are made when they are needed.

import { describe, expect, it } from 'vitest';
import type { DataSet } from '../../src/data/dataSet';
import type { TrainingSession } from '../../src/session/session';
import { sessionsOf } from '../support/openSession';
import { barNetwork, bars } from '../support/tinyData';
import { until } from '../support/until';

const whole: DataSet = { train: bars(128), test: bars(32, 2) };

interface Late extends DataSet {
  /** The devices on which the pictures were asked for. */
  readonly askedOn: GPUDevice[];
  /** The next call fails with it. */
  failure: Error | null;
}

function late(): Late {
  const train = { ...whole.train, images: new Uint8Array(whole.train.images.length) };
  const data: Late = {
    ...{ train, test: whole.test, askedOn: [], failure: null },
    completeOn: async (device) => {
      data.askedOn.push(device);
      const { failure } = data;
      data.failure = null;
      await device.queue.onSubmittedWorkDone();
      if (failure) throw failure;
      train.images.set(whole.train.images);
    },
  };
  return data;
}

const opened = sessionsOf(barNetwork);
const open = (data: DataSet): Promise<TrainingSession> => opened({ loadData: () => Promise.resolve(data) });

const afterSteps = async (session: TrainingSession, steps: number): Promise<unknown> => {
  for (let n = 0; n < steps; n++) await session.step();
  return (await session.save()).checkpoint.slabs;
};

describe('pictures to learn from that are not there yet', () => {
  it('are not made to show the network, and once when training needs them, which then learns the same', async () => {
    const data = late();
    const [session, other] = [await open(data), await open(whole)];
    session.refresh();
    await session.evaluate();
    expect(data.askedOn).toEqual([]);
    expect(await afterSteps(session, 5)).toEqual(await afterSteps(other, 5));
    expect(data.askedOn).toEqual([session.device]);
  });

  it('are there for whoever asks for the whole data set', async () => {
    const data = late();
    const session = await open(data);
    expect((await session.wholeData()).train.images).toEqual(whole.train.images);
    await session.tools.distributions();
  });

  it('stop training with the reason if they cannot be made, and are tried again', async () => {
    const data = late();
    const session = await open(data);
    data.failure = new Error('no pictures today');
    session.play();
    await until(session, () => session.state === 'failed');
    expect(session.error?.message).toBe('no pictures today');
    session.continueSlower();
    await session.step();
    expect(session.progress.step).toBe(1);
  });

  it('are made on the next device if theirs is lost meanwhile', async () => {
    const data = late();
    const session = await open(data);
    const lost = session.device;
    const making = session.wholeData();
    lost.destroy();
    await making;
    await session.step();
    expect(session.progress.step).toBe(1);
    expect(session.device).not.toBe(lost);
  });

  it('are made before another data set replaces the one that is there', async () => {
    const data = late();
    const sets = [whole, data];
    const session = await opened({ loadData: () => Promise.resolve(sets.shift() ?? whole) });
    await session.openData({ name: 'late' });
    expect(session.data.train.images).toEqual(whole.train.images);
  });
});
