// Layers of other libraries and of files that are not here, which are called as those of Keras, or that a layer of Keras can be.

import { APPLICATIONS } from '../../../models/applications/applications';
import { KERAS_KINDS, KERAS_LAYERS } from '../layers';
import { listValue, numberValue } from './arithmetic';
import { argumentOf } from './functions';
import { namedArguments, SPREAD } from './given';
import { nameRange, shorten } from './layerReader';
import type { Parts } from './parts';
import { isOwnModule } from './paths';
import { plainValue, unknown, valueText, type Call, type GivenArgument, type Value } from './values';

export class OtherLibraries {
  constructor(private readonly parts: Parts) {}

  /** Layers of other libraries and files that are called as those of Keras, or that a layer of Keras can be. */
  call(path: string, name: string, call: Call, given: readonly GivenArgument[]): Value | undefined {
    const { layers, record } = this.parts;
    if (/^(keras|tensorflow|torch\w*|sklearn)\./.test(path)) return undefined;
    const at = nameRange(call.callee);
    const origin = { from: call.from, to: call.to };
    if (name === 'InstanceNormalization') {
      const named = namedArguments(given, ['axis', 'epsilon', 'center', 'scale']);
      const axis = named.find((one) => one.name === 'axis')?.given;
      const plain = axis === undefined ? undefined : plainValue(axis);
      // That of keras_contrib normalizes all channels together unless it is told their axis.
      const isWhole = plain === null || (plain === undefined && path.startsWith('keras_contrib.'));
      const groups: GivenArgument = {
        ...{ name: 'groups', keyword: null, argument: at, value: at, origin: null },
        given: { type: 'number', value: isWhole ? 1 : -1, whole: true, origin: null },
      };
      const rest = named.filter((one) => /^(epsilon|center|scale|name)$/.test(one.name));
      const as = `GroupNormalization(groups=${isWhole ? 1 : -1})`;
      record.lint(at, 'warning', { code: 'readAs', name, as, why: 'instance' });
      return { type: 'layer', made: layers.make('GroupNormalization', call, [groups, ...rest]), origin };
    }
    if (name === 'ReflectionPadding2D') {
      const [padding] = namedArguments(given, ['padding']);
      const size = padding?.given;
      if (size?.type === 'number' || size === undefined) {
        record.lint(at, 'warning', { code: 'readAs', name: path, as: name, why: 'reflection' });
        const of = mirroring(size?.type === 'number' ? size.value : 1, argumentOf(unknown(), call));
        return { type: 'layer', made: layers.make('Lambda', call, [of]), origin };
      }
    }
    if (name === 'Scale' && isOwnModule(path)) {
      const named = namedArguments(given, ['weights', 'axis']);
      const axis = named.find((one) => one.name === 'axis')?.given;
      // With an axis it is that of the usual file for DenseNet; without one it may be anything.
      const plain = axis === undefined ? null : plainValue(axis);
      const isLast = plain === -1 || plain === 3 || (plain === 1 && record.channelsFirst);
      if (isLast) {
        record.lint(at, 'warning', { code: 'readAs', name: path, as: 'DepthwiseConv2D', why: 'factors' });
        const own = [
          ['kernel_size', numberValue(1, true, null)],
          ['depthwise_initializer', { type: 'string', value: 'ones', origin: null }],
        ] as const;
        const options = own.map(([option, value]): GivenArgument => ({
          ...{ name: option, keyword: null, argument: at, value: at, origin: null },
          given: value,
        }));
        const rest = named.filter((one) => one.name === 'name');
        return { type: 'layer', made: layers.make('DepthwiseConv2D', call, [...options, ...rest]), origin };
      }
    }
    const backbone = /^keras_(?:cv|hub|nlp)\.models\.(\w+)Backbone$/.exec(path)?.[1];
    if (backbone !== undefined && Object.hasOwn(APPLICATIONS, backbone)) {
      record.lint(at, 'warning', { code: 'readAs', name, as: backbone, why: 'application' });
      const top: GivenArgument = {
        ...{ name: 'include_top', keyword: null, argument: at, value: at, origin: null },
        given: { type: 'constant', value: false, origin: null },
      };
      const shape = given.filter((one) => one.name === 'input_shape');
      return this.parts.models.application(backbone, call, [top, ...shape]);
    }
    if (!/^[A-Z]/.test(name) || !KERAS_KINDS.has(name) || !path.includes('.')) return undefined;
    record.lint(at, 'warning', { code: 'readAs', name: path, as: name, why: 'sameName' });
    const kind = KERAS_KINDS.get(name);
    const known = new Set([
      'name',
      'input_shape',
      'trainable',
      ...(kind ? KERAS_LAYERS[kind].positional : []),
    ]);
    const own = given.filter((one) => one.name === '' || one.name === SPREAD || known.has(one.name));
    for (const { name: argument, argument: place, given: value } of given) {
      if (argument === '' || argument === SPREAD || known.has(argument)) continue;
      const received = shorten(valueText(value));
      record.lint(place, 'warning', { code: 'argumentLeftOut', className: name, argument, received });
    }
    return { type: 'layer', made: layers.make(name, call, own), origin };
  }
}

/** `tf.pad(x, …, "REFLECT")` with a border of `size` rows and columns, as an argument of a Lambda. */
function mirroring(size: number, place: GivenArgument): GivenArgument {
  const pairs = [0, size, size, 0].map((count) =>
    listValue([numberValue(count, true, null), numberValue(count, true, null)], null),
  );
  const given: Value = {
    type: 'partial',
    of: { type: 'path', path: 'tensorflow.pad', origin: null },
    given: [
      { ...place, name: 'paddings', given: listValue(pairs, null) },
      { ...place, name: 'mode', given: { type: 'string', value: 'REFLECT', origin: null } },
    ],
    origin: null,
  };
  return { ...place, name: '', given };
}
