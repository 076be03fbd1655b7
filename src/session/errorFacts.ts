// What went wrong, as data: every error of the engine that a person can meet on the page says in English what it says,
// and the same as a code with values, for those who say it in another language.

import { DataFileError, type DataFileFacts } from '../data/fetchDataset';
import { DeviceLostError } from '../gpu/deviceLoss';
import { ShaderError } from '../gpu/pipelines';
import { MissingFeatureError, NoDeviceError } from '../gpu/requestDevice';
import { DeviceLimitError, type DeviceLimitFacts } from '../gpu/slab';
import { OptionError, type OptionFacts } from '../graph/options';
import { ShapeError, type ShapeMismatch } from '../layers/layer';
import { LossError, type LossFacts } from '../losses/loss';
import { ArchitectureError, type ArchitectureFacts } from '../models/network';
import { MemoryError } from '../train/memory';
import { NonFiniteLossError, type NonFiniteFacts } from '../train/nonFiniteLoss';
import { SessionError, type SessionFacts } from './sessionError';
import { NotTrainableError } from '../inspect/microscope/stepSandbox';

/** Shapes that do not fit, by why; `layer` is the one they were given to, where it is known. */
export interface ShapeFacts {
  readonly code: 'shape';
  readonly layer: string | null;
  readonly mismatch: ShapeMismatch;
}

/** A step that needs more memory than there is. */
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
  | DeviceLostError['facts']
  | NotTrainableError['facts'];

export type { Expectation } from '../graph/options';

/** Null where only the message says it. */
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
    NotTrainableError,
  ] as const;
  for (const one of known) if (error instanceof one) return error.facts;
  return null;
}

const WITHOUT_DEVICE: ReadonlySet<string> = new Set(['noWebGpu', 'noAdapter', 'noDevice', 'deviceLost']);

/** Was it for want of a device? Then nothing is wrong with what was asked for. */
export function wantsDevice(error: unknown): boolean {
  return WITHOUT_DEVICE.has(factsOf(error)?.code ?? '');
}

/** Was it for want of data? Likewise. */
export const wantsData = (error: unknown): boolean => factsOf(error)?.code === 'dataFile';

function ofLayer(cause: unknown, layer: string | null): ErrorFacts | null {
  if (cause instanceof OptionError) return cause.facts;
  if (!(cause instanceof ShapeError) || cause.mismatch === null) return null;
  return { code: 'shape', layer, mismatch: cause.mismatch };
}
