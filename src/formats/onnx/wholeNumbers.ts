// Inputs of whole numbers, such as the bytes of a picture. Numbers are f32 here, so they may be moved, and those of up to 16
// bits compared; anything else must come after a Cast to floats, since ONNX computes with whole numbers by other rules.

import { TensorProto_DataType, type NodeProto, type ValueInfoProto } from 'onnx-buf';
import { FormatError } from '../storedModel';
import { FLOAT_TYPES } from './constants';
import { nodeName } from './readNode';

const MOVING = new Set(
  'Concat Flatten Gather Identity Reshape Slice Split Squeeze Transpose Unsqueeze'.split(' '),
);
const COMPARING = new Set('Clip Max MaxPool Min ReduceMax ReduceMin Relu'.split(' '));
/** They say nothing of the numbers. */
const MEASURING = new Set(['Cast', 'Shape', 'Size']);
/** All their numbers are f32 as well. */
const SHORT: ReadonlySet<number> = new Set([
  TensorProto_DataType.INT8,
  TensorProto_DataType.UINT8,
  TensorProto_DataType.INT16,
  TensorProto_DataType.UINT16,
  TensorProto_DataType.BOOL,
]);

/** @throws FormatError naming the node that computes with them */
export function checkWholeNumbers(
  info: ValueInfoProto,
  nodes: readonly NodeProto[],
  outputs: readonly ValueInfoProto[],
  file: string,
): void {
  const type = info.type?.value.case === 'tensorType' ? info.type.value.value.elemType : 0;
  if (type === 0 || FLOAT_TYPES.has(type)) return;
  const typeName = TensorProto_DataType[type] ?? `number ${type}`;
  const isShort = SHORT.has(type);
  const whole = new Set([info.name]);
  for (const node of nodes) {
    if (!node.input.some((name) => whole.has(name)) || MEASURING.has(node.opType)) continue;
    // They are places in a table.
    if (node.opType === 'Gather' && !whole.has(node.input[0] ?? '')) continue;
    if (!MOVING.has(node.opType) && !(isShort && COMPARING.has(node.opType)))
      throw new FormatError(
        nodeName(node, file),
        `computes with whole numbers (${typeName}), which come from input '${info.name}'; here numbers are floats`,
      );
    for (const name of node.output) whole.add(name);
  }
  const output = outputs.find(({ name }) => whole.has(name));
  if (output !== undefined && !isShort)
    throw new FormatError(
      `${file}, output '${output.name}'`,
      `gives whole numbers (${typeName}); here numbers are floats, which do not hold all of them`,
    );
}
