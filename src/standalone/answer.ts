// The answer of the network: of one picture, or of the camera's last moments, because what flickers from frame to frame is hard
// to read.

import { Majority, Smoother } from '../lab/smoother';
import { isFamiliar, type Familiarity } from '../train/familiarity';
import type { Classified } from './classifier';

type Numbers = Pick<Classified, 'probabilities' | 'features'>;

/** Of the newest interval in the average. */
const NEWEST = 0.2;
/** A longer interval is a pause. */
const PAUSE_MS = 2000;

export class Answer {
  /** Of each class, 0…1; null before the first picture. */
  probabilities: readonly number[] | null = null;
  /** Pictures a second; 0 where it is not known. */
  framesPerSecond = 0;
  /** The picture is like those that the network learned from; true where that is not known. */
  isFamiliar = true;
  #smoother: Smoother;
  readonly #familiar = new Majority();
  #at = -Infinity;
  #interval = 0;

  constructor(
    private readonly classes: number,
    private readonly threshold: number,
    private readonly familiarity: Familiarity | null = null,
  ) {
    this.#smoother = new Smoother(classes);
  }

  /** Of a picture that stays. */
  set({ probabilities, features }: Numbers): void {
    this.forget();
    this.probabilities = Array.from(probabilities);
    this.#compare(features, 0);
  }

  /** Of the camera's next frame. @param now milliseconds */
  add({ probabilities, features }: Numbers, now: number): void {
    const passed = now - this.#at;
    this.#at = now;
    if (passed < PAUSE_MS) this.#interval += (this.#interval === 0 ? 1 : NEWEST) * (passed - this.#interval);
    this.framesPerSecond = this.#interval === 0 ? 0 : 1000 / this.#interval;
    this.probabilities = this.#smoother.add(Array.from(probabilities), now);
    this.#compare(features, now);
  }

  #compare(features: Float32Array | null, now: number): void {
    const { familiarity } = this;
    if (!familiarity || !features) return;
    this.isFamiliar = this.#familiar.add(isFamiliar(familiarity, features), now);
  }

  /** Another scene: earlier frames must not affect its answer. */
  forget(): void {
    this.#smoother.reset();
    this.#familiar.reset();
    this.isFamiliar = true;
    this.probabilities = null;
    this.framesPerSecond = 0;
    this.#at = -Infinity;
    this.#interval = 0;
  }

  /** The classes from the most probable on. */
  get order(): readonly number[] {
    const value = (at: number): number => this.probabilities?.[at] ?? 0;
    return Array.from({ length: this.classes }, (_, at) => at).sort((a, b) => value(b) - value(a) || a - b);
  }

  /** The most probable class; null where its probability is too small for an answer, or the picture is not familiar. */
  get best(): number | null {
    const [best = 0] = this.order;
    return this.isFamiliar && (this.probabilities?.[best] ?? 0) >= this.threshold ? best : null;
  }
}
