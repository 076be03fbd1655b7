// What became of ONNX's tests, counted: for the terminal and for the docs.

import type { Outcome } from './onnxTestRun';

/**
 * Operators that a network of images may have, and that our layers could be: the others are of sequences, strings, trees,
 * quantized numbers, training or whole numbers.
 */
const IMAGE_OPERATORS: ReadonlySet<string> = new Set(
  (
    'Abs Add AveragePool BatchNormalization Cast Celu CenterCropPad Clip Concat Constant ConstantOfShape Conv ConvTranspose ' +
    'DepthToSpace Div Dropout Elu Exp Expand Flatten Gather Gelu Gemm GlobalAveragePool GlobalMaxPool GroupNormalization ' +
    'HardSigmoid HardSwish Identity InstanceNormalization LRN LayerNormalization LeakyRelu Log LogSoftmax LpPool MatMul Max ' +
    'MaxPool Mean MeanVarianceNormalization Min Mish Mul Neg PRelu Pad Pow Reciprocal ReduceL1 ReduceL2 ReduceLogSum ' +
    'ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize Selu Shape ' +
    'Sigmoid Size Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tanh ThresholdedRelu Tile ' +
    'Transpose Unsqueeze Upsample'
  ).split(' '),
);

export function onnxTestReport(outcomes: readonly Outcome[]): {
  readonly summary: string;
  readonly markdown: string;
} {
  const counted = outcomes.filter(
    ({ operators }) => operators.length > 0 && operators.every((operator) => IMAGE_OPERATORS.has(operator)),
  );
  const of = (list: readonly Outcome[], result: Outcome['result']): number =>
    list.filter((one) => one.result === result).length;
  const line = (list: readonly Outcome[]): string =>
    `${of(list, 'passed')} of ${list.length} pass, ${of(list, 'constants')} more are computed while reading, ` +
    `${of(list, 'told')} are read as another function, which is said, ${of(list, 'refused')} are refused, ` +
    `${of(list, 'wrong')} are wrong`;
  const summary = `Operators of image networks: ${line(counted)}.\nAll tests: ${line(outcomes)}.\n`;
  const operators = [...new Set(counted.map(({ operators: [first = ''] }) => first))].toSorted();
  const rows = operators.map((operator) => {
    const own = counted.filter(({ operators: [first] }) => first === operator);
    const names = (result: Outcome['result']): string =>
      own
        .filter((one) => one.result === result)
        .map(({ name }) => name)
        .join(', ');
    const passed = of(own, 'passed') + of(own, 'constants');
    const folded = names('constants');
    const listed = [names('passed'), ...(folded === '' ? [] : [`*${folded}*`])].filter((text) => text !== '');
    return `| ${operator} | ${passed} of ${own.length} | ${listed.join(', ')} | ${[names('told'), names('refused')].filter((text) => text !== '').join(', ')} |`;
  });
  const markdown = [
    `${line(counted)}; of all ${outcomes.length} tests, ${of(outcomes, 'passed') + of(outcomes, 'constants')} pass and ${of(outcomes, 'wrong')} are wrong.`,
    '',
    '| first operator | pass | passing (*italic*: computed while reading) | not read |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  return { summary, markdown };
}
