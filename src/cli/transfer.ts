// `npm run train -- --base mobilenet`: a head on the features of a trained network that stays as it is.

import { performance } from 'node:perf_hooks';
import { mobilenetTransfer } from '../../datasets/mobilenet/files';
import { readMobilenet } from '../../datasets/mobilenet/node';
import { targetOf } from '../kernels/target';
import { ALL_FRUITS } from '../fruit/fruits';
import { augments } from '../train/augmentation';
import { FeatureExtractor, joinFeatures } from '../transfer/featureExtractor';
import { fruitFeatures, fruitRows } from '../transfer/fruitFeatures';
import { withHead } from '../transfer/featureNetwork';
import { headAnswers } from '../transfer/headAnswers';
import { fitHeadTemperature, headAt } from '../transfer/headTemperature';
import { HEAD_DEFAULTS, headEpochs, trainHead } from '../transfer/trainHead';
import { openDevice } from './device';
import { measuresOf } from './measures';
import { UsageError, type TrainOptions } from './options';
import { readPictures, renderPictures } from './pictures';
import type { Reporter } from './report';
import { save } from './save';

export async function transfer(options: TrainOptions, report: Reporter): Promise<void> {
  const given = options.data === 'fruit-synthetic' ? null : await readPictures(options);
  const { device, description } = await openDevice(options.tune);
  const rendered = given === null ? await renderPictures(device, options) : null;
  const pictures = rendered === null ? given?.train : { pictures: rendered.train, labels: rendered.labels };
  const test = rendered?.test ?? given?.test;
  if (pictures === undefined || test === undefined) throw new Error('transfer: there are no pictures');
  const training = 'pictures' in pictures ? pictures.pictures.samples : pictures.count;
  const { classNames } = test;
  const beside = { perClass: options.rendered, augmentation: options.augmentation };
  const fruits = classNames.map((name) => ALL_FRUITS.find((fruit) => fruit === name) ?? null);
  const besideRows = fruitRows(fruits, beside);
  if (options.rendered > 0 && besideRows === 0)
    throw new UsageError(
      `--rendered: none of the classes (${classNames.join(', ')}) can be rendered. Known: ${ALL_FRUITS.join(', ')}`,
    );
  const learningRate = options.learningRate ?? HEAD_DEFAULTS.learningRate;
  const batch = options.batch ?? HEAD_DEFAULTS.batchSize;
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;

  const { size, seed } = options;
  const extractor = await FeatureExtractor.create(device, readMobilenet(), { ...mobilenetTransfer, size });
  const room = extractor.mostRows - besideRows;
  if (training > room) {
    throw new UsageError(
      `the features of ${training} pictures need more memory than this device allows at a time, which is enough for ` +
        `${Math.max(0, room)}pictures; choose a smaller --per-class or --size${options.rendered > 0 ? ' or --rendered' : ''}`,
    );
  }
  const changed = augments(options.augmentation) ? options.copies : 0;
  const count = extractor.copiesFor(training, changed, besideRows);
  const rows = training * (1 + count) + besideRows;
  const epochs = options.epochs ?? headEpochs(rows);
  report.start({
    ...{ network: extractor.network, device: description, target: targetOf(device).name },
    ...{ options: { ...options, copies: count }, training, test: test.count },
    ...{ batch, epochs, steps: null, classes: classNames.length, validation: 0, endsEarly: false },
    ...{ shared: given?.shared ?? 0, learningRate },
  });
  for (const remark of given?.remarks ?? []) report.remark(remark);
  const all = rows + test.count;
  const { augmentation } = options;
  const photos = await extractor.extract(pictures, {
    copies: { count, augmentation, seed },
    onProgress: (done) => {
      report.features(done, all);
    },
  });
  const fruit = await fruitFeatures(device, extractor, fruits, {
    ...beside,
    seed,
    onProgress: (done) => {
      report.features(photos.count + done, all);
    },
  });
  const features = fruit === null ? photos : joinFeatures([photos, fruit]);
  const testFeatures = await extractor.extract(test, {
    onProgress: (done) => {
      report.features(features.count + done, all);
    },
  });
  rendered?.train.destroy();
  let last = { testLoss: NaN, testAccuracy: NaN };
  const settings = { classNames, seed, epochs, batchSize: batch, learningRate };
  const trained = await trainHead(device, features, {
    ...settings,
    test: testFeatures,
    onEpoch: ({ epoch, loss, accuracy, testLoss, testAccuracy }) => {
      last = { testLoss: testLoss ?? NaN, testAccuracy: testAccuracy ?? NaN };
      report.epoch({ epoch, loss, accuracy, ...last, seconds: seconds() });
    },
  });
  // Rendered pictures do not say how sure a head may be of photos.
  const temperature =
    given === null
      ? null
      : await fitHeadTemperature(device, features, {
          ...settings,
          ...{ pictures: training, rounds: 1 + count, recordings: given.recordings },
        });
  const head = temperature === null ? trained : headAt(trained, temperature);
  const probabilities = await headAnswers(device, head, testFeatures);
  const took = seconds();
  const saved =
    options.save === null
      ? null
      : await save(options.save, withHead(extractor.model, head), report, classNames);
  extractor.destroy();
  const measures = measuresOf(test.labels, probabilities, classNames.length, temperature);
  report.done({ ...last, seconds: took, saved, half: null, measures, classNames });
}
