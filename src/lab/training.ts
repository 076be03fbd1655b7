// Makes a network after a recipe: gathers its pictures, lets it learn, and asks it about those held out.

import { EventLoopYielder } from '../data/eventLoopYielder';
import type { StoredModel } from '../formats/storedModel';
import { fruitnet } from '../models/fruitnet';
import { defineNetwork, type Network, type NetworkConfig } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { PHOTO_AUGMENTATION } from '../train/augmentation';
import { AugmentedView, type SeenPictures } from '../inspect/augmentedView';
import { BestWeights } from '../train/bestWeights';
import { RunHistory } from '../train/history';
import { answerAt, TestAnswers } from '../train/testAnswers';
import { Trainer } from '../train/trainer';
import { FeatureExtractor, joinFeatures } from '../transfer/featureExtractor';
import { fruitFeatures, fruitRows } from '../transfer/fruitFeatures';
import { withHead, type FeatureLayers } from '../transfer/featureNetwork';
import { headAnswers } from '../transfer/headAnswers';
import { trainHead } from '../transfer/trainHead';
import type { Library } from './library';
import { gather, type HeldOut, type Material } from './material';
import type { PixelSource } from './pixels';
import { TRANSFER_COPIES, besideOf, fruitnetRecipe, type Recipe } from './recipe';
import type { Prediction, Trained } from './trained';

/** What is done now; `fraction` is null where its length is unknown. */
export interface LabProgress {
  readonly phase: 'pictures' | 'rendering' | 'download' | 'compile' | 'features' | 'learn' | 'test';
  readonly fraction: number | null;
  readonly epoch: number;
  readonly epochs: number;
}

export interface TrainingHooks {
  readonly onProgress: (progress: LabProgress) => void;
  /** New points of the curve. */
  readonly onHistory: (history: RunHistory) => void;
  /** The pictures as training sees them; null when there are no more. */
  readonly onAugmented: (pictures: SeenPictures | null) => void;
  readonly signal: AbortSignal;
  /** Asked after every epoch: whether to end here, with the best weights so far. */
  readonly wantsEnd?: () => boolean;
}

/** The network that features come from, and what of it. */
export interface TransferBase {
  readonly load: (options: {
    readonly onProgress: (progress: { readonly loadedBytes: number; readonly totalBytes: number }) => void;
    readonly signal: AbortSignal;
  }) => Promise<StoredModel>;
  /** The layers that do well, and the size of the pictures. */
  readonly features: FeatureLayers;
}

/** The held-out pictures are asked about so often while it learns, at most. */
const TESTS = 10;
const TEST_BATCH = 16;
/** Of the batch under way that are shown. */
const SHOWN = 6;

interface TrainingResult {
  readonly network: NetworkConfig;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Its answers for the held-out pictures, where they are known already. */
  readonly answers: Float32Array | null;
}

/** @throws LabProblem, NonFiniteLossError, FormatError, errors of the device; the signal's reason */
export async function train(
  device: GPUDevice,
  recipe: Recipe,
  library: Pick<Library, 'classes' | 'of'>,
  pixels: PixelSource,
  base: TransferBase,
  hooks: TrainingHooks,
): Promise<Trained> {
  const startedAt = performance.now();
  const { way, classes, settings } = recipe;
  const step = (phase: LabProgress['phase'], fraction: number | null, epoch = 0, epochs = 0): void =>
    hooks.onProgress({ phase, fraction, epoch, epochs });
  const gathering = way === 'rendered' ? 'rendering' : 'pictures';
  step(gathering, 0);
  const material = await gather(device, recipe, library, pixels, {
    onProgress: (done, total) => step(gathering, done / total),
    signal: hooks.signal,
  });
  const history = new RunHistory();
  try {
    const learned =
      way === 'transfer'
        ? await learnHead(device, recipe, material, base, history, step, hooks)
        : await learnAll(device, recipe, material, history, step, hooks);
    step('test', 0);
    const { network, weights } = learned;
    const { held, own } = await ask(device, learned, material, {
      onProgress: (fraction) => step('test', fraction),
      signal: hooks.signal,
    });
    return {
      ...{ way, classes, network, weights, size: pixels.size, splitBy: settings.splitBy },
      pictures: material.count,
      seconds: (performance.now() - startedAt) / 1000,
      history: history.save(),
      ...{ held, own, oneRecording: material.oneRecording },
    };
  } finally {
    material.destroy();
  }
}

type Step = (phase: LabProgress['phase'], fraction: number | null, epoch?: number, epochs?: number) => void;

/** From random weights, every layer. */
async function learnAll(
  device: GPUDevice,
  recipe: Recipe,
  { onGpu, held, validation }: Material,
  history: RunHistory,
  step: Step,
  hooks: TrainingHooks,
): Promise<TrainingResult> {
  const { signal } = hooks;
  const { classes, settings } = recipe;
  step('compile', null);
  const data = onGpu();
  const network = defineNetwork(fitted(fruitnet, data.featureShape, classes.length));
  const plan = fruitnetRecipe(recipe, data.samples);
  const { batchSize, stepsPerEpoch, epochs } = plan;
  const store = new ParameterStore(device, network);
  store.initialize(settings.seed);
  const trainer = await Trainer.create(device, {
    ...{ network, data, batchSize, store, seed: settings.seed },
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', options: { learningRate: settings.learningRate } },
    schedule: { kind: 'cosine', decaySteps: plan.steps, alpha: 0.02 },
    ...(settings.augment ? { augmentation: PHOTO_AUGMENTATION } : {}),
  });
  let [answers, view]: [TestAnswers | null, AugmentedView | null] = [null, null];
  let best: BestWeights | null = null;
  try {
    const tests = await TestAnswers.create(device, network, store, Math.min(TEST_BATCH, held.images.count));
    answers = tests;
    if (validation !== null) best = await BestWeights.create(trainer, validation, plan.patienceSteps);
    if (settings.augment) {
      view = await AugmentedView.create(device, data, PHOTO_AUGMENTATION, Math.min(SHOWN, batchSize));
      hooks.onAugmented(view);
    }
    const [until, every] = [epochs * stepsPerEpoch, Math.ceil(epochs / TESTS) * stepsPerEpoch];
    for await (const event of trainer.train({
      ...{ until, signal, wantsEnd: hooks.wantsEnd },
      best: best && { weights: best, every: plan.epochsPerValidation * stepsPerEpoch },
      evaluate: (at, last) =>
        last || at % every === 0 ? tests.run(held.images, { wanted: () => !signal.aborted }) : null,
    })) {
      if (event.kind === 'steps') {
        view?.look(trainer.workings.trainingState.buffer);
        step('learn', event.step / until, Math.ceil(event.step / stepsPerEpoch), epochs);
      } else if (event.kind === 'reading') history.add(event.records);
      else {
        if (event.evaluation !== null) history.addTest(event.step, accuracyOf(held, event.evaluation));
        hooks.onHistory(history);
      }
    }
    const weights = new Map((await store.read()).map(({ name, values }) => [name, values]));
    return { network: network.toJSON(), weights, answers: null };
  } finally {
    hooks.onAugmented(null);
    view?.destroy();
    answers?.destroy();
    best?.destroy();
    trainer.destroy();
    store.destroy();
  }
}

/** The features stay as they are; only what makes answers of them is learned. */
async function learnHead(
  device: GPUDevice,
  { classes, settings }: Recipe,
  { train: images, held }: Material,
  base: TransferBase,
  history: RunHistory,
  step: Step,
  hooks: TrainingHooks,
): Promise<TrainingResult> {
  if (images === null) throw new Error('fruit lab: features are computed of pictures on the host');
  const { signal } = hooks;
  const breather = new EventLoopYielder();
  step('download', 0);
  const model = await base.load({
    onProgress: ({ loadedBytes, totalBytes }) =>
      step('download', totalBytes > 0 ? loadedBytes / totalBytes : null),
    signal,
  });
  step('compile', null);
  await breather.yieldToEventLoop();
  const extractor = await FeatureExtractor.create(device, model, base.features);
  try {
    const fruits = classes.map(({ fruit }) => fruit);
    const beside = besideOf(settings);
    const besideRows = fruitRows(fruits, beside);
    const count = extractor.copiesFor(images.count, settings.augment ? TRANSFER_COPIES : 0, besideRows);
    const all = images.count * (1 + count) + besideRows + held.images.count;
    const photos = await extractor.extract(images, {
      copies: { count, augmentation: PHOTO_AUGMENTATION, seed: settings.seed },
      onPictures: hooks.onAugmented,
      onProgress: (done) => step('features', done / all),
      signal,
    });
    const rendered = await fruitFeatures(device, extractor, fruits, {
      ...beside,
      seed: settings.seed,
      onRendered: (done, total) => step('rendering', done / total),
      onPictures: hooks.onAugmented,
      onProgress: (done) => step('features', (photos.count + done) / all),
      signal,
    });
    const features = rendered === null ? photos : joinFeatures([photos, rendered]);
    hooks.onAugmented(null);
    const test = await extractor.extract(held.images, {
      onProgress: (done) => step('features', (features.count + done) / all),
      signal,
    });
    const stepsPerEpoch = Math.ceil(features.count / Math.min(32, features.count));
    const head = await trainHead(device, features, {
      ...{ classNames: classes.map(({ id }) => id), seed: settings.seed, test, signal },
      ...(settings.epochs === null ? {} : { epochs: settings.epochs }),
      onEpoch: ({ epoch, epochs, loss, accuracy, testAccuracy }) => {
        history.add([
          { step: epoch * stepsPerEpoch - 1, loss, accuracy, learningRate: 0, rows: features.count },
        ]);
        if (testAccuracy !== null) history.addTest(epoch * stepsPerEpoch, testAccuracy);
        step('learn', epoch / epochs, epoch, epochs);
        hooks.onHistory(history);
      },
    });
    step('test', null);
    const answers = await headAnswers(device, head, test);
    const { network, weights } = withHead(extractor.model, head);
    return { network, weights: weights ?? new Map<string, Float32Array>(), answers };
  } finally {
    hooks.onAugmented(null);
    extractor.destroy();
  }
}

/** What the network that has learned answers for pictures it has not learned from. */
async function ask(
  device: GPUDevice,
  { network: config, weights, answers: known }: TrainingResult,
  { held, own }: Pick<Material, 'held' | 'own'>,
  { onProgress, signal }: { onProgress: (fraction: number) => void; signal: AbortSignal },
): Promise<{ held: Prediction; own: Prediction | null }> {
  if (known !== null) return { held: { ...held, probabilities: known }, own: null };
  const network = defineNetwork(config);
  const store = storeOf(device, network, weights);
  const answers = await TestAnswers.create(device, network, store, TEST_BATCH);
  const answered = async (one: HeldOut): Promise<Prediction> => {
    const probabilities = await answers.run(one.images, { onProgress, wanted: () => !signal.aborted });
    signal.throwIfAborted();
    return { ...one, probabilities: probabilities ?? new Float32Array() };
  };
  try {
    return { held: await answered(held), own: own && (await answered(own)) };
  } finally {
    answers.destroy();
    store.destroy();
  }
}

/** @throws Error where weights and network do not belong together */
export function storeOf(
  device: GPUDevice,
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
): ParameterStore {
  const store = new ParameterStore(device, network);
  for (const [name, values] of weights) store.write(name, values);
  return store;
}

function fitted(config: NetworkConfig, input: readonly number[], units: number): NetworkConfig {
  const last = config.layers.length - 1;
  const layers = config.layers.map((layer, at) =>
    at === last ? { ...layer, options: { ...layer.options, units } } : layer,
  );
  return { ...config, input, layers };
}

function accuracyOf({ images }: HeldOut, probabilities: Float32Array): number {
  const classes = images.classNames.length;
  const right = images.labels.filter((label, at) => answerAt(probabilities, at, classes).answer === label);
  return right.length / images.count;
}
