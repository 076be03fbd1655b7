// The interface for editing: changes to layers and to single numbers of the running network, their undo list, and units
// that are silenced to see their effect. `Editing` (editing.ts) implements it. The session dispatches `editschange`
// when anything here changes.

import type { NetworkConfig } from '../../models/network';
import type { TrainingSettings } from '../runFacade';
import type { UnitParameters } from '../../inspect/unitParameters';

/** The name of a change, as a locale key with values. */
export interface EditName {
  readonly key:
    | 'option'
    | 'add'
    | 'remove'
    | 'move'
    | 'freeze'
    | 'unfreeze'
    | 'network'
    | 'code'
    | 'training'
    | 'open'
    | 'data'
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

/** All numbers of one unit, in the layout of `UnitParameters`. */
export interface UnitValues {
  readonly weights: Float32Array;
  readonly bias: number | null;
}

/** New numbers for a unit; absent ones do not change. */
export interface UnitChange extends UnitName {
  readonly weights?: Float32Array;
  readonly bias?: number | null;
}

/** The reused part of a parameter at the last change of the layers. */
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
  /** The changes, oldest first. The first `position` of them are applied; the rest are undone. */
  readonly entries: readonly EditName[];
  readonly position: number;
  /** The network with which the page was opened. */
  readonly start: NetworkConfig;
  /** The weights reused at the last change of the layers; null before the first. */
  readonly kept: readonly KeptShare[] | null;
  readonly silenced: readonly UnitName[];
  /** Units changed by hand since training last continued. */
  readonly edited: readonly UnitName[];

  /**
   * Replaces the network on the same data, as `session.rebuild`, with an undo entry.
   * @param settings training settings that change with it
   * @throws as rebuild does
   */
  change(network: NetworkConfig, name: EditName, settings?: TrainingSettings): Promise<void>;
  /**
   * Changes the learning rate from the next step on; the schedule multiplies it; moments and step do not change. The
   * changes of one gesture (dragging a slider) are one entry.
   * @throws RangeError if it is not a number above 0
   */
  setLearningRate(value: number, gesture?: string): Promise<void>;
  /**
   * Restores the state before entry `position`, bit by bit: network, weights, moments, learning rate, step and history,
   * and the snapshots of its past that still exist.
   */
  go(position: number): Promise<void>;
  /** Goes one entry back from where all changes asked for before have led; nothing if there is none. */
  undo(): Promise<void>;
  /** Goes one entry forward, in the same way. */
  redo(): Promise<void>;

  /** The indices of a unit's numbers; null if it has none. */
  unit(layer: string, unit: number): UnitParameters | null;
  /** The numbers of a unit; for a silenced one, those before. */
  readUnit(layer: string, unit: number): Promise<UnitValues | null>;
  /**
   * Writes numbers; moments and step do not change. The writes of one gesture (a drag) are one entry.
   * @throws RangeError for a number that is not finite
   */
  write(name: EditName, changes: readonly UnitChange[], gesture?: string): Promise<void>;
  /** Why a unit cannot be silenced (it has no weights, or no values make it zero); null if it can. */
  canSilence(layer: string, unit: number): boolean;
  /** Makes its output 0 for every picture. Training pauses; when it continues, all units are restored. */
  silence(layer: string, unit: number): Promise<void>;
  unsilence(layer: string, unit: number): Promise<void>;
  /** Restores the numbers before the first change by hand. */
  reset(units: readonly UnitName[]): Promise<void>;
  /** Accuracy on the test set with the silenced units and without them; null if it was cancelled. */
  compare(options: {
    readonly onProgress?: (fraction: number) => void;
    readonly wanted: () => boolean;
  }): Promise<Comparison | null>;
}
