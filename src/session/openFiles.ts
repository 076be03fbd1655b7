// A network with its weights, weights alone, or a whole run in place of what there is; the state before is kept in the history of
// edits. Everything is checked before anything changes.

import { CLOCK } from '../kernels/clock';
import { sizeOf, shapeText } from '../graph/tensor';
import { defineNetwork, type Network } from '../models/network';
import type { EditName } from './editing/editingFacade';
import type { SavedRun } from './facade';
import type { FilesFacade, OpenableModel } from './filesFacade';
import type { TrainingContext } from './trainingContext';
import { SessionError } from './sessionError';

/** What it needs of the session. All but `pause` and `replace` are called within a turn. */
export interface OpenFilesHost {
  readonly context: TrainingContext;
  pause(): Promise<void>;
  /** As one edit that can be undone. */
  replace(name: EditName, action: (context: TrainingContext) => Promise<void>): Promise<void>;
  startAfresh(context: TrainingContext, network: Network): Promise<void>;
  load(context: TrainingContext, run: SavedRun): Promise<void>;
  /** Makes a checkpoint for when the device is lost. */
  keep(): Promise<void>;
  /** Numbers of the network were written. */
  wrote(): void;
}

export class OpenFiles implements FilesFacade {
  constructor(private readonly host: OpenFilesHost) {}

  async openModel({ network: config, weights }: OpenableModel, file: string): Promise<void> {
    const network = defineNetwork(config);
    const values = weights === null ? [] : inOrder(network, weights);
    await this.host.pause();
    await this.host.replace({ key: 'open', values: { file } }, async (before) => {
      await this.#begin(before, network, values);
    });
  }

  async openWeights(weights: ReadonlyMap<string, Float32Array>, file: string): Promise<void> {
    await this.host.pause();
    await this.host.replace({ key: 'open', values: { file } }, async (before) => {
      const own = new Map((await before.store.read()).map(({ name, values }) => [name, values]));
      const unknown = [...weights.keys()].find((name) => !own.has(name));
      if (unknown !== undefined)
        throw new Error(`network '${before.network.name}': has no parameter '${unknown}'`);
      const values = inOrder(before.network, new Map([...own, ...weights]));
      await this.#begin(before, before.network, values);
    });
  }

  async openRun(run: SavedRun, file: string): Promise<void> {
    await this.host.pause();
    await this.host.replace({ key: 'open', values: { file } }, async (context) => {
      checkData(run, context);
      await this.host.load(context, run);
    });
  }

  /** Afresh, with these numbers. */
  async #begin(before: TrainingContext, network: Network, values: Ordered): Promise<void> {
    await this.host.startAfresh(before, network);
    const { store } = this.host.context;
    for (const [name, numbers] of values) store.write(name, numbers);
    this.host.wrote();
    await this.host.keep();
  }
}

type Ordered = readonly (readonly [name: string, values: Float32Array])[];

/** @throws Error naming the parameter that is missing or of another size */
function inOrder(network: Network, weights: ReadonlyMap<string, Float32Array>): Ordered {
  return network.layers.flatMap(({ name: layer, parameters }) =>
    parameters.map(({ name, shape }) => {
      const key = `${layer}/${name}`;
      const values = weights.get(key);
      if (values?.length === sizeOf(shape)) return [key, values] as const;
      throw new Error(
        `parameter '${key}': expected ${sizeOf(shape)} values (${shapeText(shape)}). Received ${values?.length ?? 'none'}`,
      );
    }),
  );
}

/** The clock of a run counts batches of the data it was made for. @throws Error where they are others */
function checkData({ checkpoint, settings }: SavedRun, { train }: TrainingContext): void {
  const clock = new Uint32Array(checkpoint.slabs.clock ?? new ArrayBuffer(0));
  const [samples, batchSize, step] = [clock[CLOCK.samples], clock[CLOCK.batchSize], clock[CLOCK.step]];
  if (samples !== train.samples) {
    throw new SessionError(
      `the run was trained on ${samples ?? 'no'} pictures; here there are ${train.samples}. It goes on only with its own data`,
      { code: 'otherData', expected: train.samples, received: samples ?? 0 },
    );
  }
  if (batchSize !== settings.batchSize || step !== checkpoint.step)
    throw new SessionError('the run does not hold together: its clock is of another batch size or step', {
      code: 'brokenRun',
    });
}
