// What a session refuses: mostly nothing is wrong with the request but its time.

import type { SessionState } from './runFacade';

export type SessionFacts =
  | { readonly code: 'notWhile'; readonly state: SessionState }
  | { readonly code: 'replaced'; readonly network: string }
  | { readonly code: 'notKept'; readonly step: number }
  | { readonly code: 'notPinned' }
  | { readonly code: 'differenceShown' }
  | { readonly code: 'otherData'; readonly expected: number; readonly received: number }
  | { readonly code: 'brokenRun' };

export class SessionError extends Error {
  override readonly name = 'SessionError';
  constructor(
    message: string,
    readonly facts: SessionFacts,
  ) {
    super(message);
  }
}
