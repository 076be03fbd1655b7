// The one lab of a session: it stays while its view comes and goes.

import { Lab } from '../../lab/lab';
import { BrowserLabStorage } from '../../lab/storage';
import type { TransferBase } from '../../lab/training';
import type { TrainFacade } from '../../train/facade';

const labs = new WeakMap<TrainFacade, Promise<Lab>>();

/** @param base loads what transfer learning begins with */
export function labOf(session: TrainFacade, base: () => Promise<TransferBase>): Promise<Lab> {
  const known = labs.get(session);
  if (known) return known;
  const ground = {
    get device() {
      return session.device;
    },
    pause: () => void (session.state === 'training' && session.pause()),
  };
  const lab = base().then((loaded) => Lab.open(ground, new BrowserLabStorage(), loaded));
  labs.set(session, lab);
  return lab;
}
