// A network with its weights, weights alone, or a whole run in place of what there is; the state before is kept in the history of
// edits. Everything is checked before anything changes.

import { sizeOf, shapeText } from '../graph/tensor';
import { defineNetwork, type Network } from '../models/network';
import type { Editing } from './editing/editing';
import type { SavedRun } from './runFacade';
import type { Runs } from './runs';
import type { SessionContext } from './sessionContext';
import type { FilesFacade, OpenableModel } from './filesFacade';
import type { Weights } from './trainingContext';

export class OpenFiles implements FilesFacade {
  constructor(
    private readonly session: SessionContext,
    private readonly runs: Runs,
    private readonly editing: Editing,
  ) {}

  async openModel({ network: config, weights, training = {} }: OpenableModel, file: string): Promise<void> {
    const network = defineNetwork(config);
    const known = weights === null ? {} : { weights: weightsFor(network, weights) };
    await this.session.pause();
    await this.editing.replace({ key: 'open', values: { file } }, async (before) => {
      await this.runs.startAfresh(before, network, training, known);
      return null;
    });
  }

  async openWeights(weights: Weights, file: string): Promise<void> {
    await this.session.pause();
    await this.editing.replace({ key: 'open', values: { file } }, async (before) => {
      const own = new Map((await before.store.read()).map(({ name, values }) => [name, values]));
      const unknown = [...weights.keys()].find((name) => !own.has(name));
      if (unknown !== undefined)
        throw new Error(`network '${before.network.name}': has no parameter '${unknown}'`);
      const all = weightsFor(before.network, new Map([...own, ...weights]));
      await this.runs.startAfresh(before, before.network, {}, { weights: all });
      return null;
    });
  }

  async openRun(run: SavedRun, file: string): Promise<void> {
    await this.session.pause();
    await this.editing.replace({ key: 'open', values: { file } }, async (context) => {
      await this.runs.load(context, run);
      return null;
    });
  }
}

/** Those of the network. @throws Error naming the parameter of another size */
function weightsFor(network: Network, weights: Weights): Weights {
  return new Map(
    network.layers.flatMap(({ name: layer, parameters }) =>
      parameters.flatMap(({ name, shape }) => {
        const key = `${layer}/${name}`;
        const values = weights.get(key);
        if (values === undefined) return [];
        if (values.length === sizeOf(shape)) return [[key, values] as const];
        throw new Error(
          `parameter '${key}': expected ${sizeOf(shape)} values (${shapeText(shape)}). Received ${values.length}`,
        );
      }),
    ),
  );
}
