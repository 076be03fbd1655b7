import { afterEach, expect, test } from 'vitest';
import { fetchDataFiles, type DataFile } from '../../src/data/fetchDataset';

const cacheName = 'convscope-test';
const urls: string[] = [];
afterEach(async () => {
  urls.splice(0).forEach((url) => {
    URL.revokeObjectURL(url);
  });
  await caches.delete(cacheName);
});

function fileWith(bytes: Uint8Array<ArrayBuffer>): DataFile {
  const url = URL.createObjectURL(new Blob([bytes]));
  urls.push(url);
  return { name: 'digits', url, sizeBytes: bytes.length };
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

test('compressed and plain bodies give the same bytes, in order', async () => {
  const packed = fileWith(await gzip('one'));
  const plain = fileWith(new TextEncoder().encode('two'));
  const contents = await fetchDataFiles([packed, plain]);
  expect(contents.map((bytes) => new TextDecoder().decode(bytes))).toEqual(['one', 'two']);
});

test('damaged gzip data is an error that names the file', async () => {
  const whole = await gzip('one two three');
  const cut = fileWith(whole.slice(0, whole.length - 6));
  await expect(fetchDataFiles([cut])).rejects.toThrow(/^data file 'digits': the \d+ bytes .*not valid gzip/);
});

test('an HTTP error names the file and the status', async () => {
  const online = globalThis.fetch;
  globalThis.fetch = () => Promise.resolve(new Response('', { status: 404, statusText: 'Not Found' }));
  try {
    await expect(fetchDataFiles([{ name: 'digits', url: '/digits.gz', sizeBytes: 1 }])).rejects.toThrow(
      "data file 'digits': download from /digits.gz failed (HTTP 404 Not Found).",
    );
  } finally {
    globalThis.fetch = online;
  }
});

test('an abort rejects with its own reason', async () => {
  const file = fileWith(await gzip('one'));
  await expect(fetchDataFiles([file], { signal: AbortSignal.abort(new Error('closed')) })).rejects.toThrow(
    'closed',
  );
});

test('a new version of a file replaces the old one in the cache', async () => {
  const old = '/data/digits.gz?old';
  const cache = await caches.open(cacheName);
  await cache.put(old, new Response('old'));
  await cache.put('/data/other.gz?1', new Response('other'));
  const current = '/data/digits.gz?new';
  await cache.put(current, new Response('new'));
  const [bytes] = await fetchDataFiles([{ name: 'digits', url: current, sizeBytes: 3 }], { cacheName });
  expect(new TextDecoder().decode(bytes)).toBe('new');
  const left = (await cache.keys()).map((request) => new URL(request.url).search);
  expect(left.sort()).toEqual(['?1', '?new']);
});
