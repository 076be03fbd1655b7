// How parameters begin. Seeded: the same seed and name give the same numbers, whatever else the network holds.
//
// Sources: LeCun et al. 1998, "Efficient BackProp", §4.6 (leCunNormal; Keras' VarianceScaling by default is the
// same), Glorot & Bengio 2010 (glorotUniform), He et al. 2015 (heNormal), Saxe et al. 2013, arXiv:1312.6120 (orthogonal).
// Normal numbers are cut at two sigma, as in Keras; only randomNormal and untruncatedNormal are not.
// Names and defaults: Keras 3, https://keras.io/api/layers/initializers/

export const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heNormal',
  'heUniform',
  'leCunNormal',
  'leCunUniform',
  'zeros',
  'ones',
  'randomNormal',
  'truncatedNormal',
  'randomUniform',
  'orthogonal',
] as const;
export type InitializerName = (typeof INITIALIZERS)[number];

/** One with numbers of its own. A name alone has Keras's defaults. */
export type InitializerObject =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'randomNormal' | 'truncatedNormal'; readonly mean: number; readonly stddev: number }
  | { readonly kind: 'randomUniform'; readonly minval: number; readonly maxval: number }
  | { readonly kind: 'orthogonal'; readonly gain: number }
  | {
      readonly kind: 'varianceScaling';
      readonly scale: number;
      readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
      readonly distribution: 'truncatedNormal' | 'untruncatedNormal' | 'uniform';
    };

export type Initializer = InitializerName | InitializerObject;

/** What Keras takes where a script says nothing. */
export const INITIALIZER_DEFAULTS = {
  randomNormal: { mean: 0, stddev: 0.05 },
  truncatedNormal: { mean: 0, stddev: 0.05 },
  randomUniform: { minval: -0.05, maxval: 0.05 },
  orthogonal: { gain: 1 },
  constant: { value: 0 },
  varianceScaling: { scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' },
} as const;

export const VARIANCES = {
  glorotUniform: ['fanAvg', 1, 'uniform'],
  glorotNormal: ['fanAvg', 1, 'truncatedNormal'],
  heNormal: ['fanIn', 2, 'truncatedNormal'],
  heUniform: ['fanIn', 2, 'uniform'],
  leCunNormal: ['fanIn', 1, 'truncatedNormal'],
  leCunUniform: ['fanIn', 1, 'uniform'],
} as const;

/** Inputs and outputs of one unit; the shape of the whole parameter matters to orthogonal ones only. */
export interface Fan {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly shape?: readonly number[];
}

/** A stream of uniform numbers in [0, 1) from a seed and a name. */
export function seededUniform(seed: number, name: string): () => number {
  let state = seed >>> 0;
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return () => {
    // A Weyl sequence through a 32-bit finaliser (murmur3's), 24 bits used: exact in f32.
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 8) / 2 ** 24;
  };
}

/** Normal numbers (Box–Muller). */
function normal(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

/** Redrawn beyond two standard deviations. */
function truncatedNormal(uniform: () => number): number {
  for (;;) {
    const z = normal(uniform);
    if (Math.abs(z) <= 2) return z;
  }
}

/** The standard deviation of a normal distribution cut at ±2σ, relative to σ. */
const TRUNCATED_SIGMA = 0.87962566103423978;

/** Fills arrays one after another: all of them are one stream, however it is cut. */
export type Filler = (values: Float32Array) => void;

type OrthogonalFiller = (gain: number, fan: Fan, draw: () => number, name: string) => Filler;
let orthogonalFiller: OrthogonalFiller | null = null;

/** Called by orthogonal.ts. */
export function addOrthogonal(made: OrthogonalFiller): void {
  orthogonalFiller = made;
}

/** Before the first use of an orthogonal one, where orthogonal.ts is not imported anyway. */
export async function loadInitializers(used: readonly Initializer[]): Promise<void> {
  const isOrthogonal = used.some((one) => (typeof one === 'string' ? one : one.kind) === 'orthogonal');
  if (isOrthogonal && orthogonalFiller === null) await import('./orthogonal');
}

/**
 * @param name which parameter, such as `conv2d_1/weight`
 * @throws RangeError for an orthogonal one of a parameter with fewer than two axes
 */
export function filler(initializer: Initializer, fan: Fan, seed: number, name: string): Filler {
  const uniform = seededUniform(seed, name);
  const by =
    (draw: () => number): Filler =>
    (values) => {
      for (let i = 0; i < values.length; i++) values[i] = draw();
    };
  const given = typeof initializer === 'string' ? objectOf(initializer) : initializer;
  switch (given.kind) {
    case 'constant':
      return (values) => values.fill(given.value);
    case 'randomNormal':
      return by(() => given.mean + given.stddev * normal(uniform));
    case 'truncatedNormal':
      return by(() => given.mean + given.stddev * truncatedNormal(uniform));
    case 'randomUniform':
      return by(() => given.minval + (given.maxval - given.minval) * uniform());
    case 'orthogonal':
      if (orthogonalFiller === null) throw new Error("initializer 'orthogonal': is not loaded yet");
      return orthogonalFiller(given.gain, fan, () => normal(uniform), name);
    case 'varianceScaling':
      return by(scaled(given, fan, uniform));
    default:
      return given satisfies never;
  }
}

function scaled(
  { scale, mode, distribution }: InitializerObject & { readonly kind: 'varianceScaling' },
  { fanIn, fanOut }: Fan,
  uniform: () => number,
): () => number {
  const variance = { fanIn: scale / fanIn, fanOut: scale / fanOut, fanAvg: (2 * scale) / (fanIn + fanOut) }[
    mode
  ];
  const sigma = Math.sqrt(variance);
  switch (distribution) {
    case 'uniform': {
      const limit = Math.sqrt(3 * variance);
      return () => (2 * uniform() - 1) * limit;
    }
    case 'truncatedNormal': {
      const wide = sigma / TRUNCATED_SIGMA;
      return () => truncatedNormal(uniform) * wide;
    }
    case 'untruncatedNormal':
      return () => normal(uniform) * sigma;
    default:
      return distribution satisfies never;
  }
}

/** A name with its numbers. */
function objectOf(name: InitializerName): InitializerObject {
  switch (name) {
    case 'zeros':
    case 'ones':
      return { kind: 'constant', value: Number(name === 'ones') };
    case 'randomNormal':
    case 'truncatedNormal':
      return { kind: name, ...INITIALIZER_DEFAULTS[name] };
    case 'randomUniform':
      return { kind: name, ...INITIALIZER_DEFAULTS[name] };
    case 'orthogonal':
      return { kind: name, ...INITIALIZER_DEFAULTS[name] };
    default: {
      const [mode, scale, distribution] = VARIANCES[name];
      return { kind: 'varianceScaling', mode, scale, distribution };
    }
  }
}

/** @returns `size` numbers. @param name which parameter, such as `conv2d_1/weight` */
export function initialize(
  initializer: Initializer,
  size: number,
  fan: Fan,
  seed: number,
  name: string,
): Float32Array {
  const values = new Float32Array(size);
  filler(initializer, fan, seed, name)(values);
  return values;
}
