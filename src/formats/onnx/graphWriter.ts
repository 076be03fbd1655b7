// An ONNX graph while it is written: nodes in order, initializers, and names that do not collide.

import { create } from '@bufbuild/protobuf';
import { NodeProtoSchema, TensorProto_DataType, type NodeProto } from 'onnx-buf';
import type { Shape } from '../../graph/tensor';
import { attributeProto, type Attributes } from './attributes';

/** A tensor inside the file. */
export interface Initializer {
  readonly name: string;
  readonly shape: Shape;
  readonly dataType: TensorProto_DataType;
  /** Little-endian, as `raw_data` has them. */
  readonly bytes: Uint8Array;
}

/** One node of a chain; the tensor it reads comes from the one before. */
export interface Step {
  readonly op: string;
  /** Names of initializers that it reads as well, and of those that it reads first. */
  readonly constants?: readonly string[];
  readonly first?: readonly string[];
  /** Reads as well what the chain had so many steps before. */
  readonly again?: number;
  /** Reads what the chain had so many steps before in place of what the step before made. */
  readonly instead?: number;
  readonly attributes?: Attributes;
}

export class GraphWriter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: Initializer[] = [];
  /** By the name that was wanted. */
  readonly #written = new Map<string, Initializer>();
  readonly #taken: Set<string>;

  /** @param reserved names that are given to nothing unasked */
  constructor(reserved: Iterable<string>) {
    this.#taken = new Set(reserved);
  }

  /** The name, or the name with a number after it where there is one of that name. */
  fresh(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted}_${count}`;
    this.#taken.add(name);
    return name;
  }

  node(op: string, inputs: readonly string[], output: string, attributes: Attributes = {}): void {
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: op,
        name: `${output}/${op}`,
        input: [...inputs],
        output: [output],
        attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
      }),
    );
  }

  /** Nodes one after the other; what lies between them is called after the last one. */
  chain(inputs: readonly string[], steps: readonly Step[], output: string): void {
    const read: (readonly string[])[] = [inputs];
    steps.forEach(({ op, first = [], constants = [], attributes, again, instead = 0 }, i) => {
      const made = i === steps.length - 1 ? output : this.fresh(`${output}/${op.toLowerCase()}`);
      const before = again === undefined ? [] : (read[i - again] ?? []);
      this.node(op, [...first, ...(read[i - instead] ?? []), ...constants, ...before], made, attributes);
      read.push([made]);
    });
  }

  floats(wanted: string, shape: Shape, values: Float32Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.#initializer(wanted, shape, TensorProto_DataType.FLOAT, bytes);
  }

  integers(wanted: string, values: readonly number[]): string {
    const numbers = BigInt64Array.from(values, BigInt);
    return this.#initializer(
      wanted,
      [values.length],
      TensorProto_DataType.INT64,
      new Uint8Array(numbers.buffer),
    );
  }

  #initializer(wanted: string, shape: Shape, dataType: TensorProto_DataType, bytes: Uint8Array): string {
    // Layers that share weights read one initializer.
    const before = this.#written.get(wanted);
    if (before !== undefined && isSame(before, { shape, dataType, bytes })) return before.name;
    const written = { name: this.fresh(wanted), shape, dataType, bytes };
    this.initializers.push(written);
    this.#written.set(wanted, written);
    return written.name;
  }
}

function isSame(a: Initializer, b: Omit<Initializer, 'name'>): boolean {
  return (
    a.dataType === b.dataType &&
    a.bytes.length === b.bytes.length &&
    String(a.shape) === String(b.shape) &&
    a.bytes.every((byte, i) => byte === b.bytes[i])
  );
}
