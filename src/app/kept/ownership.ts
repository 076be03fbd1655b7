// One tab at a time keeps its run: the one that has the lock. Another one works on the same run without keeping it, until
// it is asked to take over: what it shows may be older than what is kept. A tab that is to hand over writes its newest steps
// first; one that does not answer, because the browser has frozen it, loses the lock all the same.
//
// Where there are no locks (no browser with WebGPU lacks them), each tab keeps its run, and the last one to write wins.

const NAME = 'convscope run';
/** Within this time a tab hands over. */
const HAND_OVER_MS = 3000;

export interface OwnershipHost {
  /** This tab keeps its run from now on. @param taken from a tab that may not know yet, because the browser has frozen it */
  gained(taken: boolean): void;
  /** Writes what is not written yet, quickly. */
  handOver(): Promise<void>;
  /** This tab does not keep its run: another one does, or has been closed since. */
  elsewhere(where: Elsewhere): void;
}

export type Elsewhere = 'open' | 'closed';
type Message = 'begun' | 'take' | 'handed over';

export class Ownership {
  owns = false;
  readonly #channel = new BroadcastChannel(NAME);
  /** Ends waiting for the other tab to be closed. */
  #watching = new AbortController();
  #closed = false;
  /** What was told last. */
  #told: Elsewhere | null = null;
  #release: () => void = () => undefined;
  #handedOver: () => void = () => undefined;

  constructor(
    private readonly host: OwnershipHost,
    private readonly locks: LockManager | null = (navigator as { locks?: LockManager }).locks ?? null,
  ) {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data === 'handed over') this.#handedOver();
      else if (this.owns && data === 'take') void this.#handOver();
      else if (!this.owns && data === 'begun') this.#other();
    });
  }

  /** Takes the lock if it is free. */
  async begin(): Promise<void> {
    if (this.locks === null) {
      this.owns = true;
      this.host.gained(false);
    } else if (!(await this.#hold({ ifAvailable: true }))) this.#other();
  }

  /** Takes the lock, also from a tab that has it. */
  async take(): Promise<void> {
    if (this.owns || (await this.#hold({ ifAvailable: true }))) return;
    await new Promise<void>((resolve) => {
      this.#handedOver = resolve;
      this.#say('take');
      setTimeout(resolve, HAND_OVER_MS);
    });
    await this.#hold({ steal: true });
  }

  close(): void {
    this.#closed = true;
    this.#watching.abort();
    this.#channel.close();
    this.#release();
  }

  #say(message: Message): void {
    this.#channel.postMessage(message);
  }

  async #handOver(): Promise<void> {
    await this.host.handOver().catch(() => undefined);
    if (!this.#closed) this.#say('handed over');
  }

  /** Another tab has the lock. */
  #other(): void {
    this.#tell('open');
    this.#watching.abort();
    const { signal } = (this.#watching = new AbortController());
    // The lock is left to who asks for it next: the tab may be loading anew.
    const freed = this.locks?.request(NAME, { signal, mode: 'shared' }, () => this.#tell('closed'));
    freed?.catch(() => undefined);
  }

  #tell(where: Elsewhere): void {
    if (where !== this.#told) this.host.elsewhere(where);
    this.#told = where;
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
          this.#watching.abort();
          [held, this.owns, this.#told] = [true, true, null];
          this.#say('begun');
          this.host.gained(options.steal === true);
          resolve(true);
          await new Promise<void>((release) => (this.#release = release));
        })
        // Another tab has taken it.
        .catch(() => {
          resolve(false);
          if (!held || this.#closed) return;
          this.owns = false;
          this.#other();
        });
    });
  }
}
