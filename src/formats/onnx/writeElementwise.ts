// Layers that compute each number from one number of each input, and those that are none in inference.

import { plainReLU } from '../../layers/reLU';
import { lists } from '../../layers/shared/rescaling';
import type { Step } from './graphWriter';
import { perChannel, type Site, type Writers, type Written } from './layerWriter';
import { activate, apply } from './writeActivation';

export const ELEMENTWISE = {
  activation: (site) => ({
    reads: site.held,
    steps: activate(site, site.options.activation, site.held),
  }),

  // Options that act together: what is above the threshold, and the slope times what is missing to it.
  reLU: (site) => {
    const { options, layer, graph, held } = site;
    const plain = plainReLU(options);
    if (plain !== null) return { reads: held, steps: apply(site, plain) };
    const { maxValue, negativeSlope, threshold } = options;
    const number = (name: string, value: number): string =>
      graph.floats(`${layer.name}/${name}`, [], Float32Array.of(value));
    const above = { op: 'ThresholdedRelu', attributes: { alpha: { f: threshold } } };
    const bounded: readonly Step[] =
      maxValue === null ? [] : [{ op: 'Clip', constants: ['', number('bound', maxValue)] }];
    if (negativeSlope === 0) return { reads: held, steps: [above, ...bounded] };
    const below: readonly Step[] = [
      { op: 'Mul', constants: [number('turned', -1)] },
      { op: 'Add', constants: [number('threshold', threshold)] },
      { op: 'Relu' },
      { op: 'Mul', constants: [number('slope', -negativeSlope)] },
    ];
    const sum = { op: 'Add', again: bounded.length + 1 };
    return { reads: held, steps: [...below, { ...above, instead: 4 }, ...bounded, sum] };
  },

  leakyReLU: (site) => ({
    reads: site.held,
    steps: apply(site, { kind: 'leakyRelu', alpha: site.options.alpha }),
  }),

  prelu: (site) => {
    const { layer, graph } = site;
    const [alpha] = layer.uses;
    const slopes = graph.floats(`${layer.owner}/alpha`, alpha?.shape ?? [], site.weight('alpha'));
    return { reads: 'plain', steps: [{ op: 'PRelu', constants: [slopes] }] };
  },

  elu: (site) => ({ reads: site.held, steps: apply(site, { kind: 'elu', alpha: site.options.alpha }) }),

  softmax: (site) => ({ reads: site.held, steps: activate(site, 'softmax', site.held) }),

  add: (site) => merged(site, site.layer.inputs.length === 2 ? 'Add' : 'Sum'),

  subtract: (site) => merged(site, 'Sub', true),

  multiply: (site) => merged(site, 'Mul', true),

  average: (site) => merged(site, 'Mean'),

  maximum: (site) => merged(site, 'Max'),

  minimum: (site) => merged(site, 'Min'),

  customScaleLayer: (site) => {
    const written = merged(site, 'Add', true);
    const scale = site.graph.floats(`${site.layer.name}/scale`, [], Float32Array.of(site.options.scale));
    return { ...written, before: [[], [{ op: 'Mul', constants: [scale] }]] };
  },

  layerScale: (site) => ({
    reads: site.held,
    steps: [{ op: 'Mul', constants: [perChannel(site, 'gamma', site.weight('gamma'))] }],
  }),

  rescaling: (site) => {
    const [scale = [], offset = []] = lists(site.options.scale, site.options.offset);
    const steps = [
      { op: 'Mul', constants: [perChannel(site, 'scale', scale)] },
      { op: 'Add', constants: [perChannel(site, 'offset', offset)] },
    ];
    return { reads: site.held, steps };
  },

  dropout: ({ held }) => ({ reads: held, steps: [] }),

  spatialDropout2d: ({ held }) => ({ reads: held, steps: [] }),

  randomFlip: ({ held }) => ({ reads: held, steps: [] }),

  randomRotation: ({ held }) => ({ reads: held, steps: [] }),

  randomZoom: ({ held }) => ({ reads: held, steps: [] }),

  randomTranslation: ({ held }) => ({ reads: held, steps: [] }),

  randomContrast: ({ held }) => ({ reads: held, steps: [] }),

  randomBrightness: ({ held }) => ({ reads: held, steps: [] }),
} satisfies Writers;

function merged({ layer, held }: Site<unknown>, op: string, isOfTwo = false): Written {
  return { reads: held, steps: [{ op }], merges: { rank: layer.outputShape.length + 1, isOfTwo } };
}
