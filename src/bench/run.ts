// Runs the suites that were asked for and returns what was found. The same in the terminal and on the page; the
// host says where it runs and what only it can do.

import type { CalibrateOptions } from '../tuning/calibrate';
import type { ChoiceMemory } from '../tuning/choiceMemory';
import { higherCeilings, measureCeilings, type Ceilings } from './ceilings';
import { compareResults, type Agreement, type NamedArrays } from './compare';
import type { CallCounts } from './deviceCounters';
import { type Engine, type EngineId, type Prepared } from './engines/engine';
import { timeInterleaved, type Check, type Pace, type Timing } from './measure';
import type {
  CallsRow,
  DrawRow,
  MemoryRow,
  Report,
  Row,
  ScalingPoint,
  ScalingRow,
  SuiteName,
} from './report';
import type { Settings } from './settings';
import {
  cifarStep,
  defaultEngines,
  inferWorkloads,
  lenetStep,
  opWorkloads,
  scalingSeries,
  toleranceOf,
} from './suites';
import { flopsOf, workloadTitle, type TrainWorkload, type Workload } from './workload';

export interface Host {
  /** `Node 20.20.2`, or a browser's name. */
  readonly platform: string;
  /** Where a fresh process can be had: the first step's time there. Else it is taken here, before all else. */
  readonly coldStart?: () => Promise<number>;
  /** Where there is a page to draw on. */
  readonly draw?: () => Promise<DrawRow>;
  /** Where it is kept what suits a device, once it is measured. */
  readonly memory?: ChoiceMemory;
  /** What is going on, and how much of it all is done (0…1). */
  progress(text: string, share: number): void;
  /** Throws where the run was cancelled. */
  readonly check: Check;
}

/** From the most trusted to this engine: the first that ran is what the others are held against. */
const TRUST: readonly EngineId[] = ['tfjs-cpu', 'tfjs', 'jax', 'ours'];

const MEMORY_BATCH = 256;

/** How this engine finds out what suits its device; null: not at all. */
export type Tuning = CalibrateOptions | null;

export function tuningOf({ tune }: Settings, memory?: ChoiceMemory): Tuning {
  return tune ? { memory } : null;
}

export function loadEngine(id: EngineId, tuning: Tuning): Promise<Engine> {
  switch (id) {
    case 'ours':
      return import('./engines/ours').then(({ createOurs }) => createOurs(tuning));
    case 'jax':
      return import('./engines/jax').then(({ createJax }) => createJax());
    case 'tfjs':
      return import('./engines/tfjs').then(({ createTfjs }) => createTfjs('webgpu'));
    case 'tfjs-cpu':
      return import('./engines/tfjs').then(({ createTfjs }) => createTfjs('cpu'));
    default:
      return id satisfies never;
  }
}

export function paceOf({ quick, rounds }: Settings): Pace {
  return quick ? { rounds, sampleMs: 150, budgetMs: 2500 } : { rounds, sampleMs: 400, budgetMs: 15_000 };
}

/** @param load replaced in tests */
export async function runBench(settings: Settings, host: Host, load = loadEngine): Promise<Report> {
  return new Run(settings, host, load).report();
}

class Run {
  readonly #engines = new Map<EngineId, Engine>();
  readonly #absent: Partial<Record<EngineId, string>> = {};
  readonly #rows: Row[] = [];
  readonly #calls: CallsRow[] = [];
  readonly #memory: MemoryRow[] = [];
  readonly #scaling: ScalingRow[] = [];
  readonly #notes: string[] = [];
  #firstStepMs: number | null = null;
  #draw: DrawRow | null = null;
  #done = 0;
  #planned = 1;

  constructor(
    readonly settings: Settings,
    readonly host: Host,
    readonly load: typeof loadEngine,
  ) {}

  async report(): Promise<Report> {
    const { settings, host } = this;
    const startedAt = performance.now();
    const date = new Date().toISOString();
    this.#planned = settings.suites.reduce((sum, suite) => sum + this.#workOf(suite), 2);
    try {
      if (settings.suites.includes('lenet') && this.#chosen('lenet').includes('ours'))
        await this.#firstStep();
      const before = await this.#ceilings();
      for (const suite of settings.suites) await this.#suite(suite);
      const after = await this.#ceilings();
      const ceilings = before !== null && after !== null ? higherCeilings(before, after) : before;
      this.#noteUnrest(before, after);
      return {
        date,
        device: this.#engines.get('ours')?.deviceName ?? 'unknown GPU',
        target: this.#engines.get('ours')?.targetName ?? null,
        check: this.#engines.get('ours')?.check ?? null,
        platform: host.platform,
        engines: Object.fromEntries([...this.#engines].map(([id, { title }]) => [id, title])),
        absent: this.#absent,
        quick: settings.quick,
        rounds: settings.rounds,
        ceilings,
        rows: this.#rows.map((row) => withPeakShare(row, ceilings)),
        calls: this.#calls,
        memory: this.#memory,
        scaling: this.#scaling,
        firstStepMs: this.#firstStepMs,
        draw: this.#draw,
        notes: this.#notes,
        seconds: (performance.now() - startedAt) / 1000,
      };
    } finally {
      for (const engine of this.#engines.values()) engine.destroy();
    }
  }

  get #tuning(): Tuning {
    return tuningOf(this.settings, this.host.memory);
  }

  #chosen(suite: SuiteName): readonly EngineId[] {
    return this.settings.engines ?? defaultEngines(suite, this.settings.quick);
  }

  /** Steps of the progress bar. */
  #workOf(suite: SuiteName): number {
    const { quick, shapes } = this.settings;
    switch (suite) {
      case 'lenet':
        return 4;
      case 'cifar':
        return 3;
      case 'ops':
        return opWorkloads(quick, shapes).length;
      case 'infer':
        return inferWorkloads(quick).length;
      case 'scaling':
        return scalingSeries(quick).reduce((sum, { points }) => sum + points.length, 0);
      case 'draw':
        return 1;
      default:
        return suite satisfies never;
    }
  }

  #step(text: string, units = 1): void {
    this.host.check();
    this.host.progress(text, Math.min(1, this.#done / this.#planned));
    this.#done += units;
  }

  async #suite(suite: SuiteName): Promise<void> {
    const { quick, shapes } = this.settings;
    switch (suite) {
      case 'lenet':
        await this.#peakMemory('lenet', lenetStep(MEMORY_BATCH));
        await this.#training('lenet', lenetStep());
        return;
      case 'cifar':
        await this.#training('cifar', cifarStep());
        return;
      case 'ops':
        for (const workload of opWorkloads(quick, shapes)) await this.#row('ops', workload);
        return;
      case 'infer':
        if (quick) this.#notes.push('VGG-16 is left out of --quick.');
        for (const workload of inferWorkloads(quick)) await this.#row('infer', workload);
        return;
      case 'scaling':
        for (const { title, axis, points } of scalingSeries(quick)) {
          const measured: ScalingPoint[] = [];
          for (const { batch, channels, workload } of points) {
            const timing = await this.#timeOurs(`${title}: ${axis === 'batch' ? batch : channels}`, workload);
            if (timing !== null) measured.push({ batch, channels, timing });
          }
          this.#scaling.push({ title, axis, points: measured });
        }
        return;
      case 'draw':
        this.#step('training with its maps drawn and not drawn');
        if (this.host.draw === undefined) this.#notes.push('draw: there is no page to draw on here.');
        else this.#draw = await this.host.draw();
        return;
      default:
        return suite satisfies never;
    }
  }

  async #firstStep(): Promise<void> {
    const { coldStart } = this.host;
    this.#step('first step from a cold start');
    if (coldStart !== undefined) {
      this.#firstStepMs = await coldStart();
      return;
    }
    const { firstStepMs } = await import('./engines/ours');
    this.#firstStepMs = await firstStepMs(lenetStep(), this.#tuning);
  }

  async #ceilings(): Promise<Ceilings | null> {
    this.#step('limits of the device');
    const device = (await this.#engine('ours'))?.counters?.device;
    return device === undefined ? null : measureCeilings(device, this.settings.quick ? 2 : 3);
  }

  async #engine(id: EngineId): Promise<Engine | null> {
    const known = this.#engines.get(id);
    if (known !== undefined) return known;
    if (this.#absent[id] !== undefined) return null;
    try {
      const engine = await this.load(id, this.#tuning);
      this.#engines.set(id, engine);
      return engine;
    } catch (cause) {
      this.#absent[id] = messageOf(cause);
      return null;
    }
  }

  async #training(suite: SuiteName, workload: TrainWorkload): Promise<void> {
    await this.#row(suite, workload, async (prepared, timings) => {
      const title = workloadTitle(workload);
      this.#step(`${title}: calls`);
      const calls: Partial<Record<EngineId, CallCounts>> = {};
      // Few steps where a step is long; the same number for every engine.
      const slowest = Math.max(...Object.values(timings).map(({ median }) => median));
      const steps = slowest > 1000 ? 2 : 8;
      for (const [id, ready] of prepared) {
        const counters = this.#engines.get(id)?.counters ?? null;
        if (counters !== null) calls[id] = await counters.count(() => ready.run(steps));
      }
      this.#calls.push({ title, steps, calls });
    });
  }

  /** Prepares, compares, and, if all agree, times one piece of work. */
  async #row(
    suite: SuiteName,
    workload: Workload,
    afterwards?: (
      prepared: ReadonlyMap<EngineId, Prepared>,
      timings: Partial<Record<EngineId, Timing>>,
    ) => Promise<void>,
  ): Promise<void> {
    const title = workloadTitle(workload);
    const missing: Partial<Record<EngineId, string>> = {};
    const readyMs: Partial<Record<EngineId, number>> = {};
    const prepared = new Map<EngineId, Prepared>();
    const results = new Map<EngineId, NamedArrays>();
    this.#step(title);
    try {
      for (const id of this.#chosen(suite)) {
        this.host.check();
        const engine = await this.#engine(id);
        if (engine === null) {
          missing[id] = this.#absent[id] ?? 'did not start';
          continue;
        }
        try {
          engine.counters?.takeError();
          const startedAt = performance.now();
          const ready = await engine.prepare(workload);
          prepared.set(id, ready);
          results.set(id, await ready.results());
          const ms = performance.now() - startedAt;
          const error = engine.counters?.takeError() ?? null;
          if (error !== null) throw new Error(error);
          readyMs[id] = ms;
        } catch (cause) {
          missing[id] = messageOf(cause);
          prepared.get(id)?.destroy();
          prepared.delete(id);
          results.delete(id);
        }
      }
      const ordered = TRUST.flatMap((id) => {
        const result = results.get(id);
        return result === undefined ? [] : [[id, result] as const];
      });
      const agreement = compareResults(ordered, toleranceOf(workload));
      results.clear();
      const status = statusOf(ordered.length, agreement);
      const row = {
        suite,
        title,
        flops: flopsOf(workload),
        status,
        agreement,
        readyMs,
        missing,
        peakShare: null,
      };
      if (status === 'failed' || status === 'skipped') {
        this.#rows.push({ ...row, timings: {} });
        return;
      }
      const timings = Object.fromEntries(
        await timeInterleaved(prepared, paceOf(this.settings), this.host.check),
      ) as Partial<Record<EngineId, Timing>>;
      this.#rows.push({ ...row, timings });
      await afterwards?.(prepared, timings);
    } finally {
      for (const ready of prepared.values()) ready.destroy();
    }
  }

  async #timeOurs(title: string, workload: TrainWorkload): Promise<Timing | null> {
    this.#step(title);
    const engine = await this.#engine('ours');
    if (engine === null) return null;
    const prepared = await engine.prepare(workload);
    try {
      await prepared.run(1); // drivers compile at the first run
      const timings = await timeInterleaved(
        new Map([['ours', prepared]]),
        paceOf(this.settings),
        this.host.check,
      );
      return timings.get('ours') ?? null;
    } finally {
      prepared.destroy();
    }
  }

  /** The most bytes alive together while two steps run, above what was alive before. */
  async #peakMemory(suite: SuiteName, workload: TrainWorkload): Promise<void> {
    const title = workloadTitle(workload);
    const peakBytes: Partial<Record<EngineId, number>> = {};
    this.#step(`${title}: memory`);
    for (const id of this.#chosen(suite)) {
      if (this.settings.quick && id.startsWith('tfjs')) continue;
      const engine = await this.#engine(id);
      const counters = engine?.counters ?? null;
      if (engine === null || counters === null) continue;
      const before = counters.liveBytes;
      counters.resetPeak();
      try {
        const prepared = await engine.prepare(workload);
        await prepared.run(2);
        peakBytes[id] = counters.peakBytes - before;
        prepared.destroy();
      } catch (cause) {
        this.#notes.push(`${title}: ${id} has no memory figure. ${messageOf(cause)}`);
      }
    }
    this.#memory.push({ title, peakBytes });
  }

  #noteUnrest(before: Ceilings | null, after: Ceilings | null): void {
    if (before === null || after === null) return;
    const change = Math.abs(after.fmaGflops / before.fmaGflops - 1);
    if (change > 0.2) {
      this.#notes.push(
        `The FMA rate was ${before.fmaGflops.toFixed(1)} GFLOP/s at the start and ${after.fmaGflops.toFixed(1)} at ` +
          'the end: the machine was busy with other work. Trust ratios within a row.',
      );
    }
  }
}

function statusOf(engines: number, { failed }: Agreement): Row['status'] {
  if (engines === 0) return 'skipped';
  if (failed.length > 0) return 'failed';
  return engines === 1 ? 'unchecked' : 'ok';
}

function withPeakShare(row: Row, ceilings: Ceilings | null): Row {
  const { ours } = row.timings;
  if (ours === undefined || ceilings === null || row.flops === 0) return row;
  return { ...row, peakShare: row.flops / (ours.median * 1e6) / ceilings.fmaGflops };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
