// Creates twins of the trained network on the same device and data; the last ones are kept with its training context.

import type { TwinsFacade } from '../facade';
import type { TrainingContext } from '../trainingContext';
import type { SessionContext } from '../sessionContext';
import { SessionError } from '../sessionError';
import { twinLayers, twinOf, type TwinChange, type TwinLayer } from './twinChange';
import type { Twins } from './twins';

export class TwinMaker implements TwinsFacade {
  constructor(private readonly session: SessionContext) {}

  get layers(): readonly TwinLayer[] {
    return twinLayers(this.#context.network);
  }

  get current(): Twins | null {
    return this.#context.tools.made('twins') as Twins | null;
  }

  async make(change: TwinChange): Promise<Twins> {
    const { context, settings } = this.session.run;
    const { picture } = this.session.probeView;
    const { test } = context.data;
    const networks = [context.network, twinOf(context.network.toJSON(), change)] as const;
    const rest = (): Promise<void> => this.session.pause();
    const [{ Twins }, { frozenWeights }] = await Promise.all([import('./twins'), import('./frozenWeights')]);
    const weights = await frozenWeights(context.store);
    const twins = await Twins.create(context, { networks, change, settings, weights, test, picture, rest });
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
    return this.session.run.context;
  }
}
