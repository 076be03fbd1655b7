// The one place that waits for a device: for all that was submitted, or for a buffer that can be read.
//
// Some browsers answer late. Firefox asks its GPU process every 100 ms whether work is done, and at once whenever something is
// submitted. So while a wait is open, an empty submit every few milliseconds (a nudge) brings the answer when it is due.
// Elsewhere a nudge costs and gains nothing: a device that answers promptly when it is idle is left alone. A device
// that was not tried is nudged.
// Measured in Firefox 153: a wait for little work ends after 100 ms, and with nudges after 0 to 7 ms.

/** Timers of browsers go no faster. */
const NUDGE_MS = 4;
/** An idle device whose answer takes longer is asked again and again. */
const PROMPT_MS = 20;

/** The nudges of one device, for all of its open waits together. */
class Nudger {
  #open = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #prompt = false;

  constructor(private readonly device: GPUDevice) {
    // What waits for a lost device may never be answered.
    void device.lost.then(() => this.stop());
  }

  /** From now on this device is left alone. */
  stop(): void {
    this.#prompt = true;
    this.#clear();
  }

  /** Whether waits are left alone. */
  get prompt(): boolean {
    return this.#prompt;
  }

  async during<T>(wait: Promise<T>): Promise<T> {
    if (this.#prompt) return wait;
    this.#open++;
    this.#timer ??= setTimeout(this.#nudge, NUDGE_MS);
    try {
      return await wait;
    } finally {
      if (--this.#open === 0) this.#clear();
    }
  }

  readonly #nudge = (): void => {
    this.device.queue.submit([]);
    this.#timer = setTimeout(this.#nudge, NUDGE_MS);
  };

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const nudgers = new WeakMap<GPUDevice, Nudger>();

function nudgerOf(device: GPUDevice): Nudger {
  let nudger = nudgers.get(device);
  if (nudger === undefined) nudgers.set(device, (nudger = new Nudger(device)));
  return nudger;
}

/** Waits until all that was submitted so far is done. */
export function waitForSubmittedWork(device: GPUDevice): Promise<void> {
  return nudgerOf(device).during(device.queue.onSubmittedWorkDone());
}

/** Maps a buffer for reading, or a range of it, once what was submitted before is done. @throws as GPUBuffer.mapAsync does */
export function mapForReading(
  device: GPUDevice,
  buffer: GPUBuffer,
  offsetBytes?: number,
  sizeBytes?: number,
): Promise<void> {
  return nudgerOf(device).during(buffer.mapAsync(GPUMapMode.READ, offsetBytes, sizeBytes));
}

/** Whether the device was found to answer by itself as soon as it is done. */
export function answersPromptly(device: GPUDevice): boolean {
  return nudgerOf(device).prompt;
}

/** Finds out how a device answers. Call it while nothing is under way there; takes 20 ms at most. Never rejects. */
export async function learnAnswers(device: GPUDevice): Promise<void> {
  const nudger = nudgerOf(device);
  if (nudger.prompt) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PROMPT_MS);
  });
  const answered = device.queue.onSubmittedWorkDone().then(
    () => true,
    () => false,
  );
  if (await Promise.race([answered, late])) nudger.stop();
  clearTimeout(timer);
}
