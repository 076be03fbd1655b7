// What a planned kernel asks of a graphics card's memory, computed from the addresses of its own shader (shaderTrace.ts).
// Nothing is measured: the numbers say what limits a kernel, not how long it takes.

import { specialise } from '../gpu/specialise';
import type { KernelPlan } from '../kernels/kernel';
import { traceShader, type Trace } from './shaderTrace';
import type { Access } from './trace/values';

/** Invocations that load at once: a warp of NVIDIA, a wave32 of AMD, a SIMD group of Apple. */
export const WARP = 32;
/** The unit in which a load reaches memory. */
export const LINE_BYTES = 128;
/** Workgroup memory: words of 4 bytes, one of each bank at once. */
const BANKS = 32;
/** Multiply-adds that such a processor computes while it loads one line, or one word of each bank. */
const MULTIPLY_ADDS_PER_LINE = 128;

export interface MemoryCosts {
  /** By buffer, the lines that one load of a warp touches: the mean, and the most. */
  readonly lines: Readonly<Record<string, { readonly mean: number; readonly most: number }>>;
  /** Bytes that the invocations load from buffers per float operation. */
  readonly bytesPerFlop: number;
  /** The share of a card's arithmetic that its loads leave at most: 1 if they take no longer than the products. */
  readonly ceiling: number;
  /** Bytes of a workgroup. */
  readonly workgroupBytes: number;
  /** Numbers held per invocation: an upper bound. */
  readonly registers: number;
  /** Invocations of a workgroup. */
  readonly group: number;
  readonly workgroups: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const linesOf = (addresses: readonly number[]): number =>
  new Set(addresses.map((address) => Math.floor(address / LINE_BYTES))).size;

/** How often workgroup memory is asked for one load: the most words that lie in one bank. */
function bankTurns(addresses: readonly number[], bytes: number): number {
  const words = new Set<number>();
  for (const address of addresses) for (let at = 0; at < bytes; at += 4) words.add((address + at) / 4);
  const turns = new Array<number>(BANKS).fill(0);
  for (const word of words) turns[word % BANKS] = (turns[word % BANKS] ?? 0) + 1;
  return Math.max(...turns);
}

/** Traces the first warp of a workgroup in the middle, where padding plays no part. */
export function traceWarp(name: string, { source, constants, workgroups }: KernelPlan): Trace {
  const { code, overrides } = specialise(name, source, constants);
  const [x, y, z] = workgroups.map((count) => Math.floor(count / 2));
  return traceShader(code, overrides, { workgroup: [x ?? 0, y ?? 0, z ?? 0], workgroups, invocations: WARP });
}

/** The costs of one warp of a planned kernel. @throws Error if its shader uses what shaderTrace.ts does not know */
export function memoryCosts(name: string, plan: KernelPlan): MemoryCosts {
  const { accesses, flops, registers, workgroupBytes, group } = traceWarp(name, plan);
  const loads = accesses.filter(({ kind, memory }) => kind === 'load' && memory === 'storage');
  const counts = new Map<string, number[]>();
  for (const { buffer, executions } of loads)
    counts.set(buffer, [...(counts.get(buffer) ?? []), ...executions.map(linesOf)]);
  const shared = accesses.filter(({ memory }) => memory === 'workgroup');
  const turnsOf = ({ executions, bytes }: Access): number =>
    sum(executions.map((addresses) => bankTurns(addresses, bytes)));
  const turns = sum([...counts.values()].map(sum)) + sum(shared.map(turnsOf));
  const bytes = sum(loads.map((load) => load.bytes * sum(load.executions.map(({ length }) => length))));
  return {
    lines: Object.fromEntries(
      [...counts].map(([buffer, all]) => [buffer, { mean: sum(all) / all.length, most: Math.max(...all) }]),
    ),
    bytesPerFlop: bytes / flops,
    ceiling: Math.min(1, flops / 2 / MULTIPLY_ADDS_PER_LINE / turns),
    workgroupBytes,
    registers,
    group,
    workgroups: plan.workgroups.reduce((product, count) => product * count, 1),
  };
}

/** What a multiprocessor (NVIDIA), half of a workgroup processor (AMD) or a core (Apple) has for its workgroups. */
export interface Card {
  readonly name: string;
  /** Registers of 4 bytes. */
  readonly registers: number;
  readonly invocations: number;
  readonly workgroups: number;
  readonly workgroupBytes: number;
}

/** Sources: docs/kernels.md. */
export const CARDS: readonly Card[] = Object.freeze([
  {
    name: 'NVIDIA Ampere, Ada',
    registers: 65536,
    invocations: 1536,
    workgroups: 16,
    workgroupBytes: 100 << 10,
  },
  { name: 'AMD RDNA 2, 3', registers: 65536, invocations: 1024, workgroups: 32, workgroupBytes: 64 << 10 },
  { name: 'Apple M1, M2', registers: 53248, invocations: 3072, workgroups: 96, workgroupBytes: 60 << 10 },
]);

/** The share of a card's invocations that are resident at once: what hides the latency of its memory. */
export function occupancy(
  { registers, group, workgroupBytes }: Pick<MemoryCosts, 'registers' | 'group' | 'workgroupBytes'>,
  card: Card,
): number {
  const warps = Math.ceil(group / WARP);
  const resident = Math.min(
    card.workgroups,
    Math.floor(card.invocations / (warps * WARP)),
    Math.floor(card.registers / (registers * warps * WARP)),
    workgroupBytes === 0 ? Infinity : Math.floor(card.workgroupBytes / workgroupBytes),
  );
  return (resident * warps * WARP) / card.invocations;
}
