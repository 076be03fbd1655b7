// Calls of Keras by the paths of its classes and functions.

import { valuesOf } from './expressions';
import { namedArguments, objectArguments } from './given';
import { OtherLibraries } from './otherLibraries';
import type { Parts } from './parts';
import type { Problem } from './lints';
import { isOwnModule, meaningOf, plainPath } from './paths';
import { TensorFunctions } from './tensorFunctions';
import type { Indexed } from './tensorIndex';
import { weightIn, WeightLayers } from './weightLayers';
import { callAt, type Range } from './syntax';
import { unknown, valueText, type Call, type GivenArgument, type MadeLayer, type Value } from './values';

/** `merge([a, b], mode='concat')` of Keras 1. */
const MERGES: Readonly<Record<string, string>> = {
  sum: 'Add',
  concat: 'Concatenate',
  mul: 'Multiply',
  ave: 'Average',
  max: 'Maximum',
  dot: 'Dot',
};

/** Arguments of Keras 1's Merge, by place, and what the layers of today call them. */
const MERGE_ARGUMENTS = ['layers', 'mode', 'concat_axis', 'dot_axes'];
const MERGE_AXES: Readonly<Record<string, string>> = { concat_axis: 'axis', dot_axes: 'axes' };

/** Operators between tensors. */
const OPERATORS: Readonly<Record<string, string>> = { '+': 'Add', '-': 'Subtract', '*': 'Multiply' };

/** Functions on tensors that do what a layer does, by their last name. */
const AS_LAYERS: Readonly<Record<string, string>> = {
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  maximum: 'Maximum',
  minimum: 'Minimum',
  concat: 'Concatenate',
  concatenate: 'Concatenate',
};

/** Activation functions with parameters of their own, in Keras's order: with any of them they are a layer. */
const WITH_PARAMETERS: Readonly<
  Record<string, { readonly className: string; readonly parameters: readonly string[] }>
> = {
  leaky_relu: { className: 'LeakyReLU', parameters: ['negative_slope'] },
  elu: { className: 'ELU', parameters: ['alpha'] },
  relu: { className: 'ReLU', parameters: ['negative_slope', 'max_value', 'threshold'] },
};

/** Functions that give back the tensor that they are given. */
const SAME = new Set(['cast', 'convert_image_dtype', 'identity', 'convert_to_tensor', 'stop_gradient']);

/** Functions that give back numbers as they are given them. */
const PLAIN: ReadonlySet<string> = new Set([...SAME, 'constant', 'array']);

/** Functions that change pictures while a network is trained, as layers do. */
const AUGMENTING =
  /^(tensorflow\.(compat\.v1\.)?image\.random_\w+|tensorflow\.contrib\.image\.(transform|rotate|translate)|tensorflow_addons\.image\.\w+)$/;

/** Random numbers in a network, as of a variational autoencoder: it is read without them. */
const NOISE = /^(keras\.(backend\.)?random[._]|tensorflow\.random[._])(normal|uniform|truncated_normal)$/;

/** TensorFlow's own initializers: `tf.zeros_initializer`. */
const INITIALIZERS: Readonly<Record<string, string>> = {
  zeros: 'Zeros',
  ones: 'Ones',
  random_normal: 'RandomNormal',
  random_uniform: 'RandomUniform',
  truncated_normal: 'TruncatedNormal',
  constant: 'Constant',
};

/** Paths of functions on tensors. */
const OPERATIONS =
  /^(tensorflow(\.compat\.v1)?(\.math|\.nn|\.image|\.linalg)?|keras\.(ops(\.image)?|backend|random))\.\w+$/;

export class KerasCalls {
  readonly #tensors: TensorFunctions;
  readonly #weights: WeightLayers;
  readonly #others: OtherLibraries;

  constructor(private readonly parts: Parts) {
    this.#tensors = new TensorFunctions(parts);
    this.#weights = new WeightLayers(parts, this.#tensors.layers);
    this.#others = new OtherLibraries(parts);
  }

  callPath(path: string, call: Call, given: readonly GivenArgument[]): Value {
    const { record, layers, models } = this.parts;
    // What networks of TensorFlow's own files call the layers of their Keras.
    if (path.endsWith('.VersionAwareLayers')) return { type: 'path', path: 'keras.layers', origin: null };
    const meaning = meaningOf(path);
    const at = { from: call.from, to: call.to };
    const [first] = given;
    switch (meaning.what) {
      case 'layer':
        if (meaning.className === 'Merge') return this.#merge(call, given);
        return { type: 'layer', made: layers.make(meaning.className, call, given), origin: at };
      case 'joining':
        return this.#joining(meaning.className, call, given);
      case 'sequential':
        return models.sequential(call, given);
      case 'functional':
        return models.functional(call, given);
      case 'input':
      case 'inputLayer':
        return { type: 'tensor', source: layers.inputs.input(call, given), origin: null };
      case 'activation':
        if (/^(get|deserialize)$/.test(meaning.name)) return activationOf(first?.given);
        return first?.given.type === 'tensor' ? this.#activation(meaning.name, call, given) : unknown();
      case 'object': {
        // `initializers.get("ones")`
        if (meaning.className === 'get' && first !== undefined) {
          if (first.given.type !== 'string') return first.given;
          const made = { className: first.given.value, call, arguments: [], at };
          return meaning.group === 'initializers' ? { type: 'object', made, origin: at } : first.given;
        }
        const named = namedArguments(given, objectArguments(meaning.className));
        const made = { className: meaning.className, call, arguments: named, at };
        return { type: 'object', made, origin: at };
      }
      case 'application': {
        return models.application(meaning.name, call, given);
      }
      case 'saved':
        return models.saved(meaning.name, call, given);
      case 'preprocess': {
        if (first?.given.type !== 'tensor') return unknown();
        const problem = { code: 'leftOut', className: 'preprocess_input', what: 'scale' } as const;
        record.lint(call, 'warning', problem);
        return first.given;
      }
      case 'clear':
        record.names.clear();
        return unknown();
      case 'channels':
        if (first?.given.type === 'string') {
          record.channelsFirst = /^(th|channels_first)$/.test(first.given.value);
          record.setsOrder = true;
        }
        return unknown();
      case 'order': {
        const isFirst = record.setsOrder && record.channelsFirst;
        const value = meaning.isOld ? (isFirst ? 'th' : 'tf') : isFirst ? 'channels_first' : 'channels_last';
        return { type: 'string', value, origin: null };
      }
      case 'partial':
        return first === undefined
          ? unknown()
          : { type: 'partial', of: first.given, given: given.slice(1), origin: at };
      case 'reduce':
        return this.parts.functions.reduce(call, given);
      case 'other':
        return this.#other(path, call, given);
      default:
        return meaning satisfies never;
    }
  }

  /** `layers.add([a, b])`, `tf.concat([a, b], axis=-1)` */
  #joining(className: string, call: Call, given: readonly GivenArgument[]): Value {
    const { models } = this.parts;
    const [first, ...rest] = given;
    if (first === undefined) return unknown();
    return models.connect(this.#merging(className, call, rest), first.given, first.value, call);
  }

  /** `Merge([left, right], mode='concat')` of Keras 1, of models that stand side by side, or `Merge(mode='sum')`. */
  #merge(call: Call, given: readonly GivenArgument[]): Value {
    const { models } = this.parts;
    const named = namedArguments(given, MERGE_ARGUMENTS);
    const own = named.filter(({ name }) => name !== 'layers');
    const made = this.#merging('Add', call, own);
    const joined = named.find(({ name }) => name === 'layers');
    if (joined === undefined) return { type: 'layer', made, origin: { from: call.from, to: call.to } };
    return models.sideBySide(made, joined, call);
  }

  /** The layer of a mode, where one is given. */
  #merging(className: string, call: Call, given: readonly GivenArgument[]): MadeLayer {
    const { layers } = this.parts;
    const mode = given.find(({ name }) => name === 'mode');
    const rest = given.flatMap((argument): GivenArgument[] =>
      argument === mode ? [] : [{ ...argument, name: MERGE_AXES[argument.name] ?? argument.name }],
    );
    if (mode === undefined) return layers.make(className, call, rest);
    if (mode.given.type === 'function') return layers.make('Lambda', call, [{ ...mode, name: 'function' }]);
    const merged = mode.given.type === 'string' ? MERGES[mode.given.value] : undefined;
    if (merged !== undefined) return layers.make(merged, call, rest);
    const name = `merge(mode=${valueText(mode.given)})`;
    return layers.unreadable('Merge', call, { code: 'unread', what: 'operator', name });
  }

  /** A layer that a function or an operator stands for. */
  #asLayer(className: string, at: Range, given: readonly GivenArgument[], tensors: Value): Value {
    const call = callAt(at);
    const made = this.parts.layers.make(className, call, given);
    return this.parts.models.connect(made, tensors, at, call);
  }

  #activation(name: string, call: Call, all: readonly GivenArgument[]): Value {
    const { layers, models } = this.parts;
    const [first, ...more] = all.filter((argument) => argument.name !== 'name');
    if (first === undefined) return unknown();
    const { given, value } = first;
    if (name === 'softmax' && more.length > 0)
      return this.#tensors.call(name, call, all) ?? this.unreadable(name, call, valuesOf(all));
    const form = Object.hasOwn(WITH_PARAMETERS, name) ? WITH_PARAMETERS[name] : undefined;
    if (form !== undefined && more.length > 0) {
      const made = layers.make(form.className, callAt(call), namedArguments(more, form.parameters));
      return models.connect(made, given, value, call);
    }
    const approximates = more.find(({ given: { type } }) => name === 'gelu' && type === 'constant');
    const isByTanh = approximates?.given.type === 'constant' && approximates.given.value === true;
    const at = { from: call.callee.from, to: call.callee.to };
    const activation: GivenArgument = {
      name: 'activation',
      keyword: null,
      given: { type: 'string', value: isByTanh ? 'gelu_tanh' : name, origin: at },
      ...{ argument: at, value: at, origin: null },
    };
    const made = layers.make('Activation', callAt(call), [activation]);
    return models.connect(made, given, value, call);
  }

  #other(path: string, call: Call, given: readonly GivenArgument[]): Value {
    const { expressions, record } = this.parts;
    const plain = plainPath(path);
    const last = path.split('.').at(-1) ?? '';
    const values = valuesOf(given);
    const [first] = values;
    const isTensors = first?.type === 'list' && first.items.some(({ type }) => type === 'tensor');
    if (/^(int_shape|shape)$/.test(last) && first?.type === 'tensor' && OPERATIONS.test(plain))
      return this.parts.members.member(first, 'shape', call);
    if (OPERATIONS.test(plain) && (first?.type === 'tensor' || isTensors)) {
      if (SAME.has(last) && first.type === 'tensor') return first;
      const className = AS_LAYERS[last];
      if (className !== undefined && className !== 'Concatenate' && values[1]?.type === 'tensor')
        return this.#asLayer(className, call, [], expressions.list([first, values[1]], null));
      if (className === 'Concatenate' && isTensors)
        return this.#joining(
          className,
          call,
          given.map((one, at) => (at === 1 && one.name === '' ? { ...one, name: 'axis' } : one)),
        );
      const made = this.#withWeight(last, given, call) ?? this.#tensors.call(plain, call, given);
      if (made !== undefined) return made;
    }
    if (
      last === 'expand_dims' &&
      first?.type === 'list' &&
      values[1]?.type === 'number' &&
      values[1].value === 0
    )
      return expressions.list([first], null);
    if (last === 'einsum' && OPERATIONS.test(plain) && first?.type === 'string') {
      const made = this.#tensors.einsum(first.value, values.slice(1), call);
      if (made !== undefined) return made;
    }
    // Of numbers and data it changes nothing that matters here: `ops.convert_to_tensor([[0, 0], [1, 1]])`.
    if (OPERATIONS.test(plain) && PLAIN.has(last) && /^(number|list|array)$/.test(first?.type ?? ''))
      return first ?? unknown();
    if (OPERATIONS.test(plain) && first?.type === 'weight') {
      const made = this.#withWeight(last, given, call);
      if (made !== undefined) return made;
    }
    if (AUGMENTING.test(plain) && first?.type === 'tensor') {
      record.lint(call, 'warning', { code: 'leftOut', className: last, what: 'augmentation' });
      return first;
    }
    if (/^(tensorflow|keras(\.backend)?)\.(Variable|variable)$/.test(plain)) {
      const weight = values.find(({ type }) => type === 'weight');
      if (weight !== undefined) return weight;
    }
    const initializer = INITIALIZERS[/^tensorflow\.(\w+)_initializer$/.exec(plain)?.[1] ?? ''];
    if (initializer !== undefined) {
      const at = { from: call.from, to: call.to };
      const named = namedArguments(given, objectArguments(initializer));
      return { type: 'object', made: { className: initializer, call, arguments: named, at }, origin: at };
    }
    // What a network does besides while it is trained is its first argument, the other what it does afterwards.
    const after = plain === 'keras.backend.in_train_phase' ? values[1] : undefined;
    if (after?.type === 'tensor') {
      record.lint(call, 'warning', { code: 'leftOut', className: last, what: 'noise' });
      return after;
    }
    if (/^(tensorflow(\.math)?|keras\.(ops|backend))\.floor$/.test(plain) && first?.type === 'unknown') {
      const { noise, keep = 0 } = first;
      if (noise !== undefined && keep > 0 && keep <= 1) return { ...first, isMask: true };
    }
    if (NOISE.test(plain)) return { ...unknown(), noise: last } as Value;
    if (plain === 'keras.layers.merge')
      return this.#joining('Add', call, namedArguments(given, MERGE_ARGUMENTS));
    const tensors = values.flatMap((value) => (value.type === 'list' ? value.items : [value]));
    const file = this.parts.modules.missingFile(path);
    const elsewhere = { code: 'unread', what: 'imported', name: last, file } as const;
    if (tensors.some(({ type }) => type === 'tensor'))
      return this.unreadable(last, call, tensors, file === '' ? undefined : elsewhere);
    const ofOthers = this.#others.call(plain, last, call, given);
    if (ofOthers !== undefined) return ofOthers;
    if (isOwnModule(path)) return unknown({ from: call.from, to: call.to, problem: elsewhere });
    return expressions.whyNot(...values);
  }

  /** With a weight of the script's own layer: `tf.matmul(x, w)` is a Dense. */
  #withWeight(name: string, given: readonly GivenArgument[], at: Range): Value | undefined {
    const values = valuesOf(given);
    const [first, second] = values;
    if (first?.type === 'weight' && second?.type !== 'tensor')
      return this.#weights.reshaped(name, first, second);
    const weight = weightIn(values);
    const x = values.find(({ type }) => type === 'tensor');
    if (x?.type !== 'tensor' || weight === undefined) return undefined;
    // TensorFlow has the weight second everywhere; a product the other way round is another.
    if (first !== x && !/^(add|multiply)$/.test(name)) return undefined;
    const rest = given.filter((one) => one.given !== x && one.given !== weight);
    const placed = rest.filter((one) => one.name === '');
    const find = (wanted: string, place: number): Value | undefined =>
      rest.find((one) => one.name === wanted)?.given ?? placed[place]?.given;
    return this.#weights.call(name, x, weight, find, at);
  }

  /** `x + y` is an Add layer, `x * y` a Multiply, `x / 255` a Rescaling; other arithmetic on tensors has no layer here. */
  tensorOperator(operator: string, left: Value, right: Value, at: Range): Value {
    const className = OPERATORS[operator];
    if (className !== undefined && left.type === 'tensor' && right.type === 'tensor')
      return this.#asLayer(className, at, [], this.parts.expressions.list([left, right], null));
    const dropped = operator === '*' ? this.#dropped(left, right, at) : undefined;
    if (dropped !== undefined) return dropped;
    const noise = left.type === 'unknown' ? left.noise : right.type === 'unknown' ? right.noise : undefined;
    if (noise !== undefined && operator === '*') return left.type === 'unknown' ? left : right;
    if (noise !== undefined && /^[+-]$/.test(operator)) {
      this.parts.record.lint(at, 'warning', { code: 'leftOut', className: noise, what: 'noise' });
      return left.type === 'tensor' ? left : right;
    }
    const product =
      operator === '@' && right.type === 'tensor' ? this.#tensors.product(left, right, at) : undefined;
    if (product !== undefined) return product;
    const quotient = operator === '/' ? this.#tensors.formulas.quotient(left, right, at) : undefined;
    if (quotient !== undefined) return quotient;
    const rooted = operator === '+' ? this.#tensors.formulas.withEpsilon(left, right, at) : undefined;
    if (rooted !== undefined) return rooted;
    const rescaled = this.#rescaled(operator, left, right, at);
    if (rescaled !== null) return rescaled;
    const [tensor, other] = left.type === 'tensor' ? [left, right] : [right, left];
    if (tensor.type === 'tensor' && other.type === 'weight') {
      const made =
        operator === '+'
          ? this.#weights.biased(tensor, other)
          : operator === '*'
            ? this.#weights.scaled(tensor, other, at)
            : operator === '@' && tensor === left
              ? this.#weights.product(tensor, other, at)
              : undefined;
      if (made !== undefined) return made;
      if (className !== undefined)
        return this.#asLayer(className, at, [], this.parts.expressions.list([left, right], null));
    }
    if (operator === '**' && left.type === 'tensor' && right.type === 'number') {
      if (right.value === 1) return left;
      if (right.value === 2) return this.#tensors.formulas.square(left, at);
    }
    if (/^(is|is not|in|not in|==|!=|and|or)$/.test(operator)) {
      const isKnown =
        (operator === 'is' || operator === 'is not') && right.type !== 'unknown' && left.type !== 'unknown';
      return isKnown && right.type !== left.type
        ? { type: 'constant', value: operator === 'is not', origin: null }
        : operator === 'or' && left.type === 'tensor'
          ? left
          : unknown();
    }
    return this.unreadable(operator, at, [left, right]);
  }

  /** `x / keep * mask`, which drops x for some pictures while a network is trained: x. */
  #dropped(left: Value, right: Value, at: Range): Value | undefined {
    const [x, mask] = left.type === 'tensor' ? [left, right] : [right, left];
    if (x.type !== 'tensor' || mask.type !== 'unknown' || mask.isMask !== true) return undefined;
    const { noise = '', keep = 0 } = mask;
    const { source } = x;
    const [before] = source.type === 'layer' && source.kind === 'rescaling' ? (source.reads ?? []) : [];
    const { scale, offset = 0 } = source.type === 'layer' ? source.options : {};
    const isWhole = typeof scale === 'number' && Math.abs(scale * keep - 1) < 1e-6 && offset === 0;
    this.parts.record.lint(at, 'warning', { code: 'leftOut', className: noise, what: 'noise' });
    // On average as much is left as the mask keeps.
    if (before === undefined || !isWhole) return this.#tensors.layers.scaled(x, keep, at);
    this.#tensors.formulas.replaced(source, before);
    return { type: 'tensor', source: before, origin: null };
  }

  /** A weight that a layer reads beside a tensor. */
  constant(weight: Value, x: Value, at: Range): Value | undefined {
    return weight.type === 'weight' && x.type === 'tensor'
      ? this.#weights.constant(weight, x, at)
      : undefined;
  }

  /** `-x` */
  negative(x: Value, at: Range): Value {
    return this.#tensors.layers.scaled(x, -1, at);
  }

  /** `x[:, 1:]` */
  index(x: Value, indices: readonly Indexed[], at: Range): Value {
    return this.#tensors.index(x, indices, at) ?? this.unreadable('[…]', at, [x]);
  }

  /** A tensor and a number: null where there is no Rescaling that does it. */
  #rescaled(operator: string, left: Value, right: Value, at: Range): Value | null {
    const [tensor, other] = left.type === 'tensor' ? [left, right] : [right, left];
    if (tensor.type !== 'tensor' || other.type !== 'number') return null;
    const { value } = other;
    const isFirst = tensor === left;
    const of: Readonly<Record<string, readonly [scale: number, offset: number] | undefined>> = {
      '+': [1, value],
      '-': isFirst ? [1, -value] : [-1, value],
      '*': [value, 0],
      '/': isFirst && value !== 0 ? [1 / value, 0] : undefined,
    };
    const options = of[operator];
    if (options === undefined) return null;
    const given = ['scale', 'offset'].map((name, i): GivenArgument => ({
      ...{ name, keyword: null, argument: at, value: at, origin: null },
      given: { type: 'number', value: options[i] ?? 0, whole: false, origin: at },
    }));
    return this.#asLayer('Rescaling', at, given, tensor);
  }

  /** What is calculated with tensors and is no layer here stands in the network in the place of one. */
  unreadable(
    name: string,
    at: Range,
    values: readonly Value[],
    problem: Problem = { code: 'unread', what: 'operator', name },
  ): Value {
    const { layers, models, expressions } = this.parts;
    const tensors = values.filter(({ type }) => type === 'tensor');
    const made = layers.unreadable(name, at, problem);
    return models.connect(made, expressions.list(tensors, null), at, made.call);
  }
}

/** `activations.get("relu")`: a name as the function, nothing as that which changes nothing. */
function activationOf(given: Value | undefined): Value {
  if (given === undefined || (given.type === 'constant' && given.value === null))
    return { type: 'path', path: 'keras.activations.linear', origin: null };
  if (given.type !== 'string') return given;
  return { type: 'path', path: `keras.activations.${given.value}`, origin: given.origin };
}
