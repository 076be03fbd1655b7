// The only module that waits for a device: for all submitted work, or for a buffer to be mapped.
//
// Some browsers answer late. Firefox asks its GPU process every 100 ms whether work is done, and at once whenever
// something is submitted. So while a wait is open, an empty submit every few milliseconds (a nudge) brings the answer
// in time. Elsewhere a nudge has a cost and no benefit, so devices found to answer promptly are not nudged. Untested
// devices are.
// Measured in Firefox 153: a wait for little work ends after 100 ms, and with nudges after 0 to 7 ms.

/** Browser timers have no finer resolution. */
const NUDGE_MS = 4;
/** If an idle device takes longer than this to answer, it is nudged. */
const PROMPT_MS = 20;

/** The nudges of one device, shared by all of its open waits. */
class Nudger {
  #open = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #prompt = false;

  constructor(private readonly device: GPUDevice) {
    // A wait for a lost device may never be answered.
    void device.lost.then(() => this.stop());
  }

  /** Stops nudging this device. */
  stop(): void {
    this.#prompt = true;
    this.#clear();
  }

  /** Whether nudging is off. */
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

/** Waits until all work submitted so far is done. */
export function waitForSubmittedWork(device: GPUDevice): Promise<void> {
  return nudgerOf(device).during(device.queue.onSubmittedWorkDone());
}

/** Maps a buffer, or a range of it, for reading after all work submitted before. @throws as GPUBuffer.mapAsync does */
export function mapForReading(
  device: GPUDevice,
  buffer: GPUBuffer,
  offsetBytes?: number,
  sizeBytes?: number,
): Promise<void> {
  return nudgerOf(device).during(buffer.mapAsync(GPUMapMode.READ, offsetBytes, sizeBytes));
}

/** Whether the device was found to answer promptly without nudges. */
export function answersPromptly(device: GPUDevice): boolean {
  return nudgerOf(device).prompt;
}

/**
 * Measures how promptly a device answers. Call it while nothing is in flight there; takes 20 ms at most. Never rejects. A
 * device that is asked at intervals may happen to answer once at once, but not twice in a row.
 */
export async function learnAnswers(device: GPUDevice): Promise<void> {
  const nudger = nudgerOf(device);
  if (nudger.prompt) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PROMPT_MS);
  });
  const answered = device.queue
    .onSubmittedWorkDone()
    .then(() => device.queue.onSubmittedWorkDone())
    .then(
      () => true,
      () => false,
    );
  if (await Promise.race([answered, late])) nudger.stop();
  clearTimeout(timer);
}
