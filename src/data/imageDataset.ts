// Labelled pictures of one size, as every loader delivers them and training takes them.
//
// Bytes, not floats: a quarter of the memory, and the GPU turns them into numbers while it gathers a batch.

/** Labelled pictures of one size. */
export interface ImageDataset {
  /** For messages and file names: 'mnist'. */
  readonly name: string;
  /** N·H·W·C bytes, row-major NHWC: the channels of a pixel lie side by side. */
  readonly images: Uint8Array;
  /** N class indices, each below classNames.length. */
  readonly labels: Uint8Array;
  /** N, the number of pictures. */
  readonly count: number;
  /** H, pixels. */
  readonly height: number;
  /** W, pixels. */
  readonly width: number;
  /** C: 1 for grey, 3 for red, green, blue. */
  readonly channels: number;
  /** What label 0, 1, … means. */
  readonly classNames: readonly string[];
}

/** Labels are bytes. */
export const maxClassCount = 256;

/**
 * Returns the dataset when its parts fit each other.
 *
 * @throws RangeError naming the dataset and the part: a size that is not a positive whole number, arrays of
 * another length than the sizes say, no class names or repeated ones, a label without a class.
 */
export function checkImageDataset(dataset: ImageDataset): ImageDataset {
  const { name, images, labels, count, height, width, channels, classNames } = dataset;
  const fail = (message: string): never => {
    throw new RangeError(`dataset '${name}': ${message}`);
  };
  for (const [what, value] of Object.entries({ height, width, channels })) {
    if (!Number.isInteger(value) || value < 1) fail(`${what} must be a whole number ≥ 1. Received ${value}.`);
  }
  if (!Number.isInteger(count) || count < 0) fail(`count must be a whole number ≥ 0. Received ${count}.`);
  const sizeBytes = count * height * width * channels;
  if (images.length !== sizeBytes) {
    fail(
      `${count} images of ${height} × ${width} × ${channels} need ${sizeBytes} bytes. Received ${images.length}.`,
    );
  }
  if (labels.length !== count) fail(`${count} images need as many labels. Received ${labels.length}.`);
  if (classNames.length < 1 || classNames.length > maxClassCount) {
    fail(`needs 1 to ${maxClassCount} class names. Received ${classNames.length}.`);
  }
  const repeated = classNames.find((className, index) => classNames.indexOf(className) !== index);
  if (repeated !== undefined) fail(`class names must differ. Received '${repeated}' twice.`);
  const wrong = labels.findIndex((label) => label >= classNames.length);
  if (wrong >= 0) {
    fail(`label ${wrong} must be below the ${classNames.length} classes. Received ${labels[wrong]}.`);
  }
  return dataset;
}

/**
 * The `count` pictures that begin at `start`, without copying: the arrays share memory with the dataset's.
 *
 * @throws RangeError when the range is not inside the dataset.
 */
export function sliceImages(dataset: ImageDataset, start: number, count: number): ImageDataset {
  if (!Number.isInteger(start) || !Number.isInteger(count) || start < 0 || count < 0) {
    throw new RangeError(
      `dataset '${dataset.name}': start and count must be whole numbers ≥ 0. Received ${start}, ${count}.`,
    );
  }
  if (start + count > dataset.count) {
    throw new RangeError(
      `dataset '${dataset.name}': has ${dataset.count} images. Received the range ${start} to ${start + count}.`,
    );
  }
  const sizeBytes = dataset.height * dataset.width * dataset.channels;
  return {
    ...dataset,
    images: dataset.images.subarray(start * sizeBytes, (start + count) * sizeBytes),
    labels: dataset.labels.subarray(start, start + count),
    count,
  };
}

/**
 * The pictures at some places, copied, in the order of the places.
 *
 * @throws RangeError for a place outside the dataset.
 */
export function pickImages(dataset: ImageDataset, indices: readonly number[]): ImageDataset {
  const sizeBytes = dataset.height * dataset.width * dataset.channels;
  const images = new Uint8Array(indices.length * sizeBytes);
  const labels = new Uint8Array(indices.length);
  indices.forEach((index, at) => {
    if (!Number.isInteger(index) || index < 0 || index >= dataset.count) {
      throw new RangeError(
        `dataset '${dataset.name}': has ${dataset.count} images. Received the index ${index}.`,
      );
    }
    images.set(dataset.images.subarray(index * sizeBytes, (index + 1) * sizeBytes), at * sizeBytes);
    labels[at] = dataset.labels[index] ?? 0;
  });
  return { ...dataset, images, labels, count: indices.length };
}
