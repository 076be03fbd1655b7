import { afterEach, expect, test } from 'vitest';
import { loadMnist } from '../../datasets/mnist/page';
import { files } from 'virtual:convscope/mnist';

afterEach(() => caches.delete('convscope-mnist'));

test('the page gets the test set, with progress up to the announced size', async () => {
  const seen: number[] = [];
  const mnist = await loadMnist('test', {
    onProgress: ({ loadedBytes, totalBytes }) => seen.push(loadedBytes / totalBytes),
  });
  expect(mnist).toMatchObject({ name: 'mnist', count: 10_000, height: 28, width: 28, channels: 1 });
  expect([...mnist.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  expect(seen.length).toBeGreaterThan(1);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test('a second visit needs no network', async () => {
  await loadMnist('test');
  const fetchOnline = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new TypeError('offline'));
  try {
    expect((await loadMnist('test')).count).toBe(10_000);
  } finally {
    globalThis.fetch = fetchOnline;
  }
});

test('all four files are served as gzip that may be kept for ever', async () => {
  expect(files).toHaveLength(4);
  for (const file of files) {
    const response = await fetch(file.url);
    expect(response.headers.get('Cache-Control')).toContain('immutable');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.length).toBe(file.sizeBytes);
    expect([...bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  }
});
