// Data sets as arrays of NumPy, in one .npz or in several .npz or .npy files, whatever the arrays are called: those of
// three or four dimensions are images, and `test` or `val` in a name tells the part (Keras: x_train, y_train, x_test,
// y_test; MedMNIST: train_images, val_labels, …).

import { refuse, type Origin, type Part } from './dataSetError';
import type { Member } from './member';
import { npyHeaderBytes, parseNpy, parseNpyHeader, type NpyArray } from './npy';
import { checkLabelCount, checkSides } from './checks';
import { joinParts, type LabelledPart, type Reading } from './parts';
import { overWhite } from './pixels';
import type { Work } from './work';

/** Numbers between two pauses. */
const PIECE = 2 ** 18;

/**
 * @param members NumPy arrays
 * @throws DataSetError for arrays that are missing, ambiguous, damaged, or of another shape, type or range
 */
export async function readNumpy(members: readonly Member[], work: Work): Promise<Reading> {
  const arrays: NamedArray[] = [];
  for (const member of members) arrays.push(await headerOf(member));
  const groups = GROUPS.map((group) => arrays.filter((array) => groupOf(array.member) === group));
  const parts = new Map<Group, readonly LabelledPart[]>();
  const present = groups.filter((own) => own.length > 0).length;
  for (const [at, group] of GROUPS.entries()) {
    const own = groups[at] ?? [];
    if (own.length > 0) parts.set(group, [await readPart(own, group === 'train' ? 'train' : 'test', work)]);
    work.report(parts.size / present);
  }
  const [train = [], validation = [], test = []] = GROUPS.map((group) => parts.get(group) ?? []);
  const joined =
    test.length === 0 ? joinParts(train, validation) : joinParts([...train, ...validation], test);
  return { ...joined, classNameOf: String };
}

/** Pictures for validation are the test part if there is no other; else they are trained on. */
const GROUPS = ['train', 'validation', 'test'] as const;
type Group = (typeof GROUPS)[number];

/** By the array's name, or else by its file's. */
function groupOf({ file, path }: Member): Group {
  for (const name of [path.split('/').at(-1) ?? '', file]) {
    if (/test/i.test(name)) return 'test';
    if (/val/i.test(name)) return 'validation';
    if (/train/i.test(name)) return 'train';
  }
  return 'train';
}

interface NamedArray {
  readonly member: Member;
  readonly shape: readonly number[];
  readonly dtype: string;
}

async function headerOf(member: Member): Promise<NamedArray> {
  // Headers are short, but long ones are allowed.
  const head = member.head();
  const bytes = npyHeaderBytes(head) <= head.byteLength ? head : await member.open();
  return { member, ...parseNpyHeader(bytes, member) };
}

const LABEL_NAME = /^y(?![a-z])|label|target/i;
const nameOf = ({ member }: NamedArray): string =>
  member.path
    .split('/')
    .at(-1)
    ?.replace(/\.npy$/i, '') ?? '';

async function readPart(arrays: readonly NamedArray[], part: Part, work: Work): Promise<LabelledPart> {
  const images = only(
    arrays.filter(({ shape }) => shape.length > 2),
    'images',
    part,
    arrays,
  );
  const others = arrays.filter(({ shape, dtype }) => shape.length <= 2 && /^[<>|=]?[biuf?]/.test(dtype));
  const named = others.filter((array) => LABEL_NAME.test(nameOf(array)));
  const labels = only(named.length > 0 ? named : others, 'labels', part, arrays);
  const [origin, labelOrigin] = [images.member, labels.member];
  const array = parseNpy(await labelOrigin.open(), labelOrigin);
  checkLabelCount(labelOrigin, images.shape[0] ?? 0, array.shape[0] ?? 0);
  const pixels = await readImages(parseNpy(await origin.open(), origin), origin, work);
  return { ...pixels, labels: await readLabels(array, labelOrigin, work), origin, labelOrigin };
}

function only(
  found: readonly NamedArray[],
  of: 'images' | 'labels',
  part: Part,
  all: readonly NamedArray[],
): NamedArray {
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  const { file = '' } = all[0]?.member ?? {};
  // What is there: a wrong shape is the usual reason.
  const names = (found.length > 0 ? found : all).map(
    (array) => `${nameOf(array)} (${array.shape.join(', ')})`,
  );
  return refuse(
    { file, entry: null },
    { at: 'part', part },
    { wants: 'one', of, part },
    { is: 'names', names },
  );
}

type Pixels = Pick<LabelledPart, 'images' | 'height' | 'width' | 'channels'>;

async function readImages(array: NpyArray, origin: Origin, work: Work): Promise<Pixels> {
  const { shape, strides } = array;
  const [n = 0] = shape;
  const axes = axesOf(shape);
  if (axes === null)
    return refuse(origin, { at: 'images' }, { wants: 'imageShape' }, { is: 'size', size: shape });
  const [height, width, channels] = axes.map((axis) => (axis === null ? 1 : (shape[axis] ?? 0))) as [
    number,
    number,
    number,
  ];
  checkSides(origin, height, width);
  let images = array.data;
  const inOrder = [0, ...axes.filter((axis) => axis !== null)].every(
    (axis, at, order) => at === 0 || (strides[order[at - 1] ?? 0] ?? 0) >= (strides[axis] ?? 0),
  );
  if (!array.isBytes || !inOrder) {
    images = new Uint8Array(n * height * width * channels);
    const byteOf = await scaleOf(array, origin, work);
    const [ys = 0, xs = 0, cs = 0] = axes.map((axis) => (axis === null ? 0 : (strides[axis] ?? 0)));
    const rows = Math.max(1, Math.floor(PIECE / Math.max(1, width * channels)));
    let to = 0;
    for (let row = 0; row < n * height; row++) {
      const begin = Math.floor(row / height) * (strides[0] ?? 0) + (row % height) * ys;
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) images[to++] = byteOf(array.at(begin + x * xs + c * cs));
      if (row % rows === 0) await work.pause();
    }
  }
  return channels === 4
    ? { images: await overWhite(images, work), height, width, channels: 3 }
    : { images, height, width, channels };
}

/** Which axes are rows, columns and channels; no channels: grey. Null for another shape. */
function axesOf(shape: readonly number[]): readonly [number, number, number | null] | null {
  const isChannels = (size: number | undefined): boolean => size === 1 || size === 3 || size === 4;
  if (shape.length === 3) return [1, 2, null];
  if (shape.length !== 4) return null;
  if (isChannels(shape[3])) return [1, 2, 3];
  return isChannels(shape[1]) ? [2, 3, 1] : null;
}

/** How a number becomes a byte: floats from 0 to 1 are scaled. @throws DataSetError for other ranges */
async function scaleOf(array: NpyArray, origin: Origin, work: Work): Promise<(value: number) => number> {
  if (array.isBytes) return (value) => value;
  let [min, max] = [Infinity, -Infinity];
  const length = array.shape.reduce((product, size) => product * size, 1);
  for (let i = 0; i < length; i++) {
    const value = array.at(i);
    if (!(value >= 0 && value <= 255)) {
      const received = { is: 'number', value } as const;
      refuse(origin, { at: 'pixels' }, { wants: 'pixelRange' }, received);
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (i % PIECE === 0) await work.pause();
  }
  if (array.isBoolean || (array.isFloat && max <= 1)) return (value) => Math.round(value * 255);
  return (value) => Math.round(value);
}

async function readLabels(array: NpyArray, origin: Origin, work: Work): Promise<Float64Array> {
  const { shape, strides } = array;
  const [n = 0, k = 1] = shape;
  const labels = new Float64Array(n);
  for (let index = 0; index < n; index++) {
    const at = (column: number): number => array.at(index * (strides[0] ?? 1) + column * (strides[1] ?? 0));
    if (k === 1) {
      labels[index] = at(0);
    } else {
      const row = Array.from({ length: k }, (_, column) => at(column));
      labels[index] = row.indexOf(1);
      if (
        row.filter((value) => value === 1).length !== 1 ||
        row.some((value) => value !== 0 && value !== 1)
      ) {
        const received = { is: 'verbatim', text: row.slice(0, 12).join(', ') } as const;
        refuse(origin, { at: 'label', index }, { wants: 'oneHot' }, received);
      }
    }
    const value = labels[index] ?? NaN;
    if (!(Number.isSafeInteger(value) && value >= 0))
      refuse(origin, { at: 'label', index }, { wants: 'wholeNumber' }, { is: 'number', value });
    if (index % 1024 === 0) await work.pause();
  }
  return labels;
}
