// The data sets that can be chosen, as the page gives them to the elements (app/data/catalogue.ts).

import type { DataReference } from '../../data/dataSet';
import type { NetworkConfig } from '../../models/network';
import type { TrainingSettings } from '../../session/facade';
import type { PickedFile } from '../files/jobs';

export interface DataChoice {
  readonly reference: DataReference;
  /** `pictures`: files of the user's, kept in this browser. */
  readonly kind: 'mnist' | 'shapes' | 'fruit' | 'pictures';
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  readonly classNames: readonly string[];
  /** Pictures to learn from, and to be tested with. */
  readonly train: number;
  readonly test: number;
  /** What suits it; the network is fitted to it already. */
  readonly recommended: { readonly network: NetworkConfig; readonly settings: TrainingSettings };
}

export interface ReadHooks {
  /** 0…1; null if unknown. */
  readonly onProgress: (fraction: number | null) => void;
  readonly signal: AbortSignal;
}

/** Event: `change` (other files are kept). */
export interface DataCatalogue extends EventTarget {
  /** Those that come with the page, then those made of the user's files, the newest first. */
  readonly choices: readonly DataChoice[];
  /**
   * Reads files into a data set and keeps it in this browser, where that is possible.
   * @throws DataSetError naming file and place; the signal's reason; nothing is kept then
   */
  read(files: readonly PickedFile[], hooks: ReadHooks): Promise<DataChoice>;
  /** No longer keeps files of the user's. */
  remove(choice: DataChoice): Promise<void>;
}
