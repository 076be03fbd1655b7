// Layers whose window slides over a map, and pooling of whole maps.

import type { Shape } from '../../graph/tensor';
import { windowOf } from '../../layers/conv2dTranspose';
import { poolWindow } from '../../layers/shared/pooling';
import { paddingAround, slidingWindow } from '../../layers/shared/sliding';
import type { Attributes } from './attributes';
import { biasOf, only, turnedWeight, type Written, type Writers } from './layerWriter';
import { activate } from './writeActivation';

type Window = Parameters<typeof paddingAround>[0];

export const WINDOWS = {
  conv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const weight = turnedWeight(site, [3, 2, 0, 1]);
    const convolution = {
      op: 'Conv',
      constants: [weight, ...biasOf(site, o.useBias)],
      attributes: { ...slide(window, only(layer)), dilations: { ints: o.dilationRate }, group: { i: 1 } },
    };
    return { reads: 'first', steps: [convolution, ...activate(site, o.activation, 'first')] };
  },

  depthwiseConv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const [kh, kw] = o.kernelSize;
    const channels = only(layer)[2] ?? 1;
    // [KH,KW,C,M] → [C,M,KH,KW], counted as [C·M,1,KH,KW]: channel c·M + m, as the layer has it.
    const weight = turnedWeight(site, [2, 3, 0, 1], { counted: [channels * o.depthMultiplier, 1, kh, kw] });
    const convolution = {
      op: 'Conv',
      constants: [weight, ...biasOf(site, o.useBias)],
      attributes: {
        ...slide(window, only(layer)),
        dilations: { ints: o.dilationRate },
        group: { i: channels },
      },
    };
    return { reads: 'first', steps: [convolution, ...activate(site, o.activation, 'first')] };
  },

  groupedConv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const convolution = {
      op: 'Conv',
      constants: [turnedWeight(site, [3, 2, 0, 1], { name: 'kernel' }), ...biasOf(site, o.useBias)],
      attributes: {
        ...slide(window, only(layer)),
        dilations: { ints: o.dilationRate },
        group: { i: o.groups },
      },
    };
    return { reads: 'first', steps: [convolution, ...activate(site, o.activation, 'first')] };
  },

  separableConv2d: (site) => {
    const { options: o, layer } = site;
    const window = slidingWindow(o);
    const channels = only(layer)[2] ?? 1;
    const counted = [channels * o.depthMultiplier, 1, ...o.kernelSize];
    const depthwise = {
      op: 'Conv',
      constants: [turnedWeight(site, [2, 3, 0, 1], { name: 'depthwiseKernel', counted })],
      attributes: {
        ...slide(window, only(layer)),
        dilations: { ints: o.dilationRate },
        group: { i: channels },
      },
    };
    const weight = turnedWeight(site, [3, 2, 0, 1], { name: 'pointwiseKernel' });
    const pointwise = {
      op: 'Conv',
      constants: [weight, ...biasOf(site, o.useBias)],
      attributes: { kernel_shape: { ints: [1, 1] } },
    };
    return { reads: 'first', steps: [depthwise, pointwise, ...activate(site, o.activation, 'first')] };
  },

  conv2dTranspose: (site) => {
    const { options: o, layer } = site;
    const { output, pad } = windowOf(o, only(layer));
    /** What windows reach beyond the output, and the output beyond them. */
    const beyond = ([0, 1] as const).map(
      (axis) =>
        ((only(layer)[axis] ?? 1) - 1) * o.strides[axis] +
        (o.kernelSize[axis] - 1) * o.dilationRate[axis] +
        1 -
        pad[axis] -
        output[axis],
    );
    const attributes = {
      kernel_shape: { ints: o.kernelSize },
      strides: { ints: o.strides },
      dilations: { ints: o.dilationRate },
      pads: { ints: [...pad, ...beyond.map((more) => Math.max(more, 0))] },
      output_padding: { ints: beyond.map((more) => Math.max(-more, 0)) },
    };
    const weight = turnedWeight(site, [3, 2, 0, 1], { name: 'kernel' });
    const transposed = { op: 'ConvTranspose', constants: [weight, ...biasOf(site, o.useBias)], attributes };
    return { reads: 'first', steps: [transposed, ...activate(site, o.activation, 'first')] };
  },

  maxPooling2d: ({ options, layer }) => ({
    reads: 'first',
    steps: [{ op: 'MaxPool', attributes: slide(poolWindow(options), only(layer)) }],
  }),

  // The part of a window that lies in the border is not counted.
  averagePooling2d: ({ options, layer }) => ({
    reads: 'first',
    steps: [
      {
        op: 'AveragePool',
        attributes: { ...slide(poolWindow(options), only(layer)), count_include_pad: { i: 0 } },
      },
    ],
  }),

  globalAveragePooling2d: ({ options }) => globalPool('GlobalAveragePool', options.keepdims),

  globalMaxPooling2d: ({ options }) => globalPool('GlobalMaxPool', options.keepdims),
} satisfies Writers;

function globalPool(op: string, keepdims: boolean): Written {
  if (keepdims) return { reads: 'first', steps: [{ op }] };
  return {
    reads: 'first',
    makes: 'plain',
    steps: [{ op }, { op: 'Flatten', attributes: { axis: { i: 1 } } }],
  };
}

/** `same` as the border that it means here, which is what `auto_pad` would say less surely. */
function slide(window: Window, input: Shape): Attributes {
  const { top, left, bottom, right } = paddingAround(window, input);
  return {
    kernel_shape: { ints: window.size },
    strides: { ints: window.strides },
    pads: { ints: [top, left, bottom, right] },
  };
}
