// Reading a data set takes seconds: it lets the page draw in between, says how far it is, and can be aborted.

import { EventLoopYielder } from '../../gpu/eventLoopYielder';

export interface WorkOptions {
  /** Receives the fraction that is done, 0 to 1, rising. */
  readonly onProgress?: (fraction: number) => void;
  readonly signal?: AbortSignal;
}

export class Work {
  readonly #yielder = new EventLoopYielder();
  #range: readonly [begin: number, end: number] = [0, 1];
  #reported = 0;

  constructor(private readonly options: WorkOptions) {}

  /** To be awaited between pieces. @throws the signal's reason */
  readonly pause = async (): Promise<void> => {
    this.options.signal?.throwIfAborted();
    await this.#yielder.yieldToEventLoop();
  };

  /** What follows is the part from `begin` to `end` of the whole work. */
  phase(begin: number, end: number): void {
    this.#range = [begin, end];
    this.report(0);
  }

  /** @param fraction of the phase */
  report(fraction: number): void {
    const [begin, end] = this.#range;
    const whole = begin + (end - begin) * Math.min(1, fraction);
    if (whole <= this.#reported && whole > 0) return;
    this.#reported = whole;
    this.options.onProgress?.(whole);
  }
}
