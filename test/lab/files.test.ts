// Files: what they are by their bytes, where they belong by their paths, and out and in again as a zip.

import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { ZipArchive } from '../../src/archives/zip';
import { zipOf } from '../../src/lab/archive';
import type { LabPicture } from '../../src/lab/picture';
import { placeOf } from '../../src/lab/paths';
import { sniff } from '../../src/data/sniff';

const plain = sharp({ create: { width: 37, height: 21, channels: 3, background: '#a40' } });
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('a picture is known by its first bytes', () => {
  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('%s, with its size', async (kind) => {
    expect(sniff(await plain.clone().toFormat(kind).toBuffer())).toEqual({ kind, size: [37, 21] });
  });

  it('lossless and alpha WebP too', async () => {
    expect(sniff(await plain.clone().webp({ lossless: true }).toBuffer())?.size).toEqual([37, 21]);
    const alpha = await plain.clone().ensureAlpha(0.5).webp().toBuffer();
    expect(sniff(alpha)).toEqual({ kind: 'webp', size: [37, 21] });
  });

  it('HEIC and AVIF by their brands', () => {
    expect(sniff(ascii('\0\0\0\x18ftypheic\0\0\0\0mif1heic'))).toEqual({ kind: 'heic', size: null });
    expect(sniff(ascii('\0\0\0\x1cftypavif\0\0\0\0mif1avif'))?.kind).toBe('avif');
  });

  it('nothing else is one', () => {
    for (const text of ['', 'GIF', 'PK\x03\x04', 'hello, this is text', '\xff\xd8'])
      expect(sniff(ascii(text)), JSON.stringify(text)).toBeNull();
  });

  it('headers that are cut off have no size, and nothing is read beyond them', async () => {
    for (const kind of ['jpeg', 'png', 'webp', 'gif'] as const) {
      const whole = await plain.clone().toFormat(kind).toBuffer();
      for (let length = 12; length < 40; length++)
        expect(() => sniff(new Uint8Array(whole.subarray(0, length))), `${kind} ${length}`).not.toThrow();
    }
  });
});

describe('paths', () => {
  it.each([
    ['fruit/Training/Apple Red 1/r_12_100.jpg', 'Apple Red 1', 'Training r_*_100'],
    ['fruits-360/Test/Kiwi/7_100.jpg', 'Kiwi', 'Test *_100'],
    ['kiwi/kitchen1_0007.jpg', 'kiwi', 'kitchen1_*'],
    ['a/kiwi/IMG_2041.jpg', 'kiwi', 'IMG_2041'],
    ['apple/apple_001_12.jpg', 'apple', 'apple_001_*'],
    ['../../etc/1.png', 'etc', '1'],
    ['pear.webp', null, 'pear'],
  ])('%s', (path, className, recording) => {
    const place = placeOf(path);
    expect([place.className, place.recording]).toEqual([className, recording]);
  });
});

it('a zip holds a folder a class and the recording in each name', async () => {
  const picture = (id: string, classId: string, recording: string): LabPicture => ({
    ...{ id, classId, recording, name: `${id}.jpg`, type: id === '3' ? 'image/png' : 'image/jpeg' },
    bytes: Uint8Array.of(Number(id), 2, 3).buffer,
  });
  const pictures = [
    picture('1', 'a', 'x'),
    picture('2', 'a', 'x'),
    picture('3', 'a', 'y'),
    picture('4', 'b', 'x'),
  ];
  const blob = await zipOf(pictures, (id) => (id === 'a' ? 'りんご' : 'b/../c'));
  const archive = new ZipArchive('out', new Uint8Array(await blob.arrayBuffer()));
  expect(archive.names).toEqual([
    'りんご/りんご1_0001.jpg',
    'りんご/りんご1_0002.jpg',
    'りんご/りんご2_0001.png',
    'b    c/b    c3_0001.jpg',
  ]);
  expect([...archive.read('りんご/りんご2_0001.png')]).toEqual([3, 2, 3]);
  const recordings = archive.names.map((name) => placeOf(name).recording);
  expect(new Set(recordings.slice(0, 2)).size).toBe(1);
  expect(new Set(recordings).size).toBe(3);
});
