// A layer of the API: `layer.apply(...)`, `input({shape})`. layers.ts makes them.
//
// One class serves all kinds of layers (src/layers). A layer is only a description until a model takes it in;
// then it has a name, and its weights can be read and set.

import { shapeText, type Shape } from '../graph/tensor';
import { ShapeError, type LayerDefinition } from '../layers/layer';
import type { OptionTable, Resolved } from '../layers/options';
import { addLayers } from '../layers/registry';
import type { NetworkLayer } from '../models/network';
import { ModelError } from './errors';
import { checkedShape, readLayerOptions, type CommonOptions } from './layerOptions';
import type { Tensor } from './tensor';

/** The interface of a model towards its layers. */
export interface LayerOwner {
  readonly name: string;
  describe(layer: string): NetworkLayer;
  getLayerWeights(layer: string): Tensor[];
  setLayerWeights(layer: string, weights: readonly Tensor[]): void;
}

/** A symbolic tensor, the result of `input()` and `layer.apply()`. The batch axis is null. */
export class SymbolicTensor {
  readonly dtype = 'float32';
  readonly shape: readonly (number | null)[];

  constructor(
    /** The shape without the batch axis. */
    readonly sampleShape: Shape,
    readonly sourceLayer: Layer,
    readonly inputs: readonly SymbolicTensor[],
  ) {
    this.shape = [null, ...sampleShape];
  }

  get name(): string {
    return this.sourceLayer.name;
  }

  get rank(): number {
    return this.shape.length;
  }
}

export abstract class Layer {
  /** The name of its factory, such as `conv2d`. */
  abstract readonly kind: string;
  #owner: { readonly model: LayerOwner; readonly name: string } | null = null;
  #output: SymbolicTensor | null = null;
  #trainable: boolean;
  #initialWeights: readonly Tensor[] | null;

  constructor(
    /** The name given; null: the model chooses one. */
    readonly givenName: string | null,
    readonly inputShape: Shape | null,
    initialWeights: readonly Tensor[] | null,
    trainable = true,
  ) {
    this.#trainable = trainable;
    this.#initialWeights = initialWeights;
  }

  /**
   * Whether training changes the weights. A frozen batch normalization uses its moving averages in training as well. A
   * change takes effect with the next call and resets the optimizer's moments.
   */
  get trainable(): boolean {
    return this.#trainable;
  }

  /** @throws ModelError if the value is not a boolean */
  set trainable(trainable: boolean) {
    if (typeof trainable !== 'boolean')
      throw new ModelError(`${this.where()}: trainable must be true or false. Received ${String(trainable)}`);
    this.#trainable = trainable;
  }

  /** The name in Keras, such as `Conv2D`. */
  abstract getClassName(): string;
  /** The options, defaults included. */
  abstract getConfig(): Readonly<Record<string, unknown>>;
  /** @throws ModelError if the inputs do not fit */
  abstract outputShapeFor(inputs: readonly Shape[]): Shape;

  /** The name in the model; before that the given name, or the kind. */
  get name(): string {
    return this.#owner?.name ?? this.givenName ?? this.kind;
  }

  /** The output shape, with null as the batch axis. @throws ModelError before the layer is applied or in a model */
  get outputShape(): (number | null)[] {
    if (this.#owner !== null) return [null, ...this.#owner.model.describe(this.#owner.name).outputShape];
    return [...this.output.shape];
  }

  /** The shape of a batch, if the layer was given one for the first layer: null, and the shape of one sample. */
  get batchInputShape(): (number | null)[] | undefined {
    return this.inputShape === null ? undefined : [null, ...this.inputShape];
  }

  /** What the layer gave when it was first applied. @throws ModelError if it has not been applied */
  get output(): SymbolicTensor {
    if (this.#output === null)
      throw new ModelError(`${this.where()}: was not applied, so it has no output yet`);
    return this.#output;
  }

  /** What it read when it was first applied: a symbolic tensor, or several. */
  get input(): SymbolicTensor | readonly SymbolicTensor[] {
    const { inputs } = this.output;
    return inputs.length === 1 && inputs[0] !== undefined ? inputs[0] : inputs;
  }

  /**
   * Connects the layer to others. Applied again, in the same model or in another one, it has the same weights there.
   * @throws ModelError if the inputs do not fit
   */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[]): SymbolicTensor {
    const list = inputs instanceof SymbolicTensor ? [inputs] : inputs;
    if (!Array.isArray(list) || !list.every((one) => one instanceof SymbolicTensor)) {
      throw new ModelError(
        `${this.where()}: apply expects what input() or apply() returned. Received ${kindOf(inputs)}; numbers go through model.predict()`,
      );
    }
    const shape = this.outputShapeFor(list.map(({ sampleShape }) => sampleShape));
    const output = new SymbolicTensor(shape, this, list);
    this.#output ??= output;
    return output;
  }

  /** @returns copies of kernel and bias; for batch normalization gamma, beta, movingMean, movingVariance */
  getWeights(): Tensor[] {
    const { model, name } = this.#attached('getWeights()');
    return model.getLayerWeights(name);
  }

  /** @throws ModelError if the number or the shapes differ from those of getWeights() */
  setWeights(weights: readonly Tensor[]): void {
    const { model, name } = this.#attached('setWeights()');
    model.setLayerWeights(name, weights);
  }

  /** What the layer has when a model takes it in; null: what its initializers give. */
  get initialWeights(): readonly Tensor[] | null {
    return this.#initialWeights;
  }

  /** Of a layer in a model its weights, else those that it begins with. */
  protected haveWeights(weights: readonly Tensor[]): void {
    if (this.#owner === null) this.#initialWeights = weights;
    else this.setWeights(weights);
  }

  countParams(): number {
    const { model, name } = this.#attached('countParams()');
    return model.describe(name).parameterCount;
  }

  /** For models: the model has the weights of the layer from now on, under this name. */
  attach(model: LayerOwner, name: string): void {
    this.#owner = { model, name };
  }

  /** The model that contains the layer; null before. */
  get owner(): LayerOwner | null {
    return this.#owner?.model ?? null;
  }

  protected startsAt(output: SymbolicTensor): void {
    this.#output = output;
  }

  where(): string {
    return `${this.getClassName()} '${this.name}'`;
  }

  #attached(call: string): { readonly model: LayerOwner; readonly name: string } {
    if (this.#owner === null)
      throw new ModelError(
        `${this.where()}: ${call} needs the layer to be in a model that knows its input shape`,
      );
    return this.#owner;
  }
}

/** A kind of layer with its options. */
export class ConfiguredLayer extends Layer {
  readonly kind: string;
  readonly options: Resolved<OptionTable>;

  /** @throws OptionError naming layer, option, expected and received */
  constructor(
    readonly definition: LayerDefinition,
    given: object = {},
  ) {
    const { name, inputShape, weights, trainable, options } = readLayerOptions(definition, { ...given });
    super(name, inputShape, weights, trainable);
    this.kind = definition.kind;
    this.options = options;
    // A model knows its layers by their kind.
    addLayers({ [definition.kind]: definition });
  }

  override getClassName(): string {
    return this.definition.className;
  }

  override getConfig(): Readonly<Record<string, unknown>> {
    return { name: this.name, trainable: this.trainable, ...this.options };
  }

  /**
   * Of a Normalization without a mean of its own: measures the mean and the variance of samples, and keeps them as its
   * weights, before or after a model has taken it in (Keras `adapt`).
   * @throws ModelError (as a rejection) if the layer measures nothing, or there is nothing to measure
   */
  async adapt(x: Tensor): Promise<void> {
    const { axis, mean } = this.options;
    if (this.kind !== 'normalization' || mean !== null)
      throw new ModelError(`${this.where()}: adapt is for a Normalization without 'mean' and 'variance'`);
    if (x.rank < 2 || x.size === 0)
      throw new ModelError(
        `${this.where()}: adapt expects samples with the batch axis first. Received ${shapeText(x.shape)}`,
      );
    const { momentsOf } = await import('./adapt');
    this.haveWeights(await momentsOf(x, axis === 'none'));
  }

  override outputShapeFor(inputs: readonly Shape[]): Shape {
    const { min, max } = this.definition.inputs;
    if (inputs.length < min || inputs.length > max) {
      throw new ModelError(
        `${this.where()}: takes ${min === max ? min : `at least ${min}`} inputs. Received ${inputs.length}`,
      );
    }
    try {
      return this.definition.outputShape(this.options, inputs);
    } catch (cause) {
      if (!(cause instanceof ShapeError)) throw cause;
      throw new ModelError(
        `${this.where()}: ${cause.message} (input ${inputs.map(shapeText).join(' and ')})`,
        { cause },
      );
    }
  }
}

/** An input of the model. */
export class InputLayer extends Layer {
  readonly kind = 'inputLayer';
  readonly sampleShape: Shape;

  /** @throws OptionError if the shape is missing */
  constructor({
    name,
    inputShape,
    batchInputShape,
  }: Pick<CommonOptions, 'name' | 'inputShape' | 'batchInputShape'>) {
    const shape = checkedShape('InputLayer', inputShape, batchInputShape);
    super(name ?? null, shape, null);
    this.sampleShape = shape;
    this.startsAt(new SymbolicTensor(shape, this, []));
  }

  override getClassName(): string {
    return 'InputLayer';
  }

  override getConfig(): Readonly<Record<string, unknown>> {
    return { name: this.name, batchInputShape: [null, ...this.sampleShape] };
  }

  override outputShapeFor(): Shape {
    return this.sampleShape;
  }

  override get outputShape(): (number | null)[] {
    return [null, ...this.sampleShape];
  }

  override getWeights(): Tensor[] {
    return [];
  }

  override setWeights(weights: readonly Tensor[]): void {
    if (weights.length > 0)
      throw new ModelError(`${this.where()}: has no weights. Received ${weights.length}`);
  }

  override countParams(): number {
    return 0;
  }
}

function kindOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}

/**
 * The input of a functional model. `shape` has no batch axis.
 * @example
 * const x = tf.input({ shape: [28, 28, 1] });
 * x.shape; // → [null, 28, 28, 1]
 */
export function input(options: {
  readonly shape?: Shape;
  readonly batchShape?: readonly (number | null)[];
  readonly name?: string;
  readonly dtype?: 'float32';
}): SymbolicTensor {
  const { shape, batchShape, name } = options;
  return new InputLayer({ name, inputShape: shape, batchInputShape: batchShape }).output;
}
