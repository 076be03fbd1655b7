// How long a piece of work will go on, by how long its part so far took. Quiet at first, when a guess would be wild.

const FIRST_MS = 2000;
const FIRST_PART = 0.02;
/** A pause that is longer, and so many times as long as the ones before, was a sleep of the computer or of the page. */
const SLEPT = { ms: 10_000, times: 20, after: 3 };

export class TimeLeft {
  #of: string | null = null;
  #since = 0;
  #from = 0;
  #last = 0;
  #calls = 0;

  /**
   * @param of which work; another name begins anew
   * @param fraction of it that is done
   * @param now milliseconds
   * @returns seconds; null while nothing can be said
   */
  at(of: string, fraction: number | null, now: number): number | null {
    if (of !== this.#of || fraction === null || fraction < this.#from) {
      this.#of = of;
      this.#since = now;
      this.#from = fraction ?? 0;
      this.#last = now;
      this.#calls = 0;
      return null;
    }
    const pause = now - this.#last;
    const usual = this.#calls === 0 ? Infinity : (this.#last - this.#since) / this.#calls;
    if (this.#calls >= SLEPT.after && pause > SLEPT.ms && pause > SLEPT.times * usual)
      this.#since += pause - usual;
    this.#last = now;
    this.#calls++;
    const [passed, part] = [now - this.#since, fraction - this.#from];
    if (passed < FIRST_MS || part < FIRST_PART) return null;
    return ((1 - fraction) * passed) / part / 1000;
  }
}
