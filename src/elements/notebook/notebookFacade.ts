// The notebook as its view uses it. The page keeps it (src/app/notebook).

import type { SavedRun, TrainFacade } from '../../session/facade';
import type { NotebookRun } from '../../session/notebook/notebookRun';

/** Why the browser keeps nothing: see `refusalOf` of src/app/kept. */
export type StorageRefusal = 'full' | 'forbidden' | 'silent';

/**
 * Of the weights of a run: kept in the browser; until the page is closed, since there is no room; the learner freed them or they
 * are too large (`none`); or the run has not paused since its first step (`notYet`).
 */
export type WeightsState = 'kept' | 'untilClosed' | 'none' | 'notYet';

export interface NotebookUse {
  readonly runs: number;
  readonly maxRuns: number;
  readonly weightsBytes: number;
  readonly maxWeightsBytes: number;
  /** The weights of a run above this are not kept. */
  readonly maxRunBytes: number;
}

/** Event: `change`. */
export interface NotebookFacade extends EventTarget {
  /** Oldest first; the run of the session among them, as it is now. */
  readonly runs: readonly NotebookRun[];
  /** The session whose runs are recorded; a lesson has another one. */
  readonly session: TrainFacade | null;
  /** The id of the session's run; null while it has no step. */
  readonly currentId: string | null;
  readonly use: NotebookUse;
  /** Runs that could not be read. */
  readonly damaged: number;
  /** Runs that are there until the page is closed, because there is no room for them. */
  readonly unkept: number;
  /** Runs whose weights are there until the page is closed, because there is no room for them. */
  readonly unkeptWeights: number;
  /** Null: the browser keeps the notebook. */
  readonly refusal: StorageRefusal | null;
  /** The run that was removed last; null once it cannot be restored. */
  readonly removed: NotebookRun | null;
  weightsOf(id: string): WeightsState;
  edit(id: string, change: Partial<Pick<NotebookRun, 'name' | 'note'>>): void;
  /** It can be restored until the next one is removed. */
  remove(id: string): Promise<void>;
  restore(): void;
  /** Removes the weights of the oldest run that has any; its curves and settings stay. */
  freeOldestWeights(): Promise<void>;
  /** The run, to be resumed; null without weights. */
  savedRun(id: string): Promise<SavedRun | null>;
  /** Resolves when all is written. */
  written(): Promise<void>;
}
