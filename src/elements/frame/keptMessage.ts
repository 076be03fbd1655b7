// What may be said of the run that is kept in the browser, and what may be asked for in turn.

/** Bytes that a run needs, and those that there are. */
export interface KeptSizes {
  /** Two of these are kept. */
  readonly copyBytes: number;
  readonly pastBytes: number;
  readonly freeBytes: number;
}

/** `other`: a run that was left is kept as well, and one can go to it; always so with `afresh` and `seed`. */
export type KeptMessage =
  | { readonly kind: 'back'; readonly step: number; readonly other: boolean }
  /** The steps from the copy of the run to where it was are taken again. */
  | { readonly kind: 'catchingUp'; readonly step: number; readonly to: number; readonly other: boolean }
  | { readonly kind: 'afresh' }
  /** This tab keeps its run, in the place of another one's, to which one can go. */
  | { readonly kind: 'mine' }
  | { readonly kind: 'seed'; readonly seed: number }
  /** A worksheet was opened; `other`: there was a run before, to which one can go. */
  | { readonly kind: 'worksheet'; readonly other: boolean }
  /** The address has a worksheet that cannot be opened. */
  | { readonly kind: 'worksheetRefused'; readonly error: unknown }
  | { readonly kind: 'damagedBefore'; readonly step: number }
  /** Storage answered after the page had opened without: the run that was kept can be gone to. */
  | { readonly kind: 'late'; readonly step: number }
  | { readonly kind: 'damaged' | 'old' | 'unfit' | 'forbidden' | 'silent' }
  | { readonly kind: 'full'; readonly sizes?: KeptSizes | null }
  | { readonly kind: 'failed'; readonly error: unknown };

export class KeptEvent extends Event {
  static readonly type = 'cs-kept';
  constructor(readonly wish: 'afresh' | 'other' | 'takeOver' | 'dismiss') {
    super(KeptEvent.type, { bubbles: true, composed: true });
  }
}

/** Good news, which pass away; of the rest one has to know. */
export function isCalm({ kind }: KeptMessage): boolean {
  return kind === 'back' || kind === 'afresh' || kind === 'seed' || kind === 'worksheet' || kind === 'mine';
}

declare global {
  interface HTMLElementEventMap {
    [KeptEvent.type]: KeptEvent;
  }
}
