// What training in the lab tells, and what it needs of the page.

import type { DataReference, DataSet } from '../data/dataSet';
import type { StoredModel } from '../formats/storedModel';
import type { SeenPictures } from '../inspect/augmentedView';
import type { NetworkConfig } from '../models/network';
import type { History, TrainFacade, TrainingSettings } from '../session/facade';
import type { SavedHistory } from '../train/history';
import type { FeatureLayers } from '../transfer/featureNetwork';
import type { StageMoment } from './trained';

/** What is done now; `fraction` is null where its length is unknown. */
export interface LabProgress {
  readonly phase: 'pictures' | 'rendering' | 'download' | 'compile' | 'features' | 'learn' | 'test';
  readonly fraction: number | null;
  readonly epoch: number;
  readonly epochs: number;
}

export interface TrainingHooks {
  readonly onProgress: (progress: LabProgress) => void;
  /** New points of the curve. */
  readonly onHistory: (history: History) => void;
  /** The pictures as training sees them; null when there are no more. */
  readonly onAugmented: (pictures: SeenPictures | null) => void;
  readonly signal: AbortSignal;
  /** The session that trains, where the stage does. */
  readonly onStage?: (session: TrainFacade) => void;
  /** Asked again and again: whether to end here, with the best weights so far. */
  readonly wantsEnd?: () => boolean;
}

/** The network that features come from, and what of it. */
export interface TransferBase {
  readonly load: (options: {
    readonly onProgress: (progress: { readonly loadedBytes: number; readonly totalBytes: number }) => void;
    readonly signal: AbortSignal;
  }) => Promise<StoredModel>;
  /** The layers that do well, and the size of the pictures. */
  readonly features: FeatureLayers;
}

/** Pictures to learn from: themselves, which are kept, or what they are made from, or both. */
export type StageData =
  | { readonly data: DataSet; readonly reference?: undefined }
  | { readonly data?: DataSet; readonly reference: DataReference };

/** What is opened on the stage, at step 0. */
export type StageStart = StageData & {
  readonly network: NetworkConfig;
  /** By `layer/parameter`; absent: initial values of the seed. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  readonly settings: TrainingSettings & { readonly seed: number };
};

/** The stage of the page: networks that are trained whole are trained there, where all of it can be seen. */
export interface Stage {
  /** May become another one when a device is lost. */
  readonly device: GPUDevice;
  /** Null before there is one. */
  readonly session: TrainFacade | null;
  /** The session of the stage, on these pictures, at step 0; it is opened where there is none. */
  begin(start: StageStart): Promise<TrainFacade>;
}

export type Step = (
  phase: LabProgress['phase'],
  fraction: number | null,
  epoch?: number,
  epochs?: number,
) => void;

export interface LearnedNetwork {
  readonly network: NetworkConfig;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly history: SavedHistory;
  /** Its answers for the held-out pictures, where they are known already. */
  readonly answers: Float32Array | null;
  /** Of the stage, where it learned there. */
  readonly stage?: StageMoment;
}
