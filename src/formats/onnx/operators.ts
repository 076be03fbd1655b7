// The supported operators and their readers.

import type { NetworkDraft } from './networkDraft';
import { pad, slice } from './readBorders';
import { batchNormalization, gemm, localResponseNormalization, matMul } from './readDense';
import * as elementwise from './readElementwise';
import type { Node, Results } from './readNode';
import { flatten, reshape, squeeze, transpose, unsqueeze, type FileFacts } from './readShapes';
import { resize, upsample } from './readResize';
import { averagePool, conv, maxPool } from './readWindows';

export type Operator = (node: Node, draft: NetworkDraft, facts: FileFacts) => Results;

const OPERATORS: Readonly<Record<string, Operator>> = {
  Add: elementwise.add,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: elementwise.cast,
  Clip: elementwise.clip,
  Concat: elementwise.concat,
  Conv: conv,
  Div: elementwise.divide,
  Dropout: elementwise.dropout,
  Elu: elementwise.elu,
  Flatten: flatten,
  Gemm: gemm,
  GlobalAveragePool: elementwise.globalAveragePool,
  GlobalMaxPool: elementwise.globalMaxPool,
  Identity: elementwise.identity,
  LRN: localResponseNormalization,
  LeakyRelu: elementwise.leakyRelu,
  LogSoftmax: elementwise.logSoftmax,
  MatMul: matMul,
  Max: elementwise.maximum,
  MaxPool: maxPool,
  Mean: elementwise.mean,
  Min: elementwise.minimum,
  Mul: elementwise.multiply,
  PRelu: elementwise.pRelu,
  Pad: pad,
  ReduceMean: elementwise.reduceMean,
  Relu: elementwise.relu,
  Reshape: reshape,
  Resize: resize,
  Sigmoid: elementwise.sigmoid,
  Slice: slice,
  Softmax: elementwise.softmax,
  Squeeze: squeeze,
  Sub: elementwise.subtract,
  Sum: elementwise.sum,
  Tanh: elementwise.tanh,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Upsample: upsample,
};

export function operatorOf(name: string): Operator | undefined {
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
}
