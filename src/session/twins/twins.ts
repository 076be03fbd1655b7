// Twins: two networks on one device, one data set, one seed and one order of batches, so that all that differs in
// what they become is what was changed between them. They take their steps in turns and always rest at the same step.
//
// One thing is under way at a time; asking for another breaks it off at the next good moment.

import type { ImageDataset } from '../../data/imageDataset';
import { isLost } from '../../gpu/deviceLoss';
import { ArchitectureError, type Network } from '../../models/network';
import type { SessionSettings } from '../runFacade';
import { LayerDomains } from '../../inspect/probe/layerViews';
import { READ_INTERVAL_MS, viewEveryMs } from '../viewPace';
import { RangeWatch } from '../../inspect/probe/rangeWatch';
import {
  createTrainingContext,
  destroyTrainingContext,
  type DeviceContext,
  type TrainingContext,
  type Weights,
} from '../trainingContext';
import type { SeedResult } from './compareSeeds';
import { nextTest } from '../../train/testTimes';
import type { TrainingOptions } from '../../train/trainingLoop';
import { weightsThatFit } from './frozenWeights';
import { Twin } from './twin';
import { compareAnswers, type AnswersCompared } from './twinAnswers';
import { differencesOf, type TwinChange, type TwinDifference } from './twinChange';

/**
 * training  steps are being taken        answering  both are asked about the whole test set
 * seeds     trained from several seeds   failed     a loss was not finite (see `error`); reset begins anew
 */
export type TwinsState = 'idle' | 'training' | 'answering' | 'seeds' | 'failed';

export interface TwinsOptions {
  readonly networks: readonly [first: Network, second: Network];
  /** How the second differs from the first. */
  readonly change: TwinChange;
  readonly settings: SessionSettings;
  /** In place of initial values of the seed, where they fit, by `layer/parameter`. */
  readonly weights?: Weights;
  readonly test: ImageDataset;
  readonly picture: Float32Array;
  /** Awaited before anything long begins: what else uses the device comes to rest. */
  readonly rest?: () => Promise<void>;
}

/** Events: `statechange` · `progress` (steps, tests, answers, seeds) · `domainchange`. */
export class Twins extends EventTarget {
  readonly sides: readonly [first: Twin, second: Twin];
  state: TwinsState = 'idle';
  error: Error | null = null;
  /** Steps both have taken. */
  step = 0;
  /** What both answer for the test set, and at which step they were asked. */
  compared: (AnswersCompared & { readonly step: number }) | null = null;
  /** Of what is under way, 0…1. */
  fraction = 0;
  /** Of the seeds trained last. */
  seeds: { readonly steps: number; readonly results: readonly SeedResult[] } | null = null;
  #ticket = 0;
  #task: Promise<void> = Promise.resolve();
  #testDue = false;
  #stale = true;
  #computed = 0;
  #refreshedAt = 0;
  #closed = false;
  readonly #domains: LayerDomains;
  readonly #ranges = new RangeWatch((counts) => this.#readRanges(counts));

  private constructor(
    contexts: readonly [TrainingContext, TrainingContext],
    private readonly options: TwinsOptions,
  ) {
    super();
    this.#domains = new LayerDomains();
    const [first, second] = contexts;
    this.sides = [new Twin(first, this.#domains), new Twin(second, this.#domains)];
    this.showPicture(options.picture);
  }

  /** @throws as `createTrainingContext` and `Trainer.compile` do; ArchitectureError where the two are alike */
  static async create(deviceContext: DeviceContext, options: TwinsOptions): Promise<Twins> {
    const { networks, settings, weights = new Map() } = options;
    const create = async (network: Network): Promise<TrainingContext> => {
      const fitting = weightsThatFit(network, weights);
      const context = await createTrainingContext(deviceContext, network, settings, fitting);
      try {
        await context.trainer.compile();
      } catch (error) {
        destroyTrainingContext(context);
        throw error;
      }
      return context;
    };
    if (differencesOf(...networks).length === 0)
      throw new ArchitectureError(`network '${networks[0].name}': its twin does not differ from it`, {
        facts: { code: 'twinsAlike', network: networks[0].name },
      });
    const first = await create(networks[0]);
    try {
      return new Twins([first, await create(networks[1])], options);
    } catch (error) {
      destroyTrainingContext(first);
      throw error;
    }
  }

  get device(): GPUDevice {
    return this.sides[0].device;
  }

  /** How long a step of both takes; 0 before the first. */
  get stepMs(): number {
    return this.sides.reduce((sum, { context }) => sum + context.pacer.stepMs, 0);
  }

  get change(): TwinChange {
    return this.options.change;
  }

  get settings(): SessionSettings {
    return this.options.settings;
  }

  get differences(): readonly TwinDifference[] {
    return differencesOf(this.sides[0].context.network, this.sides[1].context.network);
  }

  /** The test set's names of classes and pictures, for showing those they disagree on. */
  get test(): ImageDataset {
    return this.options.test;
  }

  play(): void {
    void this.#begin('training', async (wanted) => {
      await this.options.rest?.();
      const { stepsPerEpoch } = this.sides[0].context.trainer;
      const end = this.options.settings.epochs * stepsPerEpoch;
      await this.#train({
        // From its end, a run that is played again goes on without one.
        until: this.step < end || this.#testDue ? end : Infinity,
        nextStop: (step) => nextTest(step, stepsPerEpoch),
        wanted,
        stopFirst: this.#testDue,
        evaluate: async (step) => {
          this.#testDue = true;
          for (const side of this.sides) if (!(await side.evaluate(step, wanted))) return;
          this.#testDue = false;
          this.#say('progress');
        },
      });
    });
  }

  /** Comes to rest, with both at the same step. */
  pause(): Promise<void> {
    return this.#begin('idle', () => Promise.resolve());
  }

  /** One step of each. */
  takeStep(): Promise<void> {
    return this.#begin('training', () => this.#train({ until: this.step + 1 }));
  }

  /** Both back to the same start. */
  reset(): Promise<void> {
    return this.#begin('idle', () => {
      for (const side of this.sides) side.restart(this.options.settings.seed);
      this.step = 0;
      this.error = null;
      this.compared = null;
      this.#testDue = false;
      this.#domains.clear();
      this.#ranges.restart();
      this.#stale = true;
      this.#say('progress');
      return Promise.resolve();
    });
  }

  /** Asks both about the whole test set; see `compared`. Anything else that is asked for breaks it off. */
  ask(): Promise<void> {
    return this.#begin('answering', async (wanted) => {
      const { test } = this.options;
      const answers: Float32Array[] = [];
      for (const [at, side] of this.sides.entries()) {
        const found = await side.answers(test, {
          wanted,
          onProgress: (fraction) => this.#progress((at + fraction) / 2),
        });
        if (found === null) return;
        answers.push(found);
      }
      const [first = new Float32Array(), second = new Float32Array()] = answers;
      const classes = first.length / test.count;
      this.compared = { step: this.step, ...compareAnswers(test.labels, first, second, classes) };
      this.sides[0].tested(this.step, this.compared.firstRight / test.count);
      this.sides[1].tested(this.step, this.compared.secondRight / test.count);
    });
  }

  /**
   * Trains both from `count` seeds for so many steps and tests them; see `seeds`. Where they were before, they are
   * again afterwards, with the same bits. Broken off, the seeds that are done stay.
   */
  trySeeds(count: number, steps: number): Promise<void> {
    return this.#begin('seeds', async (wanted) => {
      await this.options.rest?.();
      const kept = await Promise.all(this.sides.map(({ context }) => context.trainer.checkpoint()));
      const results: SeedResult[] = [];
      this.seeds = { steps, results };
      const parts = count * 2;
      try {
        for (let at = 0; at < count; at++) {
          const seed = this.options.settings.seed + at;
          const accuracies: number[] = [];
          for (const [which, side] of this.sides.entries()) {
            const done = (share: number): void => this.#progress((at * 2 + which + share) / parts);
            const accuracy = await this.#trainAlone(side, seed, steps, wanted, done);
            if (accuracy === null) return;
            accuracies.push(accuracy);
          }
          const [first = NaN, second = NaN] = accuracies;
          results.push({ seed, first, second });
          this.seeds = { steps, results: [...results] };
          this.#say('progress');
        }
      } finally {
        this.sides.forEach(({ context }, at) => {
          const checkpoint = kept[at];
          context.trainer.reset(this.options.settings.seed);
          if (checkpoint !== undefined && !checkpoint.halted) context.trainer.restore(checkpoint);
        });
      }
    });
  }

  /** @returns the share of the test set that is right afterwards; null if it was broken off */
  async #trainAlone(
    side: Twin,
    seed: number,
    steps: number,
    wanted: () => boolean,
    done: (share: number) => void,
  ): Promise<number | null> {
    const { trainer, evaluator } = side.context;
    trainer.reset(seed);
    for await (const { step } of side.train({ until: steps, wanted, reads: 'none' }))
      done((0.8 * step) / steps);
    if (!wanted()) return null;
    const result = await evaluator.run({ wanted, onProgress: (share) => done(0.8 + 0.2 * share) });
    return result?.accuracy ?? null;
  }

  showPicture(pixels: Float32Array): void {
    for (const { context } of this.sides) context.probe.write(pixels);
    this.#stale = true;
  }

  /**
   * Recomputes both views if the picture or the parameters changed. Call once a frame before drawing.
   * @returns how often they were computed so far
   */
  refresh(): number {
    if (this.#isDue) {
      this.#refreshedAt = performance.now();
      for (const { context } of this.sides) context.probe.run();
      this.#stale = false;
      this.#computed++;
      this.#ranges.changed();
    }
    return this.#computed;
  }

  get #isDue(): boolean {
    // While seeds are tried the parameters are not those of the step shown.
    if (!this.#stale || this.#closed || this.state === 'seeds') return false;
    return this.state !== 'training' || performance.now() - this.#refreshedAt >= viewEveryMs(this.stepMs);
  }

  destroy(): void {
    this.#closed = true;
    this.#ticket++;
    this.#ranges.restart();
    // What is under way ends first, since it uses their plans. Views that draw them are told in this turn of the event
    // loop, so they are destroyed in the next.
    void this.#task.then(() =>
      setTimeout(() => {
        for (const side of this.sides) side.destroy();
      }),
    );
  }

  /** Breaks off what is under way, waits until it has come to rest, and does the next thing unless a newer one is asked for. */
  #begin(state: TwinsState, work: (wanted: () => boolean) => Promise<void>): Promise<void> {
    const ticket = ++this.#ticket;
    const before = this.#task;
    const wanted = (): boolean => ticket === this.#ticket && !this.#closed;
    const run = async (): Promise<void> => {
      await before;
      if (!wanted()) return;
      if (this.error !== null && state !== 'idle') return;
      this.fraction = 0;
      this.#set(state);
      try {
        await work(wanted);
      } catch (error) {
        if (this.#closed || (await isLost(this.device))) return;
        this.error = error instanceof Error ? error : new Error(String(error));
      }
      this.#stale = true;
      this.#set(this.error === null ? 'idle' : 'failed');
    };
    this.#task = run();
    return this.#task;
  }

  /** The first takes its steps, and after each submit the second takes as many. */
  async #train(options: TrainingOptions<void>): Promise<void> {
    const [first, second] = this.sides;
    const given = { from: this.step, readEveryMs: READ_INTERVAL_MS, ...options };
    for await (const event of first.train(given)) {
      if (event.kind === 'steps') {
        const follow = second.train({ from: this.step, until: event.step, reads: 'none' });
        for await (const { step } of follow) this.step = step;
        this.#stale = true;
      } else if (event.kind === 'reading') {
        first.take(event.records);
        await second.read();
        this.#say('progress');
      }
    }
  }

  async #readRanges(counts: () => boolean): Promise<void> {
    try {
      const ranges = await Promise.all(this.sides.map(({ context }) => context.probe.readRanges()));
      if (!counts() || this.#closed) return;
      // One range for both, so that the same colour is the same number.
      const grown = ranges.map((one) => this.#domains.take(one));
      if (!grown.includes(true)) return;
      for (const side of this.sides) side.recolour();
      this.#stale = true;
      this.#say('domainchange');
    } catch (error) {
      if (!this.#closed && !(await isLost(this.device))) throw error;
    }
  }

  #progress(fraction: number): void {
    this.fraction = fraction;
    this.#say('progress');
  }

  #set(state: TwinsState): void {
    this.state = state;
    this.#say('statechange');
  }

  #say(event: string): void {
    this.dispatchEvent(new Event(event));
  }
}
