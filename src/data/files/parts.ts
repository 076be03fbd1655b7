// What all readers of data sets end in: parts with labels as the files have them become a data set with classes.

import { checkDataSet, type DataSet } from '../dataSet';
import { maxClassCount, pickImages, type ImageDataset } from '../imageDataset';
import { stratifiedSplit } from '../stratifiedSplit';
import { refuse, type Origin } from './dataSetError';
import type { Work } from './work';

/** Labelled pictures of one part, as their files have them. */
export interface LabelledPart {
  /** N·H·W·C bytes, NHWC. */
  readonly images: Uint8Array;
  /** N whole numbers of at least 0. */
  readonly labels: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of the images, for errors. */
  readonly origin: Origin;
  readonly labelOrigin: Origin;
  /** Of each picture, unique within its class: what stays together where a test part is held out. */
  readonly recordings?: readonly string[];
}

/** What a reader of one format delivers. */
export interface Reading {
  readonly train: LabelledPart;
  /** Null: it is held out of the training part. */
  readonly test: LabelledPart | null;
  readonly classNameOf: (label: number) => string;
}

export interface TestSplit {
  /** Share of each class that becomes the test part, if the files have none. */
  readonly testShare: number;
  readonly seed: number;
}

/**
 * The classes are the labels that occur in the training part, ascending.
 * @returns the data set, and the recording of each training picture if the reader knows them
 * @throws DataSetError for fewer than two classes, more than 256, a test picture of another class or size, or a class
 * that is too small to hold a test picture out
 */
export async function dataSetOf(
  name: string,
  { train, test, classNameOf }: Reading,
  { testShare, seed }: TestSplit,
  work: Work,
): Promise<DataSet & { readonly recordings?: readonly string[] }> {
  const labels = [...new Set(Array.from(train.labels))].sort((a, b) => a - b);
  const classNames = checkClasses(train, labels, classNameOf);
  const all = labelled(name, train, labels, classNames);
  await work.pause();
  if (test !== null) {
    checkSameSize(train, test);
    const held = labelled(name, test, labels, classNames);
    return { ...checkDataSet({ train: all, test: held }), ...recordingsOf(train) };
  }
  const counts = new Uint32Array(labels.length);
  for (const label of all.labels) counts[label] = (counts[label] ?? 0) + 1;
  const small = counts.findIndex((count) => count < 2);
  if (small >= 0) {
    const received = { is: 'count', count: counts[small] ?? 0, of: 'images' } as const;
    const place = { at: 'class', name: classNames[small] ?? '' } as const;
    refuse(train.labelOrigin, place, { wants: 'atLeast', count: 2, of: 'images' }, received);
  }
  const split = stratifiedSplit(all.labels, testShare, seed, train.recordings, classNames);
  const data = { train: await picked(all, split.train, work), test: await picked(all, split.test, work) };
  return { ...checkDataSet(data), ...recordingsOf(train, split.train) };
}

function checkClasses(
  { labelOrigin, labels: given }: LabelledPart,
  labels: readonly number[],
  classNameOf: (label: number) => string,
): readonly string[] {
  if (given.length === 0)
    refuse(labelOrigin, { at: 'images' }, { wants: 'atLeast', count: 1, of: 'images' }, { is: 'nothing' });
  const received = { is: 'count', count: labels.length, of: 'classes' } as const;
  if (labels.length < 2)
    refuse(labelOrigin, { at: 'classes' }, { wants: 'atLeast', count: 2, of: 'classes' }, received);
  if (labels.length > maxClassCount) {
    const expected = { wants: 'atMost', count: maxClassCount, of: 'classes' } as const;
    refuse(labelOrigin, { at: 'classes' }, expected, received);
  }
  return unique(labels.map(classNameOf));
}

/** A name that repeats gets a number. */
function unique(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  for (const [at, name] of names.entries()) {
    let own = name;
    for (let number = at; taken.has(own); number++) own = `${name} (${number})`;
    taken.add(own);
  }
  return [...taken];
}

const PICKED_AT_ONCE = 1024;

/** As pickImages, with pauses. */
async function picked(data: ImageDataset, indices: readonly number[], work: Work): Promise<ImageDataset> {
  const images = new Uint8Array(indices.length * data.height * data.width * data.channels);
  let filled = 0;
  for (let at = 0; at < indices.length; at += PICKED_AT_ONCE) {
    const some = pickImages(data, indices.slice(at, at + PICKED_AT_ONCE));
    images.set(some.images, filled);
    filled += some.images.length;
    await work.pause();
  }
  const labels = Uint8Array.from(indices, (index) => data.labels[index] ?? 0);
  return { ...data, images, labels, count: indices.length };
}

function labelled(
  name: string,
  { images, labels, height, width, channels, origin, labelOrigin }: LabelledPart,
  known: readonly number[],
  classNames: readonly string[],
): ImageDataset {
  if (labels.length === 0)
    refuse(origin, { at: 'images' }, { wants: 'atLeast', count: 1, of: 'images' }, { is: 'nothing' });
  const places = new Map(known.map((label, at) => [label, at]));
  const own = Uint8Array.from(labels, (label, index) => {
    const place = places.get(label);
    if (place === undefined) {
      const received = { is: 'number', value: label } as const;
      return refuse(labelOrigin, { at: 'label', index }, { wants: 'classOf', names: classNames }, received);
    }
    return place;
  });
  return { name, images, labels: own, count: own.length, height, width, channels, classNames };
}

const recordingsOf = (
  { recordings }: LabelledPart,
  chosen?: readonly number[],
): { recordings?: readonly string[] } =>
  recordings === undefined ? {} : { recordings: chosen?.map((at) => recordings[at] ?? '') ?? recordings };

/**
 * Joins the files of each part; if one part has none, the other is divided later.
 * @throws DataSetError where pictures of one part have several sizes
 */
export function joinParts(
  train: readonly LabelledPart[],
  test: readonly LabelledPart[],
): Pick<Reading, 'train' | 'test'> {
  const [first, second = null] = [train, test].flatMap(([one, ...others]) =>
    one === undefined ? [] : [joined(one, others)],
  );
  if (first === undefined) throw new RangeError('data set: expected at least one part. Received none.');
  return { train: first, test: second };
}

function joined(first: LabelledPart, others: readonly LabelledPart[]): LabelledPart {
  if (others.length === 0) return first;
  for (const other of others) checkSameSize(first, other);
  const parts = [first, ...others];
  const images = new Uint8Array(parts.reduce((sum, part) => sum + part.images.length, 0));
  let at = 0;
  for (const part of parts) {
    images.set(part.images, at);
    at += part.images.length;
  }
  return { ...first, images, labels: parts.flatMap(({ labels }) => Array.from(labels)) };
}

function checkSameSize(one: LabelledPart, other: LabelledPart): void {
  const size = ({ height, width, channels }: LabelledPart): number[] => [height, width, channels];
  if (size(one).join() === size(other).join()) return;
  refuse(
    other.origin,
    { at: 'images' },
    { wants: 'size', size: size(one) },
    { is: 'size', size: size(other) },
  );
}
