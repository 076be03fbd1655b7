// GroupNormalization: normalizes groups of channels of each picture to mean 0 and variance 1, then applies a learned scale and
// shift a channel. One group is the whole picture; as many groups as channels are instance normalization.
//
// x [N,…,C], gamma, beta [C] → y [N,…,C]
// Semantics: Keras 3 (axis −1), https://keras.io/api/layers/normalization_layers/group_normalization/
// Source: Wu & He 2018, arXiv:1803.08494

import { sizeOf, type Shape } from '../graph/tensor';
import type { GroupGeometry } from '../kernels/groupNormalization';
import { defineLayer, only, ShapeError } from './layer';
import { InvalidOption, type Option, type Resolved } from './options';
import {
  backwardGroups,
  forwardGroups,
  groupFormula,
  groupOptions,
  groupParameters,
  groupReference,
} from './shared/normalizeGroups';

/** −1: as many as channels. */
const groups: Option<number> = {
  type: 'integer',
  min: -1,
  usual: [1, 32],
  default: 32,
  suggested: 1,
  parse: (given) => {
    if (typeof given !== 'number' || !Number.isInteger(given) || (given < 1 && given !== -1))
      throw new InvalidOption('a whole number of at least 1, or −1', { wants: 'whole' });
    return given;
  },
};

const options = { groups, ...groupOptions };
type Options = Resolved<typeof options>;

/** @param input without the batch axis */
function channelsOf(o: Options, input: Shape): { readonly channels: number; readonly groups: number } {
  const channels = input.at(-1) ?? 1;
  const count = o.groups === -1 ? channels : o.groups;
  if (channels % count !== 0)
    throw new ShapeError(`'groups' must divide the ${channels} channels of the input. Received ${count}`, {
      ...{ why: 'groups', groups: count, of: channels },
    });
  return { channels, groups: count };
}

/** @param input with the batch axis */
function geometry(o: Options, [batch = 1, ...rest]: Shape): GroupGeometry {
  const { channels, groups: count } = channelsOf(o, rest);
  return { outer: batch, positions: sizeOf(rest) / channels, groups: count, size: channels / count };
}

const channelShape = (o: Options, input: Shape): Shape => [channelsOf(o, input).channels];

export const groupNormalization = defineLayer({
  kind: 'groupNormalization',
  className: 'GroupNormalization',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (o, inputs) => {
    channelsOf(o, only(inputs));
    return only(inputs);
  },

  parameters: (o, inputs) => groupParameters(o, channelShape(o, only(inputs))),
  forward: (o, graph, site) => forwardGroups(graph, site, o, geometry(o, only(site.inputs).shape)),
  backward: (o, graph, site) => backwardGroups(graph, site, o, geometry(o, only(site.inputs).shape)),
  multiplyAdds: (_, inputs) => 2 * sizeOf(only(inputs)),
  reference: groupReference(geometry, channelShape),

  explain: {
    formula: (o, inputs) => {
      const { channels, groups: count } = channelsOf(o, only(inputs));
      return groupFormula(o, 'c', `${channels / count} channels of the picture`);
    },
    rule: 'other',
    windows: (o, inputs, index) => {
      const input = only(inputs);
      const { channels, groups: count } = channelsOf(o, input);
      const size = channels / count;
      const first = Math.floor((index.at(-1) ?? 0) / size) * size;
      return [
        {
          input: 0,
          start: [...index.slice(0, -1).map(() => 0), first],
          end: [...input.slice(0, -1), first + size],
          every: index.map(() => 1),
        },
      ];
    },
    terms: () => [],
  },

  cases: [
    { title: 'two groups', options: { groups: 2 }, inputs: [[5, 4, 6]], batch: 2 },
    { title: 'one group: the whole picture', options: { groups: 1 }, inputs: [[3, 7, 3]], batch: 3 },
    { title: 'each channel on its own', options: { groups: -1 }, inputs: [[9, 8, 3]], batch: 2 },
    { title: 'a row', options: { groups: 3, scale: false }, inputs: [[12]], batch: 4 },
    {
      title: 'the usual 32 groups, no shift',
      options: { center: false, epsilon: 1e-5 },
      inputs: [[2, 3, 64]],
      batch: 2,
    },
  ],
});
