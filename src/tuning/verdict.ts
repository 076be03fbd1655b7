// Which kernels a device may be trusted with. The check runs once per device, browser and version of the shaders; where
// the tuned kernels are wrong and the plain ones right, the plain ones are used, at the next visit from the start.

import { chooseTarget, targetOf } from '../kernels/target';
import { hashOf, recall, type ChoiceMemory } from './choiceMemory';
import { checkKey, plainOn } from './plainKernels';
import { checkText, resultText, selfCheck, type SelfCheck, type WrongResult } from './selfCheck';

export interface Verdict {
  /** The kernels that are right; none: nothing on this device can be trusted. */
  readonly kernels: 'tuned' | 'plain' | 'none';
  /** What was wrong of those that are not used; null if nothing was, or an earlier visit found it. */
  readonly failed: SelfCheck | null;
}

/** Neither the tuned nor the plain kernels compute on this device what the reference says. */
export class WrongDeviceError extends Error {
  override readonly name = 'WrongDeviceError';
  readonly facts: WrongResult & { readonly code: 'wrongDevice'; readonly device: string };
  constructor(device: string, wrong: WrongResult) {
    const { index, expected, received } = wrong;
    super(
      `device '${device}': ${resultText(wrong)}, number ${index}: ` +
        `expected ${expected}. Received ${received}. Update the driver and the browser, or try another browser`,
    );
    this.facts = { code: 'wrongDevice', device, ...wrong };
  }
}

/**
 * Checks the device with the kernels of its target; plain kernels are set as its target where they are needed.
 * @throws errors of the device
 */
export async function verdictOn(device: GPUDevice, memory?: ChoiceMemory): Promise<Verdict> {
  if (targetOf(device).plain === true) return { kernels: 'plain', failed: null };
  const version = hashOf(checkText(targetOf(device)));
  const known = await recall(memory, checkKey(device));
  if (known === `${version} tuned`) return { kernels: 'tuned', failed: null };
  const check = await selfCheck(device);
  if (check.wrong.length === 0) {
    await keep(device, memory, `${version} tuned`);
    return { kernels: 'tuned', failed: null };
  }
  const plain = plainOn(device);
  const failed = await selfCheck(device, plain);
  // It is not kept: the next visit finds the numbers again, or a better driver.
  if (failed.wrong.length > 0) return { kernels: 'none', failed };
  await keep(device, memory, `${version} plain`);
  chooseTarget(device, plain);
  return { kernels: 'plain', failed: check };
}

async function keep(device: GPUDevice, memory: ChoiceMemory | undefined, note: string): Promise<void> {
  try {
    await memory?.write(checkKey(device), note);
  } catch {
    // Storage that cannot be written counts as absent.
  }
}
