// Data sets that cannot be read: IDX, CIFAR, NumPy, pictures and the archives around them.

import { gzipSync, zipSync, type Zippable } from 'fflate';
import { gzipSync as zlibGzip } from 'node:zlib';
import sharp from 'sharp';
import type { NamedFile } from '../../src/formats/formats';
import { bytesOf, cifarRecord, counting, idx, npy, raw, tar } from '../support/dataSetFiles';
import { cuts, patched, utf8, type BadCase } from './cases';

const refused = (name: string, files: readonly NamedFile[], says?: RegExp): BadCase => ({
  ...{ name, door: 'data', files },
  ...(says && { says }),
});
const one = (name: string, bytes: Uint8Array): NamedFile[] => [{ name, bytes }];

const images = idx([8, 2, 3], counting(48));
const labels = idx([8], [0, 1, 0, 1, 0, 1, 0, 1]);
const pair = (with_: { readonly images?: Uint8Array; readonly labels?: Uint8Array }): NamedFile[] => [
  { name: 'images-idx3-ubyte', bytes: with_.images ?? images },
  { name: 'labels-idx1-ubyte', bytes: with_.labels ?? labels },
];
const x = npy([4, 2, 3], Uint8Array.from(counting(24)));
const y = npy([4], Uint8Array.of(0, 1, 0, 1));
const npz = (entries: Zippable): Uint8Array => zipSync(entries, { level: 0 });
const numpy = (with_: { readonly x?: Uint8Array; readonly y?: Uint8Array }): NamedFile[] =>
  one('d.npz', npz({ 'x.npy': with_.x ?? x, 'y.npy': with_.y ?? y }));
const header = (text: string): NamedFile[] => numpy({ x: npy([1], new Uint8Array(24), { header: text }) });
const cifar = bytesOf(...[0, 1, 0, 1].map((label) => cifarRecord([label], [1, 2, 3])));

const png = (red: number, side = 5): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: red, g: 9, b: 7 } } })
    .png()
    .toBuffer();

/** A picture that says that it is larger: the size in its header, and the checksum of that. */
function largePng(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(16, width);
  new DataView(copy.buffer).setUint32(20, height);
  return copy;
}

/** A header of tar whose checksum is right, whatever is in it. */
function withTarField(bytes: Uint8Array, at: number, text: string): Uint8Array {
  const copy = patched(bytes, at, ...utf8(text));
  copy.set(utf8('        '), 148);
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  copy.set(utf8(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return copy;
}

export async function badDataSets(): Promise<readonly BadCase[]> {
  const cases: BadCase[] = [];
  const pictures = await Promise.all([10, 40, 90, 200].map((red) => png(red)));
  const [first = new Uint8Array(), second = new Uint8Array()] = pictures.map((one) => new Uint8Array(one));
  const folders = (broken: Uint8Array, name = 'broken.png'): NamedFile[] => [
    ...['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png'].map((path, at) => ({
      name: path,
      bytes: new Uint8Array(pictures[at] ?? first),
    })),
    { name: `a/${name}`, bytes: broken },
  ];
  const zip = zipSync({ 'images-idx3-ubyte': images, 'labels-idx1-ubyte': labels });
  const archive = tar([
    { name: 'images-idx3-ubyte', bytes: images },
    { name: 'labels-idx1-ubyte', bytes: labels },
  ]);
  const jpeg = new Uint8Array(await sharp(Buffer.from(first)).jpeg().toBuffer());
  const webp = new Uint8Array(await sharp(Buffer.from(first)).webp({ lossless: true }).toBuffer());
  const cut: Readonly<Record<string, (part: Uint8Array) => NamedFile[]>> = {
    'IDX images': (part) => pair({ images: part }),
    'IDX labels': (part) => pair({ labels: part }),
    'IDX, gzip': (part) => [
      { name: 'images-idx3-ubyte.gz', bytes: part },
      { name: 'labels-idx1-ubyte', bytes: labels },
    ],
    npz: (part) => one('d.npz', part),
    'npy in npz': (part) => numpy({ x: part }),
    cifar: (part) => one('data_batch_1.bin', part),
    'zip of IDX': (part) => one('d.zip', part),
    'tar of IDX': (part) => one('d.tar', part),
    'tar.gz of IDX': (part) => one('d.tar.gz', part),
    'PNG in folders': (part) => folders(part),
  };
  const wholes: Readonly<Record<string, Uint8Array>> = {
    'IDX images': images,
    'IDX labels': labels,
    'IDX, gzip': gzipSync(images),
    npz: npz({ 'x.npy': x, 'y.npy': y }),
    'npy in npz': x,
    cifar,
    'zip of IDX': zip,
    'tar of IDX': archive.subarray(0, archive.length - 1024),
    'tar.gz of IDX': gzipSync(archive),
    'PNG in folders': first,
  };
  for (const [what, files] of Object.entries(cut))
    for (const [how, part] of cuts(wholes[what] ?? new Uint8Array()))
      cases.push({
        ...refused(`${what}: ${how}`, files(part)),
        // Padding after the last file of a tar, and the end mark of a PNG, are not missed.
        ...(['tar of IDX', 'PNG in folders'].includes(what) && { mayBeRead: true }),
      });
  cases.push(
    refused('IDX: counts of 2³² - 1', pair({ images: patched(images, 4, 255, 255, 255, 255) })),
    refused('IDX: sides of 2³² - 1', pair({ images: patched(images, 8, ...new Array<number>(8).fill(255)) })),
    refused('IDX: sides of 0', pair({ images: patched(images, 8, ...new Array<number>(8).fill(0)) })),
    refused('IDX: 255 dimensions', pair({ images: patched(images, 3, 255) })),
    refused('IDX: numbers of another kind', pair({ images: patched(images, 2, 0x0d) })),
    refused('IDX: labels beyond the images', pair({ labels: idx([9], [0, 1, 0, 1, 0, 1, 0, 1, 0]) })),
    refused('IDX: one class', pair({ labels: idx([8], new Array<number>(8).fill(3)) })),
    refused('IDX: no image', pair({ images: idx([0, 2, 3], []), labels: idx([0], []) })),
    refused('IDX: images alone', one('images-idx3-ubyte', images)),
    refused('IDX: labels alone', one('labels-idx1-ubyte', labels)),
    refused('IDX: the same file twice', [...pair({}), ...one('copy/images-idx3-ubyte', images)]),
    refused(
      'npy: a shape of 2⁵³',
      header("{'descr': '|u1', 'fortran_order': False, 'shape': (9007199254740993, 28, 28), }"),
    ),
    refused(
      'npy: a negative shape',
      header("{'descr': '|u1', 'fortran_order': False, 'shape': (-4, 2, 3), }"),
    ),
    refused(
      'npy: a shape of texts',
      header("{'descr': '|u1', 'fortran_order': False, 'shape': ('4', 2, 3), }"),
    ),
    refused(
      'npy: a shape 9 deep',
      header("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 4), }"),
    ),
    refused('npy: no shape', header("{'descr': '|u1', 'fortran_order': False, }")),
    refused('npy: an expression', header("__import__('os').system('true')")),
    refused('npy: objects', numpy({ x: npy([4], new Uint8Array(32), { dtype: '|O' }) })),
    refused('npy: texts', numpy({ x: npy([4, 2, 3], new Uint8Array(24), { dtype: '<U1' }) })),
    refused(
      'npy: records',
      header("{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (4,), }"),
    ),
    refused('npy: complex numbers', numpy({ x: npy([4, 2, 3], new Uint8Array(192), { dtype: '<c8' }) })),
    refused('npy: version 9', numpy({ x: npy([4, 2, 3], new Uint8Array(24), { version: 9 }) })),
    refused('npy: a header of 64 KB', numpy({ x: patched(x, 8, 255, 255) })),
    refused(
      'npy: NaN for a pixel',
      numpy({
        x: npy([4, 2, 3], raw(Float32Array.from({ length: 24 }, (_, i) => (i === 7 ? NaN : 0.5))), {
          dtype: '<f4',
        }),
      }),
    ),
    refused(
      'npy: an infinite pixel',
      numpy({
        x: npy([4, 2, 3], raw(Float64Array.from({ length: 24 }, (_, i) => (i === 7 ? Infinity : 0.5))), {
          dtype: '<f8',
        }),
      }),
    ),
    refused('npy: labels of -1', numpy({ y: npy([4], raw(Int8Array.of(-1, 0, 1, 0)), { dtype: '|i1' }) })),
    refused(
      'npy: labels of 2⁶³',
      numpy({ y: npy([4], raw(BigUint64Array.of(2n ** 63n, 0n, 1n, 0n)), { dtype: '<u8' }) }),
    ),
    refused('npy: half labels', numpy({ y: npy([4], raw(Float32Array.of(0.5, 1, 0, 1)), { dtype: '<f4' }) })),
    refused(
      'npy: 300 classes',
      numpy({
        x: npy([600, 1, 1], new Uint8Array(600)),
        y: npy([600], raw(Int32Array.from({ length: 600 }, (_, i) => i % 300)), { dtype: '<i4' }),
      }),
    ),
    refused('npy: images of 5,000 pixels a side', numpy({ x: npy([4, 5000, 1], new Uint8Array(20_000)) })),
    refused('npz: x alone', one('d.npz', npz({ 'x.npy': x }))),
    refused('npz: nothing', one('d.npz', npz({}))),
    refused('npz: a pickle', one('d.npz', npz({ 'x.npy': x, 'y.npy': Uint8Array.of(0x80, 4, 0x2e) }))),
    refused('CIFAR: a label of 255', one('data_batch_1.bin', patched(cifar, 0, 255))),
    refused('CIFAR: pickled', one('data_batch_1', Uint8Array.of(0x80, 2, 0x7d, 0x71))),
    refused('gzip: a size that lies', [
      { name: 'images-idx3-ubyte.gz', bytes: patched(gzipSync(images), -4, 255, 255, 255, 127) },
      { name: 'labels-idx1-ubyte', bytes: labels },
    ]),
    refused('gzip: a wrong checksum', [
      { name: 'images-idx3-ubyte.gz', bytes: patched(gzipSync(images), -8, 1, 2, 3, 4) },
      { name: 'labels-idx1-ubyte', bytes: labels },
    ]),
    refused('gzip: 300 MB of zeros', one('images-idx3-ubyte.gz', zlibGzip(new Uint8Array(3e8)))),
    refused('gzip of gzip of gzip', one('d.tar.gz', gzipSync(gzipSync(gzipSync(archive))))),
    refused('gzip: an unknown method', one('images-idx3-ubyte.gz', patched(gzipSync(images), 2, 99))),
    refused('tar: a size of 8 GB', one('d.tar', withTarField(archive, 124, '77777777777\0'))),
    refused('tar: a size that is no number', one('d.tar', withTarField(archive, 124, 'telepathy..\0'))),
    refused('tar: a negative size', one('d.tar', withTarField(archive, 124, '\x80\x80\x80-1\0'))),
    refused('tar: a wrong checksum', one('d.tar', patched(archive, 148, 0x37, 0x37))),
    refused(
      'tar: links alone',
      one(
        'd.tar',
        tar([
          { name: 'a', bytes: '', type: '2' },
          { name: 'b', bytes: '', type: '1' },
        ]),
      ),
    ),
    refused('tar: empty', one('d.tar', new Uint8Array(10_240))),
    refused('pictures: one class', [
      { name: 'a/1.png', bytes: first },
      { name: 'a/2.png', bytes: second },
    ]),
    refused('pictures: no folder', [
      { name: '1.png', bytes: first },
      { name: '2.png', bytes: second },
    ]),
    refused('pictures: one a class', [
      { name: 'a/1.png', bytes: first },
      { name: 'b/2.png', bytes: second },
    ]),
    refused('pictures: 2³¹ pixels a side', folders(largePng(first, 2 ** 31 - 1, 2 ** 31 - 1)), /broken\.png/),
    refused('pictures: 60,000 pixels a side', folders(largePng(first, 60_000, 60_000)), /broken\.png/),
    refused('pictures: no pixel', folders(largePng(first, 0, 0)), /broken\.png/),
    refused('pictures: a text as PNG', folders(utf8('hello')), /broken\.png/),
    refused(
      'pictures: SVG as PNG',
      folders(utf8('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')),
      /broken\.png/,
    ),
    refused(
      'pictures: SVG with an entity of a billion',
      folders(
        utf8(
          '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text>&b;</text></svg>',
        ),
      ),
      /broken\.png/,
    ),
    refused('pictures: half a JPEG', folders(jpeg.slice(0, jpeg.length >> 1), 'broken.jpg'), /broken\.jpg/),
    refused('pictures: half a WebP', folders(webp.slice(0, webp.length >> 1), 'broken.webp'), /broken\.webp/),
    refused(
      'pictures: PNG without its data',
      folders(bytesOf(first.subarray(0, 33), first.subarray(-12))),
      /broken\.png/,
    ),
    refused('pictures and IDX together', [...folders(first), ...pair({})]),
    refused('no file of a data set', []),
    refused('a text', one('notes.txt', utf8('hello'))),
    refused('a zip of a zip', one('d.zip', zipSync({ 'd.zip': zip }))),
    refused(
      'a zip with paths out of the folder and no picture',
      one('d.zip', zipSync({ '../../../etc/passwd': utf8('root') })),
    ),
    refused('Parquet', one('d.parquet', utf8('PAR1....PAR1'))),
    refused('an empty file', one('images-idx3-ubyte', new Uint8Array())),
  );
  return cases;
}
