// The one lab of a session: it stays while its view comes and goes.

import { Lab } from '../../lab/lab';
import { BrowserLabStorage } from '../../lab/storage';
import type { LoadBase } from '../../lab/training';
import type { TrainFacade } from '../../train/facade';

const labs = new WeakMap<TrainFacade, Promise<Lab>>();

export function labOf(session: TrainFacade, loadBase: LoadBase): Promise<Lab> {
  const known = labs.get(session);
  if (known) return known;
  const ground = {
    get device() {
      return session.device;
    },
    pause: () => void (session.state === 'training' && session.pause()),
  };
  const lab = Lab.open(ground, new BrowserLabStorage(), loadBase);
  labs.set(session, lab);
  return lab;
}
