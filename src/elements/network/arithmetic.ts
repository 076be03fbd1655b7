// Sizes, parameters and multiply-adds written out, so that the sum can be followed and not only believed. Figures are
// those of the layer's own shapes and window; nothing here knows one kind of layer from another.

import type { LayerPreview, SlidingFacts } from '../../session/editing/preview';

const product = (shape: readonly number[]): number => shape.reduce((all, length) => all * length, 1);

/** Border zeros on both sides of one axis: `2·2` where they are equal, `0 + 1` where they are not, '' for none. */
function borderText(before: number, after: number): string {
  if (before === 0 && after === 0) return '';
  return before === after ? `2·${before}` : `${before} + ${after}`;
}

/** `⌊(28 − 5 + 2·2)/1⌋ + 1`, for rows (axis 0) or columns (axis 1). A dilated window is written as far as it reaches. */
function slidSum(window: SlidingFacts, axis: 0 | 1): string {
  const [size, dilation] = [window.size[axis], window.dilation[axis]];
  const reach = dilation === 1 ? `${size}` : `((${size} − 1)·${dilation} + 1)`;
  const border = borderText(window.before[axis], window.after[axis]);
  return `⌊(${window.input[axis]} − ${reach}${border ? ` + ${border}` : ''})/${window.strides[axis]}⌋ + 1`;
}

export interface Sum {
  /** Without its result. */
  readonly text: string;
  readonly result: number;
}

/** The output's sides: one sum where rows and columns are alike, else two; of numbers laid in a row, their product. */
export function sizeSums(layer: LayerPreview): readonly Sum[] {
  const { window, outputShape, inputShapes } = layer;
  if (window !== null) {
    const [rows, columns] = [slidSum(window, 0), slidSum(window, 1)];
    const all = [
      { text: rows, result: window.output[0] },
      { text: columns, result: window.output[1] },
    ];
    return rows === columns ? all.slice(0, 1) : all;
  }
  const [input] = inputShapes;
  const [length] = outputShape;
  return input !== undefined && outputShape.length === 1 && input.length > 1 && length === product(input)
    ? [{ text: input.join('×'), result: length }]
    : [];
}

/** `5×5×1×6 + 6`: every parameter's shape; null where there is nothing to learn. */
export function parameterSum({ parameters, parameterCount }: LayerPreview): Sum | null {
  if (parameters.length === 0) return null;
  return { text: parameters.map(({ shape }) => shape.join('×')).join(' + '), result: parameterCount };
}

/** `5×5×1×6 × 28×28`: every weight once at every place of the output; null where nothing is multiplied. */
export function multiplyAddSum({ parameters, outputShape, multiplyAdds }: LayerPreview): Sum | null {
  if (multiplyAdds === 0) return null;
  const weight = parameters.find(({ name }) => name === 'weight')?.shape ?? [];
  const places = outputShape.slice(0, -1);
  if (product(weight) * product(places) !== multiplyAdds) return { text: '', result: multiplyAdds };
  const [weights, positions] = [weight.join('×'), places.join('×')];
  return { text: positions === '' ? weights : `${weights} × ${positions}`, result: multiplyAdds };
}

/** The name of the layer's activation function, '' where it has none. */
export function activationName({
  options: { activation },
}: {
  readonly options: Readonly<Record<string, unknown>>;
}): string {
  if (typeof activation === 'string') return activation;
  return typeof activation === 'object' &&
    activation !== null &&
    'kind' in activation &&
    typeof activation.kind === 'string'
    ? activation.kind
    : '';
}
