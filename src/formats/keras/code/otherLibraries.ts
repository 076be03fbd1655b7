// Layers of other libraries and of files that are not here, which are called as those of Keras, or that a layer of Keras can be.

import { APPLICATIONS } from '../../../models/applications/applications';
import { KERAS_KINDS, KERAS_LAYERS } from '../layers';
import { listValue, numberValue, truthOf } from './arithmetic';
import { argumentOf } from './functions';
import { namedArguments, SPREAD } from './given';
import type { ReadAs } from './lints';
import type { Parts } from './parts';
import { isOwnModule } from './paths';
import { callAt, nameRange } from './syntax';
import { plainValue, shorten, unknown, valueText, type Call, type GivenArgument, type Value } from './values';

type Given = readonly GivenArgument[];

/** Names of networks of keras.applications, made of what matches. */
type Patterns = readonly (readonly [RegExp, (of: RegExpExecArray) => string])[];

/** Networks of TensorFlow Hub by what their addresses say, the more particular first. */
const OF_HUB: Patterns = [
  [/mobilenet_v3_(small|large)/, ([, size = '']) => `MobileNetV3${capital(size)}`],
  [/mobilenet_v2/, () => 'MobileNetV2'],
  [/mobilenet_v1/, () => 'MobileNet'],
  [/inception_resnet_v2/, () => 'InceptionResNetV2'],
  [/inception_v3/, () => 'InceptionV3'],
  [/resnet_v2_(50|101|152)/, ([, depth = '']) => `ResNet${depth}V2`],
  [/resnet_(?:v1_)?(50|101|152)/, ([, depth = '']) => `ResNet${depth}`],
  [/nasnet_(mobile|large)/, ([, size = '']) => `NASNet${capital(size)}`],
  [/efficientnet_v2_imagenet1k_(b[0-3]|s|m|l)\b/, ([, size = '']) => `EfficientNetV2${size.toUpperCase()}`],
  [/efficientnet[/_](b[0-7])\b/, ([, size = '']) => `EfficientNet${size.toUpperCase()}`],
];

/** Networks of KerasHub and KerasCV by the names of their presets. */
const OF_PRESETS: Patterns = [
  [/^resnet_v2_(50|101|152)_/, ([, depth = '']) => `ResNet${depth}V2`],
  [/^resnet(50|101|152)_v2(_|$)/, ([, depth = '']) => `ResNet${depth}V2`],
  [/^resnet_?(50|101|152)(_|$)/, ([, depth = '']) => `ResNet${depth}`],
  [/^vgg_?(16|19)(_|$)/, ([, depth = '']) => `VGG${depth}`],
  [/^densenet_?(121|169|201)(_|$)/, ([, depth = '']) => `DenseNet${depth}`],
  [/^mobilenet_v3_(small|large)(_100)?(_|$)/, ([, size = '']) => `MobileNetV3${capital(size)}`],
  [/^efficientnet_?v2_?(b[0-3]|s|m|l)(_|$)/, ([, size = '']) => `EfficientNetV2${size.toUpperCase()}`],
  [/^efficientnet_(b[0-7])_/, ([, size = '']) => `EfficientNet${size.toUpperCase()}`],
];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** TensorFlow Hub's networks that classify have a class for everything else. */
const CLASSES_OF_HUB = 1001;

const FALSE: Value = { type: 'constant', value: false, origin: null };
const textValue = (value: string): Value => ({ type: 'string', value, origin: null });

export class OtherLibraries {
  constructor(private readonly parts: Parts) {}

  /** Undefined for what has no counterpart. */
  call(path: string, name: string, call: Call, given: Given): Value | undefined {
    const pix2pix = /^tensorflow_examples\.models\.pix2pix\.pix2pix\.(up|down)sample$/.exec(path)?.[1];
    if (pix2pix !== undefined) return this.#pix2pix(pix2pix === 'up', call, given);
    if (/^(keras|tensorflow|torch\w*|sklearn)\./.test(path)) return undefined;
    if (name === 'InstanceNormalization') return this.#instanceNormalization(path, call, given);
    const own =
      name === 'ReflectionPadding2D'
        ? this.#reflection(path, call, given)
        : name === 'Scale' && isOwnModule(path)
          ? this.#scale(path, call, given)
          : path === 'tensorflow_hub.KerasLayer'
            ? this.#ofHub(call, given)
            : undefined;
    if (own !== undefined) return own;
    const backbone = /^keras_(?:cv|hub|nlp)\.models\.(\w+)Backbone$/.exec(path)?.[1];
    if (backbone !== undefined && Object.hasOwn(APPLICATIONS, backbone)) {
      const shape = given.filter((one) => one.name === 'input_shape');
      return this.#application(name, backbone, call, [argumentAt(call, 'include_top', FALSE), ...shape]);
    }
    if (/^keras_(cv|hub|nlp)\.models\.\w*Backbone\.from_preset$/.test(path)) return this.#preset(call, given);
    if (name === 'DepthwiseConvolution2D' && isOwnModule(path)) return this.#depthwise(path, call, given);
    const isLayer = /^[A-Z]/.test(name) && KERAS_KINDS.has(name) && path.includes('.');
    return isLayer ? this.#sameName(path, name, call, given) : undefined;
  }

  #instanceNormalization(path: string, call: Call, given: Given): Value {
    const named = namedArguments(given, ['axis', 'epsilon', 'center', 'scale']);
    const axis = named.find((one) => one.name === 'axis')?.given;
    const plain = axis === undefined ? undefined : plainValue(axis);
    // That of keras_contrib normalizes all channels together unless it is told their axis.
    const isWhole = plain === null || (plain === undefined && path.startsWith('keras_contrib.'));
    const groups = argumentAt(call, 'groups', numberValue(isWhole ? 1 : -1, true, null));
    const rest = named.filter((one) => /^(epsilon|center|scale|name)$/.test(one.name));
    const as = `GroupNormalization(groups=${isWhole ? 1 : -1})`;
    this.#say(call, 'InstanceNormalization', as, 'instance');
    return this.#layer('GroupNormalization', call, [groups, ...rest]);
  }

  #reflection(path: string, call: Call, given: Given): Value | undefined {
    const [padding] = namedArguments(given, ['padding']);
    const size = padding?.given;
    if (size !== undefined && size.type !== 'number') return undefined;
    this.#say(call, path, 'ReflectionPadding2D', 'reflection');
    return this.#layer('Lambda', call, [mirroring(size?.value ?? 1, argumentOf(unknown(), call))]);
  }

  /** `Scale(axis=3)` of the usual file for DenseNet; without an axis it may be anything. */
  #scale(path: string, call: Call, given: Given): Value | undefined {
    const named = namedArguments(given, ['weights', 'axis']);
    const axis = named.find((one) => one.name === 'axis')?.given;
    const plain = axis === undefined ? null : plainValue(axis);
    const isLast = plain === -1 || plain === 3 || (plain === 1 && this.parts.record.isChannelsFirst);
    if (!isLast) return undefined;
    this.#say(call, path, 'DepthwiseConv2D', 'factors');
    return this.#layer('DepthwiseConv2D', call, [
      argumentAt(call, 'kernel_size', numberValue(1, true, null)),
      argumentAt(call, 'depthwise_initializer', textValue('ones')),
      ...named.filter((one) => one.name === 'name'),
    ]);
  }

  /** `hub.KerasLayer("https://tfhub.dev/…/mobilenet_v2_100_224/feature_vector/4")` */
  #ofHub(call: Call, given: Given): Value | undefined {
    const [handle, ...rest] = namedArguments(given, ['handle', 'trainable']);
    const address = handle?.name === 'handle' && handle.given.type === 'string' ? handle.given.value : '';
    const head = /(feature[_-]?vector|classification)/.exec(address)?.[1];
    const application = firstMatch(OF_HUB, address);
    if (head === undefined || application === undefined) return undefined;
    const alpha = /mobilenet_v[12]_(\d{3})_\d{2,3}/.exec(address)?.[1];
    const isWhole = head === 'classification';
    const options: Given = [
      argumentAt(call, 'include_top', { ...FALSE, value: isWhole } as Value),
      isWhole
        ? argumentAt(call, 'classes', numberValue(CLASSES_OF_HUB, true, null))
        : argumentAt(call, 'pooling', textValue('avg')),
      ...(isWhole ? [argumentAt(call, 'classifier_activation', { ...FALSE, value: null } as Value)] : []),
      ...(alpha === undefined
        ? []
        : [argumentAt(call, 'alpha', numberValue(Number(alpha) / 100, false, null))]),
      ...rest.filter((one) => one.name === 'input_shape'),
    ];
    const model = this.#application('hub.KerasLayer', application, call, options);
    const trainable = rest.find((one) => one.name === 'trainable')?.given;
    // It stays as it is unless it is told otherwise.
    if (trainable === undefined || truthOf(trainable) !== true) this.parts.members.freeze(model, FALSE, call);
    return model;
  }

  /** `keras_hub.models.Backbone.from_preset("resnet_50_imagenet")` */
  #preset(call: Call, given: Given): Value | undefined {
    const [preset, ...rest] = namedArguments(given, ['preset']);
    const name = preset?.given.type === 'string' ? preset.given.value : '';
    const application = firstMatch(OF_PRESETS, name);
    if (application === undefined) return undefined;
    const shape = rest.flatMap((one) =>
      /^(input|image)_shape$/.test(one.name) ? [{ ...one, name: 'input_shape' }] : [],
    );
    return this.#application(name, application, call, [argumentAt(call, 'include_top', FALSE), ...shape]);
  }

  /** Of the file that comes with MobileNets of Keras 1 and 2: it is told the number of its filters, which is that of its input. */
  #depthwise(path: string, call: Call, given: Given): Value {
    const named = namedArguments(given, ['filters', 'kernel_size', 'strides', 'padding']);
    const own = named.filter((one) => one.name !== 'filters');
    return this.#sameName(path, 'DepthwiseConv2D', call, own);
  }

  /** Of TensorFlow's pix2pix, which its tutorial about segmentation imports. */
  #pix2pix(isUp: boolean, call: Call, given: Given): Value {
    const { models } = this.parts;
    const last = isUp ? 'apply_dropout' : 'apply_norm';
    const named = namedArguments(given, ['filters', 'size', 'norm_type', last]);
    const find = (wanted: string): GivenArgument | undefined => named.find((one) => one.name === wanted);
    const isOn = (wanted: string, fallback: boolean): boolean =>
      find(wanted) === undefined ? fallback : truthOf(find(wanted)?.given ?? FALSE) === true;
    const filters = find('filters');
    const size = find('size');
    const norm = find('norm_type')?.given;
    const isBatch =
      norm === undefined || (norm.type === 'string' && norm.value.toLowerCase() === 'batchnorm');
    const model = models.sequential(callAt(call), []);
    const add = (className: string, options: Given): void => {
      this.parts.members.method(model, 'add', callAt(call), [
        argumentOf(this.#layer(className, callAt(call), options), call),
      ]);
    };
    add(isUp ? 'Conv2DTranspose' : 'Conv2D', [
      ...(filters ? [filters] : []),
      ...(size ? [{ ...size, name: 'kernel_size' }] : []),
      argumentAt(call, 'strides', numberValue(2, true, null)),
      argumentAt(call, 'padding', textValue('same')),
      argumentAt(call, 'use_bias', FALSE),
      argumentAt(call, 'kernel_initializer', randomNormal(call, 0.02)),
    ]);
    if (isUp || isOn(last, true))
      if (isBatch) add('BatchNormalization', []);
      else
        add('GroupNormalization', [
          argumentAt(call, 'groups', numberValue(-1, true, null)),
          argumentAt(call, 'epsilon', numberValue(1e-5, false, null)),
        ]);
    if (isUp && isOn(last, false)) add('Dropout', [argumentAt(call, 'rate', numberValue(0.5, false, null))]);
    add(isUp ? 'ReLU' : 'LeakyReLU', []);
    return model;
  }

  /** A class of another file with the name of one of Keras's layers. */
  #sameName(path: string, name: string, call: Call, given: Given): Value {
    const { record } = this.parts;
    this.#say(call, path, name, 'sameName');
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
    return this.#layer(name, call, own);
  }

  #application(name: string, as: string, call: Call, given: Given): Value {
    this.#say(call, name, as, 'application');
    return this.parts.models.application(as, call, given);
  }

  #layer(className: string, call: Call, given: Given): Value {
    const origin = { from: call.from, to: call.to };
    return { type: 'layer', made: this.parts.layers.make(className, call, given), origin };
  }

  #say(call: Call, name: string, as: string, why: ReadAs): void {
    this.parts.record.lint(nameRange(call.callee), 'warning', { code: 'readAs', name, as, why });
  }
}

function firstMatch(patterns: Patterns, text: string): string | undefined {
  for (const [pattern, nameOf] of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return nameOf(match);
  }
  return undefined;
}

/** An argument that the call does not have. */
const argumentAt = (call: Call, name: string, given: Value): GivenArgument => {
  const at = nameRange(call.callee);
  return { name, keyword: null, argument: at, value: at, origin: null, given };
};

/** `RandomNormal(stddev=0.02)` */
function randomNormal(call: Call, stddev: number): Value {
  const given = [argumentAt(call, 'stddev', numberValue(stddev, false, null))];
  const made = {
    className: 'RandomNormal',
    call: callAt(call),
    arguments: given,
    at: nameRange(call.callee),
  };
  return { type: 'object', made, origin: null };
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
