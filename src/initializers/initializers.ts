// How parameters begin. Seeded: the same seed and name give the same numbers, whatever else the network holds.
//
// Sources: LeCun et al. 1998, "Efficient BackProp", §4.6 (leCunNormal; Keras' VarianceScaling by default is the
// same), Glorot & Bengio 2010 (glorotUniform), He et al. 2015 (heNormal). Normal numbers are cut at two sigma, as
// in Keras.

export const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heNormal',
  'heUniform',
  'leCunNormal',
  'leCunUniform',
  'zeros',
  'ones',
] as const;
export type InitializerName = (typeof INITIALIZERS)[number];

export interface Fan {
  readonly fanIn: number;
  readonly fanOut: number;
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

/** Normal numbers (Box–Muller), redrawn beyond two standard deviations. */
function truncatedNormal(uniform: () => number): number {
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const z = radius * Math.cos(2 * Math.PI * uniform());
    if (Math.abs(z) <= 2) return z;
  }
}

/** The standard deviation of a normal distribution cut at ±2σ, relative to σ. */
const TRUNCATED_SIGMA = 0.87962566103423978;

/** Fills arrays one after another: all of them are one stream, however it is cut. */
export type Filler = (values: Float32Array) => void;

/** @param name which parameter, such as `conv2d_1/weight` */
export function filler(
  initializer: InitializerName,
  { fanIn, fanOut }: Fan,
  seed: number,
  name: string,
): Filler {
  const uniform = seededUniform(seed, name);
  const by =
    (draw: () => number): Filler =>
    (values) => {
      for (let i = 0; i < values.length; i++) values[i] = draw();
    };
  const between = (limit: number): Filler => by(() => (2 * uniform() - 1) * limit);
  const around = (sigma: number): Filler => {
    const scale = sigma / TRUNCATED_SIGMA;
    return by(() => truncatedNormal(uniform) * scale);
  };
  switch (initializer) {
    case 'zeros':
      return (values) => values.fill(0);
    case 'ones':
      return (values) => values.fill(1);
    case 'glorotUniform':
      return between(Math.sqrt(6 / (fanIn + fanOut)));
    case 'heUniform':
      return between(Math.sqrt(6 / fanIn));
    case 'leCunUniform':
      return between(Math.sqrt(3 / fanIn));
    case 'leCunNormal':
      return around(Math.sqrt(1 / fanIn));
    case 'glorotNormal':
      return around(Math.sqrt(2 / (fanIn + fanOut)));
    case 'heNormal':
      return around(Math.sqrt(2 / fanIn));
    default:
      return initializer satisfies never;
  }
}

/** @returns `size` numbers. @param name which parameter, such as `conv2d_1/weight` */
export function initialize(
  initializer: InitializerName,
  size: number,
  fan: Fan,
  seed: number,
  name: string,
): Float32Array {
  const values = new Float32Array(size);
  filler(initializer, fan, seed, name)(values);
  return values;
}
