// Splits a dataset into training and test pictures so that every class gives the same share to both.
//
// A seeded Fisher-Yates shuffle per class: the same files and seed give the same split on every machine. It shuffles
// recordings (recordings.ts), so that pictures of one recording stay together.

export interface SplitIndices {
  /** Positions in the labels, ascending. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Splits positions 0 … labels.length − 1.
 *
 * Of n pictures of a class, round(n · testShare) go to the test set; with a share above zero at least one does, and at
 * least one stays for training. Recordings are moved one after the other until the number is reached; at least one
 * stays. If a class has a single recording, its last pictures are taken, which at least do not lie between training
 * pictures.
 *
 * @param labels class index of each picture
 * @param testShare 0 ≤ share < 1
 * @param seed whole number
 * @param recordings of each picture, unique within its class; absent: each picture is a recording of its own
 * @param classNames for the error message
 * @throws RangeError for a share out of range, or a class that is too small for both sets
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  testShare: number,
  seed: number,
  recordings?: readonly string[],
  classNames?: readonly string[],
): SplitIndices {
  if (!(testShare >= 0 && testShare < 1)) {
    throw new RangeError(`split: testShare must be ≥ 0 and < 1. Received ${testShare}.`);
  }
  const train: number[] = [];
  const test: number[] = [];
  for (const [label, members] of membersByClass(labels)) {
    if (testShare > 0 && members.length < 2) {
      const name = classNames?.[label];
      throw new RangeError(
        `split: class ${name === undefined ? label : `'${name}'`} needs at least 2 images, one to train on and one ` +
          `to test with. Received ${members.length}.`,
      );
    }
    const testCount =
      testShare === 0 ? 0 : Math.min(members.length - 1, Math.max(1, Math.round(members.length * testShare)));
    const together = groupsOf(members, recordings);
    if (together.length === 1 && members.length > 1) {
      train.push(...members.slice(0, members.length - testCount));
      test.push(...members.slice(members.length - testCount));
      continue;
    }
    // A class's shuffle depends on its label, not on the classes before it.
    shuffle(together, randomFrom(seed, label));
    let given = 0;
    together.forEach((group, at) => {
      const toTest = given < testCount && at < together.length - 1;
      if (toTest) given += group.length;
      (toTest ? test : train).push(...group);
    });
  }
  return { train: train.sort(ascending), test: test.sort(ascending) };
}

/** Smaller classes contribute nothing to a validation set, because they need all their pictures. */
const MIN_CLASS_FOR_VALIDATION = 5;
/** A recording may exceed the share of its class by this factor. */
const MAX_EXCESS = 1.5;

/**
 * Holds out a part of the training pictures for validation, in the field `test`. Unlike `stratifiedSplit` it never
 * takes much more than the share: if all recordings of a class are too large for that, its last pictures are taken.
 *
 * @param share 0 ≤ share < 1
 * @param recordings of each picture, unique within its class; absent: each picture is a recording of its own
 * @returns an empty validation set if all classes are too small
 * @throws RangeError for a share out of range
 */
export function validationSplit(
  labels: ArrayLike<number>,
  share: number,
  seed: number,
  recordings?: readonly string[],
): SplitIndices {
  if (!(share >= 0 && share < 1)) {
    throw new RangeError(`validation split: share must be ≥ 0 and < 1. Received ${share}.`);
  }
  const held = new Set<number>();
  for (const [label, members] of membersByClass(labels)) {
    if (share === 0 || members.length < MIN_CLASS_FOR_VALIDATION) continue;
    const wanted = Math.max(1, Math.round(members.length * share));
    const together = groupsOf(members, recordings);
    shuffle(together, randomFrom(~seed, label));
    const own: number[] = [];
    for (const group of together) {
      if (own.length >= wanted) break;
      if (own.length + group.length <= Math.max(1, wanted * MAX_EXCESS)) own.push(...group);
    }
    for (const index of own.length > 0 ? own : members.slice(-wanted)) held.add(index);
  }
  const all = Array.from({ length: labels.length }, (_, index) => index);
  return { train: all.filter((index) => !held.has(index)), test: [...held].sort(ascending) };
}

/**
 * Parts for cross-validation: the recordings of each class are dealt to them in turn. A class with a single recording is
 * in none, because a network that is trained without it would not know the class.
 *
 * @param recordings of each picture, unique within its class; absent: each picture is a recording of its own
 * @returns positions in the labels, ascending, of each part; a part may be empty
 */
export function crossValidationParts(
  labels: ArrayLike<number>,
  count: number,
  seed: number,
  recordings?: readonly string[],
): readonly (readonly number[])[] {
  const parts = Array.from({ length: count }, (): number[] => []);
  for (const [label, members] of membersByClass(labels)) {
    const together = groupsOf(members, recordings);
    if (together.length === 1) continue;
    shuffle(together, randomFrom(~seed, label));
    together.forEach((group, at) => parts[at % count]?.push(...group));
  }
  return parts.map((part) => part.sort(ascending));
}

/** Ascending by class. */
function membersByClass(labels: ArrayLike<number>): readonly (readonly [label: number, members: number[]])[] {
  const byClass = new Map<number, number[]>();
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] ?? 0;
    const members = byClass.get(label);
    if (members) members.push(index);
    else byClass.set(label, [index]);
  }
  return [...byClass].sort(([a], [b]) => a - b);
}

const ascending = (a: number, b: number): number => a - b;

/**
 * Selects at most this many of each class by seed; a smaller limit selects a subset of a larger one's choice.
 * @param indices positions in the labels
 * @returns some of them, ascending
 */
export function pickPerClass(
  labels: ArrayLike<number>,
  indices: readonly number[],
  most: number,
  seed: number,
): readonly number[] {
  const classes = [...new Set(indices.map((index) => labels[index] ?? 0))];
  return classes
    .flatMap((label) => {
      const members = indices.filter((index) => labels[index] === label);
      shuffle(members, randomFrom(seed, label));
      return members.slice(0, most);
    })
    .sort(ascending);
}

/** The positions of each recording, in the order in which recordings first occur. */
function groupsOf(members: readonly number[], recordings: readonly string[] | undefined): number[][] {
  const groups = new Map<string, number[]>();
  for (const index of members) {
    const key = recordings?.[index] ?? String(index);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return [...groups.values()];
}

function shuffle(items: unknown[], random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
}

/**
 * Uniform numbers in [0, 1): a counter stepped by the golden ratio and mixed by a 32-bit avalanche function
 * (constants: C. Wellons, "Prospecting for hash functions", https://nullprogram.com/blog/2018/07/31/).
 */
function randomFrom(seed: number, stream: number): () => number {
  let counter = (mix(seed | 0) ^ Math.imul(stream + 1, 0x9e3779b9)) | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    return mix(counter) / 2 ** 32;
  };
}

function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
