// A lesson as its panel shows it, and what the panel asks for. The page takes the lesson (app/lessons/taking.ts).

import type { Attempt } from '../../lessons/attempt';
import type { Control, Grid, Lesson, Numbers, Step } from '../../lessons/lesson';

export interface Taking {
  readonly lesson: Lesson;
  readonly steps: readonly Step[];
  /** The place of the step, from 0. */
  readonly at: number;
  /** The steps that were taken to their end. */
  readonly done: ReadonlySet<number>;
  /** Null while the step is prepared. */
  readonly attempt: Attempt | null;
  /** Those of the moment. */
  readonly numbers: Numbers;
  readonly grids: readonly Grid[];
  /** How far the network has learned what the step needs, 0…1; null: it does not learn for it. */
  readonly learning: number | null;
  /** Why the step cannot be shown; null: it can. */
  readonly error: Error | null;
  /** The part of the page that is marked. */
  readonly marked: Control | null;
  /** The lesson after this one; null: it is the last one. */
  readonly next: Lesson | null;
  choose(option: number): void;
  type(amount: number): void;
  go(step: number): void;
  /** Prepares the step once more. */
  again(): void;
  goTo(lesson: Lesson): void;
  leave(): void;
}
