// The IDX file format, in which MNIST and its relatives (Fashion-MNIST, Kuzushiji-MNIST, EMNIST) are published.
//
// Big-endian: two zero bytes, a type code, the number of dimensions D, then D sizes of 4 bytes, then the numbers in
// row-major order. Only unsigned bytes (type 8) are read: pictures and labels are nothing else. The pictures of EMNIST
// are stored transposed.
// Sources: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats",
// http://yann.lecun.com/exdb/mnist/; G. Cohen et al., "EMNIST: an extension of MNIST to handwritten letters", 2017

import { sizeOf } from '../../gpu/shape';
import { checkImageDataset, type ImageDataset } from '../imageDataset';
import { refuse, type Origin } from './dataSetError';
import { checkLabelCount, checkSides } from './checks';
import type { NamedBytes } from './member';
import type { LabelledPart } from './parts';

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
  const part = idxPart(
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

/** The part of a data set that a file of images and one of labels make. @throws DataSetError as imagesFromIdx */
export function idxPart(
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
