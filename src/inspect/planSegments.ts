// Runs a plan in pieces: a network that takes seconds is submitted layer by layer, so that the page can show progress
// and cancel, and no watchdog considers the device hung. It also measures the time of each layer.

import { waitForSubmittedWork } from '../gpu/waits';
import type { Plan } from '../graph/plan';

/** Dispatches that follow each other and are of one layer. */
export interface PlanSegment {
  readonly layer: string;
  readonly first: number;
  readonly end: number;
}

/** The layer that a dispatch belongs to, by its label: `conv1/forward` to `conv1`; what is of none to its first word. */
function layerOf(label: string, layers: readonly string[]): string {
  const known = layers.filter((name) => label === name || label.startsWith(`${name}/`));
  const longest = known.reduce((most, name) => (name.length > most.length ? name : most), '');
  return longest || (label.split('/')[0] ?? label);
}

/** @param layers names of the network's layers. @param end only the dispatches before this one */
export function segmentsOfPlan(
  { labels }: Pick<Plan, 'labels'>,
  layers: readonly string[],
  end = labels.length,
): readonly PlanSegment[] {
  const segments: PlanSegment[] = [];
  labels.slice(0, end).forEach((label, at) => {
    const [layer, before] = [layerOf(label, layers), segments.at(-1)];
    if (before?.layer === layer) segments[segments.length - 1] = { ...before, end: at + 1 };
    else segments.push({ layer, first: at, end: at + 1 });
  });
  return segments;
}

export interface SegmentTime {
  readonly layer: string;
  readonly ms: number;
}

/**
 * Runs the pieces one after another, each once the one before it is done.
 * @param before called before each piece; what it throws breaks off
 */
export async function runSegments(
  plan: Plan,
  segments: readonly PlanSegment[],
  before: (piece: PlanSegment, done: number) => void,
): Promise<readonly SegmentTime[]> {
  const times: SegmentTime[] = [];
  for (const [at, piece] of segments.entries()) {
    before(piece, at / segments.length);
    const startedAt = performance.now();
    plan.runRange(piece.first, piece.end);
    await waitForSubmittedWork(plan.device);
    times.push({ layer: piece.layer, ms: performance.now() - startedAt });
  }
  return times;
}
