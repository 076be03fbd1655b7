// Rescaling: multiplies by a number and adds another, the same for all values or one a channel: from pixels of 0 to 255 to
// numbers from 0 to 1, or from −1 to 1.
//
// x […, C] → y as x.  y[…,c] = x[…,c] · scale[c] + offset[c]
// Semantics: Keras 3, https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/

import { sizeOf } from '../graph/tensor';
import { rescale } from '../reference/rescaling';
import { defineLayer, oneElement, only } from './layer';
import { numbers, type Resolved } from './options';
import {
  backwardRescaled,
  checkChannels,
  forwardRescaled,
  lists,
  type ScaleAndOffset,
} from './shared/rescaling';

const options = { scale: numbers({ suggested: 2 }), offset: numbers({ default: 0 }) };

const listed = (o: Resolved<typeof options>): ScaleAndOffset => {
  const [scale = [], offset = []] = lists(o.scale, o.offset);
  return { scale, offset };
};

export const rescaling = defineLayer({
  kind: 'rescaling',
  className: 'Rescaling',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,

  outputShape: ({ scale, offset }, inputs) => checkChannels(only(inputs), { scale, offset }),
  parameters: () => [],

  forward: (o, graph, site) => forwardRescaled(graph, site, listed(o)),
  backward: (o, graph, site) => backwardRescaled(graph, site, listed(o)),

  multiplyAdds: (_, inputs) => sizeOf(only(inputs)),

  reference: {
    forward: (o, inputs) => rescale(only(inputs), listed(o).scale, listed(o).offset),
    backward: (o, _, __, dy) => ({ inputs: [rescale(dy, listed(o).scale, [0])], parameters: {} }),
  },

  explain: {
    formula: ({ scale, offset }) => {
      const text = (name: string, value: typeof scale): string =>
        typeof value === 'number' ? String(value) : `${name}[c]`;
      return `y[…,c] = x[…,c] · ${text('scale', scale)} + ${text('offset', offset)}`;
    },
    rule: 'other',
    windows: (_, __, index) => [oneElement(0, index)],
    terms: () => [],
  },

  cases: [
    { title: 'one number', options: { scale: 0.5 }, inputs: [[1]], batch: 1 },
    { title: 'a map, shifted', options: { scale: 2, offset: -1 }, inputs: [[4, 5, 2]], batch: 2 },
    { title: 'one scale a channel', options: { scale: [2, 0.25, -1] }, inputs: [[3, 4, 3]], batch: 2 },
    {
      title: 'one scale, one offset a channel, four channels',
      options: { scale: 1.5, offset: [1, 2, 3, 4] },
      inputs: [[2, 3, 4]],
      batch: 3,
    },
    { title: 'more numbers than a workgroup', options: { scale: 3 }, inputs: [[13]], batch: 5 },
  ],
});
