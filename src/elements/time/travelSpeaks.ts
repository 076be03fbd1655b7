// Whether the bar above the curve has anything to say; only then is it fetched.

import type { TrainFacade } from '../../session/facade';

/** One looks at the past or at a change, has pinned a moment, or has left a run behind. */
export function travelSpeaks(session: TrainFacade | null): boolean {
  if (!session) return false;
  const { shown, pins, branch } = session.travel;
  return shown.kind !== 'now' || pins.a !== null || pins.b !== null || branch !== null;
}
