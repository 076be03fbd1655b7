// InceptionV3: blocks of several branches side by side, of kernels of different sizes; large kernels as two in turn.
// Inception-ResNet-v2: such blocks with a shortcut around each.
// Sources: Szegedy et al., "Rethinking the Inception Architecture", 2015, arXiv:1512.00567, table 1 and figures 5 to 7;
// "Inception-v4, Inception-ResNet and the Impact of Residual Connections", 2016, arXiv:1602.07261, figures 15 to 19. Names
// as in Keras.

import { classifier, layer, type ApplicationOptions, type Part } from './part';

interface ConvolutionOptions {
  readonly strides?: number;
  readonly padding?: 'valid' | 'same';
  readonly name?: string;
}

/** A convolution, its normalization and ReLU. @param kernelSize rows and columns, or both */
function convolution(
  filters: number,
  kernelSize: number | readonly number[],
  x: Part | null,
  { strides = 1, padding = 'same', name }: ConvolutionOptions = {},
): Part {
  let y = layer('conv2d', name ?? null, { filters, kernelSize, strides, padding, useBias: false }, x);
  y = layer('batchNormalization', name === undefined ? null : `${name}_bn`, { scale: false }, y);
  return layer('activation', name === undefined ? null : `${name}_ac`, { activation: 'relu' }, y);
}

/** Without a border it halves the map. */
const HALVING = { strides: 2, padding: 'valid' } as const;
const VALID = { padding: 'valid' } as const;

const halvingPool = (x: Part): Part =>
  layer('maxPooling2d', null, { poolSize: 3, strides: 2, padding: 'valid' }, x);
const meanOf = (x: Part): Part =>
  layer('averagePooling2d', null, { poolSize: 3, strides: 1, padding: 'same' }, x);
const joined = (name: string | null, ...branches: readonly Part[]): Part =>
  layer('concatenate', name, {}, ...branches);

/** The front of both. */
function stem(): Part {
  let x = convolution(32, 3, null, HALVING);
  x = convolution(64, 3, convolution(32, 3, x, VALID));
  x = convolution(80, 1, halvingPool(x), VALID);
  return halvingPool(convolution(192, 3, x, VALID));
}

/** Two kernels of 3×3 in turn, as one of 5×5. @param pooling filters behind the mean */
function block35(name: string, pooling: number, x: Part, [one, five] = [64, 48]): Part {
  const a = convolution(one, 1, x);
  const b = convolution(64, 5, convolution(five, 1, x));
  const c = convolution(96, 3, convolution(96, 3, convolution(64, 1, x)));
  return joined(name, a, b, c, convolution(pooling, 1, meanOf(x)));
}

/** Kernels of 1×7 and 7×1 in turn, as one of 7×7. */
function block17(name: string, filters: number, x: Part): Part {
  const a = convolution(192, 1, x);
  let b = convolution(filters, [1, 7], convolution(filters, 1, x));
  b = convolution(192, [7, 1], b);
  let c = convolution(filters, [7, 1], convolution(filters, 1, x));
  c = convolution(filters, [7, 1], convolution(filters, [1, 7], c));
  c = convolution(192, [1, 7], c);
  return joined(name, a, b, c, convolution(192, 1, meanOf(x)));
}

/** Kernels of 1×3 and 3×1 side by side. */
function block8(number: number, x: Part): Part {
  const a = convolution(320, 1, x);
  let b = convolution(384, 1, x);
  b = joined(`mixed9_${number}`, convolution(384, [1, 3], b), convolution(384, [3, 1], b));
  let c = convolution(384, 3, convolution(448, 1, x));
  c = joined(null, convolution(384, [1, 3], c), convolution(384, [3, 1], c));
  return joined(`mixed${9 + number}`, a, b, c, convolution(192, 1, meanOf(x)));
}

export function inceptionV3(o: ApplicationOptions): Part {
  let x = block35('mixed0', 32, stem());
  x = block35('mixed1', 64, x);
  x = block35('mixed2', 64, x);
  const halves = convolution(384, 3, x, HALVING);
  const doubled = convolution(96, 3, convolution(96, 3, convolution(64, 1, x)), HALVING);
  x = joined('mixed3', halves, doubled, halvingPool(x));
  [128, 160, 160, 192].forEach((filters, i) => (x = block17(`mixed${4 + i}`, filters, x)));
  const a = convolution(320, 3, convolution(192, 1, x), HALVING);
  let b = convolution(192, [1, 7], convolution(192, 1, x));
  b = convolution(192, 3, convolution(192, [7, 1], b), HALVING);
  x = joined('mixed8', a, b, halvingPool(x));
  for (const number of [0, 1]) x = block8(number, x);
  return classifier(x, o, { named: o.top });
}

type Branches = (x: Part) => readonly Part[];

/** The branches of a residual block, joined and brought to the channels of its shortcut, which gets a share of them. */
function residual(name: string, channels: number, scale: number, branches: Branches, x: Part, active = true): Part {
  const mixed = joined(`${name}_mixed`, ...branches(x));
  const wide = layer('conv2d', `${name}_conv`, { filters: channels, kernelSize: 1, padding: 'same' }, mixed);
  const y = layer('customScaleLayer', null, { scale }, x, wide);
  return active ? layer('activation', `${name}_ac`, { activation: 'relu' }, y) : y;
} // prettier-ignore

const branches35: Branches = (x) => [
  convolution(32, 1, x),
  convolution(32, 3, convolution(32, 1, x)),
  convolution(64, 3, convolution(48, 3, convolution(32, 1, x))),
];
const branches17: Branches = (x) => [
  convolution(192, 1, x),
  convolution(192, [7, 1], convolution(160, [1, 7], convolution(128, 1, x))),
];
const branches8: Branches = (x) => [
  convolution(192, 1, x),
  convolution(256, [3, 1], convolution(224, [1, 3], convolution(192, 1, x))),
];

export function inceptionResnetV2(o: ApplicationOptions): Part {
  let x = block35('mixed_5b', 64, stem(), [96, 48]);
  for (let i = 1; i <= 10; i++) x = residual(`block35_${i}`, 320, 0.17, branches35, x);
  let a = convolution(384, 3, x, HALVING);
  let b = convolution(384, 3, convolution(256, 3, convolution(256, 1, x)), HALVING);
  x = joined('mixed_6a', a, b, halvingPool(x));
  for (let i = 1; i <= 20; i++) x = residual(`block17_${i}`, 1088, 0.1, branches17, x);
  a = convolution(384, 3, convolution(256, 1, x), HALVING);
  b = convolution(288, 3, convolution(256, 1, x), HALVING);
  const c = convolution(320, 3, convolution(288, 3, convolution(256, 1, x)), HALVING);
  x = joined('mixed_7a', a, b, c, halvingPool(x));
  for (let i = 1; i <= 9; i++) x = residual(`block8_${i}`, 2080, 0.2, branches8, x);
  x = residual('block8_10', 2080, 1, branches8, x, false);
  return classifier(convolution(1536, 1, x, { name: 'conv_7b' }), o, { named: o.top });
}
