// What is known of a device before anything runs on it: whether an earlier check (verdict.ts) found its tuned kernels
// wrong. The check itself is loaded only where it did.

import { chooseTarget, PLAIN_TARGET, targetOf, type KernelTarget } from '../kernels/target';
import { hashOf, identityOf, recall, type ChoiceMemory } from './choiceMemory';

export const checkKey = (device: GPUDevice): string => `convscope.check.${identityOf(device)}`;

/** For the plain kernels; its binding size is the device's. */
export const plainOn = (device: GPUDevice): KernelTarget => {
  const { bindingBytes } = targetOf(device);
  return Object.freeze({ ...PLAIN_TARGET, bindingBytes });
};

/** Whether an earlier visit found that the tuned kernels, as they are still, are wrong on this device. */
export async function recallPlain(device: GPUDevice, memory?: ChoiceMemory): Promise<boolean> {
  const known = await recall(memory, checkKey(device));
  if (known?.endsWith(' plain') !== true) return false;
  const { checkText } = await import('./selfCheck');
  if (known !== `${hashOf(checkText(targetOf(device)))} plain`) return false;
  chooseTarget(device, plainOn(device));
  return true;
}
