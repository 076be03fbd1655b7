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
  type ValueInfoProto,
} from 'onnx-buf';
import { shapeText, sizeOf } from '../../graph/tensor';
import { defineNetwork } from '../../models/network';
import { FormatError, type StoredModel } from '../storedModel';
import { checkFinite, checkWeights } from '../weights';
import { ChannelAxis } from './channelAxis';
import { readConstant, SHORT_FLOAT_TYPES } from './constants';
import { fold } from './foldConstants';
import { NetworkDraft } from './networkDraft';
import { operatorOf } from './operators';
import { inverse } from '../permute';
import { naturalAxes, Node, type Activation, type Results, type Value } from './readNode';
import { readOwn } from './readOwn';
import { fileText, type FileFacts } from './readShapes';
import { simplify } from './simplify';
import { combineNodes } from './combineNodes';
import { sortNodes } from './sortNodes';

/** Before it, shapes were broadcast by other rules. */
const LOWEST_OPSET = 7;

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
  const stored = readGraph(graph, opsetOf(model, where), where);
  if (own === null) return stored;
  const changed = 'the file was changed after Convscope wrote it, and is read by its operators';
  return { ...stored, remarks: [changed, ...stored.remarks] };
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

function readGraph(graph: GraphProto, opset: number, file: string): StoredModel {
  const draft = new NetworkDraft(file);
  const nodes = sortNodes(combineNodes(graph), file);
  const values = new Map<string, Value>();
  for (const tensor of graph.initializer) values.set(tensor.name, readConstant(tensor, file));
  const channels = new ChannelAxis(nodes);
  const read = new Set([...nodes.flatMap(({ input }) => input), ...graph.output.map(({ name }) => name)]);
  let batch: number | null = null;
  for (const info of graph.input) {
    // Old files list their weights among the inputs.
    if (values.has(info.name) || !read.has(info.name)) continue;
    const input = readInput(info, channels, draft, file);
    batch ??= input.batch;
    values.set(info.name, input.value);
  }
  const facts: FileFacts = { channels, batch };
  for (const proto of nodes) {
    const inputs = proto.input.map((name) => (name === '' ? undefined : values.get(name)));
    // What is left out at the end is as if it were not there.
    while (inputs.length > 0 && proto.input[inputs.length - 1] === '') inputs.pop();
    const node = new Node(proto, inputs, opset, file);
    proto.input.forEach((name) => {
      if (name !== '' && !values.has(name)) node.fail(`reads '${name}', but no node outputs it`);
    });
    const results = readNode(node, draft, facts);
    proto.output.forEach((name, i) => {
      const value = results[i];
      if (name !== '' && value !== undefined) values.set(name, value);
    });
  }
  const taken = new Set(draft.inputs.map(({ name }) => name));
  const outputs = graph.output.map(({ name }) => {
    const layer = outputOf(name, values.get(name), taken, draft, file);
    taken.add(layer);
    return layer;
  });
  return finish(draft, outputs, graph.name, file);
}

function readNode(node: Node, draft: NetworkDraft, facts: FileFacts): Results {
  const { opType, domain } = node.proto;
  if (domain !== '' && domain !== 'ai.onnx')
    node.fail(`there is no layer for the operator '${domain}.${opType}'`);
  const folded = fold(node);
  if (folded !== null) return [folded];
  const operator = operatorOf(opType);
  if (operator === undefined) return node.fail(`there is no layer for the operator '${opType}'`);
  return operator(node, draft, facts);
}

function readInput(
  info: ValueInfoProto,
  channels: ChannelAxis,
  draft: NetworkDraft,
  file: string,
): { readonly value: Activation; readonly batch: number | null } {
  const where = `${file}, input '${info.name}'`;
  const tensor = info.type?.value.case === 'tensorType' ? info.type.value.value : undefined;
  const dims = tensor?.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : null,
  );
  if (dims === undefined) throw new FormatError(where, 'its shape is not given');
  const [batch, ...lengths] = dims;
  if (batch === undefined || lengths.length === 0)
    throw new FormatError(where, `its first axis must be the batch. Received ${dims.length} axes`);
  const known = lengths.filter((length): length is number => length !== null && length >= 1);
  if (known.length !== lengths.length) {
    const text = lengths.map((length) => length ?? '?').join('×');
    throw new FormatError(where, `all lengths but the batch must be fixed. Received ${text}`);
  }
  const found = dims.length === 4 ? (channels.of(info.name) ?? guess(known)) : null;
  const order = found ?? known.map((_, i) => i + 1);
  const shape = order.map((axis) => known[axis - 1] ?? 1);
  const name = draft.input(info.name, shape);
  const short = SHORT_FLOAT_TYPES.get(tensor?.elemType ?? 0);
  if (short !== undefined) draft.rounds(`${file}, input '${info.name}'`, short);
  if (found !== null && found[2] !== 3)
    draft.remark(
      `input '${info.name}': ${shapeText(known)} in the file, ${shapeText(shape)} here, where channels come last`,
    );
  const axes = found === null ? naturalAxes(shape) : inverse([0, ...order]);
  const value: Activation = { is: 'activation', name, shape, axes, order: null, nonNegative: false };
  return { value, batch: batch !== null && batch > 0 ? batch : null };
}

/** Where no layer says so: few channels before what looks like a picture are channels. */
function guess([first = 0, rows = 0, columns = 0]: readonly number[]): readonly [number, number, number] {
  const isPicture = (first === 1 || first === 3) && rows >= 12 && columns >= 12;
  return isPicture ? [2, 3, 1] : [1, 2, 3];
}

/** @returns the layer's name */
function outputOf(
  name: string,
  value: Value | undefined,
  taken: ReadonlySet<string>,
  draft: NetworkDraft,
  file: string,
): string {
  const where = `${file}, output '${name}'`;
  if (value === undefined) throw new FormatError(where, 'no node outputs it');
  if (value.is === 'constant') throw new FormatError(where, 'it does not depend on an input');
  if (value.order !== null)
    throw new FormatError(
      where,
      'it is a flattened map with channels first; here they come last, in another order',
    );
  const long = value.axes.filter((axis) => axis !== null && axis > 0 && value.shape[axis - 1] !== 1);
  if (long.some((axis, i) => i > 0 && (axis ?? 0) < (long[i - 1] ?? 0)))
    draft.remark(`output '${name}': ${fileText(value)} in the file, ${shapeText(value.shape)} here`);
  if (!taken.has(value.name)) return value.name;
  // An input as it comes, or the same as another output: a network gives out what layers make, each once.
  const node = new Node(create(NodeProtoSchema, { opType: 'Identity', name }), [value], LOWEST_OPSET, file);
  return draft.layer(node, 'activation', { activation: 'linear' }, [value]).name;
}

function finish(draft: NetworkDraft, given: readonly string[], graphName: string, file: string): StoredModel {
  const { layers, outputs } = simplify(draft.layers, given);
  const weights = new Map<string, Float32Array>();
  for (const layer of layers) {
    for (const [parameter, values] of Object.entries(layer.weights)) {
      const key = `${layer.name}/${parameter}`;
      checkFinite(`${file}, '${key}'`, values);
      weights.set(key, values);
    }
  }
  const config = {
    name: graphName === '' ? 'onnx' : graphName,
    input: draft.inputs,
    layers: layers.map(({ name, kind, options, inputs }) => ({ name, kind, options, inputs })),
    outputs,
  };
  try {
    const network = defineNetwork(config);
    const missing = network.layers.flatMap(({ name, parameters }) =>
      parameters.filter((spec) => weights.get(`${name}/${spec.name}`)?.length !== sizeOf(spec.shape)),
    );
    if (missing.length > 0) throw new Error(`'${missing[0]?.name}' is missing`);
    return { network: network.toJSON(), weights, remarks: draft.remarks };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(file, `makes no network: ${why}`, { cause });
  }
}
