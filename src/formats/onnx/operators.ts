// The supported operators and their readers.

import type { NetworkDraft } from './networkDraft';
import { pad } from './readBorders';
import { batchNormalization, gemm, localResponseNormalization, matMul } from './readDense';
import { groupNormalization, instanceNormalization, layerNormalization } from './readGroups';
import * as elementwise from './readElementwise';
import type { Node, Results } from './readNode';
import * as piecewise from './readPiecewise';
import * as reductions from './readReductions';
import { depthToSpace, gather, slice, spaceToDepth, split } from './readSelection';
import { flatten, reshape, squeeze, transpose, unsqueeze, type FileFacts } from './readShapes';
import { resize, upsample } from './readResize';
import { averagePool, maxPool } from './readPooling';
import { convTranspose } from './readTransposed';
import { conv } from './readWindows';

export type Operator = (node: Node, draft: NetworkDraft, facts: FileFacts) => Results;

const OPERATORS: Readonly<Record<string, Operator>> = {
  Abs: piecewise.absolute,
  Add: elementwise.add,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: elementwise.cast,
  Celu: piecewise.celu,
  Clip: piecewise.clip,
  Concat: elementwise.concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  DepthToSpace: depthToSpace,
  Div: elementwise.divide,
  Dropout: elementwise.dropout,
  Elu: elementwise.elu,
  Exp: elementwise.exponential,
  Flatten: flatten,
  Gather: gather,
  Gelu: elementwise.gelu,
  Gemm: gemm,
  GlobalAveragePool: elementwise.globalAveragePool,
  GlobalMaxPool: elementwise.globalMaxPool,
  GroupNormalization: groupNormalization,
  HardSigmoid: piecewise.hardSigmoid,
  HardSwish: elementwise.hardSwish,
  Identity: elementwise.identity,
  InstanceNormalization: instanceNormalization,
  LRN: localResponseNormalization,
  LayerNormalization: layerNormalization,
  LeakyRelu: elementwise.leakyRelu,
  LogSoftmax: elementwise.logSoftmax,
  LpNormalization: elementwise.lpNormalization,
  MatMul: matMul,
  Max: elementwise.maximum,
  MaxPool: maxPool,
  Mean: elementwise.mean,
  Min: elementwise.minimum,
  Mish: elementwise.mish,
  Mul: elementwise.multiply,
  Neg: piecewise.negative,
  PRelu: elementwise.pRelu,
  Pad: pad,
  ReduceL1: reductions.reduceL1,
  ReduceMax: reductions.reduceMax,
  ReduceMean: reductions.reduceMean,
  ReduceMin: reductions.reduceMin,
  ReduceSum: reductions.reduceSum,
  Relu: elementwise.relu,
  Reshape: reshape,
  Resize: resize,
  Selu: elementwise.selu,
  Sigmoid: elementwise.sigmoid,
  Slice: slice,
  Softmax: elementwise.softmax,
  Softplus: elementwise.softplus,
  // Of Convscope's own: see combineNodes.ts.
  Squareplus: elementwise.squareplus,
  Shrink: elementwise.shrink,
  Softsign: elementwise.softsign,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: squeeze,
  Sub: elementwise.subtract,
  Sum: elementwise.sum,
  Swish: elementwise.swish,
  Tanh: elementwise.tanh,
  ThresholdedRelu: piecewise.thresholdedRelu,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Upsample: upsample,
};

export function operatorOf(name: string): Operator | undefined {
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
}
