import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ArchiveError } from '../../src/archives/archiveError';
import { gunzip, gzipSize, looksLikeGzip } from '../../src/archives/gzip';

const content = new TextEncoder().encode('hello '.repeat(50_000));
const packed = new Uint8Array(gzipSync(content));
const unpack = (bytes: Uint8Array, most = 2 ** 20) => gunzip('a.gz', bytes, most, () => Promise.resolve());

test('a gzip file of zlib is unpacked; what it unpacks to is known before', async () => {
  expect([looksLikeGzip(packed), looksLikeGzip(content)]).toEqual([true, false]);
  expect(gzipSize(packed)).toBe(300_000);
  expect(await unpack(packed)).toEqual(content);
});

test('with all optional fields of the header', async () => {
  const fields = [...[3, 0, 1, 2, 3], ...new TextEncoder().encode('name\0comment\0'), 7, 7];
  const header = [...packed.subarray(0, 3), 2 + 4 + 8 + 16, ...packed.subarray(4, 10)];
  expect(await unpack(Uint8Array.from([...header, ...fields, ...packed.subarray(10)]))).toEqual(content);
});

test('an empty file', async () => {
  expect(await unpack(new Uint8Array(gzipSync('')))).toHaveLength(0);
});

test('more than is allowed is refused before anything is unpacked', async () => {
  await expect(unpack(packed, 1000)).rejects.toThrow(
    new ArchiveError('a.gz', null, 'tooLarge', 'unpacks to 300000 bytes; at most 1000 are read'),
  );
});

test('between slices the caller may end it', async () => {
  const noise = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
  let pauses = 0;
  const pause = () => (++pauses === 2 ? Promise.reject(new Error('enough')) : Promise.resolve());
  await expect(gunzip('a.gz', new Uint8Array(gzipSync(noise, { level: 0 })), 2 ** 20, pause)).rejects.toThrow(
    'enough',
  );
});
