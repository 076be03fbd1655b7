// Recovery: after a non-finite loss the run is set back to its last good parameters; a lost device is replaced by
// another one, which is set up from the newest checkpoint.

import { ask, DeviceLostError, isLost } from '../gpu/deviceLoss';
import {
  NoDeviceError,
  requestGpuDevice,
  type RequestedDevice,
  type RequestOptions,
} from '../gpu/requestDevice';
import { hasOwnTarget } from '../kernels/target';
import type { ChoiceMemory } from '../tuning/choiceMemory';
import { recallPlain } from '../tuning/plainKernels';
import { prepareKernels } from '../tuning/prepareKernels';
import { NonFiniteLossError } from '../train/nonFiniteLoss';
import {
  createTrainingContext,
  destroyDeviceContext,
  destroyTrainingContext,
  createDeviceContext,
  type TrainingContext,
} from './trainingContext';
import type { SessionContext } from './sessionContext';

/** Requests a device and sets the kernel target that an earlier visit found for it, before its first graph. */
export async function deviceFor(
  memory: ChoiceMemory | undefined,
  options?: RequestOptions,
): Promise<RequestedDevice> {
  const gpu = await requestGpuDevice(options);
  const { device } = gpu;
  if (memory !== undefined && !(await recallPlain(device, memory)) && !hasOwnTarget(device)) {
    // What measures a device is loaded only where one is to be measured.
    const { recallTarget } = await import('../tuning/calibrate');
    await recallTarget(device, memory);
  }
  await prepareKernels(device);
  return gpu;
}

/** Delay before each request for a device after a loss: a crashed driver may need time to restart. */
const WAITS_MS = [0, 100, 500, 1500, 4000];

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface OnDeviceOptions {
  readonly memory?: ChoiceMemory | undefined;
  /** The first device; absent: one is requested. */
  readonly first?: RequestedDevice | Promise<RequestedDevice> | undefined;
  /** No device was lost yet: where there is no adapter, none is to be waited for. */
  readonly opening?: boolean;
  readonly wait?: (ms: number) => Promise<void>;
}

/**
 * Builds something on a device, and on the next device if that one is lost meanwhile. It is returned only after the
 * device has answered: on a lost device most calls succeed and do nothing.
 * @throws the error of `build` on a device that is not lost, which is then destroyed; NoDeviceError or DeviceLostError
 * (`deviceLost`) after several attempts
 */
export async function onDevice<T>(
  build: (gpu: RequestedDevice) => Promise<T>,
  { memory, first, opening = false, wait = sleep }: OnDeviceOptions = {},
): Promise<T> {
  let failure: unknown = new DeviceLostError('the device was lost, again and again');
  let given = first;
  let lost = !opening;
  for (const ms of WAITS_MS) {
    if (ms > 0) await wait(ms);
    let gpu: RequestedDevice;
    const requested = given ?? deviceFor(memory);
    given = undefined;
    try {
      gpu = await requested;
    } catch (error) {
      if (!lost && error instanceof NoDeviceError && error.facts.code !== 'noDevice') throw error;
      failure = error;
      continue;
    }
    try {
      const built = await build(gpu);
      await ask(gpu.device);
      return built;
    } catch (error) {
      if (await isLost(gpu.device)) {
        lost = true;
        failure = new DeviceLostError('the device was lost, again and again', { cause: error });
        continue;
      }
      gpu.device.destroy();
      throw error;
    }
  }
  throw failure;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** After so many losses without a step between them, training rests: the work itself may be what the device does not bear. */
const MAX_IN_VAIN = 3;

export class Recovery {
  #underWay: Promise<void> | null = null;
  /** Losses one after another at the same step, which was known last. */
  #inVain = { step: -1, times: 0 };

  constructor(
    private readonly session: SessionContext,
    private readonly memory: ChoiceMemory | undefined,
  ) {}

  /** Once per device: a second recovery must not run in parallel. */
  watch({ device }: TrainingContext): void {
    void device.lost.then(() => {
      const { run } = this.session;
      if (run.closed || device !== run.context.device) return;
      this.#underWay = this.#replaceDevice().finally(() => (this.#underWay = null));
    });
  }

  /** Resolves once no recovery is running, because nothing may start on a lost device. */
  async ended(): Promise<void> {
    while (this.#underWay !== null) await this.#underWay;
  }

  /** Whether a failure on this training context is due to a lost device that is being replaced, or is replaced already. */
  async replaces(context: TrainingContext): Promise<boolean> {
    if (this.session.run.closed || !(await isLost(context.device))) return false;
    return this.#underWay !== null || this.session.run.context.device !== context.device;
  }

  /** The message for a failure on this training context. After a device loss, recovery is running. */
  async reasonOf({ device }: TrainingContext, error: unknown): Promise<unknown> {
    if (!(await isLost(device))) return error;
    return new DeviceLostError('the device was lost meanwhile');
  }

  /**
   * A lost device makes all pending work fail; `watch` handles it. Other errors end the training. After a non-finite
   * loss the device has stopped updating by itself; the run is set back to its last good parameters.
   */
  async onError(context: TrainingContext, error: unknown): Promise<void> {
    const { session } = this;
    const { run } = session;
    if (context !== run.context || (await isLost(context.device)) || context !== run.context) return;
    if (error instanceof NonFiniteLossError) {
      // The parameters at its step are those that produced the non-finite loss.
      const good = run.checkpoints.before(error.step);
      run.checkpoints.keepOnly(good);
      run.goBackTo(context, good);
      session.wentBack();
    }
    session.fail(asError(error));
  }

  async #replaceDevice(): Promise<void> {
    const { session } = this;
    const { run } = session;
    const acting = await session.lost();
    try {
      const context = await onDevice(
        async (gpu) =>
          createTrainingContext(
            await createDeviceContext(gpu, run.context.data),
            run.context.network,
            run.settings,
          ),
        { memory: this.memory },
      );
      if (run.closed) {
        destroyTrainingContext(context);
        destroyDeviceContext(context);
        return;
      }
      // A later copy would leave a gap in the curve, because the losses up to it are lost with the device.
      const copy = run.lastKnown;
      const reached = acting || copy === undefined ? null : run.reachedSince(copy);
      run.goBackTo(context, copy);
      this.watch(context);
      const times = run.submitted === this.#inVain.step ? this.#inVain.times + 1 : 1;
      this.#inVain = { step: run.submitted, times };
      const rests = session.resume && times >= MAX_IN_VAIN;
      if (rests) session.resume = false;
      session.restored(rests ? null : reached);
      if (!rests) return;
      this.#inVain = { step: -1, times: 0 };
      session.notify('deviceLostAgain', { times });
    } catch (error) {
      if (!run.closed) session.lostForGood(asError(error));
    }
  }
}
