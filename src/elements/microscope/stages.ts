// The six stages of a step, and where in them one is. Each stage has a length, its positions run from 0 to length − 1;
// behind the last position of a stage comes the first of the next.

export const STAGES = ['forward', 'loss', 'delta', 'kernel', 'input', 'update'] as const;
export type Stage = (typeof STAGES)[number];

export interface Position {
  readonly stage: Stage;
  readonly at: number;
}

/** How many positions each stage has: at least 1. */
export type Lengths = Readonly<Record<Stage, number>>;

export const START: Position = { stage: 'forward', at: 0 };

/** The position after this one; null at the very end. @param by positions of the stage to go on by */
export function after({ stage, at }: Position, lengths: Lengths, by = 1): Position | null {
  if (at < lengths[stage] - 1) return { stage, at: Math.min(lengths[stage] - 1, at + by) };
  const next = STAGES[STAGES.indexOf(stage) + 1];
  return next === undefined ? null : { stage: next, at: 0 };
}

/** The position before this one; null at the very beginning. */
export function before({ stage, at }: Position, lengths: Lengths): Position | null {
  if (at > 0) return { stage, at: at - 1 };
  const previous = STAGES[STAGES.indexOf(stage) - 1];
  return previous === undefined ? null : { stage: previous, at: lengths[previous] - 1 };
}

/** Positions shown one at a time when a long stage plays, before it goes faster. */
const SLOWLY = 12;
/** In so many leaps the rest of a long stage is done. */
const LEAPS = 36;

/**
 * How far to leap in a stage that plays: one by one at first, so that it can be followed, then so that it ends.
 * @param played positions shown since play was pressed
 */
export function leap(length: number, played: number): number {
  return played < SLOWLY || length <= SLOWLY + LEAPS ? 1 : Math.ceil((length - SLOWLY) / LEAPS);
}
