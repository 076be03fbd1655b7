// What of the layers is opened on the stage: kernels beside the maps, columns with all their maps.

export interface StageOpened {
  readonly kernels: boolean;
  /** Names of layers. */
  readonly expanded: readonly string[];
}

export const ALL_KERNELS: StageOpened = Object.freeze({ kernels: true, expanded: [] });

/** Kernels were shown or hidden, a column opened or closed. */
export class StageOpenedEvent extends Event {
  static readonly type = 'cs-stage-opened';
  constructor(readonly opened: StageOpened) {
    super(StageOpenedEvent.type, { bubbles: true, composed: true });
  }
}

/** The column is opened where it was closed, and the other way round. */
export function toggled(opened: StageOpened, layer: string): StageOpened {
  const expanded = new Set(opened.expanded);
  if (!expanded.delete(layer)) expanded.add(layer);
  return { ...opened, expanded: [...expanded] };
}

declare global {
  interface HTMLElementEventMap {
    [StageOpenedEvent.type]: StageOpenedEvent;
  }
}
