// Places in the training state, an array<u32> of 32 numbers (twin of src/kernels/trainingState.ts).
const TRAINING_STATE_STEP: u32 = 0;
const TRAINING_STATE_EPOCH: u32 = 1;
const TRAINING_STATE_BATCH: u32 = 2;
const TRAINING_STATE_ROWS: u32 = 3;
const TRAINING_STATE_SEED: u32 = 4;
const TRAINING_STATE_SAMPLES: u32 = 5;
const TRAINING_STATE_BATCH_SIZE: u32 = 6;
const TRAINING_STATE_SHUFFLE: u32 = 7;
const TRAINING_STATE_HALTED: u32 = 8;
const TRAINING_STATE_LEARNING_RATE: u32 = 9; // f32 bits
const TRAINING_STATE_RATE: u32 = 10; // f32 bits
const TRAINING_STATE_SCHEDULE: u32 = 11;
const TRAINING_STATE_SCHEDULE_PARAMETERS: u32 = 12; // f32 bits × 20
