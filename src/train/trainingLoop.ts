// The training loop. All code that trains iterates over it and handles its own part in the body:
//
//   for await (const event of trainer.train({ until: 500 }))
//     if (event.kind === 'reading') history.add(event.records);
//
// Events, in this order:
//   steps    steps were submitted and are in flight
//   reading  records were read from the device
//   stop     a stop was reached (by default the end of an epoch); validation and evaluation are done
//
// The loop waits for the body. Meanwhile the device works on the submitted steps, usually two submits.

import { Pacer } from '../gpu/pacer';
import { learnRate } from '../gpu/workLimits';
import type { BestKeeper, Validation } from './bestWeights';
import type { Reading } from './historyReader';
import { HISTORY_CAPACITY } from './stepGraph';
import type { Trainer } from './trainer';

export interface TrainingOptions<Evaluation = never> {
  /** Steps that the trainer has already taken. */
  readonly from?: number;
  /** The loop ends at this step. */
  readonly until?: number;
  /**
   * The first stop after `step`: no submit goes past it; returning `step` ends the loop. Default: the end of the epoch.
   */
  readonly nextStop?: (step: number) => number | Promise<number>;
  readonly pacer?: Pacer;
  /** Default: `trainer.submit`. */
  readonly submit?: (steps: number) => void;
  /** Milliseconds between two readings. Default: at stops, and before the ring of records would overflow. */
  readonly readEveryMs?: number | (() => number);
  /**
   * awaited  the loop waits for each reading, and reads at each stop (default)
   * beside   readings come beside the steps under way; only the last one is waited for
   * none     nothing is read, nor waited for at the end
   */
  readonly reads?: 'awaited' | 'beside' | 'none';
  /** Called before each submit. False ends the loop after a last reading. */
  readonly wanted?: () => boolean;
  /** Checked before each submit. */
  readonly signal?: AbortSignal;
  /** Called at each stop. True makes it the last one. */
  readonly wantsEnd?: () => boolean;
  /**
   * Validation runs at stops that are multiples of `every` steps, and at the last one. Exhausted patience makes a stop
   * the last one. After the last stop the network has the best weights.
   */
  readonly best?: { readonly weights: BestKeeper; readonly every: number } | null;
  /** Called at each stop; null: no evaluation. */
  readonly evaluate?: (step: number, last: boolean) => Evaluation | null | Promise<Evaluation | null>;
  /** Whether there is a stop before the first step. */
  readonly stopFirst?: boolean;
}

export type TrainingEvent<Evaluation = never> =
  /** `step`: steps submitted so far. */
  | { readonly kind: 'steps'; readonly step: number }
  /** `step`: steps that the device has taken. `records` excludes a step with a non-finite loss. */
  | ({ readonly kind: 'reading' } & Reading)
  | {
      readonly kind: 'stop';
      readonly step: number;
      readonly validation: Validation | null;
      readonly evaluation: Evaluation | null;
    };

export type TrainingEvents<Evaluation = never> = AsyncGenerator<TrainingEvent<Evaluation>, void, void>;

/** The number of unread steps at which the loop waits for a reading. */
const MAX_UNREAD = HISTORY_CAPACITY / 2;

/** @throws as `Trainer.compile`; NonFiniteLossError, after the reading up to that loss; the signal's reason; errors of the device */
export async function* trainingLoop<Evaluation>(
  trainer: Trainer,
  options: TrainingOptions<Evaluation>,
): TrainingEvents<Evaluation> {
  const { from = 0, until = Infinity, reads = 'awaited', readEveryMs = Infinity, best = null } = options;
  const { pacer = new Pacer(trainer.device), submit = (steps: number) => trainer.submit(steps) } = options;
  const { wanted = () => true, signal, wantsEnd, evaluate } = options;
  await trainer.compile();
  const { stepsPerEpoch } = trainer;
  const { nextStop = (step) => (Math.floor(step / stepsPerEpoch) + 1) * stepsPerEpoch } = options;
  let [step, readUpTo, readAt, last] = [from, from, 0, false];
  /** The reading in flight, the steps submitted before it, and whether it has arrived. */
  let pending = null as { reading: Promise<Reading>; upTo: number; arrived: boolean } | null;

  const due = (): boolean =>
    performance.now() - readAt >= (typeof readEveryMs === 'number' ? readEveryMs : readEveryMs());
  const beginReading = (): NonNullable<typeof pending> => {
    readAt = performance.now();
    const begun = { reading: trainer.read(), upTo: step, arrived: false };
    const arrived = (): void => void (begun.arrived = true);
    // Also handles a failure, because an abandoned loop does not await its reading.
    begun.reading.then(arrived, arrived);
    return (pending = begun);
  };
  /** Waits for the reading in flight, or else for a new one. */
  const read = async function* (): TrainingEvents<Evaluation> {
    const { reading, upTo } = pending ?? beginReading();
    const { records, ...rest } = await reading;
    [pending, readUpTo] = [null, upTo];
    yield { kind: 'reading', ...rest, records: records.filter((record) => record.step < rest.step) };
    if (!rest.halted) return;
    await pacer.drain();
    throw await trainer.nonFiniteLoss(rest.step);
  };
  const stop = async (): Promise<TrainingEvent<Evaluation>> => {
    last = step >= until || wantsEnd?.() === true;
    const validates = best !== null && (last || step % best.every === 0);
    const validation = validates ? await best.weights.validate(step) : null;
    last ||= best?.weights.stopping.exhausted === true;
    return { kind: 'stop', step, validation, evaluation: (await evaluate?.(step, last)) ?? null };
  };

  if (options.stopFirst === true) yield await stop();
  while (!last && wanted()) {
    const end = Math.min(until, await nextStop(step));
    if (end <= step) break;
    while (step < end && wanted()) {
      signal?.throwIfAborted();
      const room = reads === 'none' ? Infinity : MAX_UNREAD - (step - readUpTo);
      step += await pacer.submit(Math.min(end - step, room), submit);
      learnRate(trainer.device, trainer.plan.flops, pacer.stepMs);
      yield { kind: 'steps', step };
      if (reads === 'none') continue;
      if (pending === null && due()) beginReading();
      if (pending !== null && (pending.arrived || reads === 'awaited')) yield* read();
      while (step - readUpTo >= MAX_UNREAD) yield* read();
    }
    if (step < end) break;
    while (reads === 'awaited' && readUpTo < step) yield* read();
    // What a test computes would count as time of the steps before.
    if (evaluate) await pacer.drain();
    yield await stop();
  }
  if (reads !== 'none') await pacer.drain();
  while (reads !== 'none' && readUpTo < step) yield* read();
  if (last) best?.weights.restore();
}
