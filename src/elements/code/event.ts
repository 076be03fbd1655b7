// The code of the network as the page knows it: whether it is shown, what the learner wrote, and what it described when
// it was last in step with the network. Kept in the browser with the rest.

import type { PickedFile } from '../files/jobs';
import type { NetworkConfig } from '../../models/network';
import type { SessionSettings } from '../../session/runFacade';

/** A Keras script, or a notebook. */
export const CODE_FILE = /\.(?:py|ipynb)$/i;

/** What a text described when it was last in step. */
export interface Described {
  readonly network: NetworkConfig;
  readonly settings: SessionSettings;
}

export interface KeptCode {
  /** The code is shown in the place of the layers. */
  readonly open: boolean;
  /** Null before it was first shown. */
  readonly text: string | null;
  readonly of: Described | null;
  /** Scripts, notebooks, or an archive of such, until the editor has taken them. */
  readonly dropped?: readonly PickedFile[] | null;
}

export const NO_CODE: KeptCode = Object.freeze({ open: false, text: null, of: null });

/** Some of it changed. */
export class CodeEvent extends Event {
  static readonly type = 'cs-code';
  constructor(readonly code: Partial<KeptCode>) {
    super(CodeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [CodeEvent.type]: CodeEvent;
  }
}
