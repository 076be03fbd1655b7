// What the confusion matrix is about: the moment shown at rest, and while the network trains each test of the session,
// which is made once for both.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { afterEach, expect, it, vi } from 'vitest';
import { ConfusionController } from '../../src/elements/confusion/confusionController';
import { keptOf, type Evaluated } from '../../src/elements/confusion/evaluated';
import { Predictions } from '../../src/inspect/predictions';
import type { NetworkConfig } from '../../src/models/network';
import { TrainingSession } from '../../src/session/session';
import { Evaluator } from '../../src/train/evaluator';
import { bars } from '../support/tinyData';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const EVENTS = ['progress', 'statechange', 'layerschange', 'datachange', 'editschange', 'travelchange'];

class Scene implements ReactiveControllerHost {
  readonly updateComplete = Promise.resolve(true);
  /** Every evaluation that came to its end. */
  readonly seen: Evaluated[] = [];
  readonly controller: ConfusionController;
  readonly #listeners: ReactiveController[] = [];

  constructor(readonly session: TrainingSession) {
    this.controller = new ConfusionController(this, () => session);
    for (const event of EVENTS)
      session.addEventListener(event, (heard) => {
        this.controller.heard(heard);
      });
    this.controller.hostConnected();
    this.controller.hostUpdate();
  }

  addController(controller: ReactiveController): void {
    this.#listeners.push(controller);
  }

  removeController(): void {
    this.#listeners.length = 0;
  }

  requestUpdate(): void {
    const { evaluated } = keptOf(this.session);
    if (evaluated && evaluated !== this.seen.at(-1)) this.seen.push(evaluated);
  }

  /** Resolves once nothing is being evaluated. */
  async rest(): Promise<void> {
    while (this.controller.busy) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const scenes: Scene[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const { controller, session } of scenes.splice(0)) {
    controller.hostDisconnected();
    session.close();
  }
});

async function scene(epochs = 1000): Promise<Scene> {
  const session = await TrainingSession.open({
    network,
    loadData: () => Promise.resolve({ train: bars(250), test: bars(150, 99) }),
    batchSize: 32,
    learningRate: 0.02,
    seed: 5,
    epochs,
  });
  const made = new Scene(session);
  scenes.push(made);
  return made;
}

it('is that of the untrained network at first, then of each step, and of the past while it is shown', async () => {
  const made = await scene();
  const { seen, session, controller } = made;
  const rest = (): Promise<void> => made.rest();
  expect(controller.busy).toBe(true);
  await rest();
  expect(seen.map(({ moment }) => moment)).toEqual([{ kind: 'now', step: 0 }]);
  await session.step();
  await rest();
  await session.step();
  await rest();
  await session.travel.lookAt(1);
  await rest();
  session.travel.backToNow();
  await rest();
  const moments = seen.map(({ moment: { kind, step } }) => `${kind} ${step}`);
  expect(moments).toEqual(['now 0', 'now 1', 'now 2', 'past 1', 'now 2']);
  expect(seen[3]!.probabilities).toEqual(seen[1]!.probabilities);
  expect(seen[4]!.probabilities).toEqual(seen[2]!.probabilities);
});

it('follows the tests of the session while it trains: same step, same accuracy, and no work of its own', async () => {
  const predict = vi.spyOn(Predictions.prototype, 'predict');
  const sums = vi.spyOn(Evaluator.prototype, 'run');
  const made = await scene(6);
  const { session, seen } = made;
  await made.rest();
  session.play();
  await session.ended();
  await made.rest();
  const { testStep, testAccuracy } = session.history;
  expect(testStep.length).toBeGreaterThan(4);
  // The first one is that of the untrained network.
  expect(seen.slice(1).map(({ moment }) => moment.step)).toEqual([...testStep]);
  expect(seen.slice(1).map(({ confusion }) => confusion.accuracy)).toEqual([...testAccuracy]);
  expect(seen.at(-1)!.moment).toEqual({ kind: 'now', step: session.progress.step });
  expect(predict).toHaveBeenCalledTimes(1 + testStep.length);
  expect(sums).not.toHaveBeenCalled();
  const { testAccuracy: followed, testLoss } = session.progress;
  await session.evaluate();
  expect(session.progress.testAccuracy).toBeCloseTo(followed, 6);
  expect(session.progress.testLoss).toBeCloseTo(testLoss, 4);
});

it('that is cancelled is not made again until it is asked for', async () => {
  const made = await scene();
  const { controller, session, seen } = made;
  controller.cancel();
  await made.rest();
  await session.step();
  expect(controller.busy).toBe(false);
  expect(seen).toEqual([]);
  controller.evaluate();
  await made.rest();
  expect(seen.map(({ moment }) => moment.step)).toEqual([1]);
});

it('of another network does not stay, and the cell stays chosen', async () => {
  const made = await scene();
  const { session, seen } = made;
  await made.rest();
  keptOf(session).cell = { label: 0, answer: 1 };
  await session.rebuild({ ...network, name: 'other' });
  await made.rest();
  expect(seen).toHaveLength(2);
  expect(seen[1]!.network).toContain('"other"');
  expect(keptOf(session).cell).toEqual({ label: 0, answer: 1 });
});
