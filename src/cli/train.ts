// `npm run train`: trains a network in the terminal, on the same engine as the page.

import { performance } from 'node:perf_hooks';
import { uploadImages } from '../data/deviceDataset';
import type { CompileConfig, StoredModel } from '../formats/storedModel';
import type { ImageDataset } from '../data/imageDataset';
import { requireF16 } from '../gpu/requireF16';
import { targetOf } from '../kernels/target';
import { summaryText } from '../models/summary';
import { augments } from '../train/augmentation';
import { BestWeights } from '../train/bestWeights';
import { measureStatistics } from '../train/cleanStatistics';
import { classWeightsOf } from '../train/monitored';
import { Pacer } from '../gpu/pacer';
import { fitSoftening, foldTemperature } from '../train/temperature';
import { TestAnswers } from '../train/testAnswers';
import { Trainer } from '../train/trainer';
import type { StepRecord } from '../train/historyReader';
import { openDevice } from './device';
import { withFileSettings } from './fileSettings';
import { evaluateHalf } from './halfWeights';
import { measuresOf, type Measures } from './measures';
import { noisePictures } from './noise';
import { print, printError } from './print';
import { tryNetwork, trialPlan, trialText } from './trial';
import { HELP, readOptions, UsageError, type TrainOptions } from './options';
import { generatePictures, isGenerated, readPictures, type Pictures } from './pictures';
import { JsonReporter, TerminalReporter, type Reporter } from './report';
import { runSettings } from './runSettings';
import { scheduleOf } from './scheduleOption';
import { checkSaveTarget, save } from './save';
import { readStart, type StartModel } from './startModel';
import { transfer } from './transfer';

const LOSS = 'sparseCategoricalCrossentropy';

/** @returns the exit code of the process: 0 done, 1 failed, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === null) {
      print(HELP);
      return 0;
    }
    if (options.summary) {
      print(
        `${summaryText((await readStart(options.model, null)).network, { columns: terminalColumns() })}\n`,
      );
      return 0;
    }
    if (options.trial) {
      await runTrial(options);
      return 0;
    }
    if (options.save !== null) await checkSaveTarget(options.save);
    const report = options.json ? new JsonReporter() : new TerminalReporter();
    await (options.base === null ? train : transfer)(options, report);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    printError(`\n${error.message}\n`);
    if (error instanceof UsageError) printError('See: npm run train -- --help\n');
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runTrial(options: TrainOptions): Promise<void> {
  const { network } = await readStart(options.model, null);
  const { device, description } = await openDevice(options.tune);
  if (!options.json) print(`'${network.name}' on ${description}\n${trialPlan(device, network)}\n`);
  const report = await tryNetwork(device, description, network, options.seed);
  print(options.json ? `${JSON.stringify({ event: 'trial', ...report })}\n` : `${trialText(report)}\n`);
}

async function train(typed: TrainOptions, report: Reporter): Promise<void> {
  const given = isGenerated(typed.data) ? null : await readBoth(typed);
  const { device, description } = await openDevice(typed.tune);
  if (typed.f16) requireF16(device);
  const data =
    given === null
      ? await generatePictures(device, typed)
      : {
          train: uploadImages(device, given.data.train),
          labels: given.data.train.labels,
          test: given.data.test,
        };
  const { network, weights, remarks, training } = given?.start ?? (await readStart(typed.model, data.test));
  const options = withFileSettings(typed, training);
  const [trainData, testData] = [data.train, uploadImages(device, data.test)];
  const validation = given?.data.validation ?? null;
  const settings = runSettings(options, {
    ...{ pictures: trainData.samples, classes: data.test.classNames.length },
    ...{ network, validated: validation !== null },
  });
  const { steps, stepsPerEpoch, epochs } = settings;
  const startedAt = performance.now();
  const optimizer = {
    kind: options.optimizer,
    options: {
      ...options.optimizerOptions,
      ...(settings.learningRate === null ? {} : { learningRate: settings.learningRate }),
    },
  };
  const schedule = scheduleOf(options.schedule, { steps, stepsPerEpoch });
  const trainer = await Trainer.create(device, {
    ...{ network, data: trainData, loss: LOSS, optimizer },
    lossOptions: {
      labelSmoothing: options.labelSmoothing,
      ...(options.classWeights !== null && {
        classWeights: classWeightsOf(options.classWeights, data.labels, data.test.classNames.length),
      }),
    },
    schedule,
    batchSize: settings.batchSize,
    seed: options.seed,
    ...(options.budgetBytes === null ? {} : { budgetBytes: options.budgetBytes }),
    augmentation: options.augmentation,
    dtypePolicy: options.f16 ? 'mixed_float16' : 'float32',
  });
  for (const [name, values] of weights ?? []) trainer.store.write(name, values);
  const testBatch = Math.min(256, testData.samples);
  const evaluator = await trainer.evaluator(testData, testBatch);
  report.start({
    ...{ network, device: description, target: targetOf(device).name, options },
    ...{ batch: settings.batchSize, epochs, steps },
    ...{ classes: data.test.classNames.length, training: trainData.samples },
    ...{ validation: validation?.count ?? 0, endsEarly: settings.patienceSteps < Infinity },
    ...{ test: testData.samples, shared: given?.data.shared ?? 0, learningRate: trainer.learningRate },
  });
  for (const remark of [...remarks, ...(given?.data.remarks ?? [])]) report.remark(remark);
  for (const { kernel, message } of trainer.plan.fallbacks)
    report.remark(
      `the fast version of ${kernel} does not compile on this device; the simple one runs instead, and training is slower. ${message}`,
    );
  if (options.plan) report.plan(trainer.plan.toString());

  const held =
    validation === null ? null : await BestWeights.create(trainer, validation, settings.patienceSteps);
  // What a file holds may be better already than anything that comes of it.
  if (weights !== null) await held?.validate(0);
  const pacer = new Pacer(device, { budgetMs: 100 });
  const every = settings.epochsPerValidation * stepsPerEpoch;
  let result = { loss: NaN, accuracy: NaN };
  // Since the last stop, which was at step `begun`.
  let [records, begun]: [StepRecord[], number] = [[], 0];
  for await (const event of trainer.train({
    ...{ until: steps, nextStop: (step) => step + every, pacer, readEveryMs: 200 },
    best: held && { weights: held, every },
    evaluate: () => (held === null ? evaluator.run() : null),
  })) {
    if (event.kind === 'reading') {
      records.push(...event.records);
      report.progress({
        ...{ epoch: begun / stepsPerEpoch, epochs, done: event.step - begun, records },
        stepsPerEpoch: Math.min(begun + every, steps) - begun,
        picturesPerSecond: (settings.batchSize * 1000) / pacer.stepMs,
      });
    }
    if (event.kind !== 'stop') continue;
    const { validation: asked, evaluation } = event;
    result = evaluation ?? result;
    report.epoch({
      epoch: Math.ceil(event.step / stepsPerEpoch),
      loss: mean(records.map(({ loss }) => loss)),
      accuracy: mean(records.map(({ accuracy }) => accuracy)),
      seconds: (performance.now() - startedAt) / 1000,
      ...(asked === null
        ? { testLoss: result.loss, testAccuracy: result.accuracy }
        : { validationLoss: asked.loss, validationAccuracy: asked.accuracy }),
    });
    [records, begun] = [[], event.step];
  }
  if (held !== null) {
    const { best } = held.stopping;
    if (best !== null) {
      report.kept({
        ...{ step: best.step, epoch: Math.ceil(best.step / stepsPerEpoch) },
        ...{ validationLoss: best.loss, validationAccuracy: best.accuracy, stepsLeftOut: steps - begun },
      });
    }
  }
  const { batchSize } = settings;
  const measured =
    augments(options.augmentation) &&
    (await measureStatistics(trainer.store, { data: trainData, loss: LOSS, batchSize, seed: options.seed }));
  const temperature = validation === null ? null : await calibrateTrained(trainer, validation, testBatch);
  if (held !== null || measured) result = await evaluator.run();
  const seconds = (performance.now() - startedAt) / 1000;
  const compile: CompileConfig = {
    optimizer: { ...optimizer, schedule: schedule.kind === 'constant' ? null : schedule },
    losses: [{ kind: LOSS, labelSmoothing: options.labelSmoothing, fromLogits: false }],
    lossWeights: null,
  };
  const saved =
    options.save === null
      ? null
      : await save(options.save, await storedModel(trainer, compile), report, data.test.classNames);
  const half = options.f16 ? await evaluateHalf(trainer, data.test, testData, testBatch) : null;
  // What noise is taken for says nothing.
  const measures =
    options.data === 'noise' ? null : await measuresFor(trainer, data.test, testBatch, temperature);
  report.done({
    ...{ testAccuracy: result.accuracy, testLoss: result.loss, seconds, saved, half },
    ...{ measures, classNames: data.test.classNames },
  });
  held?.destroy();
  trainer.destroy();
}

async function measuresFor(
  trainer: Trainer,
  test: ImageDataset,
  batch: number,
  temperature: number | null,
): Promise<Measures> {
  const probabilities = await answersOf(trainer, test, batch);
  return measuresOf(test.labels, probabilities, test.classNames.length, temperature);
}

async function answersOf(trainer: Trainer, pictures: ImageDataset, batch: number): Promise<Float32Array> {
  const { device, store } = trainer;
  const answers = await TestAnswers.create(device, store.network, store, Math.min(128, batch));
  const probabilities = (await answers.run(pictures)) ?? new Float32Array();
  answers.destroy();
  return probabilities;
}

/**
 * Fits a temperature and folds it into the network.
 * @returns null if the network has no place for it
 */
async function calibrateTrained(
  trainer: Trainer,
  validation: ImageDataset,
  batch: number,
): Promise<number | null> {
  const { store } = trainer;
  const probabilities = await answersOf(trainer, validation, batch);
  const temperature = fitSoftening(validation.labels, probabilities);
  const weights = new Map((await store.read()).map(({ name, values }) => [name, values]));
  const folded = foldTemperature(store.network, weights, temperature);
  for (const [name, values] of folded ?? []) store.write(name, values);
  return folded && temperature;
}

/** As Python finds it: what the environment says, else the terminal, else 80. */
function terminalColumns(): number {
  const said = Number(process.env.COLUMNS);
  if (Number.isInteger(said) && said > 0) return said;
  return process.stdout.isTTY ? process.stdout.columns : 80;
}

async function readBoth(options: TrainOptions): Promise<{ start: StartModel; data: Pictures }> {
  if (options.data !== 'noise') {
    const data = await readPictures(options);
    return { start: await readStart(options.model, data.train), data };
  }
  const { seed, steps } = options;
  const batch = options.batch ?? 64;
  const start = await readStart(options.model, null);
  const { network } = start;
  const train = noisePictures(network, batch * (steps ?? 8), seed);
  return {
    start,
    data: {
      ...{ train, validation: null, test: noisePictures(network, 1, seed + 1) },
      ...{ shared: 0, remarks: [] },
    },
  };
}

async function storedModel(trainer: Trainer, compile: CompileConfig): Promise<StoredModel> {
  const weights = new Map((await trainer.store.read()).map(({ name, values }) => [name, values]));
  return { network: trainer.store.network.toJSON(), weights, remarks: [], compile };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
