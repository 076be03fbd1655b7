// What the page knows of editing: changes to the layers and to single numbers of the running network, one list of
// them to go back and forth in, and units that are silenced to see what they were good for. `Editing` (editing.ts)
// implements it. The session says `editschange` when anything here changes.

import type { NetworkConfig } from '../../models/network';
import type { TrainingSettings } from '../runFacade';
import type { UnitParameters } from '../../inspect/unitParameters';

/** A change by name, as a key with values: the page says it in words. */
export interface EditName {
  readonly key:
    | 'option'
    | 'add'
    | 'remove'
    | 'move'
    | 'network'
    | 'code'
    | 'training'
    | 'open'
    | 'learningRate'
    | 'weight'
    | 'bias'
    | 'preset'
    | 'flip'
    | 'scale'
    | 'swap'
    | 'copy'
    | 'silence'
    | 'wake'
    | 'reset'
    | 'resetAll';
  readonly values: Readonly<Record<string, string | number>>;
}

export interface UnitName {
  readonly layer: string;
  readonly unit: number;
}

/** All numbers of one unit, as `UnitParameters` lays them out. */
export interface UnitValues {
  readonly weights: Float32Array;
  readonly bias: number | null;
}

/** New numbers for a unit; what is absent stays. */
export interface UnitChange extends UnitName {
  readonly weights?: Float32Array;
  readonly bias?: number | null;
}

/** How much of a parameter was kept when the network was last rebuilt. */
export interface KeptShare {
  readonly layer: string;
  readonly parameter: string;
  readonly kept: number;
  readonly of: number;
}

export interface Comparison {
  readonly with: number;
  readonly without: number;
}

export interface EditingFacade {
  /** The changes, oldest first. The first `position` of them are in force. */
  readonly entries: readonly EditName[];
  readonly position: number;
  /** The network the page was opened with. */
  readonly start: NetworkConfig;
  /** Weights kept at the last change of the layers; null before the first. */
  readonly kept: readonly KeptShare[] | null;
  readonly silenced: readonly UnitName[];
  /** Units changed by hand since training last went on. */
  readonly edited: readonly UnitName[];

  /**
   * Another network on the same data, as `session.rebuild`, and an entry to undo it.
   * @param settings those of training that change with it
   * @throws as rebuild does
   */
  change(network: NetworkConfig, name: EditName, settings?: TrainingSettings): Promise<void>;
  /**
   * Another learning rate from the next step on; the schedule multiplies it, and moments and step stay. Changes of one
   * gesture (a slider that is dragged) are one entry.
   * @throws RangeError where it is no number above 0
   */
  setLearningRate(value: number, gesture?: string): Promise<void>;
  /**
   * To the state before entry `position`: network, weights, moments, learning rate, step and history, to the bit, and the
   * instants of its past that are still held.
   */
  go(position: number): Promise<void>;

  /** Where the numbers of a unit stand; null where it has none. */
  unit(layer: string, unit: number): UnitParameters | null;
  /** The numbers of a unit, those it had where it is silenced. */
  readUnit(layer: string, unit: number): Promise<UnitValues | null>;
  /**
   * Writes numbers; moments and step stay. Writes of one gesture (a drag) are one entry.
   * @throws RangeError for a number that is not finite
   */
  write(name: EditName, changes: readonly UnitChange[], gesture?: string): Promise<void>;
  /** Why a unit cannot be silenced, or null where it can: it has no weights, or nothing makes it zero. */
  canSilence(layer: string, unit: number): boolean;
  /** Its output becomes 0 for every picture. Training rests; when it goes on, all units are back. */
  silence(layer: string, unit: number): Promise<void>;
  unsilence(layer: string, unit: number): Promise<void>;
  /** Back to the numbers before the first change by hand. */
  reset(units: readonly UnitName[]): Promise<void>;
  /** Accuracy on the test set with the silenced units and without them; null if it was broken off. */
  compare(options: {
    readonly onProgress?: (fraction: number) => void;
    readonly wanted: () => boolean;
  }): Promise<Comparison | null>;
}
