// What `npm run train` says while it works: to a person, with a progress bar, or to a program, a JSON object a line.

import { SingleBar } from 'cli-progress';
import { snakeCase } from '../layers/shared/kerasNames';
import type { Network } from '../models/network';
import type { StepRecord } from '../train/historyReader';
import type { HalfResult } from './halfWeights';
import type { Measures } from './measures';
import type { TrainOptions } from './options';
import { print } from './print';

export interface Start {
  readonly network: Network;
  readonly device: string;
  /** What its kernels are planned for. */
  readonly target: string;
  readonly options: Omit<TrainOptions, 'batch' | 'epochs' | 'steps'>;
  readonly batch: number;
  readonly epochs: number;
  /** In all; null where it is the head of a network that counts them itself. */
  readonly steps: number | null;
  readonly classes: number;
  /** Training pictures. */
  readonly training: number;
  /** Pictures that are held out of the training pictures; 0: none. */
  readonly validation: number;
  /** Training stops where the validation loss no longer improves. */
  readonly endsEarly: boolean;
  readonly test: number;
  /** Test pictures of recordings that are learned from as well. */
  readonly shared: number;
  readonly learningRate: number;
}

export interface StepProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly done: number;
  readonly stepsPerEpoch: number;
  /** Of this epoch so far. */
  readonly records: readonly StepRecord[];
  readonly picturesPerSecond: number;
}

export interface EpochEnd {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly seconds: number;
  /** Where there is a validation part, it is asked in the place of the test pictures: nothing is chosen by those. */
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
}

/** The weights that the run ends with. */
export interface Kept {
  readonly step: number;
  readonly epoch: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** Steps that were left out, since nothing improved; 0: the run went on to its end. */
  readonly stepsLeftOut: number;
}

export interface Done {
  readonly testAccuracy: number;
  readonly testLoss: number;
  readonly seconds: number;
  readonly saved: string | null;
  /** Null where nothing is to be learned from it. */
  readonly measures: Measures | null;
  readonly classNames: readonly string[];
  /** With f16 weights; null where that was not asked for. */
  readonly half: HalfResult | null;
}

export interface Reporter {
  start(start: Start): void;
  plan(text: string): void;
  /** Pictures that have gone through the front of a trained network, copies counted. */
  features(done: number, total: number): void;
  progress(progress: StepProgress): void;
  epoch(end: EpochEnd): void;
  /** What went otherwise than asked. */
  remark(text: string): void;
  /** Which weights were chosen by the validation part. */
  kept(kept: Kept): void;
  done(done: Done): void;
}

/** Of the newest records: what the loss is now, not what it was on average since the epoch began. */
function recent(records: readonly StepRecord[]): { loss: number; accuracy: number } {
  const newest = records.slice(-50);
  const mean = (pick: (record: StepRecord) => number): number =>
    newest.reduce((sum, record) => sum + pick(record), 0) / newest.length;
  return { loss: mean(({ loss }) => loss), accuracy: mean(({ accuracy }) => accuracy) };
}

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
function halfText(half: HalfResult): string {
  if ('refused' in half) return half.refused;
  const { testAccuracy, largestDifference, bytes, bytesF32 } = half;
  return (
    `test accuracy ${percent(testAccuracy)}, outputs differ by at most ${largestDifference.toPrecision(2)}; ` +
    `parameters ${kibibytes(bytes)} instead of ${kibibytes(bytesF32)}`
  );
}

const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${(share * 100).toFixed(2)} %`);

/** Classes whose confusion matrix fits a terminal. */
const MAX_ROWS = 14;

/** A row a class: how many of its pictures got which answer. */
function measuresText(measures: Measures, classNames: readonly string[]): string {
  const { confusion, calibration, temperature, errorBefore } = measures;
  const { matrix, macroAccuracy, macroF1, recall, precision, f1 } = confusion;
  const label = Math.max(...classNames.map((name) => name.length));
  const wide = Math.max(4, ...matrix.flat().map((count) => String(count).length + 1));
  const heads = classNames.map((name) => name.slice(0, wide - 1).padStart(wide)).join('');
  const rows = matrix.map(
    (row, i) =>
      `${(classNames[i] ?? '').padEnd(label)}${row.map((count) => String(count === 0 ? '·' : count).padStart(wide)).join('')}` +
      `   ${percent(recall[i] ?? NaN).padStart(8)}   ${percent(precision[i] ?? NaN).padStart(8)}   ${percent(f1[i] ?? NaN).padStart(8)}`,
  );
  return (
    `${' '.repeat(label)}${heads}     recall  precision         F1\n${rows.join('\n')}\n` +
    `mean accuracy over the classes: ${percent(macroAccuracy)}, mean F1: ${percent(macroF1)}\n` +
    `expected calibration error of the probabilities: ${percent(calibration.error)}` +
    (temperature === null
      ? ' (no temperature was fitted: no pictures were held out for it)\n'
      : ` (${percent(errorBefore)} before the logits were divided by ${temperature.toFixed(2)}, fitted on held-out training pictures)\n`)
  );
}

/** NaN, where there were no pictures or no answers, is null in JSON. */
function measuresJson(measures: Measures, classNames: readonly string[]): object {
  const { confusion, calibration, temperature, errorBefore } = measures;
  const { accuracy, macroAccuracy, macroF1, matrix, precision, recall, f1 } = confusion;
  return {
    ...{ accuracy, macroAccuracy, macroF1, classes: classNames, confusion: matrix, precision, recall, f1 },
    calibration: { error: calibration.error, temperature, errorBefore, bins: calibration.bins },
  };
}

const count = (number: number): string => number.toLocaleString('en-US');

/** `with cosine decay`. */
const scheduleText = (schedule: TrainOptions['schedule']): string => {
  const name = 'kind' in schedule ? snakeCase(schedule.kind) : schedule.name;
  return name === 'constant' ? '' : ` with ${name.replace(/[-_]/, ' ')} decay`;
};

/** The training pictures, and how the network is trained on them. */
function recipeText(start: Start): string {
  const { options, training, validation, classes, batch, epochs, steps, learningRate, endsEarly } = start;
  const length = steps === null ? `${epochs} epochs` : `${count(steps)} steps (${count(epochs)} epochs)`;
  const recipe =
    `${count(training + validation)} pictures in ${count(classes)} classes: batch ${batch}, ${length}, ` +
    `${options.optimizer}, learning rate ${learningRate}${steps === null ? '' : scheduleText(options.schedule)}`;
  if (validation === 0) return recipe;
  return (
    `${recipe}\n${count(validation)} of them are held out for validation: ` +
    `the weights that do best on them are kept${endsEarly ? ', and training stops early when it no longer improves' : ''}`
  );
}

export class TerminalReporter implements Reporter {
  readonly #bar = new SingleBar(
    {
      format:
        'epoch {epoch}  {bar} {value}/{total}  {speed} pictures/s  loss {loss}  accuracy {accuracy}  {eta_formatted} left',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 20,
    },
    { format: '', barCompleteChar: '━', barIncompleteChar: '╌' },
  );
  #running = false;
  readonly #features = new SingleBar({
    format: 'features  {bar} {value}/{total} pictures  {eta_formatted} left',
    ...{ barsize: 24, hideCursor: true, clearOnComplete: true },
    ...{ barCompleteChar: '━', barIncompleteChar: '╌' },
  });

  features(done: number, total: number): void {
    if (!this.#features.isActive) this.#features.start(total, 0);
    this.#features.update(done);
    if (done === total) this.#features.stop();
  }

  start(start: Start): void {
    const { network, device, target, options, test, shared } = start;
    print(
      `${network.name}: ${count(network.parameterCount)} parameters\n${recipeText(start)}\n` +
        `${count(test)} test pictures · seed ${options.seed}\n` +
        `on ${device}, kernels planned for ${target}\n` +
        (shared === 0
          ? ''
          : `${count(shared)} of the test pictures are from recordings that are also used for training, so the test accuracy is too high\n`),
    );
  }

  plan(text: string): void {
    print(`${text}\n`);
  }

  progress({ epoch, epochs, done, stepsPerEpoch, records, picturesPerSecond }: StepProgress): void {
    const { loss, accuracy } = recent(records);
    const shown = {
      epoch: `${epoch + 1}/${epochs}`,
      speed: Math.round(picturesPerSecond).toLocaleString('en-US'),
      loss: loss.toFixed(4),
      accuracy: percent(accuracy),
    };
    if (!this.#running) this.#bar.start(stepsPerEpoch, done, shown);
    this.#running = true;
    this.#bar.update(done, shown);
  }

  epoch({ epoch, loss, accuracy, seconds, ...asked }: EpochEnd): void {
    this.#bar.stop();
    this.#running = false;
    const { validationLoss, validationAccuracy, testLoss, testAccuracy } = asked;
    const held = (name: string, itsLoss?: number, itsAccuracy?: number): string =>
      itsLoss === undefined || itsAccuracy === undefined
        ? ''
        : `${name} loss ${itsLoss.toFixed(4)}  ${name} accuracy ${percent(itsAccuracy)}  `;
    print(
      `epoch ${epoch}  loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}  ` +
        held('validation', validationLoss, validationAccuracy) +
        held('test', testLoss, testAccuracy) +
        `${seconds.toFixed(1)} s\n`,
    );
  }

  kept({ epoch, validationLoss, validationAccuracy, stepsLeftOut }: Kept): void {
    print(
      (stepsLeftOut === 0
        ? ''
        : `stopped ${count(stepsLeftOut)} steps early: the validation loss no longer improved\n`) +
        `kept the weights of epoch ${epoch}: validation loss ${validationLoss.toFixed(4)}, accuracy ${percent(validationAccuracy)}\n`,
    );
  }

  remark(text: string): void {
    print(`${text}\n`);
  }

  done({ testAccuracy, seconds, saved, half, measures, classNames }: Done): void {
    print(`done: test accuracy ${percent(testAccuracy)}, ${seconds.toFixed(1)} s\n`);
    if (measures !== null && classNames.length <= MAX_ROWS) print(measuresText(measures, classNames));
    if (half !== null) print(`with f16 weights: ${halfText(half)}\n`);
    if (saved !== null) print(`saved to ${saved}\n`);
  }
}

export class JsonReporter implements Reporter {
  start(start: Start): void {
    const { network, device, target, options, training, test, shared, learningRate } = start;
    this.#line({
      event: 'start',
      model: network.name,
      parameters: network.parameterCount,
      device,
      target,
      training,
      test,
      sharedRecordings: shared,
      optimizer: options.optimizer,
      learningRate,
      batch: start.batch,
      epochs: start.epochs,
      ...(start.steps === null ? {} : { steps: start.steps }),
      classes: start.classes,
      validation: start.validation,
      seed: options.seed,
    });
  }

  kept(kept: Kept): void {
    this.#line({ event: 'kept', ...kept });
  }

  plan(text: string): void {
    this.#line({ event: 'plan', text });
  }

  features(done: number, total: number): void {
    this.#line({ event: 'features', done, total });
  }

  progress({ epoch, done, stepsPerEpoch, records, picturesPerSecond }: StepProgress): void {
    this.#line({
      event: 'progress',
      epoch: epoch + 1,
      step: done,
      stepsPerEpoch,
      ...recent(records),
      picturesPerSecond,
    });
  }

  epoch(end: EpochEnd): void {
    this.#line({ event: 'epoch', ...end });
  }

  remark(text: string): void {
    this.#line({ event: 'remark', text });
  }

  done({ testAccuracy, testLoss, seconds, saved, half, measures, classNames }: Done): void {
    this.#line({
      event: 'done',
      testAccuracy,
      testLoss,
      seconds,
      ...(measures === null ? {} : measuresJson(measures, classNames)),
      ...(saved === null ? {} : { saved }),
      ...(half === null ? {} : { f16: half }),
    });
  }

  #line(value: object): void {
    print(`${JSON.stringify(value)}\n`);
  }
}
