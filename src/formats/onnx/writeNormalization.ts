// Normalizations.

import { sizeOf, type Shape } from '../../graph/tensor';
import { lists } from '../../layers/shared/rescaling';
import type { Step } from './graphWriter';
import { only, perChannel, type Writers } from './layerWriter';

export const NORMALIZATIONS = {
  batchNormalization: (site) => {
    const { options: o, layer, graph } = site;
    const channels = only(layer).at(-1) ?? 1;
    const given = new Set(layer.uses.map(({ name }) => name));
    const constants = (
      [
        ['gamma', 1],
        ['beta', 0],
        ['movingMean', 0],
        ['movingVariance', 1],
      ] as const
    ).map(([name, neutral]) =>
      graph.floats(
        `${layer.owner}/${name}`,
        [channels],
        given.has(name) ? site.weight(name) : new Float32Array(channels).fill(neutral),
      ),
    );
    const attributes = { epsilon: { f: o.epsilon }, momentum: { f: o.momentum } };
    return { reads: 'first', steps: [{ op: 'BatchNormalization', constants, attributes }] };
  },

  layerNormalization: (site) => {
    const { options: o, layer, graph } = site;
    const shape = only(layer).slice(-o.axis.length);
    const gamma = o.scale ? site.weight('gamma') : new Float32Array(sizeOf(shape)).fill(1);
    const constants = [
      graph.floats(`${layer.owner}/gamma`, shape, gamma),
      ...(o.center ? [graph.floats(`${layer.owner}/beta`, shape, site.weight('beta'))] : []),
    ];
    const attributes = { axis: { i: -shape.length }, epsilon: { f: o.epsilon } };
    return { reads: 'plain', steps: [{ op: 'LayerNormalization', constants, attributes }] };
  },

  // Operator set 17 has no word for groups; each group as a channel does the same.
  groupNormalization: (site) => {
    const { options: o, layer, graph } = site;
    const shape = only(layer);
    const channels = shape.at(-1) ?? 1;
    const groups = o.groups === -1 ? channels : o.groups;
    const numbers = (name: string, count: number, value: number): string =>
      graph.floats(`${layer.name}/${name}`, [count], new Float32Array(count).fill(value));
    const toShape = (name: string, lengths: Shape): Step => ({
      op: 'Reshape',
      constants: [graph.integers(`${layer.name}/${name}`, lengths)],
    });
    const affine = (op: string, name: string): Step => ({
      op,
      constants: [
        graph.floats(
          `${layer.owner}/${name}`,
          [channels, ...shape.slice(0, -1).map(() => 1)],
          site.weight(name),
        ),
      ],
    });
    const normalization = {
      op: 'InstanceNormalization',
      constants: [numbers('ones', groups, 1), numbers('zeros', groups, 0)],
      attributes: { epsilon: { f: o.epsilon } },
    };
    return {
      reads: 'first',
      steps: [
        toShape('as groups', [0, groups, -1]),
        normalization,
        toShape('as before', [0, channels, ...shape.slice(0, -1)]),
        ...(o.scale ? [affine('Mul', 'gamma')] : []),
        ...(o.center ? [affine('Add', 'beta')] : []),
      ],
    };
  },

  unitNormalization: ({ options: { axis }, layer, graph, held }) => {
    const shape = only(layer);
    const normalization = (at: number): Step => ({
      ...{ op: 'LpNormalization', attributes: { axis: { i: at }, p: { i: 2 } } },
    });
    if (axis.length === 1) return { reads: held, steps: [normalization(held === 'first' ? 1 : -1)] };
    // Several axes as one row.
    const toShape = (name: string, lengths: Shape): Step => ({
      op: 'Reshape',
      constants: [graph.integers(`${layer.name}/${name}`, lengths)],
    });
    const rows = toShape('as rows', [0, ...shape.slice(0, -axis.length), -1]);
    return { reads: 'plain', steps: [rows, normalization(-1), toShape('as before', [0, ...shape])] };
  },

  // ONNX divides alpha by the size of the window, and runtimes take maps only.
  localResponseNormalization: ({ options: o, layer, graph }) => {
    const shape = only(layer);
    const places = shape.slice(0, -1);
    const channels = shape.at(-1) ?? 1;
    const size = 2 * o.depthRadius + 1;
    const attributes = {
      size: { i: size },
      alpha: { f: o.alpha * size },
      beta: { f: o.beta },
      bias: { f: o.bias },
    };
    const counted = (name: string, lengths: Shape): Step => ({
      op: 'Reshape',
      constants: [graph.integers(`${layer.name}/${name}`, [0, channels, ...lengths])],
    });
    const normalization = { op: 'LRN', attributes };
    if (shape.length === 3) return { reads: 'first', steps: [normalization] };
    const asMap = counted('as map', [sizeOf(places), 1]);
    return { reads: 'first', steps: [asMap, normalization, counted('as before', places)] };
  },

  normalization: (site) => {
    const { mean, variance, invert } = site.options;
    const isWeights = mean === null || variance === null;
    const [means = [], variances = []] = isWeights
      ? [site.weight('mean'), site.weight('variance')]
      : lists(mean, variance);
    // The file holds it for a reader that knows the layer; the operators need its root.
    if (isWeights) perChannel(site, 'variance', variances);
    const center = { op: invert ? 'Add' : 'Sub', constants: [perChannel(site, 'mean', means)] };
    const deviations = Array.from(variances, (value) => Math.max(Math.sqrt(value), 1e-7));
    const scale = { op: invert ? 'Mul' : 'Div', constants: [perChannel(site, 'deviation', deviations)] };
    return { reads: site.held, steps: invert ? [scale, center] : [center, scale] };
  },
} satisfies Writers;
