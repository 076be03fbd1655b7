// What the page knows of opening files: a network with its weights, weights for the one there is, or a whole run. Each is an
// entry of the history of edits, so that what was before can come back.

import type { NetworkConfig } from '../models/network';
import type { SavedRun } from './runFacade';

export interface OpenableModel {
  readonly network: NetworkConfig;
  /** By `layer/parameter`, all of the network's; null: fresh ones from the seed. */
  readonly weights: ReadonlyMap<string, Float32Array> | null;
}

export interface FilesFacade {
  /**
   * Rests, and puts the model in place of the network: step 0, an empty history, moments of zero.
   * @param file its name, for the history
   * @throws ArchitectureError, or an Error where the network does not suit data or device: nothing has changed then
   */
  openModel(model: OpenableModel, file: string): Promise<void>;
  /**
   * Rests, and puts numbers in place of the network's own, which keep theirs where nothing is given: step 0, an empty
   * history, moments of zero.
   * @param weights by `layer/parameter`
   * @throws Error for a parameter that the network has not, or has in another size: nothing has changed then
   */
  openWeights(weights: ReadonlyMap<string, Float32Array>, file: string): Promise<void>;
  /** Rests, and goes on with a saved run. @throws as openModel, and where it is of other data */
  openRun(run: SavedRun, file: string): Promise<void>;
}
