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
    `${of(list, 'substituted')} are read as another function, which is said, ${of(list, 'refused')} are refused, ` +
    `${of(list, 'wrong')} are wrong`;
  const summary = `Operators of image networks: ${line(counted)}.\nAll tests: ${line(outcomes)}.\n`;
  const operators = [...new Set(counted.map(({ operators: [first = ''] }) => first))].toSorted();
  const lines = operators.map((operator) => {
    const own = counted.filter(({ operators: [first] }) => first === operator);
    const named = (title: string, ...results: readonly Outcome['result'][]): string => {
      const names = own.filter(({ result }) => results.includes(result)).map(({ name }) => `\`${name}\``);
      return names.length === 0 ? '' : ` ${title}: ${names.join(', ')}.`;
    };
    const passed = of(own, 'passed') + of(own, 'constants');
    return (
      `- **${operator}**, ${passed} of ${own.length}.${named('As layers', 'passed')}` +
      `${named('Computed while reading', 'constants')}${named('Not read', 'refused', 'substituted')}` +
      named('Wrong', 'wrong')
    );
  });
  const wrong = of(outcomes, 'wrong');
  const markdown = [
    `Of ${counted.length} tests of operators that networks of images have ${of(counted, 'passed')} pass as layers, ` +
      `${of(counted, 'constants')} more are computed while reading, ${of(counted, 'substituted')} are read as another function ` +
      `with a remark, ${of(counted, 'refused')} are refused, ${of(counted, 'wrong')} are wrong. Of all ${outcomes.length} ` +
      `tests ${of(outcomes, 'passed') + of(outcomes, 'constants')} pass and ${wrong} ${wrong === 1 ? 'is' : 'are'} wrong.`,
    '',
    ...lines,
    '',
  ].join('\n');
  return { summary, markdown };
}
