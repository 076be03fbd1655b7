// Places in the training clock, an array<u32> of 16 numbers (twin of src/kernels/clock.ts).
const CLOCK_STEP: u32 = 0;
const CLOCK_EPOCH: u32 = 1;
const CLOCK_BATCH: u32 = 2;
const CLOCK_ROWS: u32 = 3;
const CLOCK_SEED: u32 = 4;
const CLOCK_SAMPLES: u32 = 5;
const CLOCK_BATCH_SIZE: u32 = 6;
const CLOCK_SHUFFLE: u32 = 7;
const CLOCK_HALTED: u32 = 8;
const CLOCK_LEARNING_RATE: u32 = 9; // f32 bits
const CLOCK_RATE: u32 = 10; // f32 bits
const CLOCK_SCHEDULE: u32 = 11;
const CLOCK_SCHEDULE_PARAMETERS: u32 = 12; // f32 bits × 3
