// Functions that older operator sets spell as several nodes, each put together as the one operator that newer sets have for
// it:
//
//   Swish      x · sigmoid(x)
//   HardSwish  x · hard sigmoid(x)
//   Mish       x · tanh(softplus(x))
//   Gelu       ½ · x · (1 + erf(x / √2))
//   Squareplus ½ · (x + √(x² + 4)), which no operator set has
//   GroupNormalization   an InstanceNormalization between a Reshape to [batch, groups, …] and one back
//
// What lies between the nodes stays where others read it; else no output depends on it any more (see sortNodes.ts).

import { create } from '@bufbuild/protobuf';
import { NodeProtoSchema, type GraphProto, type NodeProto } from 'onnx-buf';
import { attributeProto } from './attributes';
import { readConstant } from './constants';

export function combineNodes(graph: GraphProto): GraphProto {
  const finder = new Finder(graph);
  const node = graph.node.map((one) => {
    const found = one.opType === 'Mul' ? finder.find(one) : null;
    if (found !== null)
      return create(NodeProtoSchema, {
        ...{ opType: found.op, name: one.name },
        ...{ input: [found.x], output: one.output },
      });
    return one.opType === 'Reshape' ? (finder.groups(one) ?? one) : one;
  });
  return { ...graph, node };
}

class Finder {
  readonly #makers: ReadonlyMap<string, NodeProto>;
  readonly #constants: ReadonlyMap<string, number>;
  /** The groups of the tensors [0, groups, −1]. */
  readonly #groups: ReadonlyMap<string, number>;

  constructor({ node, initializer }: GraphProto) {
    this.#makers = new Map(node.map((one) => [one.output[0] ?? '', one]));
    const held = node.flatMap(({ output, attribute }) =>
      attribute.flatMap(({ t }) => (t === undefined ? [] : [[output[0] ?? '', t] as const])),
    );
    const tensors = [...initializer.map((one) => [one.name, one] as const), ...held];
    this.#constants = new Map(
      tensors
        .filter(([, { dims }]) => dims.every((length) => length === 1n))
        .map(([name, tensor]) => [name, Number(readConstant(tensor, name).values[0])]),
    );
    this.#groups = new Map(
      tensors.flatMap(([name, tensor]) => {
        if (tensor.dims.length !== 1 || tensor.dims[0] !== 3n) return [];
        const [batch, groups = 0, rest] = readConstant(tensor, name).values;
        return batch === 0 && rest === -1 && groups > 0 ? [[name, groups]] : [];
      }),
    );
  }

  /** For the Reshape back; null where it is none. */
  groups(back: NodeProto): NodeProto | null {
    const norm = this.#makers.get(back.input[0] ?? '');
    const there =
      norm?.opType === 'InstanceNormalization' ? this.#makers.get(norm.input[0] ?? '') : undefined;
    const count = there?.opType === 'Reshape' ? this.#groups.get(there.input[1] ?? '') : undefined;
    if (norm === undefined || there === undefined || count === undefined) return null;
    const epsilon = norm.attribute.filter(({ name }) => name === 'epsilon');
    return create(NodeProtoSchema, {
      ...{ opType: 'GroupNormalization', name: norm.name },
      ...{ input: [there.input[0] ?? '', ...norm.input.slice(1)], output: back.output },
      attribute: [...epsilon, attributeProto('num_groups', { i: count })],
    });
  }

  find({ input }: NodeProto): { readonly op: string; readonly x: string } | null {
    for (const [x = '', other = ''] of [input, input.toReversed()]) {
      if (this.#reads(other, 'Sigmoid') === x) return { op: 'Swish', x };
      if (this.#isHardSigmoid(other) && this.#reads(other, 'HardSigmoid') === x)
        return { op: 'HardSwish', x };
      const inner = this.#reads(other, 'Tanh');
      if (inner !== undefined && this.#reads(inner, 'Softplus') === x) return { op: 'Mish', x };
    }
    const curve = input.find((name) => !this.#is(name, 0.5)) ?? '';
    const squared = this.#squareplus(curve);
    if (squared !== null && input.some((name) => this.#is(name, 0.5)))
      return { op: 'Squareplus', x: squared };
    const factors = input.flatMap((name) => this.#factors(name));
    const half = factors.findIndex((name) => this.#is(name, 0.5));
    if (factors.length !== 3 || half < 0) return null;
    const [a = '', b = ''] = factors.toSpliced(half, 1);
    if (this.#isErfOf(b, a)) return { op: 'Gelu', x: a };
    return this.#isErfOf(a, b) ? { op: 'Gelu', x: b } : null;
  }

  /** What the node that makes a value reads first, if it is of that operator. */
  #reads(name: string, op: string): string | undefined {
    const maker = this.#makers.get(name);
    return maker?.opType === op ? maker.input[0] : undefined;
  }

  #is(name: string, value: number): boolean {
    return Math.abs((this.#constants.get(name) ?? NaN) - value) < 1e-5;
  }

  #isHardSigmoid(name: string): boolean {
    const { attribute = [] } = this.#makers.get(name) ?? {};
    const value = (wanted: string, fallback: number): number =>
      attribute.find((one) => one.name === wanted)?.f ?? fallback;
    return Math.abs(value('alpha', 0.2) - 1 / 6) < 1e-5 && value('beta', 0.5) === 0.5;
  }

  /** Of a product all that it multiplies. */
  #factors(name: string): readonly string[] {
    const maker = this.#makers.get(name);
    return maker?.opType === 'Mul' ? maker.input : [name];
  }

  /** Of x + √(x² + 4) the x. */
  #squareplus(name: string): string | null {
    const sum = this.#makers.get(name);
    if (sum?.opType !== 'Add') return null;
    const [a = '', b = ''] = sum.input;
    for (const [x, root] of [
      [a, b],
      [b, a],
    ] as const) {
      const inner = this.#makers.get(this.#reads(root, 'Sqrt') ?? '');
      const square =
        inner?.opType === 'Add' && inner.input.some((one) => this.#is(one, 4))
          ? inner.input.find((one) => !this.#is(one, 4))
          : undefined;
      const maker = this.#makers.get(square ?? '');
      if (maker?.opType === 'Mul' && maker.input.every((one) => one === x)) return x;
    }
    return null;
  }

  /** 1 + erf(x / √2) */
  #isErfOf(name: string, x: string): boolean {
    const sum = this.#makers.get(name);
    if (sum?.opType !== 'Add' || !sum.input.some((one) => this.#is(one, 1))) return false;
    const erf = sum.input.flatMap((one) => this.#reads(one, 'Erf') ?? [])[0];
    const scaled = this.#makers.get(erf ?? '');
    const scale = { Div: Math.SQRT2, Mul: Math.SQRT1_2 }[scaled?.opType ?? ''];
    return (
      scale !== undefined &&
      scaled?.input.includes(x) === true &&
      scaled.input.some((one) => this.#is(one, scale))
    );
  }
}
