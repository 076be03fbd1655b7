// `npm run train`: trains a network in the terminal, on the same engine as the page.

import { performance } from 'node:perf_hooks';
import { readImageFolder } from '../../datasets/folder/node';
import { readMnist } from '../../datasets/mnist/node';
import { uploadImages, type DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import { renderFruit } from '../fruit/render';
import { requestGpuDevice, requireF16 } from '../gpu/requestDevice';
import { calibrate } from '../kernels/calibrate';
import { targetOf } from '../kernels/target';
import { summaryText } from '../models/summary';
import type { Schedule } from '../optimizers/schedules';
import { NonFiniteLossError } from '../train/nonFiniteLoss';
import { confusionOf, type Confusion } from '../train/confusion';
import { Pacer } from '../train/pacer';
import { TestAnswers } from '../train/testAnswers';
import { Trainer } from '../train/trainer';
import type { StepRecord } from '../train/historyReader';
import { fileMemory } from './fileMemory';
import { evaluateHalf } from './halfWeights';
import { noisePictures } from './noise';
import { classesOf } from './renderFruit';
import { writeModelTo, type SaveTarget } from './modelFiles';
import { tryNetwork, trialPlan, trialText } from './trial';
import { HELP, readOptions, UsageError, type TrainOptions } from './options';
import { JsonReporter, TerminalReporter, type Reporter } from './report';
import { readStart, type StartModel } from './startModel';

/** Where the optimizer's own is not what suits a run of some epochs with a falling rate. */
const START_RATES: Readonly<Record<string, number>> = { adam: 0.002, adamw: 0.002 };

/** @returns the exit code of the process: 0 done, 1 failed, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === null) {
      process.stdout.write(HELP);
      return 0;
    }
    if (options.summary) {
      process.stdout.write(
        `${summaryText((await readStart(options.model, null)).network, { columns: terminalColumns() })}\n`,
      );
      return 0;
    }
    if (options.trial) {
      await runTrial(options);
      return 0;
    }
    await train(options, options.json ? new JsonReporter() : new TerminalReporter());
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    if (error instanceof UsageError) process.stderr.write('See: npm run train -- --help\n');
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runTrial(options: TrainOptions): Promise<void> {
  const { network } = await readStart(options.model, null);
  const { device, description } = await requestGpuDevice();
  if (options.tune) await calibrate(device, { memory: fileMemory() });
  if (!options.json)
    process.stdout.write(`'${network.name}' on ${description}\n${trialPlan(device, network)}\n`);
  const report = await tryNetwork(device, description, network, options.seed);
  process.stdout.write(
    options.json ? `${JSON.stringify({ event: 'trial', ...report })}\n` : `${trialText(report)}\n`,
  );
}

async function train(options: TrainOptions, report: Reporter): Promise<void> {
  const given = options.data === 'fruit-synthetic' ? null : await readBoth(options);
  const { device, description } = await requestGpuDevice();
  if (options.f16) requireF16(device);
  if (options.tune) await calibrate(device, { memory: fileMemory() });
  const data =
    given === null
      ? await renderData(device, options)
      : { train: uploadImages(device, given.data.train), test: given.data.test };
  const { network, weights } = given?.start ?? (await readStart(options.model, data.test));
  const [trainData, testData] = [data.train, uploadImages(device, data.test)];
  const stepsPerEpoch = Math.ceil(trainData.samples / options.batch);
  const steps = Math.min(options.steps ?? Infinity, stepsPerEpoch * options.epochs);
  const epochs = Math.ceil(steps / stepsPerEpoch);
  const startedAt = performance.now();
  const learningRate = options.learningRate ?? START_RATES[options.optimizer] ?? null;
  const trainer = await Trainer.create(device, {
    network,
    data: trainData,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: options.optimizer, options: learningRate === null ? {} : { learningRate } },
    schedule: scheduleOf(options, steps),
    batchSize: options.batch,
    seed: options.seed,
    ...(options.budgetBytes === null ? {} : { budgetBytes: options.budgetBytes }),
    augmentation: options.augmentation,
  });
  for (const [name, values] of weights ?? []) trainer.store.write(name, values);
  const testBatch = Math.min(256, testData.samples);
  const evaluator = await trainer.evaluator(testData, testBatch);
  report.start({
    network,
    device: description,
    target: targetOf(device).name,
    options,
    training: trainData.samples,
    test: testData.samples,
    learningRate: trainer.learningRate,
  });
  if (options.plan) report.plan(trainer.plan.toString());

  const pacer = new Pacer(device, { budgetMs: 100 });
  let result = { loss: NaN, accuracy: NaN };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const records: StepRecord[] = [];
    const stepsNow = Math.min(stepsPerEpoch, steps - epoch * stepsPerEpoch);
    let readAt = performance.now();
    for (let done = 0; done < stepsNow;) {
      done += await pacer.submit(stepsNow - done, (count) => {
        trainer.submit(count);
      });
      if (performance.now() - readAt > 200 || done === stepsNow) {
        readAt = performance.now();
        const reading = await trainer.read();
        if (reading.halted)
          throw new NonFiniteLossError(reading.step, await trainer.findNonFinite(), trainer.learningRate);
        records.push(...reading.records);
        report.progress({
          epoch,
          epochs,
          done,
          stepsPerEpoch: stepsNow,
          records,
          picturesPerSecond: (options.batch * 1000) / pacer.stepMs,
        });
      }
    }
    result = await evaluator.run();
    report.epoch({
      epoch: epoch + 1,
      loss: mean(records.map(({ loss }) => loss)),
      accuracy: mean(records.map(({ accuracy }) => accuracy)),
      testLoss: result.loss,
      testAccuracy: result.accuracy,
      seconds: (performance.now() - startedAt) / 1000,
    });
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const saved = options.save === null ? null : await save(options.save, trainer, report);
  const half = options.f16 ? await evaluateHalf(trainer, data.test, testData, testBatch) : null;
  // What noise is taken for says nothing.
  const confusion = options.data === 'noise' ? null : await confusionFor(trainer, data.test, testBatch);
  report.done({
    ...{ testAccuracy: result.accuracy, testLoss: result.loss, seconds, saved, half },
    ...{ confusion, classNames: data.test.classNames },
  });
  trainer.destroy();
}

async function confusionFor(trainer: Trainer, test: ImageDataset, batch: number): Promise<Confusion> {
  const answers = await TestAnswers.create(
    trainer.device,
    trainer.store.network,
    trainer.store,
    Math.min(128, batch),
  );
  const probabilities = (await answers.run(test)) ?? new Float32Array();
  answers.destroy();
  return confusionOf(test.labels, probabilities, test.classNames.length);
}

/** As Python finds it: what the environment says, else the terminal, else 80. */
function terminalColumns(): number {
  const said = Number(process.env.COLUMNS);
  if (Number.isInteger(said) && said > 0) return said;
  return process.stdout.isTTY ? process.stdout.columns : 80;
}

async function readBoth(
  options: TrainOptions,
): Promise<{ start: StartModel; data: { train: ImageDataset; test: ImageDataset } }> {
  if (options.data !== 'noise') {
    const data = await readData(options);
    return { start: await readStart(options.model, data.train), data };
  }
  const { seed, batch, steps } = options;
  const start = await readStart(options.model, null);
  const { network } = start;
  const train = noisePictures(network, batch * (steps ?? 8), seed);
  return { start, data: { train, test: noisePictures(network, 1, seed + 1) } };
}

async function readData({
  data,
  test,
  classes,
  size,
  seed,
}: TrainOptions): Promise<{ train: ImageDataset; test: ImageDataset }> {
  if (data === 'mnist') {
    if (test !== null || classes !== null) {
      throw new UsageError(
        `--${test !== null ? 'test' : 'classes'} goes with --data folder:DIR or fruit-synthetic; mnist brings its own`,
      );
    }
    return { train: await readMnist('train'), test: await readMnist('test') };
  }
  const folder = folderOf('--data', data);
  const options = { size, seed, ...(classes === null ? {} : { classes }) };
  if (test === null) return readImageFolder(folder, options);
  const [training, testing] = [
    await readImageFolder(folder, { ...options, testShare: 0 }),
    await readImageFolder(folderOf('--test', test), { ...options, testShare: 0 }),
  ];
  const [here, there] = [training.train.classNames, testing.train.classNames];
  if (here.join() !== there.join())
    throw new UsageError(
      `--test: its classes (${there.join(', ')}) are not those of --data (${here.join(', ')})`,
    );
  return { train: training.train, test: testing.train };
}

/** Rendered fruit to train on, and a folder or other rendered fruit to test with. @throws UsageError */
async function renderData(
  device: GPUDevice,
  { test, classes: given, perClass, size, seed }: TrainOptions,
): Promise<{ train: DeviceDataset; test: ImageDataset }> {
  const classes = classesOf(given?.join());
  if (size % 2 === 1 || size < 16)
    throw new UsageError(`--size: fruit are rendered in even sizes from 16 on. Received ${size}`);
  const folder = test === null ? null : folderOf('--test', test);
  const testing =
    folder === null ? null : (await readImageFolder(folder, { size, seed, testShare: 0, classes })).train;
  const training = await renderFruit(device, { classes, perClass, seed, size });
  if (testing !== null) return { train: training.device, test: testing };
  const more = await renderFruit(device, {
    classes,
    perClass: Math.ceil(perClass / 4),
    first: perClass,
    seed,
    size,
  });
  const read = await more.read();
  more.destroy();
  return { train: training.device, test: read };
}

function folderOf(option: string, given: string): string {
  if (!given.startsWith('folder:')) {
    const names = option === '--data' ? 'mnist, fruit-synthetic, noise or folder:DIR' : 'folder:DIR';
    throw new UsageError(`${option} must be ${names}. Received '${given}'`);
  }
  return given.slice('folder:'.length);
}

function scheduleOf({ schedule }: TrainOptions, steps: number): Schedule {
  switch (schedule) {
    case 'constant':
      return { kind: 'constant' };
    case 'step':
      return { kind: 'step', factor: 0.1, every: Math.max(1, Math.ceil(steps / 3)) };
    case 'cosine':
      return { kind: 'cosine', decaySteps: steps };
    default:
      return schedule satisfies never;
  }
}

/**
 * Writes network and weights. What was learned is not lost where the format has no words for it: it is then written as
 * Convscope's own file, beside the name that was asked for.
 * @returns where it lies
 */
async function save(target: SaveTarget, trainer: Trainer, report: Reporter): Promise<string> {
  const weights = new Map((await trainer.store.read()).map(({ name, values }) => [name, values]));
  const model = { network: trainer.store.network.toJSON(), weights, remarks: [] };
  try {
    await writeModelTo(target, model);
    return target.path;
  } catch (error) {
    const path = `${target.path.replace(/[/\\]+$/, '')}.zip`;
    await writeModelTo({ path, format: 'convscope', folder: false }, model);
    const reason = error instanceof Error ? error.message : String(error);
    report.remark(`'${target.path}' could not be written: ${reason}. Saved as '${path}' instead`);
    return path;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
