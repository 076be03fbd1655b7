// The kinds of fruit: how each lies, how often it wears its stem, how it is cut and sold. What it looks like stands in
// shaders/fruit/NAME.wgsl. Lengths are in units of its radius at its widest; y runs along its core, stem up.

export interface FruitKind {
  /** Balls that it fills about: where it touches what it lies on. [x, y, z, radius] */
  readonly outline: readonly (readonly [x: number, y: number, z: number, radius: number])[];
  /** How far apart two of them lie in a heap, over twice the radius. */
  readonly spacing: number;
  /** `up` stands on its end, `down` lies on its side, `flat` lies with z up, `any` as it falls. */
  readonly poses: readonly Pose[];
  /** How often it is cut, and how: 1 in halves, 2 in wedges. */
  readonly cut: { readonly chance: number; readonly into: readonly (1 | 2)[]; readonly face: 'y' | 'z' };
  /** How often it has its stem, and of those a leaf. */
  readonly stem: number;
  readonly leaf: number;
  /** In reality, centimetres: what else stands about is sized by it. */
  readonly radiusCm: number;
  /** Several that grew together. */
  readonly bunch?: 'hand' | 'cluster';
}

export type Pose = 'up' | 'down' | 'flat' | 'any';

const ball = [[0, 0, 0, 1]] as const;

export const FRUITS = {
  apple: {
    outline: [[0, 0, 0, 0.93]],
    spacing: 0.95,
    poses: ['up', 'up', 'any'],
    cut: { chance: 0.1, into: [1], face: 'z' },
    stem: 0.8,
    leaf: 0.12,
    radiusCm: 4,
  },
  banana: {
    outline: [
      [0.17, 0, 0, 0.27],
      [0.08, 0.6, 0, 0.22],
      [0.08, -0.6, 0, 0.22],
      [-0.3, 1.12, 0, 0.1],
      [-0.3, -1.12, 0, 0.1],
    ],
    spacing: 0.62,
    poses: ['flat'],
    cut: { chance: 0, into: [1], face: 'y' },
    stem: 1,
    leaf: 0,
    radiusCm: 8,
    bunch: 'hand',
  },
  orange: {
    outline: ball,
    spacing: 0.97,
    poses: ['up', 'any', 'any'],
    cut: { chance: 0.16, into: [1], face: 'y' },
    stem: 0.75,
    leaf: 0.1,
    radiusCm: 4,
  },
  lemon: {
    outline: [
      [0, 0, 0, 0.92],
      [0, 1.2, 0, 0.2],
      [0, -1.25, 0, 0.2],
    ],
    spacing: 1.02,
    poses: ['down', 'down', 'any'],
    cut: { chance: 0.16, into: [1], face: 'y' },
    stem: 0.6,
    leaf: 0.12,
    radiusCm: 3,
  },
  pear: {
    outline: [
      [0, -0.28, 0, 0.94],
      [0, 0.75, 0, 0.42],
    ],
    spacing: 1.05,
    poses: ['up', 'down', 'any'],
    cut: { chance: 0.1, into: [1], face: 'z' },
    stem: 0.9,
    leaf: 0.1,
    radiusCm: 4,
  },
  kiwi: {
    outline: [
      [0, 0, 0, 0.94],
      [0, 0.4, 0, 0.82],
      [0, -0.4, 0, 0.82],
    ],
    spacing: 1.02,
    poses: ['down', 'down', 'any'],
    cut: { chance: 0.3, into: [1], face: 'y' },
    stem: 0,
    leaf: 0,
    radiusCm: 2.7,
  },
  pineapple: {
    outline: [
      [0, 0.45, 0, 0.9],
      [0, -0.45, 0, 0.9],
      [0, 2.2, 0, 0.3],
    ],
    spacing: 1.12,
    poses: ['up', 'up', 'up', 'down'],
    cut: { chance: 0.08, into: [1], face: 'y' },
    stem: 1,
    leaf: 0,
    radiusCm: 6,
  },
  watermelon: {
    outline: [
      [0, 0, 0, 1],
      [0, 0.2, 0, 0.96],
      [0, -0.2, 0, 0.96],
    ],
    spacing: 1.02,
    poses: ['down', 'down', 'any'],
    cut: { chance: 0.3, into: [1, 2], face: 'z' },
    stem: 0.6,
    leaf: 0,
    radiusCm: 12,
  },
  strawberry: {
    outline: [
      [0, 0.12, 0, 0.75],
      [0, -0.8, 0, 0.3],
    ],
    spacing: 0.9,
    poses: ['down', 'any', 'any'],
    cut: { chance: 0.12, into: [1], face: 'z' },
    stem: 1,
    leaf: 0,
    radiusCm: 1.7,
  },
  grape: {
    outline: ball,
    spacing: 0.9,
    poses: ['any'],
    cut: { chance: 0, into: [1], face: 'y' },
    stem: 1,
    leaf: 0,
    radiusCm: 1,
    bunch: 'cluster',
  },
  peach: {
    outline: ball,
    spacing: 0.98,
    poses: ['up', 'any'],
    cut: { chance: 0.15, into: [1], face: 'z' },
    stem: 0.6,
    leaf: 0.25,
    radiusCm: 3.7,
  },
  tomato: {
    outline: [[0, 0, 0, 0.82]],
    spacing: 0.97,
    poses: ['up', 'up', 'any'],
    cut: { chance: 0.12, into: [1], face: 'y' },
    stem: 0.85,
    leaf: 0,
    radiusCm: 3.5,
  },
  mango: {
    outline: [
      [0.05, 0.3, 0, 0.85],
      [0.1, -0.4, 0, 0.8],
    ],
    spacing: 1.08,
    poses: ['down', 'flat', 'flat', 'any'],
    cut: { chance: 0.1, into: [1], face: 'z' },
    stem: 0.7,
    leaf: 0,
    radiusCm: 4.5,
  },
  avocado: {
    outline: [
      [0, -0.22, 0, 0.92],
      [0, 0.7, 0, 0.46],
    ],
    spacing: 1.0,
    poses: ['down', 'down', 'any'],
    cut: { chance: 0.3, into: [1], face: 'z' },
    stem: 1,
    leaf: 0,
    radiusCm: 3.7,
  },
} as const satisfies Readonly<Record<string, FruitKind>>;

export type FruitName = keyof typeof FRUITS;

export const ALL_FRUITS = Object.keys(FRUITS) as FruitName[];

/** Those that are told apart well. Apple and tomato, orange and peach are easily taken for each other. */
export const DEFAULT_FRUITS = [
  'apple',
  'banana',
  'orange',
  'lemon',
  'pear',
  'kiwi',
  'pineapple',
  'watermelon',
] as const satisfies readonly FruitName[];

/** @throws RangeError naming the fruit there are, or one named twice */
export function fruitNames(names: readonly string[]): FruitName[] {
  if (names.length === 0) throw new RangeError('fruit: expected at least one class. Received none');
  return names.map((name, index) => {
    if (!Object.hasOwn(FRUITS, name)) {
      throw new RangeError(`fruit: there is no '${name}'. Known: ${ALL_FRUITS.join(', ')}`);
    }
    if (names.indexOf(name) !== index)
      throw new RangeError(`fruit: classes must differ. Received '${name}' twice`);
    return name as FruitName;
  });
}
