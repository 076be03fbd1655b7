// Scripts whose pictures have their channels first, (1, 28, 28), as Theano had them. Maps are (height, width, channels) here, so
// that layers which speak of axes are read in another order.

import type { Shape } from '../../../graph/tensor';
import type { ComposedLayer } from '../composed';
import type { KerasLayer } from '../layers';

/** Whether layers are told that the channels come first; what compares it with the setting of Keras is no such argument. */
export const isChannelsFirst = (code: string): boolean =>
  /^[^#\n]*\b(data_format\s*=(?!=)\s*["']channels_first["']|dim_ordering\s*=(?!=)\s*["']th["'])/m.test(code);

/** Whether it asks in which order Keras has the axes: it goes by the answer, that the channels come last. */
export const asksForOrder = (code: string): boolean => /\bimage_(dim_ordering|data_format)\(\)/.test(code);

const MAX_CHANNELS = 4;
const MIN_SIZE = 5;

/** (1, 28, 28) as (28, 28, 1); null for what is no picture with its channels first. */
export function channelsLast(shape: readonly number[]): Shape | null {
  const [channels = 0, height = 0, width = 0] = shape;
  const isPicture = shape.length === 3 && channels <= MAX_CHANNELS && height >= MIN_SIZE && width >= MIN_SIZE;
  return isPicture ? [height, width, channels] : null;
}

/** (28, 28, 1) */
export const hasChannelsLast = (shape: readonly number[]): boolean =>
  channelsLast([...shape.slice(2), ...shape.slice(0, 2)]) !== null;

const permute = (dims: readonly number[]): ComposedLayer['before'][number] => ({
  kind: 'permute',
  options: { dims },
});
const TO_LAST = [2, 3, 1];
const TO_FIRST = [3, 1, 2];

/** Layers that speak of axes, in scripts whose maps have their channels first. */
export const SPEAKS_OF_AXES = /^(Reshape|Permute)$/;

/**
 * A layer that speaks of the axes of maps with their channels first.
 * @param shape of what it reads, without the batch
 * @param isMap it is a map of such a script; false for what a Permute made of one
 * @returns null where it is the same here
 */
export function overAxesOfTheano(
  { className, config }: KerasLayer,
  shape: Shape,
  isMap: boolean,
): ComposedLayer | null {
  if (className === 'Permute') {
    const { dims } = config;
    if (!isMap || shape.length !== 3 || !Array.isArray(dims)) return null;
    const own = { className, config: { ...config, dims: dims.map((axis: number) => TO_FIRST[axis - 1]) } };
    return { before: [], own, after: () => [] };
  }
  const { target_shape: target } = config;
  if (!Array.isArray(target)) return null;
  const makesMap = target.length === 3;
  // What a Dense or a Flatten gives has no order of its own: it is that of the weights.
  if (shape.length === 1) {
    if (!makesMap) return null;
    const [channels, height, width] = target as number[];
    const own = { className, config: { ...config, target_shape: [height, width, channels] } };
    return { before: [], own, after: () => [] };
  }
  const before = isMap && shape.length === 3 && target.length > 1 ? [permute(TO_FIRST)] : [];
  const after = makesMap ? [permute(TO_LAST)] : [];
  return { before, own: { className, config }, after: () => after };
}

/** A layer that takes the first axis for the channels of maps that have them last: it works on other axes than the others. */
export function alone({ className, config }: KerasLayer, shape: Shape): ComposedLayer | null {
  if (shape.length !== 3) return null;
  return {
    before: [permute(TO_LAST)],
    own: { className, config },
    after: (result) => (result.length === 3 ? [permute(TO_FIRST)] : []),
  };
}
