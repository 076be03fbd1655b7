// Labelled pictures from files that people bring: IDX, CIFAR, NumPy, or pictures in folders; told apart by what the files
// hold, and by their names only where that does not say.

import type { DataSet } from '../dataSet';
import { isCifar, isPickledCifar, readCifar } from './cifar';
import { refuse, type OtherKind } from './dataSetError';
import { isIdx, readIdx } from './idxFiles';
import { membersOf, type Member, type NamedBytes } from './member';
import { isNpy } from './npy';
import { readNumpy } from './numpy';
import { dataSetOf, type Reading } from './parts';
import { checkSize, isPicture, readPictures, type PictureDecoder } from './pictures';
import { Work, type WorkOptions } from './work';

export interface ReadDataSetOptions extends WorkOptions {
  /** For pictures in folders. */
  readonly decode: PictureDecoder;
  /** Side of pictures from folders, pixels. Default 64. */
  readonly size?: number;
  /** Decides which pictures are held out as the test part, if the files have none. Default 1. */
  readonly seed?: number;
  /** Share of each class that is held out, 0 < share < 1. Default 0.2. */
  readonly testShare?: number;
  /** Of the data set, for messages and file names. Default: after the first file. */
  readonly name?: string;
}

export type DataSetFormat = 'idx' | 'cifar' | 'numpy' | 'pictures';

export interface FileDataSet extends DataSet {
  readonly format: DataSetFormat;
  /** The recording of each training picture, if known: what stays together where they are split again. */
  readonly recordings?: readonly string[];
}

/** Unpacking takes about so much of the time. */
const UNPACKED = 0.3;

/**
 * Reads a data set from files. A test part that the files do not have is held out, the same share of each class.
 *
 * Formats: IDX (MNIST and relatives; two or four files, also .gz), CIFAR-10 and CIFAR-100 (binary version), NumPy (.npz,
 * .npy), and PNG, JPEG or WebP in a folder per class; each also in a .zip, .tar or .tar.gz.
 *
 * @param files whose names may be paths, as those of a folder that was dropped
 * @throws (as a rejection) DataSetError naming file, place, what was expected and what is there; RangeError for options
 * out of range; the signal's reason
 */
export async function readDataSet(
  files: readonly NamedBytes[],
  { decode, size = 64, seed = 1, testShare = 0.2, name, ...workOptions }: ReadDataSetOptions,
): Promise<FileDataSet> {
  checkSize(size);
  if (!(testShare > 0 && testShare < 1))
    throw new RangeError(`data set: testShare must be above 0 and below 1. Received ${testShare}.`);
  const work = new Work(workOptions);
  work.phase(0, UNPACKED);
  const members = await membersOf(files, work);
  work.phase(UNPACKED, 0.95);
  const { format, found, others } = await formatOf(files, members, work);
  const reading = await READERS[format](found, others, { decode, size }, work);
  const title = name ?? titleOf(files[0]?.name ?? format);
  const data = await dataSetOf(title, reading, { seed, testShare }, work);
  work.phase(1, 1);
  return { format, ...data };
}

type Reader = (
  found: readonly Member[],
  others: readonly Member[],
  pictures: { readonly decode: PictureDecoder; readonly size: number },
  work: Work,
) => Promise<Reading>;

const READERS: Readonly<Record<DataSetFormat, Reader>> = {
  idx: (found, others, _, work) => readIdx(found, others, work),
  cifar: (found, others, _, work) => readCifar(found, others, work),
  numpy: (found, _others, _, work) => readNumpy(found, work),
  pictures: readPictures,
};

interface Format {
  readonly format: DataSetFormat;
  readonly found: readonly Member[];
  /** Files of no format, such as lists of class names; and folders. */
  readonly others: readonly Member[];
}

/** @throws DataSetError for no format, or several */
async function formatOf(
  files: readonly NamedBytes[],
  members: readonly Member[],
  work: Work,
): Promise<Format> {
  const byFormat = new Map<DataSetFormat, Member[]>();
  const others: Member[] = [];
  for (const member of members) {
    const format = kindOf(member);
    const known = format === null ? others : byFormat.get(format);
    if (known !== undefined) known.push(member);
    else if (format !== null) byFormat.set(format, [member]);
    await work.pause();
  }
  const file = files.length === 1 ? (files[0]?.name ?? '') : (members[0]?.file ?? files[0]?.name ?? '');
  const place = { at: 'file' } as const;
  const [first, second] = byFormat;
  if (first !== undefined && second === undefined) return { format: first[0], found: first[1], others };
  if (first !== undefined) {
    const received = { is: 'names', names: [...byFormat.keys()].map((format) => LABELS[format]) } as const;
    return refuse({ file, entry: null }, place, { wants: 'oneFormat' }, received);
  }
  if (members.some(isPickledCifar))
    refuse({ file, entry: null }, place, { wants: 'binaryVersion' }, { is: 'kind', kind: 'pickle' });
  const [only = null] = others.filter(({ path }) => !path.endsWith('/'));
  const received =
    only === null ? ({ is: 'nothing' } as const) : ({ is: 'kind', kind: otherKind(only) } as const);
  return refuse({ file, entry: only?.entry ?? null }, place, { wants: 'dataSet' }, received);
}

const LABELS: Readonly<Record<DataSetFormat, string>> = {
  idx: 'IDX',
  cifar: 'CIFAR',
  numpy: 'NumPy',
  pictures: 'PNG, JPEG, WebP',
};

function kindOf(member: Member): DataSetFormat | null {
  if (member.path.endsWith('/')) return null;
  if (isPicture(member, () => member.head())) return 'pictures';
  const head = member.head();
  if (isNpy(head)) return 'numpy';
  if (isIdx(member, head)) return 'idx';
  return isCifar(member) ? 'cifar' : null;
}

const SIGNATURES: readonly (readonly [kind: OtherKind, ...begins: readonly string[]])[] = [
  ['html', '<'],
  ['pickle', '\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'],
  ['hdf5', '\x89HDF'],
  ['parquet', 'PAR1'],
  ['pdf', '%PDF'],
  // RAR, 7z, bzip2, xz, Zstandard
  ['archive', 'Rar!', '7z\xbc\xaf', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd'],
  ['video', '\x1aE\xdf\xa3'],
];

function otherKind(member: Member): OtherKind {
  if (member.sizeBytes === 0) return 'empty';
  const begin = String.fromCharCode(...member.head());
  const known = SIGNATURES.find(([, ...begins]) => begins.some((one) => begin.startsWith(one)));
  if (known !== undefined) return known[0];
  if (begin.slice(4, 8) === 'ftyp') return 'video';
  return /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(begin) ? 'text' : 'unknown';
}

/** `fashion-mnist` for data/fashion-mnist.tar.gz; `photos` for photos/apple/1.jpg. */
const titleOf = (path: string): string =>
  (path.split('/').find((part) => part !== '') ?? path).replace(/(\.tar)?\.[^.]+$/i, '') || path;
