// The tools of a session, created on first use for the displayed training context (toolbox.ts). Their code is loaded then:
// most visitors use few of them.

import type { Distributions } from '../inspect/distributions';
import type { Attribution } from '../inspect/attribution/attributionFacade';
import type { FamiliarityOptions, SeenBatch, TestFollower, ToolsFacade, TrainFacade } from './facade';
import type { SessionContext } from './sessionContext';
import { augments } from '../train/augmentation';
import type { Microscope } from '../inspect/microscope/microscope';
import type { AugmentedDraws, AugmentingLayer } from '../inspect/augmentedDraws';
import type { Poolings, PoolingSettings } from '../inspect/poolings';
import type { Predictions } from '../inspect/predictions';
import type { Familiarity } from '../train/familiarity';
import { LOSS } from '../inspect/context';
import type { TrainingContext } from './trainingContext';
import type { Evaluation } from '../train/evaluator';
import type { ShiftAccuracy } from '../inspect/shifts/shiftAccuracy';
import type { ShiftProbe } from '../inspect/shifts/shifts';

export class SessionTools implements ToolsFacade {
  readonly #followers = new Set<TestFollower>();

  constructor(
    private readonly session: SessionContext,
    private readonly samples: () => TrainFacade['samples'],
  ) {}

  /** The displayed training context. */
  get #context(): TrainingContext {
    return this.session.probeView.context;
  }

  async attribution(): Promise<Attribution> {
    const context = this.#context;
    const { seed } = this.session.run.settings;
    const { AttributionTools } = await import('../inspect/attribution/attribution');
    return context.tools.get('attribution', () => Promise.resolve(new AttributionTools(context, seed)));
  }

  async microscope(): Promise<Microscope> {
    const context = this.#context;
    const { Microscope, sampleLabel } = await import('../inspect/microscope/microscope');
    const scene = () => {
      const { picture, label } = this.session.probeView;
      return { picture, label: label ?? sampleLabel(this.samples(), picture) };
    };
    return context.tools.get('microscope', () => Microscope.create(context, scene));
  }

  async seenPictures(rows: number): Promise<SeenBatch | null> {
    const { context, settings } = this.session.run;
    const { augmentation } = settings;
    if (augmentation === undefined || !augments(augmentation)) return null;
    const { device, train, tools, trainer } = context;
    const count = Math.min(rows, settings.batchSize);
    const { AugmentedView } = await import('../inspect/augmentedView');
    const view = await tools.get('seen pictures', () =>
      AugmentedView.create(device, train, augmentation, count),
    );
    const { plain, changed } = view;
    const look = (): void => view.look(trainer.workings.trainingState.buffer);
    return { plain, changed, look };
  }

  async predictions(context = this.#context): Promise<Predictions> {
    const { Predictions } = await import('../inspect/predictions');
    return context.tools.get('predictions', () => Predictions.create(context));
  }

  async familiarity({ of, wanted }: FamiliarityOptions = {}): Promise<Familiarity | null> {
    const { store, data } = of === 'run' ? this.session.run.context : this.#context;
    const { familiarityOf } = await import('../train/learnFamiliarity');
    return familiarityOf(store, data, wanted);
  }

  followTests(follower: TestFollower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Tests the network of the run on the whole test set, in sums or, if it is followed, answer by answer. */
  async test(context: TrainingContext, wanted: () => boolean): Promise<Evaluation | null> {
    if (this.#followers.size === 0) return context.evaluator.run({ wanted });
    const { submitted } = this.session.run;
    const { test } = context.data;
    const probabilities = await (await this.predictions(context)).predict(test, { wanted });
    if (probabilities === null) return null;
    const { evaluationOf } = await import('../train/testAnswers');
    for (const follower of this.#followers) follower(submitted, probabilities);
    return evaluationOf(test.labels, probabilities);
  }

  async distributions(): Promise<Distributions> {
    const context = this.#context;
    const { Distributions } = await import('../inspect/distributions');
    const { data } = context;
    await data.completeOn?.(context.device);
    return context.tools.get('distributions', () => Distributions.create(context, data.train));
  }

  async shifts(): Promise<ShiftProbe> {
    const { tools, device, network, store } = this.#context;
    const { ShiftProbe } = await import('../inspect/shifts/shifts');
    return tools.get('shifts', () => ShiftProbe.create(device, network, store));
  }

  async shiftAccuracy(): Promise<ShiftAccuracy> {
    const { tools, device, network, store, test } = this.#context;
    const { ShiftAccuracy } = await import('../inspect/shifts/shiftAccuracy');
    return tools.get('shift accuracy', () => ShiftAccuracy.create(device, network, store, test, LOSS));
  }

  async poolings(shape: readonly number[], settings: PoolingSettings): Promise<Poolings> {
    const { device } = this.#context;
    const { Poolings } = await import('../inspect/poolings');
    return Poolings.create(device, shape, settings);
  }

  async augmentedDraws(layer: AugmentingLayer, count: number): Promise<AugmentedDraws> {
    const { device, network } = this.#context;
    const { seed } = this.session.run.settings;
    const { AugmentedDraws } = await import('../inspect/augmentedDraws');
    return AugmentedDraws.create(device, network.inputs[0]?.shape ?? [], layer, { count, seed });
  }
}
