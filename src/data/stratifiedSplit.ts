// Splits a dataset into training and test pictures so that every class gives the same share to both.
//
// A seeded Fisher-Yates shuffle per class: the same files and seed give the same split on every machine. What is shuffled are
// recordings (recordings.ts): pictures of one recording stay together.

export interface SplitIndices {
  /** Positions in the labels, ascending. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Splits positions 0 … labels.length − 1.
 *
 * Of n pictures of a class, round(n · testShare) go to the test set, but with a share above zero at least
 * one, and at least one stays for training. Recordings go there one after the other until there are as many; at least one
 * stays. Of a class that is a single recording its last pictures go, which are at least not between those for training.
 *
 * @param labels class index of each picture
 * @param testShare 0 ≤ share < 1
 * @param seed whole number
 * @param recordings of each picture, unique within its class; without, each picture stands alone
 * @throws RangeError for a share out of range, or a class that is too small to give to both sets.
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  testShare: number,
  seed: number,
  recordings?: readonly string[],
): SplitIndices {
  if (!(testShare >= 0 && testShare < 1)) {
    throw new RangeError(`split: testShare must be ≥ 0 and < 1. Received ${testShare}.`);
  }
  const byClass = new Map<number, number[]>();
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] ?? 0;
    const members = byClass.get(label);
    if (members) members.push(index);
    else byClass.set(label, [index]);
  }
  const train: number[] = [];
  const test: number[] = [];
  for (const [label, members] of [...byClass].sort(([a], [b]) => a - b)) {
    if (testShare > 0 && members.length < 2) {
      throw new RangeError(`split: class ${label} needs at least 2 images. Received ${members.length}.`);
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
  const ascending = (a: number, b: number): number => a - b;
  return { train: train.sort(ascending), test: test.sort(ascending) };
}

/**
 * At most so many of each class, which a seed decides; another number keeps those it has in common.
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
    .sort((a, b) => a - b);
}

/** Positions of one recording each, in the order in which they first come. */
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
