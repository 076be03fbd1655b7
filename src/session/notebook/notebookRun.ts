// A run as the notebook keeps it: all settings, the whole curve, and what the learner wrote. Its weights are kept beside it.

import type { Column } from '../../train/columns';
import type { SavedHistory } from '../../train/history';
import type { Checkpoint } from '../../train/trainer';
import type { SavedRun } from '../runFacade';
import { equal, type RunSettings } from './differences';

export interface NotebookRun extends RunSettings {
  readonly id: string;
  /** Milliseconds since 1970; the notebook is in this order. */
  readonly addedAt: number;
  readonly history: SavedHistory;
  readonly step: number;
  /** The time that training took. */
  readonly durationMs: number;
  readonly parameters: number;
  /** Whether all weights were drawn from the seed at step 0; null: not known. */
  readonly fromSeed: boolean | null;
  /** What the learner called it; empty: it is named by what changed. */
  readonly name: string;
  readonly note: string;
}

/** The test accuracy, 0…1, at the last and at the best evaluation; NaN without any. */
export function testAccuracies({ testAccuracy, testStep }: SavedHistory): {
  readonly last: number;
  readonly best: number;
  readonly bestStep: number;
} {
  const best = testAccuracy.length > 0 ? Math.max(...testAccuracy) : NaN;
  return { last: testAccuracy.at(-1) ?? NaN, best, bestStep: testStep[testAccuracy.indexOf(best)] ?? NaN };
}

/** The run as it can be resumed. */
export const savedRunOf = (
  { network, settings, data, history }: NotebookRun,
  checkpoint: Checkpoint,
): SavedRun => ({ network, settings, ...(data && { data }), checkpoint, history });

type Continued = RunSettings & { readonly history: SavedHistory };

/** Averages may differ in their last digits. */
const CLOSE = 1e-5;

/**
 * Whether both are the same run, at the same or another step: of the same settings, but for a learning rate that changed on
 * the way, and with the same curve as far as both go.
 */
export function isSameRun(a: Continued, b: Continued): boolean {
  const fixed = ({ network, settings: { learningRate: _, ...settings }, data }: Continued): unknown => [
    network,
    Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)),
    data,
  ];
  if (!equal(fixed(a), fixed(b))) return false;
  const stride = Math.max(a.history.stride, b.history.stride);
  const [one, other] = [lossAt(a.history, stride), lossAt(b.history, stride)];
  const common = Math.min(one.length, other.length);
  const close = (at: number): boolean => {
    const [x, y] = [one[at] ?? NaN, other[at] ?? NaN];
    return Math.abs(x - y) <= CLOSE * Math.abs(x) || equal(x, y);
  };
  return common > 0 && Array.from({ length: common }, (_, at) => at).every(close);
}

/** The losses of the curve, averaged over so many steps. */
function lossAt({ loss, stride }: SavedHistory, wanted: number): Column {
  let losses = loss;
  for (let at = stride; at < wanted; at *= 2)
    losses = Array.from(
      { length: Math.floor(losses.length / 2) },
      (_, i) => ((losses[2 * i] ?? 0) + (losses[2 * i + 1] ?? 0)) / 2,
    );
  return losses;
}
