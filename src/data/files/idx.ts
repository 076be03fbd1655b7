// The IDX file format, in which MNIST and its relatives (Fashion-MNIST, Kuzushiji-MNIST, EMNIST) are published.
//
// Big-endian: two zero bytes, a type code, the number of dimensions D, then D sizes of 4 bytes, then the numbers in
// row-major order. Only unsigned bytes (type 8) are read: pictures and labels are nothing else. The pictures of EMNIST
// are stored transposed.
// Sources: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats",
// http://yann.lecun.com/exdb/mnist/; G. Cohen et al., "EMNIST: an extension of MNIST to handwritten letters", 2017

import { sizeOf } from '../../gpu/shape';
import { checkImageDataset, type ImageDataset } from '../imageDataset';
import { refuse, type Origin, type Part } from './dataSetError';
import { publishedName } from './idxNames';
import type { Member, NamedBytes } from './member';
import { checkLabelCount, checkSides, type LabelledPart, type Reading } from './parts';
import type { Work } from './work';

const unsignedByte = 0x08;

/** What an IDX file holds. */
export interface IdxArray {
  /** Sizes, outermost first: [N, H, W] for pictures, [N] for labels. */
  readonly dims: readonly number[];
  /** The numbers, row-major; shares memory with the file's bytes. */
  readonly values: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes.
 *
 * @param bytes the whole, decompressed file
 * @param origin the file in errors
 * @param rank the number of dimensions the caller expects: 3 for pictures, 1 for labels
 * @throws DataSetError naming the file, what it needs and what it has: another magic number (not IDX, other
 * numbers than bytes, labels in place of pictures), cut off, or longer than its header says.
 */
export function parseIdx(bytes: Uint8Array, origin: Origin, rank: number): IdxArray {
  const magic = (unsignedByte << 8) | rank;
  const headerBytes = 4 + 4 * rank;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = { at: 'header' } as const;
  if (bytes.length >= 4 && view.getUint32(0) !== magic) {
    const text = `${hex(view.getUint32(0))}${describeMagic(view.getUint32(0))}`;
    const expected = { wants: 'idxMagic', magic: hex(magic), dimensions: rank } as const;
    refuse(origin, header, expected, { is: 'verbatim', text });
  }
  if (bytes.length < headerBytes) {
    const expected = { wants: 'count', count: headerBytes, of: 'bytes' } as const;
    refuse(origin, header, expected, { is: 'number', value: bytes.length });
  }
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const needed = headerBytes + sizeOf(dims);
  if (bytes.length !== needed) {
    const received = { is: 'bytes', bytes: bytes.length, needed } as const;
    refuse(origin, { at: 'values' }, { wants: 'shapeBytes', shape: dims, bytes: needed }, received);
  }
  return { dims, values: bytes.subarray(headerBytes) };
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

/** What a wrong magic number tells about the file, as a remark in brackets that needs no language. */
function describeMagic(magic: number): string {
  if (magic >>> 16 === 0x1f8b) return ' (gzip)';
  if (magic >>> 24 === 0x3c) return ' (HTML, XML)';
  return '';
}

/**
 * Joins a file of grey pictures, N × H × W, and a file of N labels.
 *
 * @throws DataSetError as parseIdx, or when their counts differ; RangeError for a label without a class name.
 */
export function imagesFromIdx(
  name: string,
  imageFile: NamedBytes,
  labelFile: NamedBytes,
  classNames: readonly string[],
): ImageDataset {
  const part = partOf(
    { file: imageFile.name, entry: null },
    imageFile.bytes,
    { file: labelFile.name, entry: null },
    labelFile.bytes,
  );
  return checkImageDataset({
    ...{ name, images: part.images, labels: Uint8Array.from(part.labels), count: part.labels.length },
    ...{ height: part.height, width: part.width, channels: 1, classNames },
  });
}

function partOf(
  origin: Origin,
  imageBytes: Uint8Array,
  labelOrigin: Origin,
  labelBytes: Uint8Array,
): LabelledPart {
  const { dims, values: images } = parseIdx(imageBytes, origin, 3);
  const { values: labels } = parseIdx(labelBytes, labelOrigin, 1);
  const [count = 0, height = 0, width = 0] = dims;
  checkSides(origin, height, width);
  checkLabelCount(labelOrigin, count, labels.length);
  return { images, labels, height, width, channels: 1, origin, labelOrigin };
}

const IDX_NAME = /idx\d.?ubyte|-(images|labels)-idx/i;
const TYPES: ReadonlySet<number> = new Set([0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e]);

/** By its first bytes; a damaged one by its name. */
export function isIdx({ path }: Pick<Member, 'path'>, head: Uint8Array): boolean {
  const [a, b, type = 0, rank = 0] = head;
  return (a === 0 && b === 0 && TYPES.has(type) && rank >= 1 && rank <= 4) || IDX_NAME.test(path);
}

/**
 * @param members IDX files: images and labels, of a training and a test part or of one part
 * @param texts other files, of which a mapping of EMNIST is read
 * @throws DataSetError naming the file that is missing, damaged, or one too many
 */
export async function readIdx(
  members: readonly Member[],
  texts: readonly Member[],
  work: Work,
): Promise<Reading> {
  const pairs = pairsOf(members);
  const parts: LabelledPart[] = [];
  for (const pair of pairs) {
    const part = partOf(pair.images, await pair.images.open(), pair.labels, await pair.labels.open());
    parts.push(/emnist/i.test(pair.images.path) ? await transposed(part, work) : part);
    work.report(parts.length / pairs.length);
  }
  const [train, test = null] = parts as [LabelledPart, LabelledPart?];
  const { file, path } = pairs[0].images;
  const codes = await mappingOf(texts);
  return {
    ...{ train, test },
    classNameOf: (label) => codes.get(label) ?? publishedName(`${file}/${path}`, label) ?? String(label),
  };
}

interface Pair {
  readonly images: Member;
  readonly labels: Member;
}

const isTest = ({ path }: Member): boolean => /t10k|test/i.test(path.split('/').at(-1) ?? '');
const isLabels = (member: Member): boolean => {
  const rank = member.head()[3];
  return rank === 1 || (rank !== 3 && /label/i.test(member.path));
};

/** Of the training part and the test part, or of the one there is. */
function pairsOf(members: readonly Member[]): readonly [Pair, ...Pair[]] {
  const sets = new Set(
    members.map(({ path }) => path.replace(/^.*\//, '').replace(/-?(train|t10k|test).*$/i, '')),
  );
  const [any] = members;
  if (any !== undefined && sets.size > 1 && members.length > 4)
    refuse(
      { file: any.file, entry: null },
      { at: 'file' },
      { wants: 'oneDataSet' },
      { is: 'names', names: [...sets] },
    );
  const [test, train] = [members.filter(isTest), members.filter((member) => !isTest(member))];
  if (train.length === 0 || test.length === 0) return [pairOf(members, 'train')];
  return [pairOf(train, 'train'), pairOf(test, 'test')];
}

function pairOf(members: readonly Member[], part: Part): Pair {
  const only = (of: 'images' | 'labels'): Member => {
    const found = members.filter((member) => isLabels(member) === (of === 'labels'));
    const [one] = found;
    if (one !== undefined && found.length === 1) return one;
    const names = found.map(({ path }) => path);
    const { file = '', entry = null } = members[0] ?? {};
    const received = one === undefined ? ({ is: 'nothing' } as const) : ({ is: 'names', names } as const);
    return refuse({ file, entry }, { at: 'part', part }, { wants: 'one', of, part }, received);
  };
  return { images: only('images'), labels: only('labels') };
}

/** Exchanges rows and columns. */
async function transposed(part: LabelledPart, work: Work): Promise<LabelledPart> {
  const { height, width } = part;
  const images = new Uint8Array(part.images.length);
  for (let at = 0; at < images.length; at += height * width) {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) images[at + x * height + y] = part.images[at + y * width + x] ?? 0;
    if (at % 64 === 0) await work.pause();
  }
  return { ...part, images, height: width, width: height };
}

/** EMNIST's mapping: a label and the codes of its characters a line. */
async function mappingOf(texts: readonly Member[]): Promise<ReadonlyMap<number, string>> {
  const file = texts.find(({ path, sizeBytes }) => /mapping\.txt$/i.test(path) && sizeBytes < 2 ** 16);
  if (file === undefined) return new Map();
  const lines = new TextDecoder().decode(await file.open()).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [label = NaN, code = NaN] = line.trim().split(/\s+/).map(Number);
      return label >= 0 && code > 32 && code < 0x110000 ? [[label, String.fromCodePoint(code)] as const] : [];
    }),
  );
}
