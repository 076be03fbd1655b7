// What a script is read for: pictures of a data set, and their classes.

import type { Shape } from '../../../graph/tensor';

export interface ReadingGoal {
  /** The shape of a picture, and how many classes there are. */
  readonly picture: Shape;
  readonly classes: number;
}

export const DIGITS: ReadingGoal = { picture: [28, 28, 1], classes: 10 };
