// The current step of the walk through an opened map, for other elements on the page that show it. Dispatched at the
// document.

import type { Beat } from './walk';

export class BeatEvent extends Event {
  static readonly type = 'cs-beat';
  /** @param beat null: no walk is under way */
  constructor(
    readonly layer: string,
    readonly beat: Beat | null,
  ) {
    super(BeatEvent.type);
  }
}

declare global {
  interface DocumentEventMap {
    [BeatEvent.type]: BeatEvent;
  }
}
