// Normalization: subtracts a mean and divides by a standard deviation that were measured before training, one of each a
// channel. BatchNormalization measures its own while training.
//
// x […, C], mean, variance [C] → y as x.  y[…,c] = (x[…,c] − mean[c]) / max(√variance[c], 10⁻⁷); inverted, the way back.
// Of axis 'none' mean and variance are one number each, for all channels.
// Mean and variance are options, or weights that a file holds and training leaves alone.
// Semantics: Keras 3 (axis −1 or None), https://keras.io/api/layers/preprocessing_layers/numerical/normalization/

import { fixedNormalization } from '../kernels/rescaling';
import { sizeOf, type Shape, type Tensor } from '../graph/tensor';
import { normalize } from '../reference/rescaling';
import { asTable, defineLayer, oneElement, only, OptionError, type Arrays } from './layer';
import { boolean, choice, optionalNumbers, type Resolved } from './options';
import {
  backwardRescaled,
  checkChannels,
  forwardRescaled,
  lists,
  type ScaleAndOffset,
} from './shared/rescaling';

const options = {
  /** `channels`: Keras's axis −1. `none`: its None, one mean for all. */
  axis: { ...choice(['channels', 'none'], 'channels'), advanced: true },
  mean: optionalNumbers(),
  variance: optionalNumbers(0),
  invert: boolean(false),
};
type Options = Resolved<typeof options>;

/** What the options give; null where it is weights. @throws OptionError where one of the two is missing */
function given({
  mean,
  variance,
}: Options): { readonly mean: readonly number[]; readonly variance: readonly number[] } | null {
  if (mean === null && variance === null) return null;
  if (mean === null || variance === null || [mean].flat().length !== [variance].flat().length)
    throw new OptionError(
      `Normalization: 'mean' and 'variance' must be given both, as many of one as of the other, or neither. Received ${JSON.stringify(mean)} and ${JSON.stringify(variance)}`,
      mean === null ? 'mean' : 'variance',
    );
  const [means = [], variances = []] = lists(mean, variance);
  return { mean: means, variance: variances };
}

/** The same as one scale and one offset. */
function scaleAndOffset(o: Options): ScaleAndOffset | null {
  const both = given(o);
  if (both === null) return null;
  const deviations = both.variance.map((variance) => Math.max(Math.sqrt(variance), 1e-7));
  if (o.invert) return { scale: deviations, offset: both.mean };
  const scale = deviations.map((deviation) => 1 / deviation);
  return { scale, offset: both.mean.map((mean, c) => -mean * (scale[c] ?? NaN)) };
}

/** How many means there are. */
const channelsOf = ({ axis }: Options, shape: Shape): number =>
  axis === 'none' ? 1 : asTable(shape).columns;

function statistics({ mean, variance }: Readonly<Record<string, Tensor>>): {
  mean: Tensor;
  variance: Tensor;
} {
  if (mean === undefined || variance === undefined) throw new Error('normalization: has no statistics yet');
  return { mean, variance };
}

function reference(
  o: Options,
  { mean, variance }: Arrays,
): readonly [mean: ArrayLike<number>, variance: ArrayLike<number>] {
  const both = given(o);
  return both === null ? [mean?.data ?? [], variance?.data ?? []] : [both.mean, both.variance];
}

export const normalization = defineLayer({
  kind: 'normalization',
  className: 'Normalization',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: (o, inputs) => checkChannels(only(inputs), given(o) ?? {}),

  parameters: (o, inputs) => {
    if (given(o) !== null) return [];
    // As in Keras, one number has no axis.
    const shape = o.axis === 'none' ? [] : only(inputs).slice(-1);
    const channels = sizeOf(shape);
    const vector = { shape, fanIn: channels, fanOut: channels, l2: 0, trained: false };
    return [
      { name: 'mean', initializer: 'zeros', ...vector },
      { name: 'variance', initializer: 'ones', ...vector },
    ];
  },

  forward: (o, graph, site) => {
    const by = scaleAndOffset(o);
    if (by !== null) return forwardRescaled(graph, site, by);
    const x = only(site.inputs);
    const y = graph.tensor(`${site.name}/y`, x.shape);
    graph.dispatch(
      fixedNormalization,
      `${site.name}/forward`,
      { size: sizeOf(x.shape), channels: channelsOf(o, x.shape), invert: o.invert, center: true },
      { x, ...statistics(site.parameters), y },
    );
    return { y };
  },

  backward: (o, graph, site) => {
    const by = scaleAndOffset(o);
    if (by !== null) return backwardRescaled(graph, site, by);
    if (site.wanted[0] !== true) return [null];
    const dx = graph.tensor(`${site.name}/dx`, site.dy.shape);
    graph.dispatch(
      fixedNormalization,
      `${site.name}/dx`,
      { size: sizeOf(dx.shape), channels: channelsOf(o, dx.shape), invert: o.invert, center: false },
      { x: site.dy, ...statistics(site.parameters), y: dx },
    );
    return [dx];
  },

  multiplyAdds: (_, inputs) => sizeOf(only(inputs)),

  reference: {
    forward: (o, inputs, parameters) => normalize(only(inputs), ...reference(o, parameters), o.invert),
    backward: (o, _, parameters, dy) => {
      const [, variance] = reference(o, parameters);
      return { inputs: [normalize(dy, [0], variance, o.invert)], parameters: {} };
    },
  },

  explain: {
    formula: ({ invert, axis }) => {
      const c = axis === 'none' ? '' : '[c]';
      return invert
        ? `y[…,c] = mean${c} + x[…,c] · √variance${c}`
        : `y[…,c] = (x[…,c] − mean${c}) / √variance${c}`;
    },
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'weights, one channel', options: {}, inputs: [[1]], batch: 5 },
    { title: 'weights, a map', options: {}, inputs: [[5, 4, 3]], batch: 2 },
    { title: 'weights, one mean for all', options: { axis: 'none' }, inputs: [[4, 3, 2]], batch: 2 },
    {
      title: 'weights, inverted, more channels than a workgroup',
      options: { invert: true },
      inputs: [[2, 1, 65]],
      batch: 2,
    },
    { title: 'one mean for all', options: { mean: 0.5, variance: 0.25 }, inputs: [[4, 3, 2]], batch: 2 },
    {
      title: 'one a channel',
      options: { mean: [0.485, 0.456, 0.406], variance: [0.052, 0.05, 0.051] },
      inputs: [[3, 3, 3]],
      batch: 2,
    },
    {
      title: 'one a channel, inverted, a variance of 0',
      options: { mean: [1, -2], variance: [4, 0], invert: true },
      inputs: [[3, 2, 2]],
      batch: 1,
    },
  ],
});
