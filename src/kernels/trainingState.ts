// The training state: numbers on the GPU that say where training stands. The GPU advances it itself
// (`record`), so that many steps run without a word from the host. shaders/lib/training_state.wgsl is its twin.

/** The place of each number. Those marked f32 are stored as their bits. */
export const TRAINING_STATE = {
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
  /**
   * 1 once a loss was not finite, or a weight exceeded the range of f16 in mixed precision: from then on nothing is updated. 2 in
   * the step that finds such a weight, until its record.
   */
  halted: 8,
  /** f32: the learning rate before the schedule. */
  learningRate: 9,
  /** f32: the learning rate of the step under way. */
  rate: 10,
  schedule: 11,
  /** f32 × 20: what they mean depends on the schedule. */
  scheduleParameters: 12,
} as const;

export const TRAINING_STATE_LENGTH = 32;

export interface TrainingStateOptions {
  readonly seed: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly learningRate: number;
  readonly schedule?: { readonly kind: number; readonly parameters: readonly number[] };
  readonly step?: number;
}

/** The training state at the given step (default 0). */
export function trainingStateAt(start: TrainingStateOptions): Uint32Array<ArrayBuffer> {
  const trainingState = new Uint32Array(TRAINING_STATE_LENGTH);
  const floats = new Float32Array(trainingState.buffer);
  const batches = Math.ceil(start.samples / start.batchSize);
  const step = start.step ?? 0;
  const batch = step % batches;
  trainingState[TRAINING_STATE.step] = step;
  trainingState[TRAINING_STATE.epoch] = Math.floor(step / batches);
  trainingState[TRAINING_STATE.batch] = batch;
  trainingState[TRAINING_STATE.rows] = Math.min(start.batchSize, start.samples - batch * start.batchSize);
  trainingState[TRAINING_STATE.seed] = start.seed;
  trainingState[TRAINING_STATE.samples] = start.samples;
  trainingState[TRAINING_STATE.batchSize] = start.batchSize;
  trainingState[TRAINING_STATE.shuffle] = Number(start.shuffle);
  floats[TRAINING_STATE.learningRate] = start.learningRate;
  floats[TRAINING_STATE.rate] = start.learningRate;
  trainingState[TRAINING_STATE.schedule] = start.schedule?.kind ?? 0;
  start.schedule?.parameters.forEach((value, i) => (floats[TRAINING_STATE.scheduleParameters + i] = value));
  return trainingState;
}
