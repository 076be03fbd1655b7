// What a live camera adds to the answer of the stage. The page provides it; its code is loaded with the camera
// (liveAnswer.ts).

import { createContext } from '@lit/context';
import type { TemplateResult } from 'lit';
import type { DrawnLayer } from '../../draw/stageTiles';
import type { StageFacade } from '../../session/facade';

/** The answer while pictures follow each other quickly. */
export interface LiveAnswer {
  /** The network that sees the pictures. */
  readonly session: StageFacade;
  /** The smoothed probabilities, drawn in place of the answer's own; null before the first. */
  readonly bars: DrawnLayer['activation'] | null;
  /** Whether the largest one is large enough to be an answer. */
  readonly sure: boolean;
  /** Averages probabilities over the last moments. */
  smooth(probabilities: Float32Array): Float32Array;
  /** The answer in words and the frame rate. @param best name of the class that is the answer; null: not sure */
  render(best: string | null): TemplateResult;
}

export const liveContext = createContext<LiveAnswer | null>('live');

/** What is live on a stage; null for other networks, and for the difference between two moments. */
export const liveOn = (live: LiveAnswer | null, session: StageFacade | null): LiveAnswer | null =>
  live?.session !== session || live.session.travel?.shown.kind === 'difference' ? null : live;

/** Bubbles up to the page: pictures follow each other from now on, or (null) one stays. */
export class LiveEvent extends Event {
  static readonly type = 'cs-live';
  constructor(readonly live: LiveAnswer | null) {
    super(LiveEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [LiveEvent.type]: LiveEvent;
  }
}
