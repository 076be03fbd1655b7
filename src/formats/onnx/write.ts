// A network and its weights as an ONNX file that runs as it is, in any runtime.
//
// Inputs and outputs have Convscope's layout, batch × rows × columns × channels, with the batch left open. Between them
// maps have ONNX's layout, channels first; they are transposed where a layer needs the other one, and once each. The
// network is stored in the metadata, so that the file comes back with every option, those of training too.
// Source: https://onnx.ai/onnx/repo-docs/IR.html

import { create } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataType,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type ValueInfoProto,
} from 'onnx-buf';
import { shapeText, sizeOf, type Shape } from '../../graph/tensor';
import { defineNetwork, type NetworkLayer } from '../../models/network';
import { FormatError, type StoredModel } from '../storedModel';
import { encodeModel, MAX_BYTES } from './encode';
import { FINGERPRINT_KEY, fingerprint, NETWORK_KEY, PRODUCER } from './fingerprint';
import { GraphWriter } from './graphWriter';
import { inverse } from '../permute';
import type { Layout } from './layerWriter';
import { writerOf } from './writeLayers';

const OPSET = 17;
/** The version of the file format that came with opset 17. */
const IR_VERSION = 8;

/**
 * @throws FormatError where weights are missing, a layer has no words in ONNX, or the file would be too large
 */
export function writeOnnx({ network: config, weights }: StoredModel): Uint8Array {
  const network = defineNetwork(config);
  const { name, inputs, layers } = network;
  const outputs = [...new Set(network.outputs)];
  const where = `ONNX file of '${name}'`;
  if (weights === null) throw new FormatError(where, 'an ONNX file needs weights. Received none');
  const graph = new GraphWriter([...inputs, ...layers].map((one) => one.name));
  const values = new Map(
    inputs.map((input) => [input.name, new Value(graph, input.name, input.shape, [['plain', input.name]])]),
  );
  for (const layer of layers) {
    const reads = layer.inputs.flatMap((input) => values.get(input) ?? []);
    values.set(layer.name, writeLayer(graph, layer, reads, weights));
  }
  const shapes = new Map(layers.map((layer) => [layer.name, layer.outputShape]));
  for (const output of outputs) values.get(output)?.giveOut();
  const contents = {
    name,
    node: graph.nodes,
    input: inputs.map((input) => valueInfo(input.name, input.shape)),
    output: outputs.map((output) => valueInfo(output, shapes.get(output) ?? [])),
  };
  const graphProto = create(GraphProtoSchema, contents);
  const entry = (
    key: string,
    value: string,
  ): ReturnType<typeof create<typeof StringStringEntryProtoSchema>> =>
    create(StringStringEntryProtoSchema, { key, value });
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(IR_VERSION),
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(OPSET) })],
    producerName: PRODUCER,
    metadataProps: [
      entry(NETWORK_KEY, JSON.stringify(network)),
      entry(FINGERPRINT_KEY, fingerprint(graphProto)),
    ],
  });
  const bytes = encodeModel(model, graphProto, graph.initializers);
  if (bytes === null) {
    throw new FormatError(
      where,
      `an ONNX file holds at most ${MAX_BYTES} bytes with its weights inside. ` +
        `${network.parameterCount} parameters are more; write safetensors`,
    );
  }
  return bytes;
}

/** The output of an input or a layer, in each layout that was requested. */
class Value {
  readonly #names: Map<Layout, string>;

  constructor(
    readonly graph: GraphWriter,
    readonly name: string,
    readonly shape: Shape,
    made: Iterable<readonly [Layout, string]>,
  ) {
    this.#names = new Map(made);
  }

  /** The layouts it lies in already, and its name there. */
  get names(): ReadonlyMap<Layout, string> {
    return this.#names;
  }

  /** Whether it must be transposed for consumers of the plain layout. A row is the same in both layouts. */
  get isFirst(): boolean {
    return this.shape.length > 1 && !this.#names.has('plain');
  }

  /** Its name in a layout; transposed on the first request. */
  in(layout: Layout): string {
    const { graph, shape } = this;
    const [made = this.name] = this.#names.values();
    const known = shape.length < 2 ? made : this.#names.get(layout);
    if (known !== undefined) return known;
    const rank = shape.length + 1;
    const toFirst = [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
    const wanted = nameIn(layout, this.name, shape);
    const transposed = layout === 'plain' ? wanted : graph.fresh(wanted);
    graph.node('Transpose', [made], transposed, {
      perm: { ints: layout === 'first' ? toFirst : inverse(toFirst) },
    });
    this.#names.set(layout, transposed);
    return transposed;
  }

  /** Its name in a layout, with axes of length 1 after the batch (and channels, where these are first) to have so many. */
  inRank(rank: number, layout: Layout): string {
    const { graph, shape } = this;
    const name = this.in(layout);
    const missing = rank - shape.length - 1;
    if (missing === 0) return name;
    const widened = graph.fresh(`${name}/${rank} axes`);
    const first = layout === 'first' ? 2 : 1;
    const axes = Array.from({ length: missing }, (_, i) => first + i);
    graph.node('Unsqueeze', [name, graph.integers(`${widened}/axes`, axes)], widened);
    return widened;
  }

  /** Sees to it that it exists under its layer's name, in the plain order. */
  giveOut(): void {
    const made = this.in('plain');
    if (made !== this.name) this.graph.node('Identity', [made], this.name);
  }
}

function nameIn(layout: Layout, name: string, shape: Shape): string {
  if (layout === 'plain' || shape.length < 2) return name;
  return shape.length === 3 ? `${name}/nchw` : `${name}/channels_first`;
}

function writeLayer(
  graph: GraphWriter,
  layer: NetworkLayer,
  inputs: readonly Value[],
  weights: ReadonlyMap<string, Float32Array>,
): Value {
  const { name, definition, outputShape } = layer;
  const where = `${definition.className} '${name}'`;
  const write = writerOf(definition.kind);
  if (write === undefined) throw new FormatError(where, 'this kind of layer cannot be written to ONNX');
  const {
    reads,
    makes = reads,
    steps,
    merges,
    before = [],
  } = write({
    options: layer.options,
    layer,
    graph,
    held: inputs.some(({ isFirst }) => isFirst) ? 'first' : 'plain',
    weight: (parameter) => {
      const values = weights.get(`${layer.owner}/${parameter}`);
      const shape = layer.uses.find((spec) => spec.name === parameter)?.shape ?? [];
      if (values?.length !== sizeOf(shape)) {
        const received = values === undefined ? 'none' : `${values.length}`;
        throw new FormatError(
          where,
          `'${parameter}' needs ${shapeText(shape)} numbers. Received ${received}`,
        );
      }
      return values;
    },
  });
  const [first] = inputs;
  if (steps.length === 0 && first !== undefined) return new Value(graph, name, outputShape, first.names);
  const wanted = nameIn(makes, name, outputShape);
  const made = wanted === name ? name : graph.fresh(wanted);
  const names = inputs.map((input) =>
    merges === undefined ? input.in(reads) : input.inRank(merges.rank, reads),
  );
  before.forEach((changes, i) => {
    const input = names[i];
    if (changes.length === 0 || input === undefined) return;
    const changed = graph.fresh(`${made}/${i === 0 ? 'first' : 'second'}`);
    graph.chain([input], changes, changed);
    names[i] = changed;
  });
  if (merges?.isOfTwo === true) mergeInTurn(graph, names, steps[0]?.op ?? '', made);
  else graph.chain(names, steps, made);
  return new Value(graph, name, outputShape, [[makes, made]]);
}

/** By an operator of two inputs, one after the other. */
function mergeInTurn(
  graph: GraphWriter,
  [first = '', ...others]: readonly string[],
  op: string,
  made: string,
): void {
  others.reduce((before, name, i) => {
    const result = i === others.length - 1 ? made : graph.fresh(`${made}/${op.toLowerCase()}`);
    graph.node(op, [before, name], result);
    return result;
  }, first);
}

function valueInfo(name: string, shape: Shape): ValueInfoProto {
  const dim = [
    { case: 'dimParam', value: 'batch' } as const,
    ...shape.map((length) => ({ case: 'dimValue', value: BigInt(length) }) as const),
  ].map((value) => create(TensorShapeProto_DimensionSchema, { value }));
  const tensor = create(TypeProto_TensorSchema, {
    elemType: TensorProto_DataType.FLOAT,
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}
