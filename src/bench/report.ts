// What a run of the benchmark found: plain data, the same as JSON, on the page and in the terminal.

import type { SelfCheck } from '../tuning/selfCheck';
import type { Ceilings } from './ceilings';
import type { Agreement } from './compare';
import type { CallCounts } from './deviceCounters';
import type { EngineId } from './engines/engine';
import type { Timing } from './measure';
import { straightLine, type Line } from './statistics';

export const SUITES = ['lenet', 'cifar', 'ops', 'infer', 'scaling', 'draw'] as const;
export type SuiteName = (typeof SUITES)[number];

/** One piece of work, timed on every engine that got it right. */
export interface Row {
  readonly suite: SuiteName;
  readonly title: string;
  /** Arithmetic of one run, a multiply-add counted as two. */
  readonly flops: number;
  /** `failed`: engines disagree, so nothing was timed. `skipped`: no engine could run it. */
  readonly status: 'ok' | 'unchecked' | 'failed' | 'skipped';
  readonly agreement: Agreement;
  readonly timings: Partial<Record<EngineId, Timing>>;
  /** Milliseconds to the end of the first results: uploading and compiling included, the comparison's runs too. */
  readonly readyMs: Partial<Record<EngineId, number>>;
  /** Why an engine has no timing here. */
  readonly missing: Partial<Record<EngineId, string>>;
  /** This engine's share of the device's FMA peak, 0…1; null without a timing or arithmetic. */
  readonly peakShare: number | null;
}

/** What an engine asks of its device while it trains. */
export interface CallsRow {
  readonly title: string;
  readonly steps: number;
  /** For all of these steps together, the wait for the last one included. */
  readonly calls: Partial<Record<EngineId, CallCounts>>;
}

export interface MemoryRow {
  readonly title: string;
  readonly peakBytes: Partial<Record<EngineId, number>>;
}

export interface ScalingPoint {
  readonly batch: number;
  readonly channels: number;
  readonly timing: Timing;
}

export interface ScalingRow {
  readonly title: string;
  readonly axis: 'batch' | 'channels';
  readonly points: readonly ScalingPoint[];
}

/** The time of a step as a straight line over the work. */
export function lineOf({ axis, points }: ScalingRow): Line {
  return straightLine(points.map(({ [axis]: at, timing }) => [at, timing.median]));
}

/** The page's training with and without its maps drawn. */
export interface DrawRow {
  readonly drawn: Timing;
  readonly hidden: Timing;
}

export interface Report {
  /** ISO 8601. */
  readonly date: string;
  /** Of the adapter this engine runs on. */
  readonly device: string;
  /** What this engine's kernels were planned for. */
  readonly target: string | null;
  /** What this engine computes on the device, against the reference; null without this engine. */
  readonly check: SelfCheck | null;
  /** `Node 20.20` or a browser's name. */
  readonly platform: string;
  readonly engines: Partial<Record<EngineId, string>>;
  /** Why an engine that was asked for did not start. */
  readonly absent: Partial<Record<EngineId, string>>;
  readonly quick: boolean;
  readonly rounds: number;
  readonly ceilings: Ceilings | null;
  readonly rows: readonly Row[];
  readonly calls: readonly CallsRow[];
  readonly memory: readonly MemoryRow[];
  readonly scaling: readonly ScalingRow[];
  /** Milliseconds from asking for a device to the end of the first LeNet step. */
  readonly firstStepMs: number | null;
  readonly draw: DrawRow | null;
  readonly notes: readonly string[];
  readonly seconds: number;
}
