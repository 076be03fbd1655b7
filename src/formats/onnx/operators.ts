// The supported operators and their readers.

import type { NetworkDraft } from './networkDraft';
import { pad, slice } from './readBorders';
import { batchNormalization, gemm, localResponseNormalization, matMul } from './readDense';
import { groupNormalization, instanceNormalization, layerNormalization } from './readGroups';
import * as elementwise from './readElementwise';
import type { Node, Results } from './readNode';
import { flatten, reshape, squeeze, transpose, unsqueeze, type FileFacts } from './readShapes';
import { resize, upsample } from './readResize';
import { convTranspose } from './readTransposed';
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
  ConvTranspose: convTranspose,
  Div: elementwise.divide,
  Dropout: elementwise.dropout,
  Elu: elementwise.elu,
  Exp: elementwise.exponential,
  Flatten: flatten,
  Gelu: elementwise.gelu,
  Gemm: gemm,
  GlobalAveragePool: elementwise.globalAveragePool,
  GlobalMaxPool: elementwise.globalMaxPool,
  GroupNormalization: groupNormalization,
  HardSigmoid: elementwise.hardSigmoid,
  HardSwish: elementwise.hardSwish,
  Identity: elementwise.identity,
  InstanceNormalization: instanceNormalization,
  LRN: localResponseNormalization,
  LayerNormalization: layerNormalization,
  LeakyRelu: elementwise.leakyRelu,
  LogSoftmax: elementwise.logSoftmax,
  MatMul: matMul,
  Max: elementwise.maximum,
  MaxPool: maxPool,
  Mean: elementwise.mean,
  Min: elementwise.minimum,
  Mish: elementwise.mish,
  Mul: elementwise.multiply,
  PRelu: elementwise.pRelu,
  Pad: pad,
  ReduceMean: elementwise.reduceMean,
  Relu: elementwise.relu,
  Reshape: reshape,
  Resize: resize,
  Selu: elementwise.selu,
  Sigmoid: elementwise.sigmoid,
  Slice: slice,
  Softmax: elementwise.softmax,
  Softplus: elementwise.softplus,
  Softsign: elementwise.softsign,
  Squeeze: squeeze,
  Sub: elementwise.subtract,
  Sum: elementwise.sum,
  Swish: elementwise.swish,
  Tanh: elementwise.tanh,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Upsample: upsample,
};

export function operatorOf(name: string): Operator | undefined {
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
}
