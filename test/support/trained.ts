// What a few steps make of the parameters.

import { Trainer, type TrainerOptions } from '../../src/train/trainer';

const STEPS = 6;

/** @returns all parameters after six steps, one after the other */
export async function trained(device: GPUDevice, options: TrainerOptions): Promise<number[]> {
  const trainer = await Trainer.create(device, options);
  trainer.submit(STEPS);
  const numbers = (await trainer.store.read()).flatMap(({ values }) => [...values]);
  trainer.destroy();
  return numbers;
}
