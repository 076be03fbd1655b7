// The IDX file format, in which MNIST and its relatives (Fashion-MNIST, KMNIST, EMNIST) are published.
//
// Big-endian: two zero bytes, a type code, the number of dimensions D, then D sizes of 4 bytes, then the
// numbers in row-major order. Only unsigned bytes (type 8) are read: pictures and labels are nothing else.
// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats",
// http://yann.lecun.com/exdb/mnist/
import { sizeOf } from '../gpu/shape';
import { checkImageDataset, type ImageDataset } from './imageDataset';

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
 * @param fileName names the file in errors
 * @param rank the number of dimensions the caller expects: 3 for pictures, 1 for labels
 * @throws Error naming the file, what it needs and what it has: another magic number (not IDX, other
 * numbers than bytes, labels in place of pictures), cut off, or longer than its header says.
 */
export function parseIdx(bytes: Uint8Array, fileName: string, rank: number): IdxArray {
  const expected = (unsignedByte << 8) | rank;
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < 4) {
    throw new Error(
      `IDX file '${fileName}': needs a header of ${headerBytes} bytes. Received ${bytes.length}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic !== expected) {
    throw new Error(
      `IDX file '${fileName}': needs magic number ${hex(expected)} (unsigned bytes, ${rank} ` +
        `dimension${rank === 1 ? '' : 's'}). Received ${hex(magic)}${describeMagic(magic)}.`,
    );
  }
  if (bytes.length < headerBytes) {
    throw new Error(
      `IDX file '${fileName}': needs a header of ${headerBytes} bytes. Received ${bytes.length}.`,
    );
  }
  const dims = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const sizeBytes = headerBytes + sizeOf(dims);
  if (bytes.length !== sizeBytes) {
    throw new Error(
      `IDX file '${fileName}': ${dims.join(' × ')} values need ${sizeBytes} bytes. ` +
        `Received ${bytes.length} (${bytes.length < sizeBytes ? 'cut off' : 'too long'}).`,
    );
  }
  return { dims, values: bytes.subarray(headerBytes) };
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

/** What a wrong magic number tells about the file, as a remark in brackets. */
function describeMagic(magic: number): string {
  if (magic >>> 16 === 0x1f8b) return ' (a gzip file: decompress it first)';
  if (magic >>> 24 === 0x3c) return ' (an HTML or XML page)';
  if (magic >>> 16 !== 0) return ' (not an IDX file)';
  const type = magic >>> 8;
  if (type !== unsignedByte) return ` (type code ${type})`;
  return ` (${magic & 0xff} dimension${(magic & 0xff) === 1 ? '' : 's'})`;
}

/** A file's decompressed bytes and the name it has in errors. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Joins a file of grey pictures, N × H × W, and a file of N labels.
 *
 * @throws Error as parseIdx, or naming both files when their counts differ; RangeError for a label without
 * a class name.
 */
export function imagesFromIdx(
  name: string,
  imageFile: NamedBytes,
  labelFile: NamedBytes,
  classNames: readonly string[],
): ImageDataset {
  const images = parseIdx(imageFile.bytes, imageFile.name, 3);
  const labels = parseIdx(labelFile.bytes, labelFile.name, 1);
  const [count = 0, height = 0, width = 0] = images.dims;
  if (labels.values.length !== count) {
    throw new Error(
      `IDX files '${imageFile.name}' and '${labelFile.name}': ${count} images need as many labels. ` +
        `Received ${labels.values.length}.`,
    );
  }
  return checkImageDataset({
    name,
    images: images.values,
    labels: labels.values,
    count,
    height,
    width,
    channels: 1,
    classNames,
  });
}
