// Pictures of your own for the terminal: one folder per class, PNG, JPEG or WebP of any size.
//
// Each picture is turned upright (EXIF), cut to its central square, scaled to size × size and stored as RGB;
// transparent parts become white. Decoding: sharp (libvips).
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import sharp from 'sharp';
import { checkImageDataset, maxClassCount, type ImageDataset } from '../../src/data/imageDataset';
import { stratifiedSplit } from '../../src/data/stratifiedSplit';

export interface ImageFolderOptions {
  /** Height and width of the result, pixels. */
  readonly size: number;
  /** Share of each class that becomes the test set, 0 ≤ share < 1. Default 0.2. */
  readonly testShare?: number;
  /** Decides which pictures those are. Default 1. */
  readonly seed?: number;
  /** Only these folders, in this order. Default: all, by name. */
  readonly classes?: readonly string[];
  /** Called after each decoded picture. */
  readonly onProgress?: (done: number, total: number) => void;
}

const pictureName = /\.(png|jpe?g|webp)$/i;

/**
 * Reads FOLDER/CLASS/*.{png,jpg,jpeg,webp}. Files are taken in the order of their names, and so are classes unless they are
 * listed; other files and names that begin with a dot are passed over.
 *
 * @throws Error naming the folder without classes, the class without pictures, or the file that cannot be
 * decoded; RangeError for options out of range.
 */
export async function readImageFolder(
  folder: string,
  options: ImageFolderOptions,
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  const { size, testShare = 0.2, seed = 1, classes, onProgress } = options;
  if (!Number.isInteger(size) || size < 1 || size > 4096) {
    throw new RangeError(`image folder: size must be a whole number from 1 to 4096. Received ${size}.`);
  }
  const { files, labels, classNames } = await listPictures(folder, classes);
  const split = stratifiedSplit(labels, testShare, seed);

  const channels = 3;
  const sizeBytes = size * size * channels;
  const images = new Uint8Array(files.length * sizeBytes);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < files.length; index = next++) {
      images.set(await decodePicture(files[index] ?? '', size), index * sizeBytes);
      onProgress?.(++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));

  const name = basename(resolve(folder));
  const pick = (indices: readonly number[]): ImageDataset => {
    const chosen = new Uint8Array(indices.length * sizeBytes);
    indices.forEach((index, position) => {
      chosen.set(images.subarray(index * sizeBytes, (index + 1) * sizeBytes), position * sizeBytes);
    });
    return checkImageDataset({
      name,
      images: chosen,
      labels: Uint8Array.from(indices, (index) => labels[index] ?? 0),
      count: indices.length,
      height: size,
      width: size,
      channels,
      classNames,
    });
  };
  return { train: pick(split.train), test: pick(split.test) };
}

interface PictureList {
  readonly files: readonly string[];
  readonly labels: readonly number[];
  readonly classNames: readonly string[];
}

async function listPictures(folder: string, wanted?: readonly string[]): Promise<PictureList> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new Error(`image folder '${folder}': cannot be read.`, { cause: error });
  });
  const there = entries
    .filter((entry) => !entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  const missing = wanted?.filter((name) => !there.includes(name)) ?? [];
  if (missing.length > 0) {
    throw new Error(
      `image folder '${folder}': needs the classes ${missing.join(', ')}. Received ${there.join(', ') || 'none'}.`,
    );
  }
  const classNames = wanted ?? there;
  if (classNames.length < 2 || classNames.length > maxClassCount) {
    throw new Error(
      `image folder '${folder}': needs one folder per class, 2 to ${maxClassCount} of them. ` +
        `Received ${classNames.length}.`,
    );
  }
  const files: string[] = [];
  const labels: number[] = [];
  for (const [label, className] of classNames.entries()) {
    const names = await readdir(join(folder, className));
    const pictures = names.filter((name) => pictureName.test(name) && !name.startsWith('.')).sort();
    if (pictures.length === 0) {
      throw new Error(
        `image folder '${folder}': class '${className}' needs PNG, JPEG or WebP files. ` +
          `Received ${names.length} other file${names.length === 1 ? '' : 's'}.`,
      );
    }
    for (const picture of pictures) {
      files.push(join(folder, className, picture));
      labels.push(label);
    }
  }
  return { files, labels, classNames };
}

/**
 * Decodes one picture to size · size · 3 bytes, row-major RGB.
 *
 * @throws Error naming the file that cannot be decoded.
 */
export async function decodePicture(file: string, size: number): Promise<Uint8Array> {
  try {
    return await sharp(file, { failOn: 'error' })
      .autoOrient()
      .resize(size, size, { fit: 'cover', position: 'centre' })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`picture '${file}': cannot be decoded (${reason}).`, { cause: error });
  }
}
