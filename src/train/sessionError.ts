// What a session refuses at this moment: nothing is wrong with the request but its time.

import type { SessionState } from './runFacade';

export type SessionFacts =
  | { readonly code: 'notWhile'; readonly state: SessionState }
  | { readonly code: 'deviceLost' }
  | { readonly code: 'replaced'; readonly network: string }
  | { readonly code: 'notKept'; readonly step: number }
  | { readonly code: 'notPinned' }
  | { readonly code: 'differenceShown' };

export class SessionError extends Error {
  override readonly name = 'SessionError';
  constructor(
    message: string,
    readonly facts: SessionFacts,
  ) {
    super(message);
  }
}
