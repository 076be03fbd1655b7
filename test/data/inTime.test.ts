// What never answers, on a virtual clock.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Keeper } from '../../src/app/kept/keeper';
import type { Refusal } from '../../src/app/kept/refusal';
import type { Kept } from '../../src/app/kept/record';
import type { Slots } from '../../src/app/kept/slots';
import { fetchDataFiles } from '../../src/data/fetchDataset';
import { inTime, LateError, SILENCE_MS } from '../../src/data/inTime';
import { work } from '../../src/elements/files/work';
import { Camera } from '../../src/elements/picture/camera';
import { factsOf } from '../../src/session/errorFacts';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('inTime', () => {
  it('gives what comes, and passes a failure on', async () => {
    await expect(inTime('storage', () => Promise.resolve(3))).resolves.toBe(3);
    await expect(inTime('storage', () => Promise.reject(new Error('forbidden')))).rejects.toThrow(
      'forbidden',
    );
    expect(vi.getTimerCount(), 'no timer is left').toBe(0);
  });

  it('ends a wait for what never answers', async () => {
    const waiting = inTime('storage', () => never());
    const ended = expect(waiting).rejects.toBeInstanceOf(LateError);
    await vi.advanceTimersByTimeAsync(SILENCE_MS.storage);
    await ended;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives what was outside its time again after the computer has slept', async () => {
    let answer: (value: number) => void = () => undefined;
    const waiting = inTime('storage', () => new Promise<number>((resolve) => (answer = resolve)));
    const hour = 3_600_000;
    const now = vi.spyOn(performance, 'now');
    // Timers stand still, the clock does not.
    const at = performance.now();
    now.mockImplementation(() => at + hour);
    await vi.advanceTimersByTimeAsync(SILENCE_MS.storage);
    answer(5);
    await expect(waiting).resolves.toBe(5);
    const silent = inTime('storage', () => never());
    const ended = expect(silent).rejects.toBeInstanceOf(LateError);
    now.mockImplementation(() => at + 2 * hour);
    await vi.advanceTimersByTimeAsync(SILENCE_MS.storage);
    expect(vi.getTimerCount(), 'it waits again').toBe(1);
    now.mockImplementation(() => at + 2 * hour + SILENCE_MS.storage);
    await vi.advanceTimersByTimeAsync(SILENCE_MS.storage);
    await ended;
    now.mockRestore();
  });

  it('waits on as long as there are signs of life', async () => {
    let signs: () => void = () => undefined;
    let done: (value: string) => void = () => undefined;
    const waiting = inTime('server', (alive) => {
      signs = alive;
      return new Promise<string>((resolve) => (done = resolve));
    });
    for (let times = 0; times < 5; times++) {
      await vi.advanceTimersByTimeAsync(SILENCE_MS.server - 1);
      signs();
    }
    done('all');
    await expect(waiting).resolves.toBe('all');
    signs();
    expect(vi.getTimerCount(), 'a late sign begins nothing').toBe(0);
  });
});

describe('a data server', () => {
  const file = { name: 'digits', url: '/digits-1', sizeBytes: 4 };

  it('that takes the request and sends nothing is named, and its requests are ended', async () => {
    let signal: AbortSignal | undefined;
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      signal = init.signal ?? undefined;
      return never<Response>();
    });
    const failure = fetchDataFiles([file]).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(SILENCE_MS.server);
    const error = await failure;
    expect(factsOf(error)).toEqual({
      code: 'dataFile',
      file: 'digits',
      url: '/digits-1',
      silent: true,
      status: null,
    });
    expect((error as Error).message).toBe(
      "data file 'digits': download from /digits-1 failed (the server sends nothing).",
    );
    expect(signal?.aborted).toBe(true);
  });

  it('that is slow, but sends, is waited for', async () => {
    let send: (bytes: Uint8Array<ArrayBuffer>) => void = () => undefined;
    let end: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (stream) => {
        send = (bytes) => {
          stream.enqueue(bytes);
        };
        end = () => {
          stream.close();
        };
      },
    });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)));
    const loading = fetchDataFiles([file]);
    for (let byte = 0; byte < 4; byte++) {
      await vi.advanceTimersByTimeAsync(SILENCE_MS.server - 10);
      send(Uint8Array.of(byte));
      await vi.advanceTimersByTimeAsync(1);
    }
    end();
    await expect(loading).resolves.toEqual([Uint8Array.of(0, 1, 2, 3)]);
  });

  it('that cannot be reached is told from one that is silent', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const error = await fetchDataFiles([file]).catch((reason: unknown) => reason);
    expect(factsOf(error)).toMatchObject({ silent: false, status: null });
  });
});

describe('storage that never takes what is written', () => {
  it('is told of once, and the page works on', async () => {
    const refusals: Refusal[] = [];
    const slots = { write: () => never<undefined>() } as unknown as Slots;
    const kept = { run: { checkpoint: { slabs: {} } } } as unknown as Kept;
    const keeper = new Keeper(slots, {
      current: () => kept,
      page: () => kept.page,
      reachedSince: () => null,
      training: () => false,
      refused: (reason) => refusals.push(reason),
      written: () => undefined,
    });
    keeper.changed();
    await vi.advanceTimersByTimeAsync(SILENCE_MS.storage + 1000);
    keeper.changed();
    await vi.advanceTimersByTimeAsync(10 * SILENCE_MS.storage);
    expect(refusals).toEqual(['silent']);
  });
});

describe('a camera', () => {
  it('that does not answer is told of, and taken if it does after all', async () => {
    let answer: (stream: MediaStream) => void = () => undefined;
    const track = { addEventListener: () => undefined, getSettings: () => ({}), stop: () => undefined };
    const stream = { getVideoTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
    vi.stubGlobal('navigator', {
      mediaDevices: {
        getUserMedia: () => new Promise<MediaStream>((resolve) => (answer = resolve)),
        enumerateDevices: () => Promise.resolve([]),
      },
    });
    vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
    const camera = new Camera();
    const starting = camera.start();
    await vi.advanceTimersByTimeAsync(SILENCE_MS.camera);
    expect(camera.problem).toBe('silent');
    answer(stream);
    await starting;
    expect(camera.problem).toBeNull();
    expect(camera.stream).toBe(stream);
  });
});

describe('a worker', () => {
  it('that says nothing is told of, and its answer still counts; closing ends it', async () => {
    const workers: (EventTarget & { ended: boolean })[] = [];
    class SilentWorker extends EventTarget {
      ended = false;
      constructor() {
        super();
        workers.push(this);
      }
      postMessage(): void {
        // Never answered by itself.
      }
      terminate(): void {
        this.ended = true;
      }
    }
    vi.stubGlobal('Worker', SilentWorker);
    vi.stubGlobal('location', { origin: 'http://localhost' });
    vi.stubGlobal('document', { baseURI: 'http://localhost/' });
    const onSilence = vi.fn();
    const cancel = new AbortController();
    const job = { kind: 'read', files: [], network: { name: 'small', input: [1], layers: [] } } as const;
    const answer = work(job, { signal: cancel.signal, onSilence });
    await vi.advanceTimersByTimeAsync(SILENCE_MS.worker);
    expect(onSilence).toHaveBeenCalledOnce();
    workers[0]!.dispatchEvent(new MessageEvent('message', { data: { kind: 'done', answer: 'read' } }));
    await expect(answer).resolves.toBe('read');
    const other = work(job, { signal: cancel.signal, onSilence });
    cancel.abort(new Error('closed'));
    await expect(other).rejects.toThrow('closed');
    expect(workers.map(({ ended }) => ended)).toEqual([true, true]);
  });
});
