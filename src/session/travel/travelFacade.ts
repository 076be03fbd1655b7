// The interface for time travel: snapshots of the run's past to display, to compare, and to continue training from.
// `TimeTravel` (travel.ts) implements it.

import type { History } from '../runFacade';

/** What the views show: the current parameters, a snapshot, or the difference of two. */
export type Instant =
  | { readonly kind: 'now' }
  | { readonly kind: 'past'; readonly step: number }
  | { readonly kind: 'difference'; readonly a: number; readonly b: number };

/** The past of the run. Dispatches `travelchange` when anything of it changes. */
export interface Travel {
  /** The steps with a snapshot, ascending; dense at the beginning. */
  readonly moments: readonly number[];
  readonly shown: Instant;
  /** The steps of two snapshots to compare. */
  readonly pins: { readonly a: number | null; readonly b: number | null };
  /** The steps after the one from which training was continued; null if there is nothing to undo. */
  readonly branch: { readonly from: number; readonly to: number; readonly history: History } | null;
  /** Shows the nearest snapshot, or the present for the current step. Training continues meanwhile. */
  lookAt(step: number): Promise<void>;
  backToNow(): void;
  /** Pins the nearest snapshot, or the present for the current step; null removes the pin. */
  pin(which: 'a' | 'b', step: number | null): void;
  /** Shows B − A: every map, kernel and bias. @throws Error unless two are pinned */
  showDifference(): Promise<void>;
  /** While a difference is shown: one number of a layer's output in both snapshots (8 bytes are read back). */
  compare(layer: string, place: number): Promise<{ readonly a: number; readonly b: number }>;
  /** Sets training to the displayed snapshot; the steps after it become the branch. */
  resume(): Promise<void>;
  /** Returns to the end of the branch; the steps trained instead are dropped. */
  undo(): Promise<void>;
  dropBranch(): void;
}
