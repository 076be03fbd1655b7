// Reads an ONNX file of any exporter as a network and its weights.
//
// Nodes are read in order. Each takes what is known of its inputs, and says what is known of its results: constants are
// worked out, layers are appended to a draft. Maps that the file has with channels first become ours, channels last;
// inputs and outputs, too. What no layer does is an error that names the node.
// Source: https://onnx.ai/onnx/repo-docs/IR.html

import { create, fromBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  NodeProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { shapeText, sizeOf } from '../../graph/tensor';
import { defineNetwork } from '../../models/network';
import { FormatError, type StoredModel } from '../storedModel';
import { checkFinite, checkWeights } from '../weights';
import { ChannelAxis } from './channelAxis';
import { readConstant, SHORT_FLOAT_TYPES, WHOLE_TYPES, type Constant } from './constants';
import { fold } from './foldConstants';
import { NetworkDraft, type DraftLayer } from './networkDraft';
import { operatorOf } from './operators';
import { inverse } from '../permute';
import { Node, type Activation, type Results, type Value } from './readNode';
import { readOwn } from './readOwn';
import { fileText, type FileFacts } from './readShapes';
import { selectLast } from './selection';
import { simplify } from './simplify';
import { combineNodes } from './combineNodes';
import { sortNodes } from './sortNodes';
import type { TensorLayout } from './tensorLayout';
import { checkWholeNumbers } from './wholeNumbers';

/** Before it, shapes and axes were attributes. */
const LOWEST_OPSET = 6;

export interface ReadGraph extends StoredModel {
  readonly inputs: readonly TensorLayout[];
  readonly outputs: readonly TensorLayout[];
}

/**
 * @param where the file, as the user knows it
 * @throws FormatError naming the node or tensor that cannot be read
 */
export function readOnnx(bytes: Uint8Array, where: string): StoredModel {
  const { model, graph } = decode(bytes, where);
  const own = readOwn(model, graph, where);
  if (own !== null && own !== 'changed') {
    checkWeights(where, own.network, own.weights);
    return { network: own.network.toJSON(), weights: own.weights, remarks: [] };
  }
  const { network, weights, remarks } = readGraph(graph, opsetOf(model, where), where);
  if (own === null) return { network, weights, remarks };
  const changed = 'the file was changed after Convscope wrote it, and is read by its operators';
  return { network, weights, remarks: [changed, ...remarks] };
}

/**
 * As `readOnnx`, by the operators alone, with where the file's tensors lie in the network's.
 * @throws FormatError naming the node or tensor that cannot be read
 */
export function readOperators(bytes: Uint8Array, where: string): ReadGraph {
  const { model, graph } = decode(bytes, where);
  return readGraph(graph, opsetOf(model, where), where);
}

/**
 * What a file computes without an input of the network: every number is in it. For tests of what is folded.
 * @throws FormatError where it needs a layer
 */
export function readConstants(bytes: Uint8Array, where: string): ReadonlyMap<string, Constant> {
  const { model, graph } = decode(bytes, where);
  const opset = opsetOf(model, where);
  const values = initialValues(graph, where);
  for (const proto of sortNodes(graph, where)) {
    const node = nodeOf(proto, values, opset, where);
    const results = fold(node);
    if (results === null) return node.fail('is not computed while the file is read');
    setResults(proto, results, values);
  }
  return new Map(
    graph.output.flatMap(({ name }) => {
      const value = values.get(name);
      return value?.is === 'constant' ? [[name, value] as const] : [];
    }),
  );
}

function decode(bytes: Uint8Array, where: string): { model: ModelProto; graph: GraphProto } {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(where, `this is not an ONNX file, or it was cut off (${why})`, { cause });
  }
  const { graph } = model;
  if (graph === undefined || graph.output.length === 0)
    throw new FormatError(where, 'this is not an ONNX file: it has no graph with an output');
  return { model, graph };
}

function opsetOf({ opsetImport }: ModelProto, where: string): number {
  const opset = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  const version = Number(opset?.version ?? 1n);
  if (version < LOWEST_OPSET)
    throw new FormatError(
      where,
      `operators of version ${LOWEST_OPSET} or later can be read. Received opset ${version}`,
    );
  return version;
}

/** A row in another order that is given out: its matrix has the square of it. */
const MAX_ROW = 1024;

class NoBatchError extends FormatError {}

/**
 * The first axis of the inputs is the batch. If a file cannot be read so, but fixes all lengths, it is read as one picture:
 * then nodes may do anything with that axis.
 */
function readGraph(graph: GraphProto, opset: number, file: string): ReadGraph {
  try {
    return readAs('batch', graph, opset, file);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    try {
      return readAs('picture', graph, opset, file);
    } catch (second) {
      // An input that has no batch says less than what was found without one.
      throw cause instanceof NoBatchError ? second : cause;
    }
  }
}

function readAs(first: 'batch' | 'picture', graph: GraphProto, opset: number, file: string): ReadGraph {
  const draft = new NetworkDraft(file);
  const nodes = sortNodes(combineNodes(graph), file);
  const values = initialValues(graph, file);
  const channels = new ChannelAxis(nodes, integersOf(graph, file));
  const read = new Set([...nodes.flatMap(({ input }) => input), ...graph.output.map(({ name }) => name)]);
  let batch: number | null = null;
  const inputs: TensorLayout[] = [];
  for (const info of graph.input) {
    // Old files list their weights among the inputs.
    if (values.has(info.name) || !read.has(info.name)) continue;
    checkWholeNumbers(info, nodes, graph.output, file);
    const isLabel = namesRows(info.name, nodes);
    const input = readInput(info, { first, isLabel, channels }, draft, file);
    batch ??= input.batch;
    values.set(info.name, input.value);
    inputs.push({ tensor: info.name, name: input.value.name, axes: input.value.axes });
  }
  const facts: FileFacts = { channels, batch, outputs: new Set(graph.output.map(({ name }) => name)) };
  for (const proto of nodes) {
    const node = nodeOf(proto, values, opset, file);
    setResults(proto, readNode(node, draft, facts), values);
  }
  const taken = new Set(draft.inputs.map(({ name }) => name));
  const outputs = graph.output.map(({ name }) => {
    const output = outputOf(name, values.get(name), taken, draft, file);
    taken.add(output.name);
    return output;
  });
  return finish(draft, inputs, outputs, graph.name, file);
}

function initialValues(graph: GraphProto, file: string): Map<string, Value> {
  return new Map(graph.initializer.map((tensor) => [tensor.name, readConstant(tensor, file)]));
}

function integersOf(graph: GraphProto, file: string): (name: string) => readonly number[] | undefined {
  return (name) => {
    const tensor =
      graph.initializer.find((one) => one.name === name) ??
      graph.node.find(({ opType, output }) => opType === 'Constant' && output[0] === name)?.attribute[0]?.t;
    return tensor === undefined ? undefined : [...readConstant(tensor, file).values];
  };
}

function nodeOf(proto: NodeProto, values: ReadonlyMap<string, Value>, opset: number, file: string): Node {
  const inputs = proto.input.map((name) => (name === '' ? undefined : values.get(name)));
  // What is left out at the end is as if it were not there.
  while (inputs.length > 0 && proto.input[inputs.length - 1] === '') inputs.pop();
  const node = new Node(proto, inputs, opset, file);
  proto.input.forEach((name) => {
    if (name !== '' && !values.has(name)) node.fail(`reads '${name}', but no node outputs it`);
  });
  return node;
}

function setResults({ output }: NodeProto, results: Results, values: Map<string, Value>): void {
  output.forEach((name, i) => {
    const value = results[i];
    if (name !== '' && value !== undefined) values.set(name, value);
  });
}

function readNode(node: Node, draft: NetworkDraft, facts: FileFacts): Results {
  const { opType, domain } = node.proto;
  if (domain !== '' && domain !== 'ai.onnx')
    node.fail(`there is no layer for the operator '${domain}.${opType}'`);
  const folded = fold(node);
  if (folded !== null) return folded;
  if (opType !== 'Gather' && node.inputs.some((input) => input?.is === 'activation' && input.whole === true))
    node.fail('takes numbers that were converted to whole ones; here only a Gather from a table does');
  const operator = operatorOf(opType);
  if (operator === undefined) return node.fail(`there is no layer for the operator '${opType}'`);
  return operator(node, draft, facts);
}

interface InputFacts {
  readonly first: 'batch' | 'picture';
  /** It may be one number for each sample. */
  readonly isLabel: boolean;
  readonly channels: ChannelAxis;
}

/** Whether an input names rows of tables, as it comes or cut to whole numbers, and nothing else. */
function namesRows(name: string, nodes: readonly NodeProto[]): boolean {
  const readers = nodes.filter(({ input }) => input.includes(name));
  return readers.every(
    ({ opType, input, attribute, output }) =>
      (opType === 'Gather' && input[0] !== name) ||
      (opType === 'Cast' &&
        WHOLE_TYPES.has(Number(attribute[0]?.i)) &&
        output.every((one) => namesRows(one, nodes))),
  );
}

function readInput(
  info: ValueInfoProto,
  { first, isLabel, channels }: InputFacts,
  draft: NetworkDraft,
  file: string,
): { readonly value: Activation; readonly batch: number | null } {
  const where = `${file}, input '${info.name}'`;
  const tensor = info.type?.value.case === 'tensorType' ? info.type.value.value : undefined;
  const dims = tensor?.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : null,
  );
  if (dims === undefined) throw new FormatError(where, 'its shape is not given');
  const [batch, ...others] = dims;
  // A first axis of length 1 is that of the picture's batch in any case.
  const isOwn = first === 'picture' && batch !== 1;
  if (!isOwn && (batch === undefined || (first === 'batch' && others.length === 0 && !isLabel)))
    throw new NoBatchError(where, `its first axis must be the batch. Received ${dims.length} axes`);
  const lengths = isOwn ? dims : others;
  const known = lengths.filter((length): length is number => length !== null && length >= 1);
  if (known.length !== lengths.length) {
    const text = lengths.map((length) => length ?? '?').join('×');
    throw new FormatError(where, `all lengths but the batch must be fixed. Received ${text}`);
  }
  const found = isOwn ? null : (channels.of(info.name, dims.length) ?? guess(known));
  const order = found ?? known.map((_, i) => i + 1);
  const shape = known.length === 0 ? [1] : order.map((axis) => known[axis - 1] ?? 1);
  const name = draft.input(info.name, shape);
  const short = SHORT_FLOAT_TYPES.get(tensor?.elemType ?? 0);
  if (short !== undefined) draft.rounds(`${file}, input '${info.name}'`, short);
  if (order.some((axis, i) => axis !== i + 1) && known.length > 1)
    draft.remark(
      `input '${info.name}': ${shapeText(known)} in the file, ${shapeText(shape)} here, where channels come last`,
    );
  if (isOwn && dims.length > 0)
    draft.remark(
      `input '${info.name}': ${shapeText(known)} in the file is one picture here, since it has no batch`,
    );
  const own = known.length === 0 ? [] : inverse([0, ...order]).slice(1);
  const lead = isOwn ? [] : [first === 'batch' ? 0 : null];
  const value: Activation = {
    is: 'activation',
    name,
    shape,
    axes: [...lead, ...own],
    order: null,
    nonNegative: false,
  };
  return { value, batch: batch !== undefined && batch !== null && batch > 0 ? batch : null };
}

/** Where no layer says so: few channels before what looks like a picture are channels. */
function guess(lengths: readonly number[]): readonly number[] | null {
  const [first = 0, rows = 0, columns = 0] = lengths;
  const isPicture = lengths.length === 3 && (first === 1 || first === 3) && rows >= 12 && columns >= 12;
  return isPicture ? [2, 3, 1] : null;
}

function outputOf(
  name: string,
  given: Value | undefined,
  taken: ReadonlySet<string>,
  draft: NetworkDraft,
  file: string,
): TensorLayout {
  const where = `${file}, output '${name}'`;
  if (given === undefined) throw new FormatError(where, 'no node outputs it');
  if (given.is === 'constant') throw new FormatError(where, 'it does not depend on an input');
  if (given.whole === true)
    throw new FormatError(where, 'it converts to whole numbers; there is no layer for that');
  const node = new Node(create(NodeProtoSchema, { opType: 'Identity', name }), [given], LOWEST_OPSET, file);
  const value = given.order === null ? given : inFileOrder(node, draft, given, given.order, where);
  const long = value.axes.filter((axis) => axis !== null && axis > 0 && value.shape[axis - 1] !== 1);
  if (long.some((axis, i) => i > 0 && (axis ?? 0) < (long[i - 1] ?? 0)))
    draft.remark(`output '${name}': ${fileText(value)} in the file, ${shapeText(value.shape)} here`);
  if (!taken.has(value.name)) return { tensor: name, name: value.name, axes: value.axes };
  // An input as it comes, or the same as another output: a network gives out what layers make, each once.
  const { name: layer } = draft.layer(node, 'activation', { activation: 'linear' }, [value]);
  return { tensor: name, name: layer, axes: value.axes };
}

/** A row as the file has it. */
function inFileOrder(
  node: Node,
  draft: NetworkDraft,
  row: Activation,
  order: Int32Array,
  where: string,
): Activation {
  if (order.length > MAX_ROW)
    throw new FormatError(
      where,
      'it is a flattened map with channels first; here they come last, in another order, which is put right up to ' +
        `${MAX_ROW} numbers. Received ${order.length}`,
    );
  return { ...selectLast(node, draft, row, order), order: null };
}

/** Layers that read the same weights of the file as an earlier one, by that one's name. Options must be the same, too. */
function ownersOf(layers: readonly DraftLayer[]): ReadonlyMap<DraftLayer, string> {
  const owners = new Map<DraftLayer, string>();
  const bySource = new Map<string, DraftLayer[]>();
  for (const layer of layers) {
    if (layer.source === undefined) continue;
    const before = bySource.get(layer.source) ?? [];
    const owner = before.find((one) => sameWeights(one, layer));
    if (owner === undefined) bySource.set(layer.source, [...before, layer]);
    else owners.set(layer, owner.name);
  }
  return owners;
}

function sameWeights(a: DraftLayer, b: DraftLayer): boolean {
  if (a.kind !== b.kind || a.trainable !== b.trainable) return false;
  if (JSON.stringify(a.options) !== JSON.stringify(b.options)) return false;
  const names = Object.keys(a.weights);
  return (
    names.length === Object.keys(b.weights).length &&
    names.every((name) => {
      const [one, other] = [a.weights[name], b.weights[name]];
      return one?.length === other?.length && one?.every((value, i) => value === other?.[i]) === true;
    })
  );
}

function finish(
  draft: NetworkDraft,
  inputs: readonly TensorLayout[],
  given: readonly TensorLayout[],
  graphName: string,
  file: string,
): ReadGraph {
  const { layers, outputs } = simplify(
    draft.layers,
    given.map(({ name }) => name),
  );
  const weights = new Map<string, Float32Array>();
  const owners = ownersOf(layers);
  for (const layer of layers) {
    if (owners.has(layer)) continue;
    for (const [parameter, values] of Object.entries(layer.weights)) {
      const key = `${layer.name}/${parameter}`;
      checkFinite(`${file}, '${key}'`, values);
      weights.set(key, values);
    }
  }
  const config = {
    name: graphName === '' ? 'onnx' : graphName,
    input: draft.inputs,
    layers: layers.map((layer) => {
      const { name, kind, options, inputs: reads, trainable = true } = layer;
      const sharesWith = owners.get(layer);
      if (sharesWith !== undefined) return { name, kind, inputs: reads, sharesWith };
      return { name, kind, options, inputs: reads, ...(trainable ? {} : { trainable }) };
    }),
    outputs,
  };
  try {
    const network = defineNetwork(config);
    const missing = network.layers.flatMap(({ name, parameters }) =>
      parameters.filter((spec) => weights.get(`${name}/${spec.name}`)?.length !== sizeOf(spec.shape)),
    );
    if (missing.length > 0) throw new Error(`'${missing[0]?.name}' is missing`);
    const found = given.map((one, i) => ({ ...one, name: outputs[i] ?? one.name }));
    return { network: network.toJSON(), weights, remarks: draft.remarks, inputs, outputs: found };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(file, `makes no network: ${why}`, { cause });
  }
}
