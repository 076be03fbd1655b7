// Errors as data: every error of the engine that can reach the page has an English message, and a code with values from
// which the page makes a translated message.

import { DataFileError, type DataFileFacts } from '../data/fetchDataset';
import type { DataSetError, DataSetFileFacts } from '../data/files/dataSetError';
import { DeviceLostError } from '../gpu/deviceLoss';
import { ShaderError } from '../gpu/pipelines';
import { NoDeviceError } from '../gpu/requestDevice';
import { MissingFeatureError } from '../gpu/requireF16';
import { DeviceLimitError, type DeviceLimitFacts } from '../gpu/slab';
import { OptionError, type OptionFacts } from '../graph/options';
import { ShapeError, type ShapeMismatch } from '../layers/layer';
import { LossError, type LossFacts } from '../losses/loss';
import { ArchitectureError, type ArchitectureFacts } from '../models/network';
import { MemoryError } from '../train/memory';
import { NonFiniteLossError, type NonFiniteFacts } from '../train/nonFiniteLoss';
import type { WrongDeviceError } from '../tuning/verdict';
import { SessionError, type SessionFacts } from './sessionError';
import type { NotTrainableError } from '../inspect/microscope/stepSandbox';

/** Shape mismatches by reason; `layer` is the one that received the shapes, if it is known. */
export interface ShapeFacts {
  readonly code: 'shape';
  readonly layer: string | null;
  readonly mismatch: ShapeMismatch;
}

/** A step that needs more memory than available. */
export interface MemoryFacts {
  readonly code: 'memory';
  readonly network: string;
  readonly batch: number;
  readonly totalBytes: number;
  readonly largest: string;
  readonly largestBytes: number;
}

export type ErrorFacts =
  | DataFileFacts
  | DataSetFileFacts
  | NoDeviceError['facts']
  | MissingFeatureError['facts']
  | ShaderError['facts']
  | DeviceLimitFacts
  | MemoryFacts
  | OptionFacts
  | ShapeFacts
  | LossFacts
  | ArchitectureFacts
  | NonFiniteFacts
  | SessionFacts
  | WrongDeviceError['facts']
  | DeviceLostError['facts']
  | NotTrainableError['facts'];

export type { Expectation } from '../graph/options';

type Late = DataSetError | NotTrainableError | WrongDeviceError;

const LOADED_LATER: ReadonlySet<string> = new Set<Late['name']>([
  'DataSetError',
  'NotTrainableError',
  'WrongDeviceError',
]);

/** Null if only the message describes it. */
export function factsOf(error: unknown): ErrorFacts | null {
  if (error instanceof ArchitectureError) return error.facts ?? ofLayer(error.cause, error.layer);
  if (error instanceof ShapeError) return ofLayer(error, null);
  if (error instanceof MemoryError) {
    const { network, batch, total, largestBuffer } = error.memory;
    const { label, bytes } = largestBuffer;
    return { code: 'memory', network, batch, totalBytes: total, largest: label, largestBytes: bytes };
  }
  const known = [
    DataFileError,
    NoDeviceError,
    MissingFeatureError,
    ShaderError,
    DeviceLimitError,
    OptionError,
    LossError,
    NonFiniteLossError,
    SessionError,
    DeviceLostError,
  ] as const;
  for (const one of known) if (error instanceof one) return error.facts;
  // The code of these is loaded when it is wanted.
  return error instanceof Error && LOADED_LATER.has(error.name) ? (error as Late).facts : null;
}

const WITHOUT_DEVICE: ReadonlySet<string> = new Set([
  'noWebGpu',
  'noAdapter',
  'noDevice',
  'deviceLost',
  'wrongDevice',
]);

/** Whether the lack of a device that can be used is the cause; the request itself is then valid. */
export function wantsDevice(error: unknown): boolean {
  return WITHOUT_DEVICE.has(factsOf(error)?.code ?? '');
}

/** Whether the device has too little memory. */
export const wantsMemory = (error: unknown): boolean =>
  ['noMemory', 'memory', 'tooLarge'].includes(factsOf(error)?.code ?? '');

/** Whether missing data are the cause; the request itself is then valid. */
export const wantsData = (error: unknown): boolean => factsOf(error)?.code === 'dataFile';

function ofLayer(cause: unknown, layer: string | null): ErrorFacts | null {
  if (cause instanceof OptionError) return cause.facts;
  if (!(cause instanceof ShapeError) || cause.mismatch === null) return null;
  return { code: 'shape', layer, mismatch: cause.mismatch };
}
