// Makes twins of the network that is trained, on the same ground; the last ones are kept with its rig.

import type { ImageDataset } from '../../data/imageDataset';
import type { TwinsFacade } from '../facade';
import type { Rig } from '../rig';
import type { Run } from '../run';
import { SessionError } from '../sessionError';
import { twinLayers, twinOf, type TwinChange, type TwinLayer } from './twinChange';
import { Twins } from './twins';

export interface TwinMakerHost {
  readonly run: Pick<Run, 'rig' | 'settings'>;
  readonly test: ImageDataset;
  /** The one shown. */
  readonly picture: Float32Array;
  /** Brings the session's own training to rest. */
  rest(): Promise<void>;
}

export class TwinMaker implements TwinsFacade {
  constructor(private readonly host: TwinMakerHost) {}

  get layers(): readonly TwinLayer[] {
    return twinLayers(this.#rig.network);
  }

  get current(): Twins | null {
    const made = this.#rig.tools.made('twins');
    return made instanceof Twins ? made : null;
  }

  async make(change: TwinChange): Promise<Twins> {
    const { run, test, picture } = this.host;
    const { rig, settings } = run;
    const networks = [rig.network, twinOf(rig.network.toJSON(), change)] as const;
    const rest = (): Promise<void> => this.host.rest();
    const twins = await Twins.create(rig, { networks, change, settings, test, picture, rest });
    if (rig !== this.#rig) {
      twins.destroy();
      throw new SessionError(`network '${rig.network.name}': was replaced meanwhile`, {
        code: 'replaced',
        network: rig.network.name,
      });
    }
    rig.tools.drop('twins');
    return rig.tools.get('twins', () => Promise.resolve(twins));
  }

  get #rig(): Rig {
    return this.host.run.rig;
  }
}
