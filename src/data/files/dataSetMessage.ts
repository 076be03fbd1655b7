// The English sentence of a DataSetError: "file 'x', entry 'y': place: expected …. Received …."

import type { ArchiveProblem } from '../../archives/archiveError';
import type {
  Counted,
  DataExpected,
  DataPlace,
  DataReceived,
  DataSetFileFacts,
  OtherKind,
} from './dataSetError';

export function dataSetMessage({ file, entry, place, expected, received }: DataSetFileFacts): string {
  const where = [
    file === '' ? 'data set' : `file '${file}'`,
    ...(entry === null ? [] : [`entry '${entry}'`]),
  ].join(', ');
  const at = placeText(place);
  return `${where}: ${at === '' ? '' : `${at}: `}expected ${expectedText(expected)}. Received ${receivedText(received)}.`;
}

const dims = (shape: readonly number[]): string => (shape.length === 0 ? 'no dimension' : shape.join(' × '));
const MAX_LISTED = 12;

function list(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  const shown = names.slice(0, MAX_LISTED).map((name) => `'${name}'`);
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'none';
}

const SINGULAR: Readonly<Record<Counted, string>> = {
  images: 'image',
  classes: 'class',
  pixels: 'pixel',
  bytes: 'byte',
};
const counted = (count: number, of: Counted): string => `${count} ${count === 1 ? SINGULAR[of] : of}`;

function placeText(place: DataPlace): string {
  switch (place.at) {
    case 'file':
      return '';
    case 'label':
      return `label ${place.index}`;
    case 'class':
      return `class '${place.name}'`;
    case 'part':
      return place.part === 'train' ? 'training part' : 'test part';
    default:
      return place.at;
  }
}

function expectedText(expected: DataExpected): string {
  switch (expected.wants) {
    case 'dataSet':
      return 'IDX, CIFAR (binary version), NumPy (.npz, .npy), or a folder per class with PNG, JPEG or WebP';
    case 'pictureFile':
      return 'PNG, JPEG or WebP';
    case 'decodable':
      return 'an intact picture';
    case 'numpyHeader':
      return 'a NumPy header with descr, fortran_order and shape';
    case 'numpyVersion':
      return 'version 1, 2 or 3 of the NumPy format';
    case 'imageShape':
      return 'N × H × W, N × H × W × C or N × C × H × W, with C of 1, 3 or 4';
    case 'numbers':
      return 'integers, floats or booleans';
    case 'oneHot':
      return 'one 1, otherwise 0';
    case 'wholeNumber':
      return 'a whole number of at least 0';
    case 'pixelRange':
      return 'numbers from 0 to 1 or from 0 to 255';
    case 'classFolders':
      return 'a folder per class';
    case 'noArchive':
      return 'no archive in an archive';
    case 'oneFormat':
      return 'files of one format';
    case 'oneDataSet':
      return 'files of one data set';
    case 'cifarBytes':
      return 'a multiple of 3073 bytes (CIFAR-10) or 3074 bytes (CIFAR-100)';
    case 'binaryVersion':
      return 'the binary version of CIFAR';
    case 'idxMagic': {
      const { magic, dimensions } = expected;
      return `magic number ${magic} (unsigned bytes, ${dimensions} dimension${dimensions === 1 ? '' : 's'})`;
    }
    case 'count':
      return counted(expected.count, expected.of);
    case 'atLeast':
      return `at least ${counted(expected.count, expected.of)}`;
    case 'atMost':
      return `at most ${counted(expected.count, expected.of)}`;
    case 'shapeBytes':
      return `${expected.bytes} bytes for ${dims(expected.shape)}`;
    case 'range':
      return `a whole number from ${expected.min} to ${expected.max}`;
    case 'labelEach':
      return `a label for each of ${counted(expected.images, 'images')}`;
    case 'one':
      return `one file or array of ${expected.part === 'train' ? 'training' : 'test'} ${expected.of}`;
    case 'classes':
      return `the classes ${list(expected.names)}`;
    case 'classOf':
      return `one of the classes ${list(expected.names)}`;
    case 'size':
      return dims(expected.size);
    case 'intact':
      return `an intact ${expected.kind} file`;
    default:
      return expected satisfies never;
  }
}

const KINDS: Readonly<Record<OtherKind, string>> = {
  empty: 'an empty file',
  text: 'text',
  html: 'an HTML or XML page',
  pickle: 'a Python pickle',
  hdf5: 'HDF5',
  parquet: 'Parquet',
  pdf: 'PDF',
  archive: 'an archive',
  picture: 'a picture of another format',
  video: 'a video',
  unknown: 'an unknown format',
};

const PROBLEMS: Readonly<Record<ArchiveProblem, string>> = {
  cutOff: 'one that is cut off',
  damaged: 'a damaged one',
  checksum: 'one with a wrong checksum',
  encrypted: 'an encrypted one',
  method: 'one with an unknown compression method',
  missing: 'one without this entry',
  tooLarge: 'one that unpacks to too many bytes',
  tooMany: 'one with too many entries',
};

function receivedText(received: DataReceived): string {
  switch (received.is) {
    case 'number':
      return String(received.value);
    case 'verbatim':
      return received.text;
    case 'count':
      return counted(received.count, received.of);
    case 'bytes':
      return `${received.bytes} (${received.bytes < received.needed ? 'cut off' : 'too long'})`;
    case 'size':
      return dims(received.size);
    case 'names':
      return list(received.names);
    case 'kind':
      return KINDS[received.kind];
    case 'archive':
      return PROBLEMS[received.problem];
    case 'nothing':
      return 'none';
    case 'damagedPicture':
      return 'one that cannot be decoded';
    case 'otherHeader':
      return 'something else';
    default:
      return received satisfies never;
  }
}
