// Which network and settings suit which data set. The terminal uses them as defaults, the page where a data set is chosen.

export interface RecommendedTraining {
  /** A preset; its input and number of classes are fitted to the data. */
  readonly model: string;
  readonly optimizer: 'adam';
  /** The initial rate; it may fall along a cosine or stay. */
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Training pictures of each class to generate; null for a data set of fixed size. */
  readonly perClass: number | null;
}

const SHAPES = {
  model: 'shapenet',
  optimizer: 'adam',
  learningRate: 0.006,
  batchSize: 32,
  epochs: 3,
  perClass: 600,
} as const;

export const RECOMMENDED = {
  mnist: {
    model: 'lenet5',
    optimizer: 'adam',
    learningRate: 0.002,
    batchSize: 64,
    epochs: 5,
    perClass: null,
  },
  shapes: SHAPES,
  'shapes-colour': SHAPES,
  // docs/fruit.md says how these were chosen.
  'fruit-synthetic': {
    model: 'fruitnet',
    optimizer: 'adam',
    learningRate: 0.003,
    batchSize: 32,
    epochs: 20,
    perClass: 1000,
  },
} as const satisfies Readonly<Record<string, RecommendedTraining>>;

export type RecommendedData = keyof typeof RECOMMENDED;

/** Null: nothing is recommended for this data set. */
export function recommendedFor(data: string): RecommendedTraining | null {
  return Object.hasOwn(RECOMMENDED, data) ? RECOMMENDED[data as RecommendedData] : null;
}
