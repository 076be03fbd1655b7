// What every file format is read to and written from: a network as data, and its weights by name.
//
// Formats know nothing of a GPU. A reader turns bytes into a StoredModel or throws a FormatError; a writer turns a
// StoredModel into bytes. Weights lie as Keras lays them out ([kh, kw, C, K], [in, out]), which is how the engine has
// them, so most formats copy them as they are.

import type { NetworkConfig } from '../models/network';
import type { Schedule } from '../optimizers/schedules';

export interface StoredModel {
  /** Checked: `defineNetwork` takes it. */
  readonly network: NetworkConfig;
  /** By `layer/parameter`, `conv1/weight`, all of the network's; null where the file holds an architecture alone. */
  readonly weights: ReadonlyMap<string, Float32Array> | null;
  /** What was read otherwise than it was written, or left out, in plain words with its place. */
  readonly remarks: readonly string[];
  /** How it is trained, where that is known. Most formats have no place for it. */
  readonly compile?: CompileConfig | null;
}

/** What Keras's compile() is given. Null: not known. */
export interface CompileConfig {
  readonly optimizer: {
    readonly kind: string;
    /** The learning rate, and those that differ from the defaults. */
    readonly options: Readonly<Record<string, unknown>>;
    /** What multiplies the learning rate; null: it is constant. */
    readonly schedule: Schedule | null;
  } | null;
  /** One for all outputs, or one for each. */
  readonly losses: readonly CompiledLoss[] | null;
  /** Of the outputs in their order; null: all count alike. */
  readonly lossWeights: readonly number[] | null;
}

export interface CompiledLoss {
  readonly kind: string;
  readonly labelSmoothing: number;
  readonly fromLogits: boolean;
}

/** A tensor of a file that holds weights without an architecture. */
export interface StoredTensor {
  /** As the file has it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A file that cannot be read, or a model that a format has no words for. The message names what and where. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** @param where the file, layer or line, as the user knows it */
  constructor(
    readonly where: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${where}: ${message}`, options);
  }
}
