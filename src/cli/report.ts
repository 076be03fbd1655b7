// What `npm run train` says while it works: to a person, with a progress bar, or to a program, a JSON object a line.

import { SingleBar } from 'cli-progress';
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
  readonly options: TrainOptions;
  /** Pictures. */
  readonly training: number;
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
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly seconds: number;
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
const MOST_ROWS = 14;

/** A row a class: how many of its pictures got which answer. */
function measuresText({ confusion, calibration }: Measures, classNames: readonly string[]): string {
  const { matrix, macroAccuracy, recall, precision } = confusion;
  const label = Math.max(...classNames.map((name) => name.length));
  const wide = Math.max(4, ...matrix.flat().map((count) => String(count).length + 1));
  const heads = classNames.map((name) => name.slice(0, wide - 1).padStart(wide)).join('');
  const rows = matrix.map(
    (row, i) =>
      `${(classNames[i] ?? '').padEnd(label)}${row.map((count) => String(count === 0 ? '·' : count).padStart(wide)).join('')}` +
      `   ${percent(recall[i] ?? NaN).padStart(8)}   ${percent(precision[i] ?? NaN).padStart(8)}`,
  );
  return (
    `${' '.repeat(label)}${heads}     recall  precision\n${rows.join('\n')}\n` +
    `mean accuracy over the classes: ${percent(macroAccuracy)}\n` +
    `expected calibration error of the probabilities: ${percent(calibration.error)}\n`
  );
}

/** NaN, where there were no pictures or no answers, is null in JSON. */
function measuresJson({ confusion, calibration }: Measures, classNames: readonly string[]): object {
  const { accuracy, macroAccuracy, matrix, precision, recall } = confusion;
  return {
    ...{ accuracy, macroAccuracy, classes: classNames, confusion: matrix, precision, recall },
    calibration: { error: calibration.error, bins: calibration.bins },
  };
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

  start({ network, device, target, options, training, test, shared, learningRate }: Start): void {
    print(
      `${network.name}: ${network.parameterCount.toLocaleString('en-US')} parameters · ${training.toLocaleString('en-US')} training pictures, ` +
        `${test.toLocaleString('en-US')} test pictures · ${options.optimizer}, learning rate ${learningRate}, batch ${options.batch}, seed ${options.seed}\n` +
        `on ${device}, kernels planned for ${target}\n` +
        (shared === 0
          ? ''
          : `${shared.toLocaleString('en-US')} of the test pictures are from recordings that are also used for training, so the test accuracy is too high\n`),
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

  epoch({ epoch, loss, accuracy, testLoss, testAccuracy, seconds }: EpochEnd): void {
    this.#bar.stop();
    this.#running = false;
    print(
      `epoch ${epoch}  loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}  ` +
        `test loss ${testLoss.toFixed(4)}  test accuracy ${percent(testAccuracy)}  ${seconds.toFixed(1)} s\n`,
    );
  }

  remark(text: string): void {
    print(`${text}\n`);
  }

  done({ testAccuracy, seconds, saved, half, measures, classNames }: Done): void {
    print(`done: test accuracy ${percent(testAccuracy)}, ${seconds.toFixed(1)} s\n`);
    if (measures !== null && classNames.length <= MOST_ROWS) print(measuresText(measures, classNames));
    if (half !== null) print(`with f16 weights: ${halfText(half)}\n`);
    if (saved !== null) print(`saved to ${saved}\n`);
  }
}

export class JsonReporter implements Reporter {
  start({ network, device, target, options, training, test, shared, learningRate }: Start): void {
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
      batch: options.batch,
      epochs: options.epochs,
      seed: options.seed,
    });
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
