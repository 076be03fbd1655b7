// What the benchmark needs of an engine. Each engine is one file here and is loaded when it is asked for.

import type { SelfCheck } from '../../tuning/selfCheck';
import type { NamedArrays } from '../compare';
import type { DeviceCounters } from '../deviceCounters';
import type { Workload } from '../workload';

export const ENGINE_IDS = ['ours', 'jax', 'tfjs', 'tfjs-cpu'] as const;
export type EngineId = (typeof ENGINE_IDS)[number];

export interface Engine {
  readonly id: EngineId;
  /** With its version: `jax-js 0.1.25`. */
  readonly title: string;
  /** The adapter in words, where the engine says it. */
  readonly deviceName?: string;
  /** What its kernels are planned for, where that has a name. */
  readonly targetName?: string;
  /** What it found when it checked its device, where it does. */
  readonly check?: SelfCheck;
  /** Null for an engine that uses no GPU. */
  readonly counters: DeviceCounters | null;
  /** Uploads the workload's numbers and compiles what it can ahead. */
  prepare(workload: Workload): Promise<Prepared>;
  destroy(): void;
}

export interface Prepared {
  /**
   * Runs from the beginning, and returns what must agree with the other engines. A training step: its loss and
   * every gradient, then the losses of the next two steps, which hold the optimizers against each other.
   * Called once, before any other run.
   */
  results(): Promise<NamedArrays>;
  /** Does the work `times` times; every result is there when it resolves. */
  run(times: number): Promise<void>;
  destroy(): void;
}

/** An engine cannot do this here, for a reason worth printing: too large for the device, no such operation. */
export class CannotRunError extends Error {
  override readonly name = 'CannotRunError';
}

/** Losses compared after the first one. */
export const FURTHER_LOSSES = [2, 3] as const;
