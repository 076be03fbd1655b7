// Sizes and parameter counts written out, so that the sum can be followed and not only believed.

import { windowOptions } from '../../draw/receptive';
import type { LayerView } from '../../train/facade';

/** `5×5×1×6 + 6`, or '' where there is nothing to learn. The figures are the shapes of the layer's own tensors. */
export function parameterSum(layer: LayerView): string {
  const parts = [layer.kernel?.shape.join('×'), layer.bias?.shape.join('×')].filter(
    (part) => part !== undefined,
  );
  return parts.join(' + ');
}

/** `⌊(28 − 5) / 1⌋ + 1` for `valid`, `⌈28 / 1⌉` for `same`; '' where the layer has no window. */
export function sizeSum(layer: LayerView): string {
  const how = windowOptions(layer);
  const [height = 0] = layer.inputShapes[0] ?? [];
  if (!how) return '';
  const [kernel, stride] = [how.kernel[0], how.strides[0]];
  return how.padding === 'same' ? `⌈${height} / ${stride}⌉` : `⌊(${height} − ${kernel}) / ${stride}⌋ + 1`;
}

/** The name of the layer's activation function, '' where it has none. */
export function activationName({ options: { activation } }: LayerView): string {
  if (typeof activation === 'string') return activation;
  return typeof activation === 'object' &&
    activation !== null &&
    'kind' in activation &&
    typeof activation.kind === 'string'
    ? activation.kind
    : '';
}

/** The options worth naming in the stack, as Keras writes them: `5×5, tanh, same`. */
export function optionText(layer: LayerView): string {
  const how = windowOptions(layer);
  const parts: string[] = [];
  if (how) {
    parts.push(how.kernel.join('×'));
    if (how.strides.some((stride, axis) => stride !== (layer.kernel ? 1 : how.kernel[axis])))
      parts.push(`strides ${how.strides[0]}`);
    if (how.padding !== 'valid') parts.push(how.padding);
  }
  const named = activationName(layer);
  if (named !== '' && named !== 'linear') parts.push(named);
  return parts.join(', ');
}
