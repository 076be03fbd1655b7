// The pictures that `npm run train` learns from and tests with: read from folders or files, generated, or those of MNIST.

import { readImageFolder, readTestFolder, type FolderPictures } from '../../datasets/folder/node';
import { readMnist } from '../../datasets/mnist/node';
import { uploadImages, type DeviceDataset } from '../data/deviceDataset';
import { pickImages, type ImageDataset } from '../data/imageDataset';
import { validationSplit } from '../data/stratifiedSplit';
import { renderFruit } from '../fruit/render';
import { shapesDataSet } from '../shapes/dataSet';
import { VALIDATION_SHARE } from '../train/defaultRecipe';
import { RECOMMENDED } from '../train/recommended';
import { readDataFiles } from './dataFiles';
import { UsageError, type TrainOptions } from './options';
import { classesOf } from './renderFruit';

export interface Pictures {
  /** To learn from; those for validation are not among them. */
  readonly train: ImageDataset;
  /** Held out of the training pictures to choose the best weights; null where that was not asked for, or there are too few. */
  readonly validation: ImageDataset | null;
  readonly test: ImageDataset;
  /** Of each picture to learn from, unique within its class; absent: each is a recording of its own. */
  readonly recordings?: readonly string[];
  /** Test pictures of recordings that are learned from as well. */
  readonly shared: number;
  /** What was read otherwise than it lies there. */
  readonly remarks: readonly string[];
}

/** Generated on the GPU, where they stay. */
export interface GeneratedPictures {
  readonly train: DeviceDataset;
  /** Of the training pictures. */
  readonly labels: Uint8Array;
  readonly test: ImageDataset;
}

/** Rendered pictures a class. */
const PER_CLASS = 400;

export async function readPictures(options: TrainOptions): Promise<Pictures> {
  const { data, test, classes, size, seed, perClass, split } = options;
  if (data === 'mnist') {
    if (test !== null || classes !== null) {
      throw new UsageError(
        `--${test !== null ? 'test' : 'classes'} needs --data folder:DIR or fruit-synthetic; mnist has its own`,
      );
    }
    return {
      ...{ train: await readMnist('train'), test: await readMnist('test') },
      ...{ validation: null, shared: 0, remarks: [] },
    };
  }
  if (!data.startsWith('folder:')) {
    const given = { test, classes, split, 'per-class': perClass };
    const other = Object.entries(given).find(([, value]) => value !== null);
    if (other !== undefined) throw new UsageError(`--${other[0]} needs --data folder:DIR`);
    const read = await readDataFiles(options);
    return { ...withValidation(read, options), test: read.test, shared: 0, remarks: [] };
  }
  const folder = folderOf('--data', data);
  const wanted = {
    ...{ size, seed },
    ...(classes === null ? {} : { classes }),
    ...(perClass === null ? {} : { perClass }),
  };
  if (test === null) {
    const read = await readImageFolder(folder, { ...wanted, ...(split === null ? {} : { split }) });
    return { ...read, ...withValidation(read, options), remarks: leftOutText(read.leftOut) };
  }
  if (split !== null) throw new UsageError('--split cannot be used with --test, which names another folder');
  const read = await readImageFolder(folder, { ...wanted, testShare: 0 });
  const leftOut = [...read.leftOut];
  const testing = await readTestFolder(folderOf('--test', test), wanted, leftOut);
  const [here, there] = [read.train.classNames, testing.classNames];
  if (here.join() !== there.join())
    throw new UsageError(
      `--test: its classes (${there.join(', ')}) are not those of --data (${here.join(', ')})`,
    );
  return { ...withValidation(read, options), test: testing, shared: 0, remarks: leftOutText(leftOut) };
}

/** A head is trained on all; its recipe has no use for a part that is held out. */
function withValidation(
  { train, recordings }: Pick<FolderPictures, 'train'> & Partial<Pick<FolderPictures, 'recordings'>>,
  { base, validation, seed }: TrainOptions,
): Pick<Pictures, 'train' | 'validation' | 'recordings'> {
  const whole = { train, validation: null, recordings };
  if (base !== null) return whole;
  const chosen = validationSplit(train.labels, validation ?? VALIDATION_SHARE, seed, recordings);
  if (chosen.test.length === 0) return whole;
  return {
    ...{ train: pickImages(train, chosen.train), validation: pickImages(train, chosen.test) },
    recordings: recordings && chosen.train.map((index) => recordings[index] ?? ''),
  };
}

const MAX_LISTED = 5;

function leftOutText(leftOut: readonly string[]): readonly string[] {
  const more = leftOut.length - MAX_LISTED;
  return [
    ...leftOut.slice(0, MAX_LISTED).map((text) => `left out: ${text}`),
    ...(more > 0 ? [`left out: ${more} more links`] : []),
  ];
}

const SHAPES = ['shapes', 'shapes-colour'];

/** Whether the pictures are made on the GPU instead of read. */
export const isGenerated = (data: string): boolean => data === 'fruit-synthetic' || SHAPES.includes(data);

/** Only for data that are generated. @throws UsageError */
export function generatePictures(device: GPUDevice, options: TrainOptions): Promise<GeneratedPictures> {
  return SHAPES.includes(options.data) ? drawPictures(device, options) : renderPictures(device, options);
}

/** Shapes to train on, and others to test with. @throws UsageError */
async function drawPictures(device: GPUDevice, options: TrainOptions): Promise<GeneratedPictures> {
  const { data, test, classes, seed } = options;
  const colour = data === 'shapes-colour';
  if (test !== null) throw new UsageError(`--test cannot be used with --data ${data}, which has a test set`);
  const wanted = { colour, seed, perClass: options.perClass ?? RECOMMENDED.shapes.perClass };
  const drawn = await shapesDataSet(device, { ...wanted, ...(classes === null ? {} : { classes }) }).catch(
    (cause: unknown) => {
      throw cause instanceof RangeError ? new UsageError(cause.message, { cause }) : cause;
    },
  );
  return { train: uploadImages(device, drawn.train), labels: drawn.train.labels, test: drawn.test };
}

/** Rendered fruit to train on, and a folder or other rendered fruit to test with. @throws UsageError */
export async function renderPictures(device: GPUDevice, options: TrainOptions): Promise<GeneratedPictures> {
  const { test, classes: given, size, seed } = options;
  const perClass = options.perClass ?? PER_CLASS;
  const classes = classesOf(given?.join());
  if (size % 2 === 1 || size < 16)
    throw new UsageError(`--size: fruit is rendered at even sizes of at least 16. Received ${size}`);
  const testing = test === null ? null : await readTestFolder(folderOf('--test', test), { size, classes });
  const training = await renderFruit(device, { classes, perClass, seed, size });
  const labels = Uint8Array.from({ length: training.device.samples }, (_, i) => i % classes.length);
  if (testing !== null) return { train: training.device, labels, test: testing };
  const more = await renderFruit(device, {
    ...{ classes, seed, size },
    ...{ perClass: Math.ceil(perClass / 4), first: perClass },
  });
  const read = await more.read();
  more.destroy();
  return { train: training.device, labels, test: read };
}

function folderOf(option: string, given: string): string {
  if (!given.startsWith('folder:')) throw new UsageError(`${option} must be folder:DIR. Received '${given}'`);
  return given.slice('folder:'.length);
}
