// A node of a file as its reader sees it: attributes with their defaults, inputs with what is known of them, and words
// for what cannot be read.

import { AttributeProto_AttributeType, type AttributeProto, type NodeProto } from 'onnx-buf';
import { shapeText, type Shape } from '../../graph/tensor';
import { FormatError } from '../storedModel';
import { readConstant, type Constant } from './constants';
import { shortest } from '../shortest';

/** What a layer (or an input) gives, as a tensor of the file holds it: the same numbers, seldom in the same order. */
export interface Activation {
  readonly is: 'activation';
  /** The layer or input. */
  readonly name: string;
  /** Of the layer, without the batch axis. */
  readonly shape: Shape;
  /**
   * For each axis of the file's tensor the layer's, counted with the batch; null for an axis of length 1 that the layer
   * has not. A map with channels first is [0, 3, 1, 2]. Each of the layer's axes is there once, but those of length 1 may
   * be missing. The batch (0) leads, or is missing in a file that is read as one picture.
   */
  readonly axes: readonly (number | null)[];
  /** Of a row: number j of the file is number `order[j]` of the layer. Null: they are in one order. */
  readonly order: Int32Array | null;
  /** No number is below zero, so that a border of zeros changes no maximum. */
  readonly nonNegative: boolean;
  /** Fractions are cut off (a Cast to whole numbers): places in a table, and nothing else here. */
  readonly whole?: boolean;
}

export type Value = Activation | Constant;

/** As one of a node's results where there are none to be had, such as the mask of a dropout. */
export type Results = readonly (Value | undefined)[];

export function naturalAxes(shape: Shape): number[] {
  return [0, ...shape.map((_, axis) => axis + 1)];
}

/** Lengths of the file's tensor; the batch is NaN. */
export function fileShape({ shape, axes }: Activation): number[] {
  return axes.map((axis) => (axis === null ? 1 : axis === 0 ? NaN : (shape[axis - 1] ?? 1)));
}

export class Node {
  readonly op: string;
  /** For errors: file, operator and name. */
  readonly where: string;
  readonly #attributes: ReadonlyMap<string, AttributeProto>;

  constructor(
    readonly proto: NodeProto,
    readonly inputs: Results,
    readonly opset: number,
    readonly file: string,
  ) {
    this.op = proto.opType;
    this.where = nodeName(proto, file);
    this.#attributes = new Map(proto.attribute.map((attribute) => [attribute.name, attribute]));
  }

  fail(message: string): never {
    throw new FormatError(this.where, message);
  }

  /** The input, which must come from a layer. */
  activation(index = 0): Activation {
    const value = this.inputs[index];
    if (value?.is !== 'activation') {
      return this.fail(
        `its ${ordinal(index)} input must come from the network's input. Received ${kindOf(value)}`,
      );
    }
    return value;
  }

  /** The input, which must lie in the file; undefined where it is left out. */
  optionalConstant(index: number): Constant | undefined {
    const value = this.inputs[index];
    if (value?.is === 'activation')
      return this.fail(
        `its ${ordinal(index)} input must be a constant in the file. Received ${kindOf(value)}`,
      );
    return value;
  }

  constant(index: number): Constant {
    const value = this.optionalConstant(index);
    return value ?? this.fail(`its ${ordinal(index)} input is missing`);
  }

  /** As weights. */
  floats(index: number): Constant & { readonly values: Float32Array } {
    const value = this.constant(index);
    const { values } = value;
    return values instanceof Float32Array
      ? { ...value, values }
      : this.fail(`its ${ordinal(index)} input must be of floating-point numbers. Received integers`);
  }

  int(name: string, fallback: number): number {
    const attribute = this.#of(name, AttributeProto_AttributeType.INT);
    return attribute === undefined ? fallback : Number(attribute.i);
  }

  float(name: string, fallback: number): number {
    const attribute = this.#of(name, AttributeProto_AttributeType.FLOAT);
    return attribute === undefined ? fallback : shortest(attribute.f);
  }

  string(name: string, fallback: string): string {
    const attribute = this.#of(name, AttributeProto_AttributeType.STRING);
    return attribute === undefined ? fallback : new TextDecoder().decode(attribute.s);
  }

  ints(name: string): readonly number[] | undefined {
    return this.#of(name, AttributeProto_AttributeType.INTS)?.ints.map(Number);
  }

  /** What a Constant node holds, under whichever of its attributes. */
  held(): Constant | undefined {
    const value = this.#attributes.get('value')?.t;
    if (value !== undefined) return readConstant(value, this.file);
    const floats = this.#attributes.get('value_floats')?.floats;
    if (floats !== undefined) return constant([floats.length], Float32Array.from(floats));
    const ints = this.ints('value_ints');
    if (ints !== undefined) return constant([ints.length], ints);
    if (this.#attributes.has('value_float'))
      return constant([], Float32Array.of(this.float('value_float', 0)));
    if (this.#attributes.has('value_int')) return constant([], [this.int('value_int', 0)]);
    return undefined;
  }

  #of(name: string, type: AttributeProto_AttributeType): AttributeProto | undefined {
    const attribute = this.#attributes.get(name);
    if (attribute === undefined || attribute.type === type) return attribute;
    const [expected, received] = [type, attribute.type].map((one) => AttributeProto_AttributeType[one]);
    return this.fail(`attribute '${name}' must be of type ${expected}. Received ${received ?? 'another'}`);
  }
}

export function constant(shape: Shape, values: Constant['values']): Constant {
  return { is: 'constant', name: '', shape, values };
}

/** Where a node stands, for errors. */
export function nodeName({ opType, name, output }: NodeProto, file: string): string {
  return `${file}, ${opType || 'a node'} '${name || (output[0] ?? '')}'`;
}

function ordinal(index: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth'][index] ?? `${index + 1}th`;
}

function kindOf(value: Value | undefined): string {
  if (value === undefined) return 'none';
  return value.is === 'constant' ? `a constant of ${shapeText(value.shape)}` : `what '${value.name}' gives`;
}
