// Shared by LayerNormalization and GroupNormalization, which differ only in what a group is.

import type { Graph } from '../../graph/graph';
import type { BackwardSite, Forward, ForwardSite } from '../../graph/operation';
import { sizeOf, type Shape, type Tensor } from '../../graph/tensor';
import { LINEAR } from '../../kernels/activation';
import { sumPartials } from '../../kernels/conv2d';
import {
  groupNormForward,
  groupNormGradientMeans,
  groupNormGradInput,
  groupNormGradParameters,
  groupNormMoments,
  groupNormSplits,
  type GroupGeometry,
} from '../../kernels/groupNormalization';
import { groupNormalizationBackward, groupNormalizationForward } from '../../reference/groupNormalization';
import { only, type ParameterSpec, type Reference } from '../layer';
import { boolean, number, type Resolved } from '../options';

export const groupOptions = {
  epsilon: number({ min: 0, default: 1e-3, advanced: true }),
  center: boolean(true),
  scale: boolean(true),
};
export type GroupOptions = Resolved<typeof groupOptions>;

/** @param shape of gamma and beta */
export function groupParameters(o: GroupOptions, shape: Shape): readonly ParameterSpec[] {
  const vector = { shape, fanIn: sizeOf(shape), fanOut: sizeOf(shape), trained: true, l2: 0 };
  return [
    ...(o.scale ? [{ name: 'gamma', initializer: 'ones', ...vector } as const] : []),
    ...(o.center ? [{ name: 'beta', initializer: 'zeros', ...vector } as const] : []),
  ];
}

export function forwardGroups(graph: Graph, site: ForwardSite, o: GroupOptions, g: GroupGeometry): Forward {
  const { name, inputs, parameters } = site;
  const x = only(inputs);
  const moments = graph.tensor(`${name}/moments`, [g.outer, g.groups, 2]);
  graph.dispatch(groupNormMoments, `${name}/moments`, { ...g, epsilon: o.epsilon }, { x, moments });
  const { gamma = moments, beta = moments } = parameters;
  const y = graph.tensor(`${name}/y`, x.shape);
  graph.dispatch(groupNormForward, `${name}/forward`, { ...o, ...g }, { x, moments, gamma, beta, y });
  return { y, saved: { moments } };
}

export function backwardGroups(
  graph: Graph,
  site: BackwardSite,
  o: GroupOptions,
  g: GroupGeometry,
): readonly (Tensor | null)[] {
  const { name, inputs, parameters, saved, dy, gradients, wanted, inputActivations } = site;
  const x = only(inputs);
  const { moments } = saved;
  if (moments === undefined) throw new Error(`layer '${name}': its moments were not kept`);
  const channels = g.groups * g.size;
  if (gradients.gamma !== undefined || gradients.beta !== undefined) {
    const splits = groupNormSplits(g);
    const partials = graph.tensor(`${name}/gradient partials`, [splits, 2, channels]);
    graph.dispatch(
      groupNormGradParameters,
      `${name}/gradient partials`,
      { ...g, splits },
      { x, dy, moments, partials },
    );
    const dGamma = gradients.gamma ?? graph.tensor(`${name}/no gamma`, [channels]);
    const dBeta = gradients.beta ?? graph.tensor(`${name}/no beta`, [1]);
    graph.dispatch(
      sumPartials,
      `${name}/dGamma, dBeta`,
      { weights: channels, biases: channels, splits, useBias: gradients.beta !== undefined },
      { partials, dWeight: dGamma, dBias: dBeta },
    );
  }
  if (wanted[0] !== true) return [null];
  const { gamma = moments } = parameters;
  const means = graph.tensor(`${name}/gradient means`, [g.outer, g.groups, 2]);
  graph.dispatch(
    groupNormGradientMeans,
    `${name}/gradient means`,
    { ...g, scale: o.scale },
    { x, dy, moments, gamma, means },
  );
  const dx = graph.tensor(`${name}/dx`, x.shape);
  graph.dispatch(
    groupNormGradInput,
    `${name}/dx`,
    { ...g, scale: o.scale, inputActivation: inputActivations[0] ?? LINEAR },
    { x, dy, moments, gamma, means, dx },
  );
  return [dx];
}

/** @param geometry of an input with the batch axis */
export function groupReference<Options extends GroupOptions>(
  geometry: (o: Options, input: Shape) => GroupGeometry,
  channelShape: (o: Options, input: Shape) => Shape,
): Reference<Options> {
  return {
    forward: (o, inputs, { gamma = null, beta = null }) => {
      const x = only(inputs);
      return groupNormalizationForward(x, { gamma, beta }, geometry(o, x.shape), o.epsilon);
    },
    backward: (o, inputs, { gamma = null, beta = null }, dy) => {
      const x = only(inputs);
      const channels = channelShape(o, x.shape.slice(1));
      const g = geometry(o, x.shape);
      const back = groupNormalizationBackward(x, { gamma, beta }, dy, g, o.epsilon, channels);
      return { inputs: [back.dx], parameters: { gamma: back.dGamma, beta: back.dBeta } };
    },
  };
}

/** `gamma[…] · (x − mean) / √(variance + ε) + beta[…]` */
export function groupFormula(o: GroupOptions, channel: string, over: string): string {
  const scaled = `${o.scale ? `gamma[${channel}] · ` : ''}(x − mean) / √(variance + ${o.epsilon})`;
  return `y = ${scaled}${o.center ? ` + beta[${channel}]` : ''}, mean and variance over ${over}`;
}
