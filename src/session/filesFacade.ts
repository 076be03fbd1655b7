// The interface for opening files: a network with its weights, weights for the current network, or a complete run. Each
// is an undo entry, so that the state before can be restored.

import type { NetworkConfig } from '../models/network';
import type { SavedRun, TrainingSettings } from './runFacade';

export interface OpenableModel {
  readonly network: NetworkConfig;
  /** By `layer/parameter`. Others, and all where it is null, get new initial values from the seed. */
  readonly weights: ReadonlyMap<string, Float32Array> | null;
  /** How it is trained. What is absent stays as it is. */
  readonly training?: TrainingSettings;
}

export interface FilesFacade {
  /**
   * Pauses and replaces the network by the model: step 0, an empty history, moments of zero.
   * @param file its name, for the history
   * @throws ArchitectureError, or an Error if the network does not suit data or device; nothing is changed then
   */
  openModel(model: OpenableModel, file: string): Promise<void>;
  /**
   * Pauses and replaces the network's weights; those that are not given stay. Step 0, an empty history, moments of
   * zero.
   * @param weights by `layer/parameter`
   * @throws Error for a parameter that the network lacks, or has in another size; nothing is changed then
   */
  openWeights(weights: ReadonlyMap<string, Float32Array>, file: string): Promise<void>;
  /** Pauses and resumes a saved run. @throws as openModel, and if it belongs to other data */
  openRun(run: SavedRun, file: string): Promise<void>;
}
