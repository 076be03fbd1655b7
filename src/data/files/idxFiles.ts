// Data sets of several IDX files: which are images and which labels, of which part; the transposed pictures of EMNIST; class
// names. Apart from idx.ts, because the page needs only that for its own MNIST.

import { refuse, type Part } from './dataSetError';
import { idxPart } from './idx';
import { publishedName } from './idxNames';
import type { Member } from './member';
import type { LabelledPart, Reading } from './parts';
import type { Work } from './work';

const IDX_NAME = /idx\d.?ubyte|-(images|labels)-idx/i;
const TYPES: ReadonlySet<number> = new Set([0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e]);

/** By its first bytes; a damaged one by its name. */
export function isIdx({ path }: Pick<Member, 'path'>, head: Uint8Array): boolean {
  const [a, b, type = 0, rank = 0] = head;
  return (a === 0 && b === 0 && TYPES.has(type) && rank >= 1 && rank <= 4) || IDX_NAME.test(path);
}

/**
 * @param members IDX files: images and labels, of a training and a test part or of one part
 * @param texts other files, of which a mapping of EMNIST is read
 * @throws DataSetError naming the file that is missing, damaged, or one too many
 */
export async function readIdx(
  members: readonly Member[],
  texts: readonly Member[],
  work: Work,
): Promise<Reading> {
  const pairs = pairsOf(members);
  const parts: LabelledPart[] = [];
  for (const pair of pairs) {
    const part = idxPart(pair.images, await pair.images.open(), pair.labels, await pair.labels.open());
    parts.push(/emnist/i.test(pair.images.path) ? await transposed(part, work) : part);
    work.report(parts.length / pairs.length);
  }
  const [train, test = null] = parts as [LabelledPart, LabelledPart?];
  const { file, path } = pairs[0].images;
  const codes = await mappingOf(texts);
  return {
    ...{ train, test },
    classNameOf: (label) => codes.get(label) ?? publishedName(`${file}/${path}`, label) ?? String(label),
  };
}

interface Pair {
  readonly images: Member;
  readonly labels: Member;
}

const isTest = ({ path }: Member): boolean => /t10k|test/i.test(path.split('/').at(-1) ?? '');
const isLabels = (member: Member): boolean => {
  const rank = member.head()[3];
  return rank === 1 || (rank !== 3 && /label/i.test(member.path));
};

/** Of the training part and the test part, or of the one there is. */
function pairsOf(members: readonly Member[]): readonly [Pair, ...Pair[]] {
  const sets = new Set(
    members.map(({ path }) => path.replace(/^.*\//, '').replace(/-?(train|t10k|test).*$/i, '')),
  );
  const [any] = members;
  if (any !== undefined && sets.size > 1 && members.length > 4)
    refuse(
      { file: any.file, entry: null },
      { at: 'file' },
      { wants: 'oneDataSet' },
      { is: 'names', names: [...sets] },
    );
  const [test, train] = [members.filter(isTest), members.filter((member) => !isTest(member))];
  if (train.length === 0 || test.length === 0) return [pairOf(members, 'train')];
  return [pairOf(train, 'train'), pairOf(test, 'test')];
}

function pairOf(members: readonly Member[], part: Part): Pair {
  const only = (of: 'images' | 'labels'): Member => {
    const found = members.filter((member) => isLabels(member) === (of === 'labels'));
    const [one] = found;
    if (one !== undefined && found.length === 1) return one;
    const names = found.map(({ path }) => path);
    const { file = '', entry = null } = members[0] ?? {};
    const received = one === undefined ? ({ is: 'nothing' } as const) : ({ is: 'names', names } as const);
    return refuse({ file, entry }, { at: 'part', part }, { wants: 'one', of, part }, received);
  };
  return { images: only('images'), labels: only('labels') };
}

/** Exchanges rows and columns. */
async function transposed(part: LabelledPart, work: Work): Promise<LabelledPart> {
  const { height, width } = part;
  const images = new Uint8Array(part.images.length);
  for (let at = 0; at < images.length; at += height * width) {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) images[at + x * height + y] = part.images[at + y * width + x] ?? 0;
    if (at % 64 === 0) await work.pause();
  }
  return { ...part, images, height: width, width: height };
}

/** EMNIST's mapping: a label and the codes of its characters a line. */
async function mappingOf(texts: readonly Member[]): Promise<ReadonlyMap<number, string>> {
  const file = texts.find(({ path, sizeBytes }) => /mapping\.txt$/i.test(path) && sizeBytes < 2 ** 16);
  if (file === undefined) return new Map();
  const lines = new TextDecoder().decode(await file.open()).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [label = NaN, code = NaN] = line.trim().split(/\s+/).map(Number);
      return label >= 0 && code > 32 && code < 0x110000 ? [[label, String.fromCodePoint(code)] as const] : [];
    }),
  );
}
