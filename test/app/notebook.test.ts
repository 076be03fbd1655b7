// The notebook records every run of a session by itself, keeps it in the browser within its limits, and asks before anything
// old goes.

import { describe, expect, it } from 'vitest';
import { Notebook, type Limits } from '../../src/app/notebook/notebook';
import type { Storage } from '../../src/app/kept/storage';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { initialize } from '../../src/initializers/initializers';
import type { SavedRun, SessionSettings, TrainFacade } from '../../src/session/facade';
import { slabLayout } from '../../src/models/slabLayout';
import { RunHistory } from '../../src/train/history';

class FakeStorage implements Storage {
  readonly values = new Map<string, unknown>();
  refuses: Error | null = null;

  read(keys: readonly string[]): Promise<readonly unknown[]> {
    return Promise.resolve(keys.map((key) => structuredClone(this.values.get(key))));
  }

  write(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    if (this.refuses) return Promise.reject(this.refuses);
    for (const [key, value] of entries) this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }

  remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.values.delete(key);
    return Promise.resolve();
  }

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.values.keys()]);
  }
}

const networkOf = (units = 3): NetworkConfig =>
  defineNetwork({
    name: 'small',
    input: [2, 2, 1],
    layers: [
      { name: 'flatten', kind: 'flatten' },
      { name: 'hidden', kind: 'dense', options: { units, activation: 'relu' } },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  }).toJSON();

/** A session without a device: its loss depends on its settings and its past, as that of a real one does. */
class FakeSession extends EventTarget {
  state = 'idle';
  history = new RunHistory();
  network = networkOf();
  settings: SessionSettings = {
    ...{ network: 'small', optimizer: 'adam', learningRate: 0.1, batchSize: 4, epochs: 5, seed: 1 },
  };
  readonly data = { reference: { name: 'shapes' } };
  lastSaved: SavedRun | null = null;
  #step = 0;
  #loss = 2;
  /** The weights are those of the seed at step 0. */
  fromSeed = true;

  get progress(): { step: number } {
    return { step: this.#step };
  }

  get layers(): readonly { parameterCount: number }[] {
    return defineNetwork(this.network).layers;
  }

  train(steps: number): void {
    this.state = 'training';
    this.#say('statechange');
    for (let at = 0; at < steps; at++) {
      this.history.add([{ step: this.#step++, loss: this.#loss, accuracy: 0.5 }] as never);
      this.#loss *= 1 - this.settings.learningRate / (10 + this.settings.seed);
    }
    this.#say('progress');
    this.state = 'idle';
    this.#say('statechange');
    this.#copy();
  }

  evaluate(accuracy: number): void {
    this.history.addTest(this.#step, accuracy);
    this.lastSaved = this.lastSaved && { ...this.lastSaved, history: this.history.save() };
    this.#say('progress');
  }

  setLearningRate(learningRate: number): void {
    this.settings = { ...this.settings, learningRate };
    this.#say('progress');
  }

  begin(change: Partial<SessionSettings> & { network?: never } = {}, network = this.network): void {
    this.settings = { ...this.settings, ...change };
    this.network = network;
    this.history = new RunHistory();
    [this.#step, this.#loss] = [0, 2];
    this.lastSaved = null;
    this.#say('statechange');
    this.#copy();
  }

  /** Back to a step of the run, from which it goes on. */
  goBackTo(step: number): void {
    const history = RunHistory.from(this.history.save(step));
    this.#loss = history.loss.at(-1) ?? 2;
    this.#loss *= 1 - this.settings.learningRate / (10 + this.settings.seed);
    this.history = history;
    this.#step = step;
    this.lastSaved = null;
    this.#say('statechange');
    this.#copy();
  }

  #copy(): void {
    const { network, settings, data } = this;
    const { places, bytes } = slabLayout(defineNetwork(network));
    const parameters = new ArrayBuffer(bytes.parameters);
    const specs = defineNetwork(network).layers.flatMap(({ name, parameters: all }) =>
      all.map((spec) => ({ ...spec, key: `${name}/${spec.name}` })),
    );
    for (const { name, offsetBytes, shape } of places) {
      const spec = specs.find(({ key }) => key === name);
      const size = shape.reduce((a, b) => a * b, 1);
      const values = new Float32Array(parameters, offsetBytes, size);
      if (spec && this.fromSeed) values.set(initialize(spec.initializer, size, spec, settings.seed, name));
      else values.fill(0.5);
    }
    this.lastSaved = {
      ...{ network, settings, data: data.reference, history: this.history.save() },
      checkpoint: { step: this.#step, halted: false, slabs: { parameters } },
    };
    this.#say('checkpoint');
  }

  #say(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}

const LIMITS: Limits = { runs: 3, weightsBytes: 2 ** 20, runBytes: 2 ** 16 };

async function opened(
  storage = new FakeStorage(),
  limits = LIMITS,
): Promise<{ session: FakeSession; notebook: Notebook; storage: FakeStorage }> {
  const session = new FakeSession();
  let now = 1000;
  const notebook = new Notebook(storage, limits, () => now++);
  await notebook.follow(session as unknown as TrainFacade);
  session.begin();
  return { session, notebook, storage };
}

const stepsOf = ({ runs }: Notebook): readonly number[] => runs.map(({ step }) => step);
/** Records of a pause are put off for a moment. */
const paused = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

describe('recording', () => {
  it('keeps a run when another one takes its place', async () => {
    const { session, notebook, storage } = await opened();
    session.train(30);
    session.begin({ learningRate: 0.2 });
    session.train(40);
    session.begin({}, networkOf(4));
    await notebook.written();
    expect(stepsOf(notebook)).toEqual([30, 40]);
    expect(notebook.runs.map(({ settings }) => settings.learningRate)).toEqual([0.1, 0.2]);
    const again = await opened(storage);
    expect(stepsOf(again.notebook)).toEqual([30, 40]);
    // As a list, which versions before know, too.
    expect(again.notebook.runs[0]?.history.loss).toEqual([...(notebook.runs[0]?.history.loss ?? [])]);
  });

  it('keeps a run at a pause, once', async () => {
    const { session, notebook, storage } = await opened();
    session.train(25);
    await paused();
    session.train(25);
    await paused();
    await notebook.written();
    expect(stepsOf(notebook)).toEqual([50]);
    expect([...storage.values.keys()].filter((key) => key.startsWith('run '))).toHaveLength(1);
  });

  it('shows the run of the session from its first step, but does not record a few steps', async () => {
    const { session, notebook } = await opened();
    expect(notebook.currentId).toBeNull();
    session.train(5);
    expect(stepsOf(notebook)).toEqual([5]);
    expect(notebook.currentId).toBe(notebook.runs[0]?.id);
    session.begin({ seed: 2 });
    expect(stepsOf(notebook)).toEqual([]);
  });

  it('adds nothing for the same run trained again, and continues it', async () => {
    const { session, notebook } = await opened();
    session.train(30);
    session.begin();
    session.train(25);
    expect(stepsOf(notebook)).toEqual([30]);
    session.train(25);
    expect(stepsOf(notebook)).toEqual([50]);
    session.begin();
    expect(stepsOf(notebook)).toEqual([50]);
  });

  it('keeps both ways from a step in the past', async () => {
    const { session, notebook } = await opened();
    session.train(60);
    session.goBackTo(30);
    session.setLearningRate(0.5);
    session.train(40);
    session.begin({ learningRate: 0.1 });
    expect(stepsOf(notebook)).toEqual([60, 70]);
    expect(notebook.runs[1]?.rates).toEqual([
      { step: 0, value: 0.1 },
      { step: 30, value: 0.5 },
    ]);
  });

  it('knows a learning rate that was changed on the way', async () => {
    const { session, notebook } = await opened();
    session.setLearningRate(0.3);
    session.train(30);
    session.setLearningRate(0.03);
    session.train(30);
    session.begin();
    expect(notebook.runs[0]?.rates).toEqual([
      { step: 0, value: 0.3 },
      { step: 30, value: 0.03 },
    ]);
  });

  it('knows whether a run began with the weights of its seed', async () => {
    const { session, notebook } = await opened();
    session.train(30);
    session.fromSeed = false;
    session.begin({ batchSize: 8 });
    session.train(30);
    session.begin({ seed: 3 });
    expect(notebook.runs.map(({ fromSeed }) => fromSeed)).toEqual([true, false]);
  });

  it('adds an evaluation at rest to the run', async () => {
    const { session, notebook } = await opened();
    session.train(30);
    await paused();
    session.evaluate(0.75);
    await paused();
    await notebook.written();
    expect([...(notebook.runs[0]?.history.testAccuracy ?? [])]).toEqual([0.75]);
  });
});

describe('what the learner does', () => {
  it('resumes a run from its weights', async () => {
    const { session, notebook, storage } = await opened();
    session.train(30);
    const slabs = session.lastSaved?.checkpoint.slabs;
    session.begin({ seed: 2 });
    await notebook.written();
    const again = await opened(storage);
    const [run] = again.notebook.runs;
    const saved = await again.notebook.savedRun(run?.id ?? '');
    expect(saved?.checkpoint).toEqual({ step: 30, halted: false, slabs });
    expect(saved?.settings.seed).toBe(1);
  });

  it('keeps names and notes, and removes and restores a run with its weights', async () => {
    const { session, notebook, storage } = await opened();
    session.train(30);
    session.begin({ seed: 2 });
    const id = notebook.runs[0]?.id ?? '';
    notebook.edit(id, { name: 'first try', note: 'too slow' });
    await notebook.remove(id);
    await notebook.written();
    expect(notebook.runs).toEqual([]);
    expect(storage.values.size).toBe(0);
    notebook.restore();
    await notebook.written();
    const again = await opened(storage);
    expect(again.notebook.runs[0]).toMatchObject({ name: 'first try', note: 'too slow', step: 30 });
    expect(again.notebook.weightsOf(id)).toBe('kept');
  });

  it('does not bring back the run of the session that was removed, until it goes on', async () => {
    const { session, notebook } = await opened();
    session.train(30);
    await paused();
    await notebook.remove(notebook.currentId ?? '');
    session.begin({ seed: 2 });
    expect(notebook.runs).toEqual([]);
    session.train(30);
    await paused();
    await notebook.remove(notebook.currentId ?? '');
    session.train(10);
    expect(stepsOf(notebook)).toEqual([40]);
  });
});

describe('limits', () => {
  const fill = (session: FakeSession, runs: number): void => {
    for (let seed = 1; seed <= runs; seed++) {
      session.begin({ seed });
      session.train(30);
    }
    session.begin({ seed: 99 });
  };

  it('drops no run: what has no room is there until the page is closed, or the oldest is removed', async () => {
    const { session, notebook, storage } = await opened();
    fill(session, 5);
    await notebook.written();
    expect(notebook.runs).toHaveLength(5);
    expect(notebook.unkept).toBe(2);
    expect((await opened(storage)).notebook.runs.map(({ settings: { seed } }) => seed)).toEqual([1, 2, 3]);
    await notebook.remove(notebook.runs[0]?.id ?? '');
    await notebook.written();
    expect(notebook.unkept).toBe(1);
    expect((await opened(storage)).notebook.runs.map(({ settings: { seed } }) => seed)).toEqual([2, 3, 4]);
  });

  it('keeps curves and settings where there is no room for weights, and makes room for them when asked', async () => {
    const { session, notebook, storage } = await opened(new FakeStorage(), { ...LIMITS, weightsBytes: 2500 });
    fill(session, 3);
    await notebook.written();
    const weights = (): string[] => notebook.runs.map(({ id }) => notebook.weightsOf(id));
    expect(weights()).toEqual(['kept', 'kept', 'untilClosed']);
    expect(notebook.unkeptWeights).toBe(1);
    await notebook.freeOldestWeights();
    expect(weights()).toEqual(['none', 'kept', 'kept']);
    expect(await notebook.savedRun(notebook.runs[0]?.id ?? '')).toBeNull();
    const again = await opened(storage);
    expect(again.notebook.runs.map(({ id }) => again.notebook.weightsOf(id))).toEqual([
      'none',
      'kept',
      'kept',
    ]);
    expect(stepsOf(again.notebook)).toEqual([30, 30, 30]);
  });

  it('keeps no weights of a large network', async () => {
    const { session, notebook } = await opened(new FakeStorage(), { ...LIMITS, runBytes: 100 });
    fill(session, 1);
    expect(notebook.runs.map(({ id }) => notebook.weightsOf(id))).toEqual(['none']);
  });
});

describe('storage', () => {
  it('says that it is full, and keeps the run for this visit', async () => {
    const { session, notebook, storage } = await opened();
    storage.refuses = new DOMException('no room', 'QuotaExceededError');
    session.train(30);
    session.begin({ seed: 2 });
    await notebook.written();
    expect(notebook.refusal).toBe('full');
    expect(stepsOf(notebook)).toEqual([30]);
    const saved = await notebook.savedRun(notebook.runs[0]?.id ?? '');
    expect(saved?.checkpoint.step).toBe(30);
  });

  it('leaves out what is damaged, or of another version, and counts it', async () => {
    const { session, notebook, storage } = await opened();
    session.train(30);
    session.begin({ seed: 2 });
    await notebook.written();
    const [key, value] = [...storage.values].find(([name]) => name.startsWith('run ')) ?? [];
    storage.values.set('run damaged', { ...(value as object), run: { id: 'x', history: 3 } });
    storage.values.set('run later', { ...(value as object), version: 2 });
    expect(key).toBeDefined();
    const again = await opened(storage);
    expect(stepsOf(again.notebook)).toEqual([30]);
    expect(again.notebook.damaged).toBe(2);
  });
});
