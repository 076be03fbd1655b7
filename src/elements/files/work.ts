// Has a job done by a worker of its own. Ending it early ends the worker.

import { inTime, LateError } from '../../data/inTime';
import { isNotFetched, latePart, workerNotFetched } from '../latePart';
import { scriptUrl } from '../scriptUrl';
import type { Answers, Failure, FromWorker, Job } from './jobs';
import workerUrl from './worker?worker&url';

/** A job that failed, with what is to be said of it. */
export class JobError extends Error {
  override readonly name = 'JobError';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

export interface WorkOptions {
  readonly signal: AbortSignal;
  /** 0…1, or null where the length is not known. */
  readonly onProgress?: (fraction: number | null) => void;
  /** Nothing was heard of the worker for a while. It is still waited for. */
  readonly onSilence?: () => void;
}

/** @throws JobError, or the signal's reason */
export function work<J extends Job>(job: J, options: WorkOptions): Promise<Answers[J['kind']]> {
  return latePart(() => attempt(job, options));
}

async function attempt<J extends Job>(
  job: J,
  { signal, onProgress, onSilence }: WorkOptions,
): Promise<Answers[J['kind']]> {
  signal.throwIfAborted();
  const worker = new Worker(scriptUrl(workerUrl), { type: 'module', name: 'files' });
  try {
    let alive = (): void => undefined;
    const answer = new Promise<Answers[J['kind']]>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      // It ran out of memory, or, where nothing is said of it, its code could not be fetched.
      worker.addEventListener('error', ({ message }) =>
        reject(message ? new JobError({ message, ofFormat: false }) : workerNotFetched()),
      );
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
        alive();
        if (data.kind === 'progress') onProgress?.(data.fraction);
        else if (data.kind === 'done') resolve(data.answer as Answers[J['kind']]);
        else reject(isNotFetched(data.failure.message) ? workerNotFetched() : new JobError(data.failure));
      });
      worker.postMessage(job);
    });
    inTime('worker', (sign) => {
      alive = sign;
      return answer;
    }).catch((error: unknown) => {
      if (error instanceof LateError) onSilence?.();
    });
    return await answer;
  } finally {
    worker.terminate();
  }
}
