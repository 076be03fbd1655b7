// The data sets of a session that were used or looked at, with their pictures.

import { sameData } from '../../data/dataSet';
import type { SessionData, TrainFacade } from '../../session/facade';
import type { DataChoice } from './catalogue';

/** So many stay to be looked at. */
const KEPT = 2;

/** What was looked at or used, the newest first; it stays while the view is left. */
const seen = new WeakMap<TrainFacade, readonly SessionData[]>();
export const seenIn = (session: TrainFacade): readonly SessionData[] => seen.get(session) ?? [];

export function see(session: TrainFacade, data: SessionData): void {
  const others = seenIn(session).filter(({ reference }) => !sameData(reference, data.reference));
  seen.set(session, [data, ...others].slice(0, KEPT));
}

const KINDS: Readonly<Record<string, DataChoice['kind']>> = {
  mnist: 'mnist',
  shapes: 'shapes',
  'fruit-synthetic': 'fruit',
};

/** The pictures of the session, where the catalogue does not have them: of a run with other options, or removed files. */
export function choiceOf({ data, network }: TrainFacade): DataChoice {
  const { reference, train, test } = data;
  return {
    reference,
    kind: KINDS[reference.name] ?? 'pictures',
    shape: [train.height, train.width, train.channels],
    classNames: train.classNames,
    train: train.count,
    test: test.count,
    recommended: { network, settings: {} },
  };
}
