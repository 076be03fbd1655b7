// One tab at a time keeps its run: the one that has the lock. Another one works on the same run without keeping it, until
// that tab is closed or it takes over. A tab that is to hand over writes its newest steps first; one that does not answer,
// because the browser has frozen it, loses the lock all the same.
//
// Where there are no locks (no browser with WebGPU lacks them), each tab keeps its run, and the last one to write wins.

const NAME = 'convscope run';
/** Within this time a tab hands over. */
const HAND_OVER_MS = 3000;

export interface OwnershipHost {
  /** This tab has to keep its run from now on. */
  gained(): void;
  /** Writes what is not written yet, quickly. */
  handOver(): Promise<void>;
  /** Another tab keeps its run from now on. */
  lost(): void;
}

export class Ownership {
  owns = false;
  readonly #channel = new BroadcastChannel(NAME);
  /** Ends waiting for the lock. */
  #waiting = new AbortController();
  #closed = false;
  #release: () => void = () => undefined;
  #handedOver: () => void = () => undefined;

  constructor(
    private readonly host: OwnershipHost,
    private readonly locks: LockManager | undefined = (navigator as { locks?: LockManager }).locks,
  ) {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<'take' | 'handed over'>) => {
      if (data === 'handed over') this.#handedOver();
      else if (this.owns) void this.#handOver();
    });
  }

  /** Asks for the lock: resolves with whether it is free. If not, it is waited for. */
  async begin(): Promise<void> {
    if (this.locks === undefined) {
      this.owns = true;
      this.host.gained();
      return;
    }
    if (!(await this.#hold({ ifAvailable: true }))) this.#wait();
  }

  /** Takes the lock from the tab that has it. */
  async take(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#handedOver = resolve;
      this.#channel.postMessage('take');
      setTimeout(resolve, HAND_OVER_MS);
    });
    this.#waiting.abort();
    if (!this.owns) await this.#hold({ steal: true });
  }

  close(): void {
    this.#closed = true;
    this.#waiting.abort();
    this.#channel.close();
    this.#release();
  }

  #wait(): void {
    this.#waiting = new AbortController();
    void this.#hold({ signal: this.#waiting.signal });
  }

  async #handOver(): Promise<void> {
    await this.host.handOver().catch(() => undefined);
    this.#channel.postMessage('handed over');
  }

  /** Resolves with whether the lock was given. */
  #hold(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      let held = false;
      this.locks
        ?.request(NAME, options, async (lock) => {
          if (lock === null || this.#closed) {
            resolve(false);
            return;
          }
          held = true;
          this.owns = true;
          this.host.gained();
          resolve(true);
          await new Promise<void>((release) => (this.#release = release));
        })
        // Taken by another tab; or no longer waited for.
        .catch(() => {
          resolve(false);
          if (!held || this.#closed) return;
          this.owns = false;
          this.host.lost();
          this.#wait();
        });
    });
  }
}
