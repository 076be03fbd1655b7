// Brings dataset files into the page: download with progress, keep in Cache Storage, decompress.
//
// The files are gzip on the server. Some servers declare that as `Content-Encoding`, and the browser then unpacks them;
// the first two bytes tell, no header does. Downloads are cached as received.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { inTime, LateError } from './inTime';

/** Why a file could not be downloaded, as data: `silent` if the server accepted the request and sent nothing. */
export interface DataFileFacts {
  readonly code: 'dataFile';
  readonly file: string;
  readonly url: string;
  readonly silent: boolean;
  /** The HTTP status; null without an answer. */
  readonly status: number | null;
}

export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  constructor(
    readonly facts: DataFileFacts,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`data file '${facts.file}': download from ${facts.url} failed (${reason}).`, options);
  }
}

/** A file to download. */
export interface DataFile {
  /** For messages: 'train-images-idx3-ubyte'. */
  readonly name: string;
  /** Its URL. It must change with the content (a hash in it), because the cache under it never expires. */
  readonly url: string;
  /** Its length on the server, for progress. */
  readonly sizeBytes: number;
}

/** The progress of all files together. */
export interface FetchProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface FetchOptions {
  /** The Cache Storage for the files. A page on an insecure origin has none and downloads again. */
  readonly cacheName?: string;
  /** Called with each piece that arrives, and once with everything loaded. */
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads files at the same time and returns their decompressed bytes, in the same order.
 *
 * @throws DataFileError naming the file: no connection, an HTTP error, or a server that sends nothing of any file for a
 * while; Error for damaged gzip data. An abort rejects with the signal's reason.
 */
export async function fetchDataFiles(
  files: readonly DataFile[],
  options: FetchOptions = {},
): Promise<Uint8Array<ArrayBuffer>[]> {
  const cache = await openCache(options.cacheName);
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const loaded = files.map(() => 0);
  const arrived = new Set<DataFile>();
  const abort = new AbortController();
  const { signal } = abort;
  const follow = (): void => abort.abort(options.signal?.reason);
  if (options.signal?.aborted === true) follow();
  options.signal?.addEventListener('abort', follow, { once: true });
  const report = (): void => {
    options.onProgress?.({ loadedBytes: loaded.reduce((sum, bytes) => sum + bytes, 0), totalBytes });
  };
  const contents = await inTime('server', (alive) =>
    Promise.all(
      files.map(async (file, index) => {
        const packed = await fetchPacked(file, cache, signal, (bytes) => {
          alive();
          // A body the browser has unpacked itself is longer than the file on the server.
          loaded[index] = Math.min(bytes, file.sizeBytes);
          report();
        });
        arrived.add(file);
        loaded[index] = file.sizeBytes;
        return unpack(file, packed, cache);
      }),
    ),
  ).catch((error: unknown) => {
    if (!(error instanceof LateError)) throw error;
    abort.abort(error);
    const file = files.find((one) => !arrived.has(one)) ?? files[0];
    throw new DataFileError(
      { code: 'dataFile', file: file?.name ?? '', url: file?.url ?? '', silent: true, status: null },
      'the server sends nothing',
      { cause: error },
    );
  });
  report();
  if (cache) await removeOthers(cache, files);
  return contents;
}

/**
 * Removes files with damaged contents from the cache, or reloading the page would load them again.
 */
export async function forgetDataFiles(files: readonly DataFile[], cacheName: string): Promise<void> {
  const cache = await openCache(cacheName);
  if (cache) await Promise.all(files.map((file) => cache.delete(file.url).catch(() => false)));
}

async function openCache(cacheName: string | undefined): Promise<Cache | undefined> {
  if (cacheName === undefined || typeof caches === 'undefined') return undefined;
  // Private windows and full disks refuse storage; downloading works without it.
  return inTime('storage', () => caches.open(cacheName)).catch(() => undefined);
}

async function fetchPacked(
  file: DataFile,
  cache: Cache | undefined,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const kept = await (cache && inTime('storage', () => cache.match(file.url)).catch(() => undefined));
  signal?.throwIfAborted();
  if (kept) return new Uint8Array(await kept.arrayBuffer());

  let bytes: Uint8Array<ArrayBuffer>;
  let status: number | null = null;
  try {
    const response = await fetch(file.url, { signal });
    if (!response.ok) {
      ({ status } = response);
      throw new Error(`HTTP ${status} ${response.statusText}`.trim());
    }
    bytes = await readBody(response, onBytes);
  } catch (error) {
    signal?.throwIfAborted();
    throw new DataFileError(
      { code: 'dataFile', file: file.name, url: file.url, silent: false, status },
      messageOf(error),
      { cause: error },
    );
  }
  // If there is no space left, the file is not cached; that is no reason to fail.
  await (cache &&
    inTime('storage', () => cache.put(file.url, new Response(inPieces(bytes)))).catch(() => undefined));
  return bytes;
}

async function readBody(
  response: Response,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    parts.push(piece.value);
    length += piece.value.length;
    onBytes(length);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  // Tens of megabytes if the browser has unpacked them.
  const yielder = new EventLoopYielder();
  for (const piece of parts) {
    bytes.set(piece, offset);
    offset += piece.length;
    await yielder.yieldToEventLoop();
  }
  return bytes;
}

const PIECE_BYTES = 2 ** 20;

/** As a body that is read piece by piece: tens of megabytes in one would be copied while nothing else runs. */
function inPieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      at += piece.length;
      if (piece.length > 0) controller.enqueue(piece);
      else controller.close();
    },
  });
}

async function unpack(
  file: DataFile,
  bytes: Uint8Array<ArrayBuffer>,
  cache: Cache | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    // Damaged data must not stay, or reloading the page would not help.
    await cache?.delete(file.url).catch(() => undefined);
    throw new Error(
      `data file '${file.name}': the ${bytes.length} bytes from ${file.url} are not valid gzip data ` +
        `(${messageOf(error)}).`,
      { cause: error },
    );
  }
}

/** Removes earlier versions of the files from the cache. */
async function removeOthers(cache: Cache, files: readonly DataFile[]): Promise<void> {
  const prefixes = files.map((file) => file.name);
  const current = new Set(files.map((file) => new Request(file.url).url));
  for (const request of await cache.keys().catch(() => [])) {
    const ours = prefixes.some((prefix) => request.url.includes(`/${prefix}`));
    if (ours && !current.has(request.url)) await cache.delete(request).catch(() => undefined);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
