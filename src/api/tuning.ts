// Measuring and checking a device, loaded when it is done: a program that only trains and predicts does without.

import { targetOf, type KernelTarget } from '../kernels/target';
import type { CalibrateOptions } from '../tuning/calibrate';
import type { SelfCheck } from '../tuning/selfCheck';

/**
 * Measures the device unless it is known or stored; from then on `targetOf` returns the best target. Graphs that were made
 * before keep theirs. Never rejects.
 * @example
 * const device = await tf.getDevice();
 * const target = await tf.calibrate(device);
 * tf.chooseTarget(device, target);
 */
export async function calibrate(device: GPUDevice, options: CalibrateOptions = {}): Promise<KernelTarget> {
  const tuning = await import('../tuning/calibrate').catch(() => null); // a file that does not arrive
  return tuning?.calibrate(device, options) ?? targetOf(device);
}

/**
 * Compares small layers, forward and backward, with the reference in f64.
 * @param target whose kernels are checked. Default: the device's
 * @throws (as a rejection) errors of the device, and of shaders that do not compile on it in either version
 * @example
 * const { wrong } = await tf.selfCheck(await tf.getDevice());
 * wrong.length; // → 0
 */
export async function selfCheck(device: GPUDevice, target?: KernelTarget): Promise<SelfCheck> {
  const tuning = await import('../tuning/selfCheck');
  return tuning.selfCheck(device, target);
}
