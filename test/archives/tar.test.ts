import { expect, test } from 'vitest';
import { looksLikeTar, readTar } from '../../src/archives/tar';
import { tar, type TarFile } from '../support/dataSetFiles';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const read = (...files: TarFile[]) =>
  readTar('a.tar', tar(files)).map(({ name, bytes }) => [name, text(bytes)]);

test('files and folders of a ustar archive', () => {
  const files = [
    { name: 'folder/', bytes: '', type: '5' },
    { name: 'folder/a.txt', bytes: 'a'.repeat(600) },
    { name: 'b.txt', bytes: '' },
  ];
  expect(looksLikeTar(tar(files))).toBe(true);
  expect(read(...files)).toEqual([
    ['folder/', ''],
    ['folder/a.txt', 'a'.repeat(600)],
    ['b.txt', ''],
  ]);
});

test('long names: the prefix of ustar, a record of pax, an entry of GNU', () => {
  const long = `${'folder/'.repeat(30)}é.txt`;
  const record = ` path=${long}\n`;
  const length = String(new TextEncoder().encode(record).length + 3);
  expect(read({ name: 'a.txt', prefix: 'first/second', bytes: '1' })).toEqual([['first/second/a.txt', '1']]);
  expect(read({ name: 'pax', type: 'x', bytes: length + record }, { name: 'short', bytes: '2' })).toEqual([
    [long, '2'],
  ]);
  expect(
    read({ name: '././@LongLink', type: 'L', bytes: `${long}\0` }, { name: 'short', bytes: '3' }),
  ).toEqual([[long, '3']]);
});

test('links are passed over', () => {
  expect(read({ name: 'link', type: '2', bytes: '' }, { name: 'a', bytes: '1' })).toEqual([['a', '1']]);
});

test('other files are no tar', () => {
  expect(looksLikeTar(new Uint8Array(2000))).toBe(false);
  expect(looksLikeTar(new Uint8Array(2000).fill(65))).toBe(false);
});
