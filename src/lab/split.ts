// Splits pictures into training and held-out ones. Pictures of one recording resemble each other, so a recording goes
// to one side as a whole; a split by single frames, which gives too good figures, is available to show the difference.

import { groupBy } from '../data/groupBy';

export const SPLITS = ['recording', 'frame'] as const;
export type SplitBy = (typeof SPLITS)[number];

export interface Split {
  /** Places in the list given, ascending. */
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Classes of one recording alone: its last part is held out, so the figure is kinder than it should be. */
  readonly oneRecording: readonly number[];
}

export interface Labelled {
  readonly label: number;
  readonly recording: string;
}

/** Held out of each class, about. */
const SHARE = 0.25;

/**
 * @param pictures oldest first
 * @returns of each class with two pictures or more at least one on each side; single pictures are learned from
 */
export function splitPictures(pictures: readonly Labelled[], by: SplitBy): Split {
  const [train, test, oneRecording]: [number[], number[], number[]] = [[], [], []];
  const places = pictures.map((_, at) => at);
  for (const [label, own] of groupBy(places, (at) => pictures[at]?.label ?? 0)) {
    if (by === 'frame') {
      const every = Math.round(1 / SHARE);
      const held = own.filter((_, i) => i % every === every - 1);
      // Fewer than four: the last one.
      const out = new Set(held.length > 0 || own.length < 2 ? held : own.slice(-1));
      for (const at of own) (out.has(at) ? test : train).push(at);
      continue;
    }
    const recordings = [...groupBy(own, (at) => pictures[at]?.recording ?? '').values()];
    if (recordings.length < 2) {
      if (own.length > 1) oneRecording.push(label);
      const cut = own.length < 2 ? own.length : own.length - Math.max(1, Math.round(own.length * SHARE));
      train.push(...own.slice(0, cut));
      test.push(...own.slice(cut));
      continue;
    }
    // The newest recordings, until the share is reached; one at least is learned from.
    let held = 0;
    const out = new Set<number>();
    for (const recording of recordings.slice(1).reverse()) {
      if (held > 0 && held + recording.length > own.length * SHARE * 1.5) continue;
      for (const at of recording) out.add(at);
      held += recording.length;
      if (held >= own.length * SHARE) break;
    }
    for (const at of own) (out.has(at) ? test : train).push(at);
  }
  const ascending = (a: number, b: number): number => a - b;
  return { train: train.sort(ascending), test: test.sort(ascending), oneRecording };
}
