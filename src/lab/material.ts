// The data for training a network: the training pictures and the held-out ones, of one size and in the order of the
// classes.

import type { DataReference } from '../data/dataSet';
import { checkImageDataset, type ImageDataset } from '../data/imageDataset';
import { validationSplit } from '../data/stratifiedSplit';
import { RENDERED_FRUIT, renderedForTests } from '../fruit/dataSet';
import { renderFruit } from '../fruit/render';
import { VALIDATION_SHARE } from '../train/defaultRecipe';
import type { Library } from './library';
import type { LabClass, LabPicture } from './picture';
import type { PixelOptions, PixelSource } from './pixels';
import { LabProblem } from './problem';
import type { LabSettings, Recipe } from './recipe';
import { splitPictures, type Labelled } from './split';

/** Pictures that the network has not learned from. */
export interface HeldOut {
  readonly images: ImageDataset;
  /** In the library; null for rendered ones. */
  readonly ids: readonly (string | null)[];
}

export interface Material {
  /** Those to learn from. */
  readonly train: ImageDataset;
  readonly held: HeldOut;
  /** Held out of those to learn from, to choose the best weights; null where the recipe does not ask for it. */
  readonly validation: ImageDataset | null;
  /** Pictures of one's own, for a network that learned from rendered ones; null where there are none. */
  readonly own: HeldOut | null;
  /** From which rendered pictures can be rendered again; null for pictures of one's own. */
  readonly reference: DataReference | null;
  /** The held-out pictures are not of the recordings of the training pictures. */
  readonly apart: boolean;
  /** Names of classes that have held-out pictures of the same recordings as training pictures. */
  readonly oneRecording: readonly LabClass[];
}

/** Which classes take part; those without pictures are left out of a network on pictures of one's own. */
export function classesFor(
  way: Recipe['way'],
  library: Pick<Library, 'classes' | 'of'>,
): readonly LabClass[] {
  const on = library.classes.filter((one) => one.on);
  return way === 'rendered'
    ? on.filter(({ fruit }) => fruit !== null)
    : on.filter(({ id }) => library.of(id).length > 0);
}

/** Fewer would leave nothing to hold out. */
export const FEWEST_PICTURES = 4;

/** Why nothing can be learned yet; null if it can. */
export function obstacle(way: Recipe['way'], library: Pick<Library, 'classes' | 'of'>): LabProblem | null {
  const classes = classesFor(way, library);
  if (classes.length < 2) return new LabProblem({ code: 'classes', there: classes.length });
  if (way === 'rendered') return null;
  const short = classes.find(({ id }) => library.of(id).length < FEWEST_PICTURES);
  if (short === undefined) return null;
  const there = library.of(short.id).length;
  return new LabProblem({ code: 'fewPictures', className: short.name ?? short.fruit ?? short.id, there });
}

export async function gather(
  device: GPUDevice,
  recipe: Recipe,
  library: Pick<Library, 'classes' | 'of'>,
  pixels: PixelSource,
  options: PixelOptions,
): Promise<Material> {
  return recipe.way === 'rendered'
    ? rendered(device, recipe, library, pixels, options)
    : collected(device, recipe, library, pixels, options);
}

/** The same pictures as `fruitDataSet` renders. */
const renderedReference = (
  classes: readonly LabClass[],
  options: { readonly perClass: number; readonly seed: number; readonly size: number },
): DataReference => ({
  name: RENDERED_FRUIT,
  options: { classes: classes.flatMap(({ fruit }) => fruit ?? []), ...options },
});

/** Rendered in one go, so the shaders of each kind are compiled once; the last of each class are held out. */
async function rendered(
  device: GPUDevice,
  { classes, settings }: Recipe,
  library: Pick<Library, 'of'>,
  pixels: PixelSource,
  { onProgress, signal }: PixelOptions,
): Promise<Material> {
  const { perClass, seed } = settings;
  const tested = renderedForTests(perClass);
  const set = await renderFruit(device, {
    classes: classes.flatMap(({ fruit }) => fruit ?? []),
    perClass: perClass + tested,
    seed,
    size: pixels.size,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  try {
    const all = named(await set.read(), classes);
    // Picture i is of class i mod C: the first ones hold all classes alike.
    const cut = perClass * classes.length;
    const part = (first: number, count: number): ImageDataset => {
      const bytes = pixels.size ** 2 * 3;
      return checkImageDataset({
        ...all,
        count,
        images: all.images.slice(first * bytes, (first + count) * bytes),
        labels: all.labels.slice(first, first + count),
      });
    };
    const images = part(cut, all.count - cut);
    return {
      train: part(0, cut),
      held: { images, ids: Array.from({ length: images.count }, () => null) },
      validation: null,
      own: await allOf(device, classes, library, pixels, signal),
      apart: true,
      reference: renderedReference(classes, { perClass, seed, size: pixels.size }),
      oneRecording: [],
    };
  } finally {
    set.destroy();
  }
}

async function collected(
  device: GPUDevice,
  { way, classes, settings }: Recipe,
  library: Pick<Library, 'of'>,
  pixels: PixelSource,
  { onProgress, signal }: PixelOptions,
): Promise<Material> {
  const pictures = labelled(classes, library);
  const { train, test, oneRecording } = splitPictures(pictures, settings.splitBy);
  const { learned, chosen } =
    way === 'own' ? withValidation(train, pictures, settings) : { learned: train, chosen: [] };
  const part = async (places: readonly number[], before: number): Promise<ImageDataset> => {
    const some = places.flatMap((at) => pictures[at] ?? []);
    const images = await pixels.of(device, some, {
      ...(signal && { signal }),
      onProgress: (done) => onProgress?.(before + done, pictures.length),
    });
    const labels = some.map(({ label }) => label);
    return datasetOf(images, labels, classes, pixels.size);
  };
  const images = await part(learned, 0);
  const validation = chosen.length === 0 ? null : await part(chosen, learned.length);
  const held = await part(test, train.length);
  return {
    train: images,
    held: { images: held, ids: test.map((at) => pictures[at]?.id ?? null) },
    validation,
    own: null,
    reference: null,
    apart: oneRecording.length === 0 && settings.splitBy === 'recording',
    oneRecording: oneRecording.flatMap((label) => classes[label] ?? []),
  };
}

/** @param train places of the pictures that are not held out for the final figures */
function withValidation(
  train: readonly number[],
  pictures: readonly Labelled[],
  { seed, splitBy }: LabSettings,
): { readonly learned: readonly number[]; readonly chosen: readonly number[] } {
  const of = train.flatMap((at) => pictures[at] ?? []);
  const labels = of.map(({ label }) => label);
  const recordings = splitBy === 'frame' ? undefined : of.map(({ recording }) => recording);
  const split = validationSplit(labels, VALIDATION_SHARE, seed, recordings);
  const places = (some: readonly number[]): readonly number[] => some.flatMap((at) => train[at] ?? []);
  return { learned: places(split.train), chosen: places(split.test) };
}

async function allOf(
  device: GPUDevice,
  classes: readonly LabClass[],
  library: Pick<Library, 'of'>,
  pixels: PixelSource,
  signal: AbortSignal | undefined,
): Promise<HeldOut | null> {
  const pictures = labelled(classes, library);
  if (pictures.length === 0) return null;
  const bytes = await pixels.of(device, pictures, { ...(signal && { signal }) });
  const images = datasetOf(
    bytes,
    pictures.map(({ label }) => label),
    classes,
    pixels.size,
  );
  return { images, ids: pictures.map(({ id }) => id) };
}

const labelled = (
  classes: readonly LabClass[],
  library: Pick<Library, 'of'>,
): readonly (LabPicture & { readonly label: number })[] =>
  classes.flatMap(({ id }, label) => library.of(id).map((one) => ({ ...one, label })));

export function datasetOf(
  images: Uint8Array,
  labels: readonly number[],
  classes: readonly LabClass[],
  size: number,
): ImageDataset {
  return checkImageDataset({
    ...{ name: 'lab', images, labels: Uint8Array.from(labels), count: labels.length },
    ...{ height: size, width: size, channels: 3, classNames: classes.map(({ id }) => id) },
  });
}

const named = (data: ImageDataset, classes: readonly LabClass[]): ImageDataset => ({
  ...data,
  classNames: classes.map(({ id }) => id),
});
