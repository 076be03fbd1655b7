// The training clock: sixteen numbers on the GPU that say where training stands. The GPU advances it itself
// (`record`), so that many steps run without a word from the host. shaders/lib/clock.wgsl is its twin.

/** The place of each number. Those marked f32 are stored as their bits. */
export const CLOCK = {
  /** Steps taken. */
  step: 0,
  epoch: 1,
  /** The batch within the epoch. */
  batch: 2,
  /** How many rows of this batch are real: the last batch of an epoch may be short. */
  rows: 3,
  seed: 4,
  /** Pictures in the data set. */
  samples: 5,
  batchSize: 6,
  /** 1: another order every epoch; 0: as they come. */
  shuffle: 7,
  /** 1 once a loss was not finite: from then on nothing is updated. */
  halted: 8,
  /** f32: the learning rate before the schedule. */
  learningRate: 9,
  /** f32: the learning rate of the step under way. */
  rate: 10,
  schedule: 11,
  /** f32 × 3: what they mean depends on the schedule. */
  scheduleParameters: 12,
} as const;

export const CLOCK_LENGTH = 16;

export interface ClockStart {
  readonly seed: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly learningRate: number;
  readonly schedule?: { readonly kind: number; readonly parameters: readonly number[] };
  readonly step?: number;
}

/** The clock at the given step (default 0). */
export function clockAt(start: ClockStart): Uint32Array<ArrayBuffer> {
  const clock = new Uint32Array(CLOCK_LENGTH);
  const floats = new Float32Array(clock.buffer);
  const batches = Math.ceil(start.samples / start.batchSize);
  const step = start.step ?? 0;
  const batch = step % batches;
  clock[CLOCK.step] = step;
  clock[CLOCK.epoch] = Math.floor(step / batches);
  clock[CLOCK.batch] = batch;
  clock[CLOCK.rows] = Math.min(start.batchSize, start.samples - batch * start.batchSize);
  clock[CLOCK.seed] = start.seed;
  clock[CLOCK.samples] = start.samples;
  clock[CLOCK.batchSize] = start.batchSize;
  clock[CLOCK.shuffle] = Number(start.shuffle);
  floats[CLOCK.learningRate] = start.learningRate;
  floats[CLOCK.rate] = start.learningRate;
  clock[CLOCK.schedule] = start.schedule?.kind ?? 0;
  start.schedule?.parameters.forEach((value, i) => (floats[CLOCK.scheduleParameters + i] = value));
  return clock;
}
