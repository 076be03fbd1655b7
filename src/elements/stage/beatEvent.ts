// What happens now in the walk through an opened map, for those elsewhere on the page who show it in their own way. It is
// said at the document.

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
