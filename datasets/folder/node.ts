// Pictures of your own for the terminal: one folder per class, PNG, JPEG or WebP of any size, split so that the test says
// something about pictures that are not yet taken.
//
// Each picture is turned upright (EXIF), cut to its central square, scaled to size × size and stored as RGB;
// transparent parts become white. Decoding: sharp (libvips).
import { readdir, realpath, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join, resolve, sep } from 'node:path';
import sharp from 'sharp';
import { checkImageDataset, maxClassCount, type ImageDataset } from '../../src/data/imageDataset';
import { recordingOf, sharedRecordings } from '../../src/data/recordings';
import { pickPerClass, stratifiedSplit, type SplitIndices } from '../../src/data/stratifiedSplit';

export interface ImageFolderOptions {
  /** Height and width of the result, pixels. */
  readonly size: number;
  /** Share of each class that becomes the test set, 0 ≤ share < 1. Default 0.2. */
  readonly testShare?: number;
  /** Decides which pictures those are. Default 1. */
  readonly seed?: number;
  /** Only these folders, in this order. Default: all, by name. */
  readonly classes?: readonly string[];
  /**
   * What stays together where pictures are split: those of one recording, or nothing but a single frame. Default: the split
   * that the folder has itself (Training/ and Test/), else by recording.
   */
  readonly split?: 'recording' | 'frame';
  /** At most so many training pictures a class; the seed decides which. */
  readonly perClass?: number;
  /** Called after each decoded picture. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface FolderPictures {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
  /** Test pictures of recordings that training pictures are of as well: they test memory. */
  readonly shared: number;
  /** Of each training picture, unique within its class: what must stay together where they are split again. */
  readonly recordings: readonly string[];
  /** Links that were not followed, each with its reason. */
  readonly leftOut: readonly string[];
}

const pictureName = /\.(png|jpe?g|webp)$/i;
/** Numbers in names count as numbers: frame 9 comes before frame 10. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Reads FOLDER/CLASS/*.{png,jpg,jpeg,webp}, also from folders below a class, and FOLDER/Training/CLASS beside
 * FOLDER/Test/CLASS as Fruits-360 has them. Files are taken in the order of their names, and so are classes unless they are
 * listed; other files and names that begin with a dot are passed over. A link is followed unless it leads to a folder or file
 * that is read already, or around to a folder above. Which picture is of which recording says src/data/recordings.ts.
 *
 * @throws Error naming the folder without classes, the class without pictures, or the file that cannot be
 * decoded; RangeError for options out of range.
 */
export async function readImageFolder(folder: string, options: ImageFolderOptions): Promise<FolderPictures> {
  const { size, testShare = 0.2, seed = 1, classes, split, perClass = Infinity, onProgress } = options;
  checkSize(size);
  const parts = await ownParts(folder);
  const walk = new FolderWalk();
  const lists: PictureList[] = [];
  for (const part of parts ?? [folder]) lists.push(await listPictures(part, walk, classes));
  const all = joined(folder, lists);
  const splitFrom = (): SplitIndices =>
    stratifiedSplit(
      ...([all.labels, testShare, seed] as const),
      ...([split === 'frame' ? undefined : all.recordings, all.classNames] as const),
    );
  const chosen = parts !== null && split === undefined ? ownSplit(lists, testShare) : splitFrom();
  const train = pickPerClass(all.labels, chosen.train, perClass, seed);
  const keyOf = (index: number): string => `${all.labels[index] ?? 0} ${all.recordings[index] ?? ''}`;
  const shared = sharedRecordings(train.map(keyOf), chosen.test.map(keyOf));
  const total = train.length + chosen.test.length;
  const name = basename(resolve(folder));
  const read = (indices: readonly number[], before: number): Promise<ImageDataset> =>
    decodeAll(name, all, indices, size, (done) => onProgress?.(before + done, total));
  return {
    ...{ train: await read(train, 0), test: await read(chosen.test, train.length), shared },
    recordings: train.map((index) => (split === 'frame' ? String(index) : (all.recordings[index] ?? ''))),
    leftOut: walk.leftOut,
  };
}

/**
 * Reads all of a folder as test pictures; where it has a split of its own, those of Test/.
 * @param leftOut takes the links that were not followed
 * @throws as readImageFolder
 */
export async function readTestFolder(
  folder: string,
  { size, classes, onProgress }: Pick<ImageFolderOptions, 'size' | 'classes' | 'onProgress'>,
  leftOut: string[] = [],
): Promise<ImageDataset> {
  checkSize(size);
  const parts = await ownParts(folder);
  const walk = new FolderWalk();
  const all = await listPictures(parts?.[1] ?? folder, walk, classes);
  leftOut.push(...walk.leftOut);
  const indices = all.files.map((_, index) => index);
  const done = (count: number): void => onProgress?.(count, indices.length);
  return decodeAll(basename(resolve(folder)), all, indices, size, done);
}

function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < 1 || size > 4096) {
    throw new RangeError(`image folder: size must be a whole number from 1 to 4096. Received ${size}.`);
  }
}

async function decodeAll(
  name: string,
  { files, labels, classNames }: PictureList,
  indices: readonly number[],
  size: number,
  onProgress: (done: number) => void,
): Promise<ImageDataset> {
  const channels = 3;
  const sizeBytes = size * size * channels;
  const images = new Uint8Array(indices.length * sizeBytes);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < indices.length; at = next++) {
      images.set(await decodePicture(files[indices[at] ?? 0] ?? '', size), at * sizeBytes);
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return checkImageDataset({
    name,
    images,
    labels: Uint8Array.from(indices, (index) => labels[index] ?? 0),
    count: indices.length,
    height: size,
    width: size,
    channels,
    classNames,
  });
}

interface PictureList {
  readonly files: readonly string[];
  readonly labels: readonly number[];
  /** Of each picture, unique within its class. */
  readonly recordings: readonly string[];
  readonly classNames: readonly string[];
}

/** The folders for training and for testing, where there are such. */
async function ownParts(folder: string): Promise<readonly [train: string, test: string] | null> {
  const names = await readdir(folder).catch((): string[] => []);
  const [train, test] = [/^train(ing)?$/i, /^test$/i].map((wanted) =>
    names.find((name) => wanted.test(name)),
  );
  return train === undefined || test === undefined ? null : [join(folder, train), join(folder, test)];
}

/** As the folder has it. */
function ownSplit([train, test]: readonly PictureList[], testShare: number): SplitIndices {
  const [first, second] = [train?.files.length ?? 0, test?.files.length ?? 0];
  return {
    train: Array.from({ length: first }, (_, index) => index),
    test: testShare === 0 ? [] : Array.from({ length: second }, (_, index) => first + index),
  };
}

/** @throws Error if they are not of the same classes */
function joined(folder: string, [first, ...others]: readonly PictureList[]): PictureList {
  if (first === undefined) throw new Error(`image folder '${folder}': there is nothing to read.`);
  const classNames = first.classNames;
  const other = others.find((list) => list.classNames.join('/') !== classNames.join('/'));
  if (other !== undefined) {
    throw new Error(
      `image folder '${folder}': training and test need the same classes, ${classNames.join(', ')}. ` +
        `Received ${other.classNames.join(', ')}.`,
    );
  }
  const lists = [first, ...others];
  return {
    classNames,
    files: lists.flatMap(({ files }) => files),
    labels: lists.flatMap(({ labels }) => labels),
    recordings: lists.flatMap(({ recordings }) => recordings),
  };
}

/**
 * Goes through folders and follows links, but reads no folder and no file twice: a link to a folder above would otherwise
 * bring all pictures once more, under other classes.
 */
class FolderWalk {
  /** What was not read, with the reason. */
  readonly leftOut: string[] = [];
  /** Where links lead, without links: what is read, and the folders above the first. */
  readonly #known = new Map<string, string>();

  /** To be called first for each folder that is read as a whole. @throws Error if it is read already */
  async enter(folder: string): Promise<void> {
    const real = await realpath(folder).catch((error: unknown) => {
      throw new Error(`image folder '${folder}': cannot be read.`, { cause: error });
    });
    const before = this.#known.get(real);
    if (before !== undefined) {
      throw new Error(`image folder '${folder}': is the same folder as '${before}'.`);
    }
    this.#known.set(real, folder);
  }

  /** Folders and files in a folder that are to be read, by name; links come after what they may lead to. */
  async entries(folder: string): Promise<readonly Entry[]> {
    const here = await realpath(folder);
    const all = (await readdir(folder, { withFileTypes: true }))
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => Number(a.isSymbolicLink()) - Number(b.isSymbolicLink()) || byName(a.name, b.name));
    const found: Entry[] = [];
    for (const entry of all) {
      const path = join(folder, entry.name);
      const kind = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
      if (kind === null) {
        this.leftOut.push(`'${path}' leads nowhere`);
        continue;
      }
      const isFolder = kind.isDirectory();
      if (!isFolder && !kind.isFile()) continue;
      const real = entry.isSymbolicLink() ? await realpath(path) : join(here, entry.name);
      if (this.#isNew(path, real, isFolder)) found.push({ name: entry.name, path, isFolder });
    }
    return found;
  }

  #isNew(path: string, real: string, isFolder: boolean): boolean {
    const before = this.#known.get(real);
    const above = isFolder && [...this.#known.keys()].some((known) => known.startsWith(withSeparator(real)));
    if (before === undefined && !above) {
      this.#known.set(real, path);
      return true;
    }
    this.leftOut.push(
      before === undefined
        ? `'${path}' leads to a folder above, '${real}'`
        : `'${path}' leads to '${before}', which is read already`,
    );
    return false;
  }
}

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
}

const withSeparator = (path: string): string => (path.endsWith(sep) ? path : path + sep);

async function listPictures(
  folder: string,
  walk: FolderWalk,
  wanted?: readonly string[],
): Promise<PictureList> {
  await walk.enter(folder);
  const there = (await walk.entries(folder)).filter(({ isFolder }) => isFolder);
  const names = there.map(({ name }) => name).sort(byName);
  const missing = wanted?.filter((name) => !names.includes(name)) ?? [];
  if (missing.length > 0) {
    throw new Error(
      `image folder '${folder}': needs the classes ${missing.join(', ')}. Received ${names.join(', ') || 'none'}.`,
    );
  }
  const classNames = wanted ?? names;
  if (classNames.length < 2 || classNames.length > maxClassCount) {
    throw new Error(
      `image folder '${folder}': needs one folder per class, 2 to ${maxClassCount} of them. ` +
        `Received ${classNames.length}.`,
    );
  }
  const files: string[] = [];
  const labels: number[] = [];
  const recordings: string[] = [];
  for (const [label, className] of classNames.entries()) {
    const { pictures, others } = await picturesBelow(walk, join(folder, className));
    if (pictures.length === 0) {
      throw new Error(
        `image folder '${folder}': class '${className}' needs PNG, JPEG or WebP files. ` +
          `Received ${others} other file${others === 1 ? '' : 's'}.`,
      );
    }
    for (const picture of pictures.sort(byName)) {
      files.push(join(folder, className, picture));
      labels.push(label);
      recordings.push(recordingOf(picture));
    }
  }
  return { files, labels, recordings, classNames };
}

/** @returns paths from the folder on, with `/` between folders, and how many files are no pictures */
async function picturesBelow(
  walk: FolderWalk,
  folder: string,
): Promise<{ pictures: string[]; others: number }> {
  const pictures: string[] = [];
  let others = 0;
  for (const { name, path, isFolder } of await walk.entries(folder)) {
    if (isFolder) {
      const below = await picturesBelow(walk, path);
      pictures.push(...below.pictures.map((picture) => `${name}/${picture}`));
      others += below.others;
    } else if (pictureName.test(name)) pictures.push(name);
    else others++;
  }
  return { pictures, others };
}

/** What a picture may be, whatever its name says: other readers of sharp take text for pictures. */
const RASTER_FORMATS: ReadonlySet<string> = new Set([
  'png',
  'jpeg',
  'webp',
  'gif',
  'tiff',
  'heif',
  'jp2',
  'jxl',
]);

/**
 * Decodes one picture to size · size · 3 bytes, row-major RGB.
 *
 * @param file its path, or its bytes
 * @param name of the file, for errors
 * @throws Error naming the file that cannot be decoded.
 */
export async function decodePicture(
  file: string | Uint8Array,
  size: number,
  name = String(file),
): Promise<Uint8Array> {
  try {
    const picture = sharp(file, { failOn: 'error' });
    const { format } = await picture.metadata();
    if (!RASTER_FORMATS.has(format))
      throw new Error(`it is ${format.toUpperCase()}; expected PNG, JPEG or WebP`);
    return await picture
      .autoOrient()
      .resize(size, size, { fit: 'cover', position: 'centre' })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`picture '${name}': cannot be decoded (${reason}).`, { cause: error });
  }
}
