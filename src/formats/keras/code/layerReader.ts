// Calls of layers: which layer of ours one makes, with its options, and what of it can't be read.

import type { Shape } from '../../../graph/tensor';
import type { LayerKind } from '../../../layers/all';
import { snakeCase } from '../../../layers/shared/kerasNames';
import type { LayerConfig } from '../../../models/network';
import { pixelOption, scaleOfUnitPictures } from '../../pixelScale';
import { isOfParts, partsFromKeras, type LayerStep } from '../layerParts';
import { composedArguments, composedFromKeras, overTwoAxes, type ComposedLayer } from '../composed';
import {
  KERAS_KINDS,
  KERAS_LAYERS,
  KerasLayerError,
  knownClasses,
  layerFromKeras,
  type KerasLayer,
} from '../layers';
import { similarNames } from '../similarNames';
import { AssumedValues, fromElsewhere } from './assumedValues';
import { alone, overAxesOfTheano, SPEAKS_OF_AXES } from './channelsFirst';
import { givenArguments, namedArguments, SPREAD } from './given';
import type { Composed, Parts } from './parts';
import { pythonText } from './python';
import { InputShapes } from './inputShapes';
import { modernArguments } from './keras1';
import type { Problem } from './lints';
import { BUDGET } from './record';
import { Scope } from './scope';
import { callAt, nameRange, TooMuch, type Range } from './syntax';
import {
  plainValue,
  shorten,
  valueText,
  type Call,
  type GivenArgument,
  type MadeLayer,
  type Value,
} from './values';

/** Arguments of layers that need not be known: they are no part of what the layer does. */
const MAY_BE_UNKNOWN = new Set([
  'name',
  'seed',
  'weights',
  'dtype',
  'input_shape',
  'input_dim',
  'batch_input_shape',
  'batch_shape',
]);

/** Of these a layer has its own where those that are given can't be had: the network is the same, only trained otherwise. */
const FOR_TRAINING = /_(initializer|regularizer|constraint)$/;

/** Layers that change pictures while a network is trained, and leave them as they are afterwards; those that are not here. */
const AUGMENTATION = new RegExp(
  '^Random(Shear|Hue|Saturation|Width|Height|ColorJitter|ColorDegeneration|ElasticTransform|Erasing|GaussianBlur|' +
    'Grayscale|Invert|Perspective|Posterization|Sharpness)$',
);

/** Layers that change values while a network is trained, and are nothing afterwards. */
const FOR_TRAINING_ONLY = /^(AlphaDropout|GaussianDropout|GaussianNoise|ActivityRegularization)$/;

type Read = ReturnType<typeof layerFromKeras>;

export class LayerReader {
  readonly inputs: InputShapes;
  readonly #assumed: AssumedValues;

  constructor(private readonly parts: Parts) {
    this.#assumed = new AssumedValues(parts);
    this.inputs = new InputShapes(parts, this.#assumed);
  }

  make(name: string, call: Call, written: readonly GivenArgument[]): MadeLayer {
    const { record } = this.parts;
    // Outside training it makes all pictures that size.
    const className = name === 'RandomCrop' ? 'Resizing' : name;
    if (className !== name)
      record.lint(nameRange(call.callee), 'warning', {
        code: 'readAs',
        name,
        as: className,
        why: 'inference',
      });
    if (record.layers.length >= BUDGET.layers) throw new TooMuch('layers', BUDGET.layers, call);
    const { result, lints } = record.heard(() => this.#made(className, call, written));
    const made = { ...result, lints: [...lints] };
    record.layers.push(made);
    return made;
  }

  /** A layer of a preset: nothing of it is written in the script but the call of the whole. */
  ready({ kind, name, options = {}, trainable = true }: LayerConfig, { from, to }: Range): MadeLayer {
    const { record } = this.parts;
    const { className } = KERAS_LAYERS[kind as LayerKind];
    const made = this.#placed(className, { from, to });
    const named = name !== undefined;
    const layer = { ...made, name: name ?? record.names.take(className), named, kind, options, trainable };
    record.layers.push(layer);
    return layer;
  }

  /** Something that is no layer here, in the place of one: what comes behind it is read all the same. */
  unreadable(className: string, { from, to }: Range, problem: Problem): MadeLayer {
    const { record } = this.parts;
    const { lints } = record.heard(() => record.lint({ from, to }, 'error', problem));
    const made = {
      ...this.#placed(className, { from, to }),
      name: record.names.take(className),
      lints: [...lints],
    };
    record.layers.push(made);
    return made;
  }

  /** A layer that is written as no call of its own. */
  #placed(className: string, at: Range): MadeLayer {
    const { record } = this.parts;
    if (record.layers.length >= BUDGET.layers) throw new TooMuch('layers', BUDGET.layers, at);
    const call = callAt(at);
    return {
      ...{ type: 'layer', name: '', named: false, kind: null, className },
      ...{ options: {}, trainable: true, call, inside: call.inside, arguments: [], input: null },
      ...{
        isLeftOut: false,
        function: null,
        composed: null,
        after: null,
        original: null,
        lints: [],
        reads: null,
      },
      applied: null,
      place: { statement: record.statement ?? call, item: null, variable: null },
      loop: record.loop,
    };
  }

  #made(className: string, call: Call, written: readonly GivenArgument[]): MadeLayer {
    const { record } = this.parts;
    const modern = modernArguments(className, written);
    if (modern.isOld) record.isKeras1 = true;
    const lambda = className === 'Lambda' ? this.#lambda(written) : null;
    const kind = lambda?.kind ?? KERAS_KINDS.get(className);
    const form = kind === undefined ? null : KERAS_LAYERS[kind];
    // Its shape says in which order the script has the axes of maps.
    const input = this.inputs.ofLayer(namedArguments(modern.given, form?.positional ?? []));
    if (takesChannelsFirst(modern.given) && !record.hasChannelsLast) record.channelsFirst = true;
    const composing = this.#composing(className, modern.given);
    const named = composing ?? namedArguments(modern.given, lambda ? ['function'] : (form?.positional ?? []));
    const after = named.find((one) => one.name === 'activation' && isOwnFunction(one.given)) ?? null;
    const options = lambda
      ? namedArguments(lambda.given, ['x', ...(form?.positional ?? [])]).slice(1)
      : named.filter((one) => one !== after);
    const name = named.find((argument) => argument.name === 'name')?.given;
    const isNamed = name?.type === 'string';
    const plainClass = form?.className ?? className;
    const isLeftOut = this.#isLeftOut(className, call, named);
    const of = className === 'Lambda' && lambda === null ? written[0]?.given : undefined;
    // Activation(f) is what f does.
    const does = className === 'Activation' && after ? after.given : null;
    const config = composing === null ? null : this.#config(className, options);
    const isFunction = /^(function|path|partial)$/.test(of?.type ?? '') || does !== null;
    const read =
      isLeftOut || isFunction || composing !== null
        ? null
        : this.#read(lambda ? plainClass : className, lambda?.call ?? call, options);
    return {
      type: 'layer',
      name: isNamed ? name.value : record.names.take(lambda ? 'Lambda' : plainClass),
      named: isNamed,
      // A Conv2D of several groups is another kind than its class says.
      kind: read?.kind ?? null,
      className: plainClass,
      options: read?.options ?? {},
      trainable: read?.trainable ?? config?.trainable !== false,
      call,
      inside: (lambda?.call ?? call).inside,
      arguments: options,
      input,
      isLeftOut,
      function: does ?? (isFunction ? (of ?? null) : null),
      composed: config === null ? null : { className, config, own: null, steps: new Map() },
      after: does === null && after !== null ? after.given : null,
      original: null,
      lints: [],
      reads: null,
      applied: null,
      place: { statement: record.statement ?? call, item: null, variable: null },
      loop: record.loop,
    };
  }

  /** One more use of a layer, with the same weights. */
  again(made: MadeLayer): MadeLayer {
    const { record } = this.parts;
    if (record.layers.length >= BUDGET.layers) throw new TooMuch('layers', BUDGET.layers, made.call);
    const copy = { ...made, original: made.original ?? made, reads: null, applied: null };
    record.layers.push(copy);
    return copy;
  }

  /** `Lambda(lambda x: tf.nn.local_response_normalization(x, …))`: which layer of ours that is, and the call in it. */
  #lambda(
    written: readonly GivenArgument[],
  ): { readonly kind: LayerKind; readonly call: Call; readonly given: readonly GivenArgument[] } | null {
    const { expressions } = this.parts;
    const given = written[0]?.given;
    if (given?.type !== 'function' || !('type' in given.made.body)) return null;
    const { body, parameters, scope } = given.made;
    const value = body.type === 'call' ? expressions.evaluate(body.callee, scope) : null;
    if (body.type !== 'call' || value?.type !== 'path') return null;
    const first = body.arguments[0]?.value;
    if (first?.type !== 'name' || first.name !== parameters[0]?.name || parameters.length > 1) return null;
    const kinds = Object.keys(KERAS_LAYERS) as LayerKind[];
    const kind = kinds.find((one) => KERAS_LAYERS[one].lambda === value.path);
    if (kind === undefined) return null;
    const inner = new Scope(scope);
    inner.set(first.name, { type: 'unknown', why: null, origin: null });
    return { kind, call: body, given: givenArguments(body, (one) => expressions.evaluate(one, inner)) };
  }

  /** What makes no difference to a trained network here, and is therefore no layer of it. */
  #isLeftOut(className: string, call: Call, given: readonly GivenArgument[]): boolean {
    const { record } = this.parts;
    const of = (wanted: string): unknown => {
      const value = given.find(({ name }) => name === wanted)?.given;
      return value && plainValue(value);
    };
    const isUnit =
      className === 'Rescaling' && scaleOfUnitPictures(of('scale')) === 1 && (of('offset') ?? 0) === 0;
    const isUnknown = !KERAS_KINDS.has(className);
    const isAugmentation = isUnknown && AUGMENTATION.test(className);
    const isNoise = isUnknown && FOR_TRAINING_ONLY.test(className);
    const what = isAugmentation ? 'augmentation' : isNoise ? 'noise' : isUnit ? 'scale' : null;
    if (what === null) return false;
    record.lint(nameRange(call.callee), 'warning', { code: 'leftOut', className, what });
    return true;
  }

  /** Its options; null where they can't be read. */
  #read(className: string, call: Call, given: readonly GivenArgument[]): Read | null {
    const { record } = this.parts;
    const kind = KERAS_KINDS.get(className);
    if (kind === undefined) {
      record.lint(nameRange(call.callee), 'error', this.noLayer(className));
      return null;
    }
    const extra = given.find(({ name }) => name === '');
    if (extra) {
      const most = KERAS_LAYERS[kind].positional.length;
      record.lint(extra.argument, 'error', { code: 'tooManyArguments', className, most });
      return null;
    }
    const config = this.#config(className, given);
    return config === null ? null : this.#layer(className, call, given, config);
  }

  /** Its arguments as plain values; null where one can't be read. */
  #config(className: string, given: readonly GivenArgument[]): Readonly<Record<string, unknown>> | null {
    const { record } = this.parts;
    const spread = given.find(({ name }) => name === SPREAD);
    if (spread) {
      record.unread(spread.argument, 'spread');
      return null;
    }
    const twice = given.find(({ name }, at) => given.findIndex((other) => other.name === name) < at);
    if (twice) {
      record.lint(twice.argument, 'error', { code: 'twice', argument: twice.name });
      return null;
    }
    const config: Record<string, unknown> = {};
    for (const written of given) {
      const argument = { ...written, given: fromElsewhere(written.given, written.value, this.parts.modules) };
      const { name, given: value, value: at } = argument;
      const known = plainValue(value);
      const plain =
        known ??
        this.#assumed.classes(argument, given) ??
        (known === undefined ? this.#assumed.usual(argument) : known);
      if (plain === undefined && FOR_TRAINING.test(name)) {
        this.#leftOut(className, argument);
        continue;
      }
      if (plain === undefined && !MAY_BE_UNKNOWN.has(name)) {
        const why = value.type === 'unknown' ? value.why : null;
        record.lint(at, 'error', why?.problem ?? { code: 'unknownValue', what: name });
        return null;
      }
      // Pictures have their channels last here, however a script has them.
      if (name === 'data_format' && plain === 'channels_first') continue;
      if (name === 'axis' && plain === 1 && record.isChannelsFirst) config[name] = -1;
      else if (name !== 'name') config[name] = plain;
    }
    return config;
  }

  /** Its arguments by name, where it may take several of ours; else null. */
  #composing(className: string, given: readonly GivenArgument[]): readonly GivenArgument[] | null {
    const kind = KERAS_KINDS.get(overTwoAxes(className));
    const order = kind === undefined ? [] : KERAS_LAYERS[kind].positional;
    const named = namedArguments(given, order);
    const value = named.find(({ name }) => name === 'axis')?.given;
    const axis = value === undefined ? undefined : plainValue(value);
    if (this.parts.record.isChannelsFirst ? SPEAKS_OF_AXES.test(className) : takesChannelsFirst(named))
      return named;
    // The channels are the last axis here.
    if (axis === 1 && this.parts.record.isChannelsFirst) return null;
    const own = composedArguments(className, axis);
    if (own === null) return null;
    return own.length > 0 ? namedArguments(given, own) : named;
  }

  /**
   * A layer that may take several of ours, now that it is known what it reads.
   * @param isMap what it reads is a map, and not what a Permute made of one
   * @returns null where it can't be read: that is said of the layer
   */
  composed(made: MadeLayer, shapes: readonly Shape[], isMap: boolean): Composed | null {
    const { record } = this.parts;
    const { composed, call } = made;
    if (composed === null) return null;
    const parts = this.#partsOf(made, composed, shapes, isMap);
    const steps = { before: parts?.before ?? [], after: parts?.after ?? ((): [] => []) };
    // It is used once more; what was tried in vain before is forgotten.
    if (composed.own !== null && record.layers.includes(composed.own)) return { ...steps, own: composed.own };
    const { className, config } = parts?.own ?? composed;
    const rank = (shapes[0]?.length ?? 0) + 1;
    const { result, lints } = record.heard(() => {
      if (KERAS_KINDS.has(className)) return this.#layer(className, call, made.arguments, config, rank);
      record.lint(nameRange(call.callee), 'error', this.noLayer(className));
      return null;
    });
    if (record.layers.length >= BUDGET.layers) throw new TooMuch('layers', BUDGET.layers, call);
    const own: MadeLayer = {
      ...{ ...made, composed: null, kind: result?.kind ?? null, options: result?.options ?? {} },
      className: result === null ? made.className : KERAS_LAYERS[result.kind as LayerKind].className,
      lints: [...lints],
    };
    record.layers.push(own);
    composed.own = own;
    return { ...steps, own };
  }

  #partsOf(
    { arguments: given }: MadeLayer,
    layer: KerasLayer,
    shapes: readonly Shape[],
    isMap: boolean,
  ): ComposedLayer | null {
    const [shape] = shapes;
    if (shape === undefined || shapes.length > 1) return composedFromKeras(layer, shapes);
    if (!this.parts.record.isChannelsFirst && takesChannelsFirst(given)) return alone(layer, shape);
    const isOfAxes = this.parts.record.isChannelsFirst && SPEAKS_OF_AXES.test(layer.className);
    return isOfAxes ? overAxesOfTheano(layer, shape, isMap) : composedFromKeras(layer, shapes);
  }

  /**
   * The layers that a layer is here, not one after another, now that it is known what it reads.
   * @returns the layer itself where it can't be read, which is said of it; null where it is no such layer
   */
  stepsOf(made: MadeLayer, shapes: readonly Shape[]): readonly LayerStep[] | MadeLayer | null {
    const { record } = this.parts;
    const { composed, call, arguments: given, className } = made;
    if (composed === null || !isOfParts(className)) return null;
    const { result, lints } = record.heard(() =>
      this.#tried(className, call, given, composed.config, (config) => ({
        steps: partsFromKeras('code', { className, config }, shapes),
      })),
    );
    if (result !== null) return result.steps;
    const own = { ...made, composed: null, lints: [...lints] };
    record.layers.push(own);
    return own;
  }

  /** An argument that only training would notice is left out where ours can't be that. */
  #leftOut(className: string, { name, argument, given }: GivenArgument): void {
    const received = shorten(valueText(given));
    this.parts.record.lint(argument, 'warning', {
      code: 'argumentLeftOut',
      className,
      argument: name,
      received,
    });
  }

  #layer(
    className: string,
    call: Call,
    given: readonly GivenArgument[],
    config: Readonly<Record<string, unknown>>,
    rank?: number,
  ): Read | null {
    const read = this.#tried(className, call, given, config, (one) =>
      layerFromKeras('code', { className, config: one }, rank === undefined ? {} : { rank }),
    );
    return read === null ? null : this.#ofUnitPictures(read, call);
  }

  /** What `read` makes of the arguments; null where they can't be read: that is said of the layer. */
  #tried<Result>(
    className: string,
    call: Call,
    given: readonly GivenArgument[],
    config: Readonly<Record<string, unknown>>,
    read: (config: Readonly<Record<string, unknown>>) => Result,
  ): Result | null {
    try {
      return read(config);
    } catch (error) {
      if (!(error instanceof KerasLayerError)) throw error;
      const { fault, argument, expected } = error;
      const at = given.find(({ name }) => name === argument);
      // Keras 2 took the arguments of a Conv2D, and did nothing with them.
      const isIgnored = className === 'DepthwiseConv2D' && at?.name.startsWith('kernel_') === true;
      // Numbers here are float32 everywhere.
      const isPassedOver = FOR_TRAINING.test(at?.name ?? '') || at?.name === 'dtype';
      if (at !== undefined && isPassedOver && (fault !== 'unknown' || isIgnored)) {
        this.#leftOut(className, at);
        const rest = Object.entries(config).filter(([name]) => name !== at.name);
        return this.#tried(className, call, given, Object.fromEntries(rest), read);
      }
      const place =
        at === undefined
          ? nameRange(call.callee)
          : fault === 'unknown'
            ? (at.keyword ?? at.argument)
            : at.value;
      this.parts.record.lint(place, 'error', {
        code: 'layer',
        fault,
        className,
        argument: argument ?? '',
        expected,
        received: at === undefined ? '' : shorten(valueText(at.given)),
        similar: error.similar,
      });
      return null;
    }
  }

  /** What is said of pixels from 0 to 255 is said of numbers from 0 to 1 here. */
  #ofUnitPictures(read: Read, call: Call): Read {
    const { kind, options = {} } = read;
    const at = nameRange(call.callee);
    const scale = kind === 'rescaling' ? scaleOfUnitPictures(options.scale) : null;
    if (scale !== null) {
      this.parts.record.lint(at, 'warning', { code: 'pixelScale', scale });
      return { ...read, options: { ...options, scale } };
    }
    const pixels = pixelOption(kind, options);
    if (pixels === null) return read;
    const { className } = KERAS_LAYERS[kind as LayerKind];
    const [argument, value] = [snakeCase(pixels.option), pythonText(pixels.value)];
    this.parts.record.lint(at, 'warning', { code: 'pixelOption', className, argument, value });
    return { ...read, options: { ...options, [pixels.option]: pixels.value } };
  }

  /** Whatever its arguments are: none of them can be read. */
  noLayer(className: string): Problem {
    const known = knownClasses();
    return {
      ...{ code: 'layer', fault: 'class', className, argument: '', received: '' },
      expected: known.join(', '),
      similar: similarNames(className, known),
    };
  }
}

const takesChannelsFirst = (given: readonly GivenArgument[]): boolean =>
  given.some(({ name, given: value }) => name === 'data_format' && plainValue(value) === 'channels_first');

/** A function of the script, other than one that is known as an activation by its name. */
const isOwnFunction = (value: Value): boolean =>
  (value.type === 'function' || value.type === 'partial') && plainValue(value) === undefined;
