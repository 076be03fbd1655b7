// Time travel as the page knows it: instants of the run's past to look at, to compare, and to train on from. `TimeTravel`
// (travel.ts) implements it.

import type { History } from '../runFacade';

/** What the views show: the parameters of now, those of an instant of the past, or what changed between two. */
export type Instant =
  | { readonly kind: 'now' }
  | { readonly kind: 'past'; readonly step: number }
  | { readonly kind: 'difference'; readonly a: number; readonly b: number };

/** The past of the run. Says `travelchange` when anything of it changes. */
export interface Travel {
  /** Steps that can be looked at, ascending; close together at the beginning. */
  readonly moments: readonly number[];
  readonly shown: Instant;
  /** The steps of two instants to compare. */
  readonly pins: { readonly a: number | null; readonly b: number | null };
  /** What was trained after the step that training was taken back to; null where there is nothing to undo. */
  readonly branch: { readonly from: number; readonly to: number; readonly history: History } | null;
  /** Shows the nearest instant that is kept; the present for the step reached. Training goes on beside it. */
  lookAt(step: number): Promise<void>;
  backToNow(): void;
  /** Pins the nearest instant, or the present for the step reached; null takes the pin out. */
  pin(which: 'a' | 'b', step: number | null): void;
  /** Shows B − A: every map, kernel and bias. @throws Error if two are not pinned */
  showDifference(): Promise<void>;
  /** While a difference is shown: one number of a layer's output at both instants (8 bytes read back). */
  compare(layer: string, place: number): Promise<{ readonly a: number; readonly b: number }>;
  /** Training stands at the instant shown, as if it had never gone further; what came after becomes the branch. */
  resume(): Promise<void>;
  /** Back to the end of the branch; what was trained instead is dropped. */
  undo(): Promise<void>;
  dropBranch(): void;
}
