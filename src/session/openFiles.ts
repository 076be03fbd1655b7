// A network with its weights, weights alone, or a whole run in place of what there is; the state before is kept in the history of
// edits. Everything is checked before anything changes.

import { sizeOf, shapeText } from '../graph/tensor';
import { defineNetwork, type Network } from '../models/network';
import type { Editing } from './editing/editing';
import type { SavedRun } from './runFacade';
import type { Runs } from './runs';
import type { SessionContext } from './sessionContext';
import type { FilesFacade, OpenableModel } from './filesFacade';
import type { TrainingContext } from './trainingContext';

export class OpenFiles implements FilesFacade {
  constructor(
    private readonly session: SessionContext,
    private readonly runs: Runs,
    private readonly editing: Editing,
  ) {}

  async openModel({ network: config, weights }: OpenableModel, file: string): Promise<void> {
    const network = defineNetwork(config);
    const values = weights === null ? [] : inOrder(network, weights);
    await this.session.pause();
    await this.editing.replace({ key: 'open', values: { file } }, async (before) => {
      await this.#begin(before, network, values);
      return null;
    });
  }

  async openWeights(weights: ReadonlyMap<string, Float32Array>, file: string): Promise<void> {
    await this.session.pause();
    await this.editing.replace({ key: 'open', values: { file } }, async (before) => {
      const own = new Map((await before.store.read()).map(({ name, values }) => [name, values]));
      const unknown = [...weights.keys()].find((name) => !own.has(name));
      if (unknown !== undefined)
        throw new Error(`network '${before.network.name}': has no parameter '${unknown}'`);
      const values = inOrder(before.network, new Map([...own, ...weights]));
      await this.#begin(before, before.network, values);
      return null;
    });
  }

  async openRun(run: SavedRun, file: string): Promise<void> {
    await this.session.pause();
    await this.editing.replace({ key: 'open', values: { file } }, async (context) => {
      await this.runs.load(context, run);
      await this.session.run.saveCheckpoint();
      return null;
    });
  }

  /** Afresh, with these numbers. */
  async #begin(before: TrainingContext, network: Network, values: Ordered): Promise<void> {
    await this.runs.startAfresh(before, network, {});
    const { run, probeView } = this.session;
    const { store } = run.context;
    for (const [name, numbers] of values) store.write(name, numbers);
    probeView.stale = true;
    await run.saveCheckpoint();
  }
}

type Ordered = readonly (readonly [name: string, values: Float32Array])[];

/** Those that are given. @throws Error naming the parameter of another size */
function inOrder(network: Network, weights: ReadonlyMap<string, Float32Array>): Ordered {
  return network.layers.flatMap(({ name: layer, parameters }) =>
    parameters.flatMap(({ name, shape }) => {
      const key = `${layer}/${name}`;
      const values = weights.get(key);
      if (values === undefined) return [];
      if (values.length === sizeOf(shape)) return [[key, values] as const];
      throw new Error(
        `parameter '${key}': expected ${sizeOf(shape)} values (${shapeText(shape)}). Received ${values.length}`,
      );
    }),
  );
}
