// Makes twins of the network that is trained, on the same device and data; the last ones are kept with its training context.

import type { ImageDataset } from '../../data/imageDataset';
import type { TwinsFacade } from '../facade';
import type { TrainingContext } from '../trainingContext';
import type { Run } from '../run';
import { SessionError } from '../sessionError';
import { twinLayers, twinOf, type TwinChange, type TwinLayer } from './twinChange';
import { Twins } from './twins';

export interface TwinMakerHost {
  readonly run: Pick<Run, 'context' | 'settings'>;
  readonly test: ImageDataset;
  /** The one shown. */
  readonly picture: Float32Array;
  /** Brings the session's own training to rest. */
  rest(): Promise<void>;
}

export class TwinMaker implements TwinsFacade {
  constructor(private readonly host: TwinMakerHost) {}

  get layers(): readonly TwinLayer[] {
    return twinLayers(this.#context.network);
  }

  get current(): Twins | null {
    const made = this.#context.tools.made('twins');
    return made instanceof Twins ? made : null;
  }

  async make(change: TwinChange): Promise<Twins> {
    const { run, test, picture } = this.host;
    const { context, settings } = run;
    const networks = [context.network, twinOf(context.network.toJSON(), change)] as const;
    const rest = (): Promise<void> => this.host.rest();
    const twins = await Twins.create(context, { networks, change, settings, test, picture, rest });
    if (context !== this.#context) {
      twins.destroy();
      throw new SessionError(`network '${context.network.name}': was replaced meanwhile`, {
        code: 'replaced',
        network: context.network.name,
      });
    }
    context.tools.drop('twins');
    return context.tools.get('twins', () => Promise.resolve(twins));
  }

  get #context(): TrainingContext {
    return this.host.run.context;
  }
}
