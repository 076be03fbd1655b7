// CIFAR-10 and CIFAR-100, binary version: records of one label (two for CIFAR-100: coarse and fine) and 32 × 32 pixels,
// first all red values, then the green ones, then the blue ones, row-major.
// Source: A. Krizhevsky, "The CIFAR-10 and CIFAR-100 datasets", section "Binary version",
// https://www.cs.toronto.edu/~kriz/cifar.html

import { refuse } from './dataSetError';
import type { Member } from './member';
import { joinParts, type LabelledPart, type Reading } from './parts';
import type { Work } from './work';

const SIDE = 32;
const CHANNELS = 3;
const PIXELS = SIDE * SIDE;
/** Labels a record, the last of which is used. */
const VERSIONS = [
  { labels: 1, classes: 10, names: /batches\.meta\.txt$/i },
  { labels: 2, classes: 100, names: /fine_label_names\.txt$/i },
] as const;

type Version = (typeof VERSIONS)[number];

const CIFAR_10 = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/** By the name, because the files have no header. */
export function isCifar({ path }: Pick<Member, 'path'>): boolean {
  return /\.bin$/i.test(path);
}

/** The version for Python, which is a pickle. */
export function isPickledCifar({ path }: Pick<Member, 'path'>): boolean {
  return /(^|\/)cifar-100?-(python|batches-py)[^/]*\/|(^|\/)(data_batch_\d|test_batch|batches\.meta)$/i.test(
    path,
  );
}

const isTest = ({ path }: Member): boolean => /test/i.test(path.split('/').at(-1) ?? '');

/**
 * @param members files of records; those with `test` in their names are the test part
 * @param texts other files, of which the list of class names is read
 * @throws DataSetError for a file that is no whole number of records, or a label out of range
 */
export async function readCifar(
  members: readonly Member[],
  texts: readonly Member[],
  work: Work,
): Promise<Reading> {
  const version = versionOf(members);
  const total = members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const [train, test]: [LabelledPart[], LabelledPart[]] = [[], []];
  let done = 0;
  for (const member of members) {
    (isTest(member) ? test : train).push(await readRecords(member, version, work));
    work.report((done += member.sizeBytes) / total);
  }
  const names = (await namesOf(texts, version)) ?? (version.classes === 10 ? CIFAR_10 : []);
  return { ...joinParts(train, test), classNameOf: (label) => names[label] ?? String(label) };
}

/** All files have records of one length. @throws DataSetError */
function versionOf(members: readonly Member[]): Version {
  const fits = ({ labels }: Version, { sizeBytes }: Member): boolean =>
    sizeBytes > 0 && sizeBytes % (labels + CHANNELS * PIXELS) === 0;
  const version = VERSIONS.find((one) => members.every((member) => fits(one, member)));
  if (version !== undefined) return version;
  // The file that is not like the others.
  const best = VERSIONS.toSorted(
    (a, b) => members.filter((m) => fits(b, m)).length - members.filter((m) => fits(a, m)).length,
  )[0];
  const wrong = members.find((member) => best === undefined || !fits(best, member));
  const { file = '', entry = null, sizeBytes = 0 } = wrong ?? {};
  return refuse({ file, entry }, { at: 'file' }, { wants: 'cifarBytes' }, { is: 'number', value: sizeBytes });
}

async function readRecords(
  member: Member,
  { labels: count, classes }: Version,
  work: Work,
): Promise<LabelledPart> {
  const bytes = await member.open();
  const record = count + CHANNELS * PIXELS;
  const n = bytes.byteLength / record;
  const labels = new Uint8Array(n);
  const images = new Uint8Array(n * PIXELS * CHANNELS);
  for (let index = 0; index < n; index++) {
    const begin = index * record + count;
    const label = bytes[begin - 1] ?? 0;
    if (label >= classes) {
      const received = { is: 'number', value: label } as const;
      refuse(member, { at: 'label', index }, { wants: 'range', min: 0, max: classes - 1 }, received);
    }
    labels[index] = label;
    let to = index * PIXELS * CHANNELS;
    for (let pixel = begin; pixel < begin + PIXELS; pixel++) {
      images[to++] = bytes[pixel] ?? 0;
      images[to++] = bytes[pixel + PIXELS] ?? 0;
      images[to++] = bytes[pixel + 2 * PIXELS] ?? 0;
    }
    if (index % 256 === 0) await work.pause();
  }
  return {
    ...{ images, labels, height: SIDE, width: SIDE, channels: CHANNELS },
    ...{ origin: member, labelOrigin: member },
  };
}

/** A name a line. @throws DataSetError where there are too few */
async function namesOf(texts: readonly Member[], version: Version): Promise<readonly string[] | null> {
  const file = texts.find(({ path, sizeBytes }) => version.names.test(path) && sizeBytes < 2 ** 16);
  if (file === undefined) return null;
  const lines = new TextDecoder().decode(await file.open()).split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (names.length !== version.classes) {
    const expected = { wants: 'count', count: version.classes, of: 'classes' } as const;
    refuse(file, { at: 'classes' }, expected, { is: 'number', value: names.length });
  }
  return names;
}
