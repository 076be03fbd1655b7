import { afterEach, expect, test } from 'vitest';
import { files } from 'virtual:convscope/mobilenet';
import { mobilenetFileNames } from '../../datasets/mobilenet/files';
import { loadMobilenet } from '../../datasets/mobilenet/page';
import { defineNetwork } from '../../src/models/network';

afterEach(() => caches.delete('convscope-mobilenet'));

test('the page gets the model, with progress up to the announced size', async () => {
  const seen: number[] = [];
  const { network, weights } = await loadMobilenet({
    onProgress: ({ loadedBytes, totalBytes }) => seen.push(loadedBytes / totalBytes),
  });
  expect(defineNetwork(network).parameterCount).toBe(2_619_461);
  expect(weights!.get('Conv1/weight')).toHaveLength(3 * 3 * 3 * 32);
  expect(seen.length).toBeGreaterThan(1);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test('a second visit needs no network', async () => {
  await loadMobilenet();
  const fetchOnline = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new TypeError('offline'));
  try {
    expect((await loadMobilenet()).network.layers).toHaveLength(161);
  } finally {
    globalThis.fetch = fetchOnline;
  }
});

test('both files are served under the names that the page asks for, compressed, to be kept for ever', async () => {
  expect(files.map(({ name }) => name)).toEqual(Object.values(mobilenetFileNames));
  for (const file of files) {
    const response = await fetch(file.url);
    expect(response.headers.get('Cache-Control')).toContain('immutable');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.length).toBe(file.sizeBytes);
    expect([...bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  }
});
