// LayerNormalization: normalizes the numbers of each place (or of each whole picture) to mean 0 and variance 1, then applies
// a learned scale and shift to each.
//
// x […, D], gamma, beta [D] → y […, D], where D are one or more last axes.
// Semantics: Keras 3, https://keras.io/api/layers/normalization_layers/layer_normalization/
// Source: Ba et al. 2016, arXiv:1607.06450

import { sizeOf, type Shape } from '../graph/tensor';
import type { GroupGeometry } from '../kernels/groupNormalization';
import { defineLayer, only, ShapeError, type Window } from './layer';
import { axes, type Resolved } from './options';
import {
  backwardGroups,
  forwardGroups,
  groupFormula,
  groupOptions,
  groupParameters,
  groupReference,
} from './shared/normalizeGroups';

const options = { axis: axes([-1]), ...groupOptions };
type Options = Resolved<typeof options>;

/** How many axes at the end are normalized together. @param input without the batch axis */
export function depthOf({ axis }: Pick<Options, 'axis'>, input: Shape): number {
  const rank = input.length + 1;
  const places = axis.map((one) => (one < 0 ? one + rank : one));
  const isLast = places.every((place, i) => place === rank - places.length + i && place > 0);
  if (!isLast || places.length === 0)
    throw new ShapeError(
      `'axis' must be the last axes of an input of ${rank}, in order (the batch is axis 0). Received ${axis.join(', ')}`,
      { why: 'axis', most: rank - 1, received: axis[0] ?? 0 },
    );
  return places.length;
}

/** What a number depends on: all that is normalized with it. @param input without the batch axis */
export function windowOf(o: Pick<Options, 'axis'>, input: Shape, index: readonly number[]): Window {
  const kept = input.length - depthOf(o, input);
  const start = index.map((at, axis) => (axis < kept ? at : 0));
  const end = index.map((at, axis) => (axis < kept ? at + 1 : (input[axis] ?? 1)));
  return { input: 0, start, end, every: index.map(() => 1) };
}

const channelShape = (o: Options, input: Shape): Shape => input.slice(input.length - depthOf(o, input));

/** @param input with the batch axis */
function geometry(o: Options, input: Shape): GroupGeometry {
  const size = sizeOf(channelShape(o, input.slice(1)));
  return { outer: sizeOf(input) / size, positions: 1, groups: 1, size };
}

export const layerNormalization = defineLayer({
  kind: 'layerNormalization',
  className: 'LayerNormalization',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (o, inputs) => {
    depthOf(o, only(inputs));
    return only(inputs);
  },

  parameters: (o, inputs) => groupParameters(o, channelShape(o, only(inputs))),
  forward: (o, graph, site) => forwardGroups(graph, site, o, geometry(o, only(site.inputs).shape)),
  backward: (o, graph, site) => backwardGroups(graph, site, o, geometry(o, only(site.inputs).shape)),
  multiplyAdds: (_, inputs) => 2 * sizeOf(only(inputs)),
  reference: groupReference(geometry, channelShape),

  explain: {
    formula: (o, inputs) => {
      const depth = depthOf(o, only(inputs));
      return groupFormula(
        o,
        depth === 1 ? 'c' : '…',
        depth === 1 ? 'the last axis' : `the last ${depth} axes`,
      );
    },
    rule: 'other',
    windows: (o, inputs, index) => [windowOf(o, only(inputs), index)],
    terms: () => [],
  },

  cases: [
    { title: 'a row', options: {}, inputs: [[13]], batch: 3 },
    { title: 'the channels of each pixel', options: {}, inputs: [[3, 4, 5]], batch: 2 },
    { title: 'a row of more numbers than a workgroup', options: {}, inputs: [[150]], batch: 2 },
    { title: 'whole pictures', options: { axis: [1, 2, 3] }, inputs: [[5, 4, 7]], batch: 3 },
    { title: 'two axes, no scale', options: { axis: [-2, -1], scale: false }, inputs: [[3, 4, 5]], batch: 2 },
    { title: 'no shift, another epsilon', options: { center: false, epsilon: 0.1 }, inputs: [[9]], batch: 4 },
  ],
});
