// What the network of a session answered for its test pictures at one moment, and the cell that was chosen: kept with
// the session, so that the view is the same when the reader comes back from the stage.

import type { ImageDataset } from '../../data/imageDataset';
import type { TrainFacade } from '../../session/facade';
import { picturesOf, type AnsweredPicture, type Confusion, type ConfusionCell } from '../../train/confusion';
import { pixelsAt } from '../picture/pixels';
import { CellPictureEvent } from './event';

/** A step of the run: the newest, or one that time travel shows. */
export interface Moment {
  readonly kind: 'now' | 'past';
  readonly step: number;
}

export interface Evaluated {
  readonly pictures: ImageDataset;
  /** [pictures × classes], row by row. */
  readonly probabilities: Float32Array;
  readonly confusion: Confusion;
  readonly moment: Moment;
  /** The network, as text. */
  readonly network: string;
}

interface Kept {
  evaluated: Evaluated | null;
  cell: ConfusionCell | null;
  /** The picture that was shown on the stage last: its index among the test pictures. */
  at: number | null;
}

const kept = new WeakMap<TrainFacade, Kept>();

/** What is kept of a session; nothing of other pictures than those it has now. */
export function keptOf(session: TrainFacade): Kept {
  const known = kept.get(session);
  if (known && (known.evaluated === null || known.evaluated.pictures === session.data.test)) return known;
  const fresh: Kept = { evaluated: null, cell: null, at: null };
  kept.set(session, fresh);
  return fresh;
}

/** The moment that the session shows; of a difference the later one. */
export function momentOf({ travel: { shown }, progress }: TrainFacade): Moment {
  if (shown.kind === 'now') return { kind: 'now', step: progress.step };
  return { kind: 'past', step: shown.kind === 'past' ? shown.step : shown.b };
}

/** The pictures of a cell, in their order. */
export const cellPictures = (
  { pictures, probabilities }: Pick<Evaluated, 'pictures' | 'probabilities'>,
  cell: ConfusionCell,
): readonly AnsweredPicture[] => picturesOf(cell, pictures.labels, probabilities);

/** Asks the page to show a picture of a cell. */
export function showOnStage(element: Element, session: TrainFacade, cell: ConfusionCell, at: number): void {
  const { test } = session.data;
  keptOf(session).at = at;
  const pixels = Float32Array.from(pixelsAt(test, at), (value) => value / 255);
  element.dispatchEvent(new CellPictureEvent(pixels, cell, at));
}
