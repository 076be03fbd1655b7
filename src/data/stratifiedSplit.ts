// Splits a dataset into training and test pictures so that every class gives the same share to both.
//
// A seeded Fisher-Yates shuffle per class: the same files and seed give the same split on every machine.

export interface SplitIndices {
  /** Positions in the labels, ascending. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Splits positions 0 … labels.length − 1.
 *
 * Of n pictures of a class, round(n · testShare) go to the test set, but with a share above zero at least
 * one, and at least one stays for training.
 *
 * @param labels class index of each picture
 * @param testShare 0 ≤ share < 1
 * @param seed whole number
 * @throws RangeError for a share out of range, or a class that is too small to give to both sets.
 */
export function stratifiedSplit(labels: ArrayLike<number>, testShare: number, seed: number): SplitIndices {
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
    // A class's shuffle depends on its label, not on the classes before it.
    shuffle(members, randomFrom(seed, label));
    test.push(...members.slice(0, testCount));
    train.push(...members.slice(testCount));
  }
  const ascending = (a: number, b: number): number => a - b;
  return { train: train.sort(ascending), test: test.sort(ascending) };
}

function shuffle(items: number[], random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = items[last] ?? 0;
    items[last] = items[other] ?? 0;
    items[other] = kept;
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
