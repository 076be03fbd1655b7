// Transfer learning: the features of a network that was trained before, and a head on them.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { PHOTO_AUGMENTATION } from '../train/augmentation';
import { RunHistory } from '../train/history';
import { FeatureExtractor, joinFeatures } from '../transfer/featureExtractor';
import { fruitFeatures, fruitRows } from '../transfer/fruitFeatures';
import { withHead } from '../transfer/featureNetwork';
import { headAnswers } from '../transfer/headAnswers';
import { trainHead } from '../transfer/trainHead';
import type { LearnedNetwork, Step, TrainingHooks, TransferBase } from './hooks';
import type { Material } from './material';
import { TRANSFER_COPIES, besideOf, type Recipe } from './recipe';

/** The features stay as they are; only what makes answers of them is learned. */
export async function learnHead(
  device: GPUDevice,
  { classes, settings }: Recipe,
  { train: images, held }: Material,
  base: TransferBase,
  step: Step,
  hooks: TrainingHooks,
): Promise<LearnedNetwork> {
  const { signal } = hooks;
  const history = new RunHistory();
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
    return { network, weights: weights ?? new Map<string, Float32Array>(), history: history.save(), answers };
  } finally {
    hooks.onAugmented(null);
    extractor.destroy();
  }
}
