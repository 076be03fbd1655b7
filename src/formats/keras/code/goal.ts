// What a script is read for: pictures of a data set, and their classes.

import type { Shape } from '../../../graph/tensor';

export interface ReadingGoal {
  /** The shape of a picture, and how many classes there are. */
  readonly picture: Shape;
  readonly classes: number;
}

/** What is taken for values that are known only when a script runs, so that the rest of it can be read. */
export interface Assumptions {
  /** Of pictures whose size is not said: rows and columns. Null: that of ours. */
  readonly size: number | null;
}

export const DIGITS: ReadingGoal = { picture: [28, 28, 1], classes: 10 };
