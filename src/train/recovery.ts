// What is done when things go wrong: a loss that is not finite sets the run back to its last good parameters, a lost
// device is replaced by another, set up from the newest checkpoint.

import { requestGpuDevice, type RequestedDevice } from '../gpu/requestDevice';
import { calibrate, type ChoiceMemory } from '../kernels/calibrate';
import { NonFiniteLossError } from './nonFiniteLoss';
import { assemble, isLost, layGround, type Rig, type SessionData } from './rig';
import type { Run } from './run';

export interface RecoveryHost {
  /** Parameters were set back; the numbers gone back from may have been huge. */
  wentBack(): void;
  /** Training ends with an error. */
  fail(error: Error): void;
  /** The device is gone. @returns once nothing is under way, whether training was */
  lost(): Promise<boolean>;
  /** Everything lives on another device now. */
  restored(rig: Rig, resume: boolean): void;
}

/** A device whose kernels are planned for it, from its first graph on. */
export async function deviceFor(memory: ChoiceMemory | undefined): Promise<RequestedDevice> {
  const gpu = await requestGpuDevice();
  await calibrate(gpu.device, { memory });
  return gpu;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export class Recovery {
  constructor(
    private readonly run: Run,
    private readonly data: SessionData,
    private readonly memory: ChoiceMemory | undefined,
    private readonly host: RecoveryHost,
  ) {}

  /** Once a device: a second recovery must not run beside the first. */
  watch({ device }: Rig): void {
    void device.lost.then(() => {
      if (!this.run.closed && device === this.run.rig.device) void this.#replaceDevice();
    });
  }

  /** A lost device makes everything under way fail; `watch` takes it from there. Other errors end the training. */
  async mishap(rig: Rig, error: unknown): Promise<void> {
    if (rig === this.run.rig && !(await isLost(rig.device))) this.host.fail(asError(error));
  }

  /**
   * A loss was not finite, and nothing is under way any more. The device has stopped updating by itself; go back
   * to the last good parameters.
   */
  async blowUp(step: number): Promise<void> {
    const { run } = this;
    const { rig } = run;
    const operation = await rig.trainer.findNonFinite();
    if (rig !== run.rig) return;
    // The parameters at `step` are those that gave the bad loss.
    const good = run.checkpoints.before(step);
    run.checkpoints.keepOnly(good);
    run.goBackTo(rig, good);
    this.host.wentBack();
    this.host.fail(new NonFiniteLossError(step, operation, run.settings.learningRate));
  }

  async #replaceDevice(): Promise<void> {
    const { run, host } = this;
    const resume = await host.lost();
    try {
      const gpu = await deviceFor(this.memory);
      const rig = await assemble(layGround(gpu, this.data), run.rig.network, run.settings);
      run.goBackTo(rig, run.checkpoints.newest);
      this.watch(rig);
      host.restored(rig, resume);
    } catch (error) {
      host.fail(asError(error));
    }
  }
}
