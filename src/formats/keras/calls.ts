// How a layer of a Functional model was called, in the spellings of Keras 2, tfjs and Keras 3.
//
// Keras 2 and tfjs list for every call the tensors it was given, [layer, call, output, other arguments]:
//   "inbound_nodes": [[["conv2d_1", 0, 0, {}], ["conv2d_2", 0, 0, {}]]]
// Keras 3 keeps the arguments of the call, and in them the tensors as objects:
//   "inbound_nodes": [{"args": [[{"class_name": "__keras_tensor__", "config": {"keras_history": ["conv2d_1", 0, 0]}}, …]], "kwargs": {}}]

import { isRecord, listAt, received, recordAt, type JsonRecord } from '../json';
import { FormatError } from '../storedModel';
import { ATTENTION_INPUTS } from './layerParts';

/** A tensor by what made it. */
export interface TensorReference {
  readonly layer: string;
  /** Which call of the layer. */
  readonly call: number;
  /** Which output, of a model that was called as a layer. */
  readonly output: number;
}

export interface Call {
  readonly inputs: readonly TensorReference[];
  /** The tensors by place, and numbers that stand among them: operations take both. */
  readonly operands: readonly (TensorReference | number)[];
  /** Other arguments that were given and are not null, by name. */
  readonly others: JsonRecord;
}

/** Every call of a layer. @throws FormatError */
export function callsOf(where: string, inboundNodes: unknown): readonly Call[] {
  return listAt(where, "'inbound_nodes'", inboundNodes ?? []).map((node) =>
    isRecord(node) ? callOfKeras3(where, node) : callOfKeras2(where, node),
  );
}

function callOfKeras2(where: string, node: unknown): Call {
  const list = listAt(where, "a call in 'inbound_nodes'", node);
  // tf.keras wrote a call with one tensor without the outer list for a while.
  const tensors = typeof list[0] === 'string' ? [list] : list;
  const others: Record<string, unknown> = {};
  const inputs = tensors.map((tensor) => {
    const given = listAt(where, "a tensor in 'inbound_nodes'", tensor)[3];
    if (given !== undefined && given !== null)
      Object.assign(others, recordAt(where, 'arguments of a call', given));
    return referenceOf(where, tensor);
  });
  const isNamed = (name: string): boolean =>
    Array.isArray(others[name]) && typeof (others[name] as readonly unknown[])[0] === 'string';
  const named = ATTENTION_INPUTS.filter(isNamed).map((name) => referenceOf(where, others[name]));
  const all = [...inputs, ...named];
  return { inputs: all, operands: all, others: notNull(withoutInputs(others, isNamed)) };
}

function callOfKeras3(where: string, node: JsonRecord): Call {
  const operands: (TensorReference | number)[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isTensor(value)) operands.push(historyOf(where, value));
    else if (typeof value === 'number') operands.push(value);
    else if (value !== null)
      throw new FormatError(where, `is called with ${received(value)}; only tensors are read`);
  };
  collect(listAt(where, "'args' of a call", node.args));
  const kwargs = notNull(isRecord(node.kwargs) ? node.kwargs : {});
  const isNamed = (name: string): boolean => isTensor(kwargs[name]);
  for (const name of ATTENTION_INPUTS) {
    const { [name]: tensor } = kwargs;
    if (isTensor(tensor)) operands.push(historyOf(where, tensor));
  }
  const others = withoutInputs(kwargs, isNamed);
  for (const [name, value] of Object.entries(others)) {
    if (isTensor(value))
      throw new FormatError(where, `is called with a tensor as '${name}'; tensors are read by place only`);
  }
  return { inputs: operands.filter((one) => typeof one !== 'number'), operands, others };
}

/** Without what attention is given by name. */
function withoutInputs(given: JsonRecord, isNamed: (name: string) => boolean): JsonRecord {
  const isInput = (name: string): boolean => ATTENTION_INPUTS.some((one) => one === name) && isNamed(name);
  return Object.fromEntries(Object.entries(given).filter(([name]) => !isInput(name)));
}

function isTensor(value: unknown): value is JsonRecord {
  return isRecord(value) && value.class_name === '__keras_tensor__';
}

function historyOf(where: string, tensor: JsonRecord): TensorReference {
  const { keras_history: history } = recordAt(where, "'config' of a tensor", tensor.config);
  return referenceOf(where, history);
}

function notNull(given: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

/** `["conv2d_1", 0, 0]`. @throws FormatError */
function referenceOf(where: string, tensor: unknown): TensorReference {
  const [layer, call = 0, output = 0] = listAt(where, 'a tensor', tensor);
  if (typeof layer !== 'string' || !isCount(call) || !isCount(output)) {
    throw new FormatError(where, `a tensor must be [layer, call, output]. Received ${received(tensor)}`);
  }
  return { layer, call, output };
}

function isCount(given: unknown): given is number {
  return Number.isInteger(given) && Number(given) >= 0;
}

/** `input_layers` and `output_layers`: one tensor, a list of them, or a record of them. @throws FormatError */
export function endsOf(where: string, ends: unknown): readonly TensorReference[] {
  // Keras lists the values of a dictionary in the order of its keys.
  const ofKeys = (record: JsonRecord): readonly unknown[] =>
    Object.keys(record)
      .sort()
      .map((key) => record[key]);
  const list = isRecord(ends) ? ofKeys(ends) : listAt(where, 'ends of the model', ends);
  return (typeof list[0] === 'string' ? [list] : list).map((tensor) => referenceOf(where, tensor));
}
