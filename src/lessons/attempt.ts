// One step of a lesson as it is taken: asked, done, revealed.

import type { Numbers, Question, Step, Text } from './lesson';

/** What was answered, and the reason that is given. */
export interface Answer {
  readonly right: boolean;
  readonly why: Text;
  /** The place of the option; null for an amount. */
  readonly option: number | null;
}

/** After so many wrong answers the right one is said. */
const TRIES = 2;

export type Phase = 'ask' | 'act' | 'reveal';

export class Attempt {
  #answers: readonly Answer[] = [];
  #done = false;

  /** @param numbers of the step, when it began */
  constructor(
    readonly step: Step,
    readonly numbers: Numbers,
  ) {}

  get phase(): Phase {
    if (this.step.ask && !this.solved) return 'ask';
    return this.step.act && !this.#done ? 'act' : 'reveal';
  }

  get answers(): readonly Answer[] {
    return this.#answers;
  }

  /** The question is answered, by the reader or after two tries. */
  get solved(): boolean {
    return this.#answers.at(-1)?.right === true || this.#answers.length >= TRIES;
  }

  choose(option: number): void {
    const { ask } = this.step;
    const chosen = ask?.kind === 'choice' ? ask.options[option] : undefined;
    if (!chosen || this.solved || this.#answers.some((answer) => answer.option === option)) return;
    this.#add({ right: chosen.right === true, why: chosen.why, option });
  }

  /** @param given an amount */
  type(given: number): void {
    const { ask } = this.step;
    if (ask?.kind !== 'amount' || this.solved || !Number.isFinite(given)) return;
    const is = (name: string): boolean => Math.abs(given - Number(this.numbers[name])) <= (ask.within ?? 0);
    const right = is(ask.right);
    const why = right ? ask.why : (ask.mistakes.find(({ of }) => is(of))?.why ?? ask.otherwise);
    this.#add({ right, why, option: null });
  }

  /** What was to be done is done. */
  did(): void {
    this.#done = true;
  }

  #add(answer: Answer): void {
    this.#answers = [...this.#answers, answer];
  }
}

/** Why the right answer is right. */
export const rightOf = (ask: Question): Text =>
  ask.kind === 'amount' ? ask.why : (ask.options.find(({ right }) => right)?.why ?? { en: '', ja: '' });
