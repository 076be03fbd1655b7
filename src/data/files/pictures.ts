// Pictures in folders: a folder per class, in an archive or as a list of paths; an archive per class, named after it, as
// Teachable Machine saves the samples of a class; or Training/ and Test/ with such folders.
//
//   photos/apple/kitchen1_0007.jpg     class `apple`, of the recording kitchen1 (recordings.ts)
//   fruit/Training/Apple Red 1/0_100.jpg, fruit/Test/Apple Red 1/3_100.jpg
//   apple-samples.zip with 0.jpg, 1.jpg; plum-samples.zip with …

import { recordingOf } from '../recordings';
import { sniff } from '../sniff';
import { refuse, type Origin, type OtherKind } from './dataSetError';
import { PICTURE_NAME, type Member } from './member';
import { MAX_SIDE } from './checks';
import type { LabelledPart, Reading } from './parts';
import { greyOf, overWhite } from './pixels';
import type { Work } from './work';

/**
 * Decodes a picture: turned upright, cut to its central square, scaled.
 * @param bytes of a PNG, JPEG or WebP file
 * @param size of the result, pixels
 * @returns size · size · 3 (RGB) or · 4 (RGBA) values, row-major
 */
export type PictureDecoder = (
  bytes: Uint8Array,
  name: string,
  size: number,
) => Promise<Uint8Array | Uint8ClampedArray>;

const KINDS: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp']);
/** Pictures that are decoded at the same time. */
const AT_ONCE = 8;
/** A gigabyte when decoded. */
const MAX_PIXELS = 2 ** 28;
/** All of them, decoded. */
const MAX_BYTES = 2 ** 30;

/** Numbers in names count as numbers: frame 9 comes before frame 10. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/** Folders, and archives, of parts. */
const PARTS = { train: /^train(ing)?$/i, validation: /^val(id|idation)?$/i, test: /^test(ing)?$/i } as const;
const isPartName = (name: string): boolean => Object.values(PARTS).some((pattern) => pattern.test(name));

/** By its name, or by its first bytes. */
export function isPicture({ path }: Pick<Member, 'path'>, head: () => Uint8Array): boolean {
  return PICTURE_NAME.test(path) || sniff(head()) !== null;
}

/**
 * @param pictures files that seem to be pictures
 * @param others files that are none, and folders: a class without a picture is an error
 * @throws DataSetError for pictures in no folder, a class without pictures, parts with different classes, or a picture
 * that cannot be decoded; the signal's reason
 */
export async function readPictures(
  pictures: readonly Member[],
  others: readonly Member[],
  { decode, size }: { readonly decode: PictureDecoder; readonly size: number },
  work: Work,
): Promise<Reading> {
  const { train, test, classNames } = arrange(pictures, others);
  const all = [...train, ...(test ?? [])];
  const length = size * size * 3;
  if (all.length * length > MAX_BYTES) {
    const count = Math.floor(MAX_BYTES / length);
    const { file = '' } = pictures[0] ?? {};
    const received = { is: 'number', value: all.length } as const;
    refuse({ file, entry: null }, { at: 'images' }, { wants: 'atMost', count, of: 'images' }, received);
  }
  const rgb = new Uint8Array(all.length * length);
  let [next, done] = [0, 0];
  const decodeSome = async (): Promise<void> => {
    for (let at = next++; ; at = next++) {
      const one = all[at];
      if (one === undefined) return;
      rgb.set(await decoded(one.member, decode, size, work), at * length);
      work.report(++done / all.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, decodeSome));
  } finally {
    next = all.length; // after an error, the others begin no more
  }
  const grey = await greyOf(rgb, work);
  const [images, channels] = grey === null ? [rgb, 3] : [grey, 1];
  const partOf = (placed: readonly Placed[], first: number): LabelledPart => {
    const origin: Origin = { file: placed[0]?.member.file ?? '', entry: null };
    const begin = first * size * size * channels;
    return {
      images: images.subarray(begin, begin + placed.length * size * size * channels),
      labels: placed.map(({ className }) => classNames.indexOf(className)),
      ...{ height: size, width: size, channels, origin, labelOrigin: origin },
      recordings: placed.map(({ recording }) => recording),
    };
  };
  return {
    train: partOf(train, 0),
    test: test === null ? null : partOf(test, train.length),
    classNameOf: (label) => classNames[label] ?? String(label),
  };
}

async function decoded(
  member: Member,
  decode: PictureDecoder,
  size: number,
  work: Work,
): Promise<Uint8Array> {
  await work.pause();
  const bytes = await member.open();
  const found = sniff(bytes);
  const place = { at: 'file' } as const;
  if (found === null || !KINDS.has(found.kind)) {
    const kind: OtherKind = found !== null ? 'picture' : bytes.byteLength === 0 ? 'empty' : 'unknown';
    refuse(member, place, { wants: 'pictureFile' }, { is: 'kind', kind });
  }
  const pixels = found.size === null ? 0 : found.size[0] * found.size[1];
  if (pixels > MAX_PIXELS) {
    const expected = { wants: 'atMost', count: MAX_PIXELS, of: 'pixels' } as const;
    refuse(member, place, expected, { is: 'size', size: found.size ?? [] });
  }
  let result: Uint8Array | Uint8ClampedArray;
  try {
    result = await decode(bytes, member.path, size);
  } catch (cause) {
    await work.pause();
    return refuse(member, place, { wants: 'decodable' }, { is: 'damagedPicture' }, { cause });
  }
  const channels = result.length / (size * size);
  if (channels !== 3 && channels !== 4)
    throw new RangeError(
      `decode: expected ${size} × ${size} × 3 or 4 values of '${member.path}'. Received ${result.length}.`,
    );
  return channels === 4 ? overWhite(result, work) : Uint8Array.from(result);
}

interface Placed {
  readonly member: Member;
  readonly className: string;
  readonly recording: string;
}

interface Arranged {
  readonly train: readonly Placed[];
  readonly test: readonly Placed[] | null;
  /** By name. */
  readonly classNames: readonly string[];
}

interface Located {
  readonly member: Member;
  /** Folders, and at the end the name; of a folder, an empty one. */
  readonly parts: readonly string[];
}

/** @throws DataSetError */
function arrange(pictures: readonly Member[], others: readonly Member[]): Arranged {
  const { found, rest } = belowRoot(located(pictures), located(others));
  const [anyMember] = pictures;
  const origin: Origin = { file: anyMember?.file ?? '', entry: null };
  const inFolder = found.filter(({ parts }) => parts.length > 1);
  if (inFolder.length === 0) {
    const received = { is: 'count', count: found.length, of: 'images' } as const;
    refuse(origin, { at: 'folders' }, { wants: 'classFolders' }, received);
  }
  const partsOf = (all: readonly Located[], isPart: (name: string) => boolean): Located[] =>
    all
      .filter(({ parts }) => parts.length > 2 && isPart(parts[0] ?? ''))
      .map(({ member, parts }) => ({ member, parts: parts.slice(1) }));
  const [train = [], validation = [], test = []] = Object.values(PARTS).map((pattern) =>
    partsOf(found, (name) => pattern.test(name)),
  );
  // Pictures for validation are the test part if there is no other; else they are trained on.
  const given = test.length > 0 ? [[...train, ...validation], test] : [train, validation];
  const [first = inFolder, second] = given.filter((part) => part.length > 0);
  const own = first !== inFolder;
  const learned = placed(first);
  const classNames = namesOf(learned);
  checkClasses(origin, classNames, own ? partsOf(rest, isPartName) : rest);
  if (second === undefined) return { train: learned, test: null, classNames };
  const tested = placed(second);
  const received = namesOf(tested);
  if (received.join('/') !== classNames.join('/')) {
    const place = { at: 'part', part: 'test' } as const;
    refuse(origin, place, { wants: 'classes', names: classNames }, { is: 'names', names: received });
  }
  return { train: learned, test: tested, classNames };
}

/**
 * Paths of one tree. The pictures of an archive that lie in no folder are those of a class, which it is named after; an
 * archive `train` or `test` is that part.
 */
function located(members: readonly Member[]): readonly Located[] {
  return members.map((member) => {
    const parts = member.path.split('/');
    if (member.entry === null) return { member, parts };
    const name = archiveName(member.file);
    const isPart = isPartName(name) && !parts.some(isPartName);
    return { member, parts: isPart || parts.length === 1 ? [name, ...parts] : parts };
  });
}

/** `apple` for apple-samples.zip, and for apple-samples (1).zip, which a browser makes of a second one. */
const archiveName = (file: string): string =>
  (file.split('/').at(-1) ?? file)
    .replace(/(\.tar)?\.[^.]*$/i, '')
    .replace(/ \(\d+\)$/, '')
    .replace(/-samples$/i, '');

/** Without the folders that all pictures have in common, unless these are the classes or the parts. */
function belowRoot(
  found: readonly Located[],
  rest: readonly Located[],
): { found: readonly Located[]; rest: readonly Located[] } {
  const [root] = found[0]?.parts ?? [];
  const isRoot =
    root !== undefined &&
    !isPartName(root) &&
    found.every(({ parts }) => parts[0] === root && parts.length > 1) &&
    found.some(({ parts }) => parts.length > 2);
  if (!isRoot) return { found, rest };
  const below = (all: readonly Located[]): readonly Located[] =>
    all
      .filter(({ parts }) => parts[0] === root)
      .map(({ member, parts }) => ({ member, parts: parts.slice(1) }));
  return belowRoot(below(found), below(rest));
}

function placed(all: readonly Located[]): readonly Placed[] {
  return all
    .map(({ member, parts: [className = '', ...rest] }) => ({
      ...{ member, className, path: rest.join('/') },
      recording: recordingOf(rest.join('/')),
    }))
    .sort((a, b) => byName(a.className, b.className) || byName(a.path, b.path));
}

const namesOf = (all: readonly Placed[]): readonly string[] =>
  [...new Set(all.map(({ className }) => className))].sort(byName);

/** Folders that have no picture are no classes, which must have been an oversight. @throws DataSetError */
function checkClasses(origin: Origin, classNames: readonly string[], rest: readonly Located[]): void {
  const empty = rest.find(({ parts: [name = ''], parts }) => parts.length > 1 && !classNames.includes(name));
  if (empty === undefined) return;
  const place = { at: 'class', name: empty.parts[0] ?? '' } as const;
  refuse(origin, place, { wants: 'atLeast', count: 1, of: 'images' }, { is: 'nothing' });
}

/** @throws RangeError */
export function checkSize(size: number): void {
  if (Number.isInteger(size) && size >= 1 && size <= MAX_SIDE) return;
  throw new RangeError(`data set: size must be a whole number from 1 to ${MAX_SIDE}. Received ${size}.`);
}
