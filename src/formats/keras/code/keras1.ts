// Arguments as Keras 1 called them: Convolution2D(32, 3, 3, border_mode='same') is Conv2D(32, (3, 3), padding='same').
// Keras 2 read them too.

import type { GivenArgument, Value } from './values';

const NAMES: Readonly<Record<string, string>> = {
  nb_filter: 'filters',
  border_mode: 'padding',
  subsample: 'strides',
  atrous_rate: 'dilation_rate',
  init: 'kernel_initializer',
  W_regularizer: 'kernel_regularizer',
  b_regularizer: 'bias_regularizer',
  W_constraint: 'kernel_constraint',
  b_constraint: 'bias_constraint',
  output_dim: 'units',
  dim_ordering: 'data_format',
};

/** By class, where the name means something else elsewhere. */
const OF_CLASS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Dropout: { p: 'rate' },
  Embedding: {
    output_dim: 'output_dim',
    init: 'embeddings_initializer',
    W_regularizer: 'embeddings_regularizer',
  },
  Dense: { bias: 'use_bias' },
  Conv2D: { bias: 'use_bias' },
  Convolution2D: { bias: 'use_bias' },
  AtrousConvolution2D: { bias: 'use_bias' },
  SeparableConvolution2D: { bias: 'use_bias', init: 'depthwise_initializer' },
  Deconvolution2D: { bias: 'use_bias' },
};

const KERNEL = ['nb_filter', 'nb_row', 'nb_col'];
const OPTIONS = ['init', 'activation', 'weights', 'border_mode', 'subsample'];
const ORDER = ['dim_ordering', 'W_regularizer', 'b_regularizer', 'activity_regularizer'];

/** Convolutions by place, which took rows and columns of their kernel one by one. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  Convolution2D: [...KERNEL, ...OPTIONS, ...ORDER],
  AtrousConvolution2D: [...KERNEL, ...OPTIONS, 'atrous_rate', ...ORDER],
  SeparableConvolution2D: [...KERNEL, ...OPTIONS, 'depth_multiplier', ...ORDER],
  Deconvolution2D: [...KERNEL, 'output_shape', ...OPTIONS, ...ORDER],
};

/** Whether a script is written for Keras 1, whose pictures could have their channels first without saying so. */
export const isKeras1 = (code: string): boolean =>
  /\b(border_mode|nb_epoch|nb_filters?|dim_ordering|nb_row)\s*=|\bConvolution2D\(\s*\d+\s*,\s*\d+\s*,\s*\d+/.test(
    code,
  );

/** Names of Keras 2 that took the arguments of Keras 1, too. */
const SAME_ORDER: Readonly<Record<string, string>> = {
  Conv2D: 'Convolution2D',
  SeparableConv2D: 'SeparableConvolution2D',
  Conv2DTranspose: 'Deconvolution2D',
};
const FIT: Readonly<Record<string, string>> = { nb_epoch: 'epochs' };

/** Of fit(). */
export const modernFit = (given: readonly GivenArgument[]): readonly GivenArgument[] =>
  given.map((argument) => ({ ...argument, name: FIT[argument.name] ?? argument.name }));

export interface Modern {
  readonly given: readonly GivenArgument[];
  /** They were those of Keras 1. */
  readonly isOld: boolean;
}

/** @param given those of a layer, without a name where they are given by place */
export function modernArguments(className: string, given: readonly GivenArgument[]): Modern {
  const names = { ...NAMES, ...OF_CLASS[className] };
  const placed = given.filter(({ name }) => name === '');
  const isNumber = (at: number): boolean => placed[at]?.given.type === 'number';
  const mayBeNumber = (at: number): boolean => isNumber(at) || placed[at]?.given.type === 'unknown';
  const order = POSITIONAL[SAME_ORDER[className] ?? className];
  const isTransposed = order?.includes('output_shape') === true;
  const hasOldName = given.some(
    ({ name }) =>
      name in names || name === 'nb_row' || name === 'nb_col' || (isTransposed && name === 'output_shape'),
  );
  const hasStrides = given.some(({ name }) => name === 'strides');
  const isOld =
    hasOldName ||
    (Object.hasOwn(POSITIONAL, className) && placed.length > 2 && isNumber(1) && isNumber(2)) ||
    // Keras 2 read Conv2D(64, 7, 7, strides=2) so as well; in Keras 3 the strides would be given twice.
    (className === 'Conv2D' && placed.length === 3 && isNumber(1) && isNumber(2) && hasStrides);
  // How it takes means, which Keras 2 has no choice of.
  if (className === 'BatchNormalization' && given.some(({ name }) => name === 'mode'))
    return { given: given.filter(({ name }) => name !== 'mode'), isOld: true };
  if (!isOld) return { given, isOld };
  const isByRow = placed.length > 2 && mayBeNumber(1) && mayBeNumber(2);
  const positional = order !== undefined && isByRow ? order : [];
  let place = 0;
  const named = given.map((argument) =>
    argument.name === '' ? { ...argument, name: positional[place++] ?? '' } : argument,
  );
  const kernel = kernelSize(named);
  const rest = named.flatMap((argument): GivenArgument[] => {
    if (argument.name === 'nb_row') return kernel ? [kernel] : [{ ...argument, name: 'kernel_size' }];
    if (argument.name === 'nb_col') return [];
    if (argument.name === 'dim_ordering') return dataFormat(argument);
    // Keras 2 took it and did nothing with it: it is what the other arguments give.
    if (isTransposed && argument.name === 'output_shape') return [];
    return [{ ...argument, name: names[argument.name] ?? argument.name }];
  });
  return { given: rest, isOld };
}

/** `dim_ordering="th"` is `data_format="channels_first"`. */
function dataFormat(argument: GivenArgument): GivenArgument[] {
  const { given } = argument;
  const isFirst = given.type === 'string' && given.value === 'th';
  return isFirst ? [{ ...argument, name: 'data_format', given: { ...given, value: 'channels_first' } }] : [];
}

/** Rows and columns of a kernel, which Keras 1 took one by one, as one argument. */
function kernelSize(named: readonly GivenArgument[]): GivenArgument | null {
  const [rows, columns] = ['nb_row', 'nb_col'].map((name) => named.find((one) => one.name === name));
  if (!rows || !columns) return null;
  const given: Value = { type: 'list', items: [rows.given, columns.given], size: 2, origin: null };
  const span = (
    a: { from: number; to: number },
    b: { from: number; to: number },
  ): { from: number; to: number } => ({
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
  });
  return {
    name: 'kernel_size',
    keyword: null,
    given,
    argument: span(rows.argument, columns.argument),
    value: span(rows.value, columns.argument),
    origin: null,
  };
}
