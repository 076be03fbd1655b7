// The arrays of data sets that Keras loads: nothing of them is known but their shape, which scripts build on.

import { dictionary, listValue, numberValue } from './arithmetic';
import { plainValue, unknown, type GivenArgument, type Value } from './values';

export type DataArray = Value & { readonly type: 'array' };
type Lengths = readonly (number | null)[];

/** Training pictures, test pictures, the shape of one, of its label, and how many classes there are. */
const DATA_SETS: Readonly<
  Record<string, readonly [train: number, test: number, picture: Lengths, label: Lengths, classes: number]>
> = {
  mnist: [60_000, 10_000, [28, 28], [], 10],
  fashion_mnist: [60_000, 10_000, [28, 28], [], 10],
  cifar10: [50_000, 10_000, [32, 32, 3], [1], 10],
  cifar100: [50_000, 10_000, [32, 32, 3], [1], 100],
};

const arrayOf = (shape: Lengths, classes: number | null = null): DataArray => ({
  type: 'array',
  shape,
  classes,
  origin: null,
});

const lengthsOf = ({ shape }: DataArray): Value =>
  listValue(
    shape.map((length) => (length === null ? unknown() : numberValue(length, true, null))),
    null,
  );

/** Functions of Keras, numpy and scikit-learn on data; undefined for others. */
export function dataCall(path: string, given: readonly GivenArgument[]): Value | undefined {
  const set = /^keras\.datasets\.(\w+)\.load_data$/.exec(path)?.[1];
  const data = set === undefined ? undefined : DATA_SETS[set];
  if (data !== undefined) {
    const [train, test, picture, label, classes] = data;
    return listValue(
      [train, test].map((count) =>
        listValue([arrayOf([count, ...picture]), arrayOf([count, ...label], classes)], null),
      ),
      null,
    );
  }
  const values = given.map((one) => one.given);
  const [first, second] = values;
  if (/^sklearn\.datasets\.fetch_(mldata|openml)$/.test(path)) {
    const name = first?.type === 'string' ? first.value : given.find((one) => one.name === 'name')?.given;
    return /mnist/i.test(typeof name === 'string' ? name : name?.type === 'string' ? name.value : '')
      ? bunchOf(given)
      : undefined;
  }
  if (path === 'numpy.random.permutation') return arrayOf(first?.type === 'array' ? first.shape : [null]);
  if (/^numpy\.(zeros|ones|empty)$/.test(path) && first?.type === 'list')
    return arrayOf(first.items.map((one) => (one.type === 'number' ? one.value : null)));
  if (first?.type !== 'array') return undefined;
  const named = (name: string, place: number): unknown => {
    const found =
      given.find((one) => one.name === name)?.given ??
      (given[place]?.name === '' ? values[place] : undefined);
    return found === undefined ? undefined : plainValue(found);
  };
  const last = path.split('.').at(-1) ?? '';
  if (/^keras\.utils\.(np_utils\.|numerical_utils\.)?to_categorical$/.test(path)) {
    const count = named('num_classes', 1) ?? named('nb_classes', 1) ?? first.classes;
    return arrayOf([first.shape[0] ?? null, typeof count === 'number' ? count : null], first.classes);
  }
  if (/^sklearn\.(model_selection|cross_validation)\.train_test_split$/.test(path)) {
    const arrays = values.flatMap((one) => (one.type === 'array' ? [one] : []));
    const parts = arrays.flatMap(({ shape, classes }) => {
      const part = arrayOf([null, ...shape.slice(1)], classes);
      return [part, part];
    });
    return listValue(parts, null);
  }
  if (path === 'builtins.len')
    return typeof first.shape[0] !== 'number' ? undefined : numberValue(first.shape[0], true, null);
  if (path === 'builtins.max') return largest(first);
  if (!path.startsWith('numpy.')) return undefined;
  switch (last) {
    case 'array':
    case 'asarray':
    case 'copy':
    case 'float32':
      return first;
    case 'max':
    case 'amax':
      return largest(first);
    case 'unique':
      return arrayOf([first.classes]);
    case 'reshape':
      return second === undefined ? undefined : reshaped(first, second);
    case 'expand_dims': {
      const axis = named('axis', 1);
      if (typeof axis !== 'number') return undefined;
      return arrayOf(
        [...first.shape].toSpliced(axis < 0 ? axis + first.shape.length + 1 : axis, 0, 1),
        first.classes,
      );
    }
    case 'prod':
      return undefined;
    default:
      return undefined;
  }
}

/** MNIST as scikit-learn gives it: rows of numbers, with their labels. */
function bunchOf(given: readonly GivenArgument[]): Value {
  const [data, target] = [arrayOf([70_000, 784]), arrayOf([70_000], 10)];
  const asPair = given.find(({ name }) => name === 'return_X_y')?.given;
  if (asPair?.type === 'constant' && asPair.value === true) return listValue([data, target], null);
  const entry = (key: string, value: Value): { readonly key: Value; readonly value: Value } => ({
    key: { type: 'string', value: key, origin: null },
    value,
  });
  return dictionary([entry('data', data), entry('target', target)], { from: 0, to: 0 });
}

const largest = ({ classes, shape }: DataArray): Value | undefined =>
  classes === null || shape.length > 2 ? undefined : numberValue(classes - 1, true, null);

/** `x.astype("float32")`, `x.reshape(60000, 784)`, `y.max()`; undefined for other methods. */
export function dataMethod(of: DataArray, name: string, given: readonly GivenArgument[]): Value | undefined {
  const values = given.filter((one) => one.name === '').map((one) => one.given);
  switch (name) {
    case 'astype':
    case 'copy':
      return of;
    case 'max':
      return largest(of);
    case 'reshape': {
      const [first] = values;
      return first === undefined
        ? undefined
        : reshaped(of, first.type === 'list' ? first : listValue(values, null));
    }
    default:
      return undefined;
  }
}

export function dataMember(of: DataArray, property: string): Value | undefined {
  if (property === 'shape') return lengthsOf(of);
  if (property === 'ndim') return numberValue(of.shape.length, true, null);
  return undefined;
}

function reshaped({ shape, classes }: DataArray, target: Value): Value | undefined {
  const items = target.type === 'list' ? target.items : [target];
  const wanted = items.map((one) => (one.type === 'number' ? one.value : null));
  const size = shape.reduce<number | null>(
    (product, length) => (product === null || length === null ? null : product * length),
    1,
  );
  const known = wanted.reduce<number | null>(
    (product, length) =>
      product === null || length === null ? null : length === -1 ? product : product * length,
    1,
  );
  const open = size !== null && known !== null && size % known === 0 ? size / known : null;
  return arrayOf(
    wanted.map((length) => (length === -1 ? open : length)),
    classes,
  );
}

/** Arithmetic leaves the shape. */
export function dataOperator(operator: string, left: Value, right: Value): Value | undefined {
  if (!/^(\+|-|\*|\/|\/\/|\*\*)$/.test(operator)) return undefined;
  const [a, b] = [left.type === 'array' ? left : null, right.type === 'array' ? right : null];
  const longer = a !== null && b !== null ? (b.shape.length > a.shape.length ? b : a) : (a ?? b);
  return longer === null ? undefined : arrayOf(longer.shape);
}

/** What is taken of one axis. */
export type DataIndex = 'all' | 'part' | 'one' | 'new' | 'rest' | 'unknown';

export function dataIndexed(of: DataArray, indices: readonly DataIndex[]): Value {
  if (indices.includes('unknown')) return unknown();
  const own = indices.filter((one) => one !== 'new' && one !== 'rest').length;
  const open = of.shape.length - own;
  if (open < 0) return unknown();
  const whole = Array.from({ length: open }, (): DataIndex => 'all');
  const all = indices.includes('rest')
    ? indices.flatMap((one): readonly DataIndex[] => (one === 'rest' ? whole : [one]))
    : [...indices, ...whole];
  let axis = 0;
  const shape = all.flatMap((one): (number | null)[] => {
    if (one === 'new') return [1];
    const length = of.shape[axis++] ?? null;
    return one === 'one' ? [] : [one === 'part' ? null : length];
  });
  return arrayOf(shape, of.classes);
}
