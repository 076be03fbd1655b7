// Conv2D and the MaxPooling2D after it as one operation: one dispatch a pass instead of two, and the map between them is never
// stored. For shapes and targets that its kernels do not suit, it is the two layers in succession.

import { LINEAR } from '../../kernels/activation';
import {
  conv2dForward,
  conv2dGradInput,
  conv2dGradWeight,
  sumPartials,
  weightGradientSplits,
  type Conv2dGeometry,
} from '../../kernels/conv2d';
import {
  conv2dPoolForward,
  conv2dPoolGradInput,
  conv2dPoolGradWeight,
  poolsConvolution,
} from '../../kernels/pooledConvolution';
import { maxPoolForward, maxPoolGradInput } from '../../kernels/maxPooling';
import type { WindowGeometry } from '../../kernels/window';
import { dispatchFused } from '../../graph/fused';
import type { Graph } from '../../graph/graph';
import type { BackwardSite, Operation } from '../../graph/operation';
import { inSuccession } from '../../graph/succession';
import { sizeOf, type Shape, type Tensor } from '../../graph/tensor';
import { geometry, weightAndBias, type Options } from '../conv2d';
import { only, weightType } from '../layer';
import { isDirect, suitingConvolution } from '../shared/convolution';
import { poolWindow, type PoolOptions } from '../shared/pooling';
import { windowGeometry } from '../shared/sliding';

const mapShape = (g: Conv2dGeometry): Shape => [g.batch, g.outputHeight, g.outputWidth, g.filters];

export function pooledConv2d(
  conv: Operation,
  pooling: Operation,
  o: Options,
  p: PoolOptions,
  poolName: string,
): Operation {
  const apart = inSuccession(conv, pooling, poolName);
  /** Null where the two run in succession. */
  const fused = (
    x: Tensor,
    whole: Graph,
  ): { graph: Graph; g: Conv2dGeometry; window: WindowGeometry } | null => {
    const g = geometry(o, x.shape);
    const graph = suitingConvolution(whole, g);
    const window = windowGeometry(poolWindow(p), mapShape(g));
    const suits = isDirect(g, graph.target) && poolsConvolution(g, window, graph.target);
    return suits ? { graph, g, window } : null;
  };

  return {
    ...apart,
    forward: (whole, site) => {
      const x = only(site.inputs);
      const sizes = fused(x, whole);
      if (sizes === null) return apart.forward(whole, site);
      const { graph, g, window } = sizes;
      const { weight, bias } = weightAndBias(site.parameters, site.name);
      const shape = [window.batch, window.outputHeight, window.outputWidth, window.channels];
      const y = graph.tensor(`${poolName}/y`, shape);
      const argmax = graph.tensor(`${poolName}/argmax`, shape, 'u32');
      const params = { ...g, useBias: o.useBias, activation: site.activation, weights: weightType(weight) };
      const label = `${site.name}/forward`;
      dispatchFused(
        graph,
        conv2dPoolForward,
        `${site.name}+${poolName}/forward`,
        { ...params, pool: p.poolSize },
        { x, weight, bias, y, argmax },
        (separate) => {
          const map = separate.tensor(`${site.name}/y`, mapShape(g));
          separate.dispatch(conv2dForward, label, params, { x, weight, bias, y: map });
          separate.dispatch(maxPoolForward, `${poolName}/forward`, window, { x: map, y, argmax });
        },
      );
      return { y, saved: { argmax } };
    },

    backward: (whole, site) => {
      const x = only(site.inputs);
      const sizes = fused(x, whole);
      if (sizes === null) return apart.backward(whole, site);
      const { graph, g, window } = sizes;
      const { argmax } = site.saved;
      if (argmax === undefined) throw new Error(`layer '${poolName}': its winners were not kept`);
      /** The gradient of the whole map, for separate dispatches. */
      const unpooled = (separate: Graph): Tensor => {
        const map = separate.tensor(`${poolName}/dx`, mapShape(g));
        const { y, dy } = site;
        const params = { ...window, inputActivation: LINEAR };
        separate.dispatch(maxPoolGradInput, `${poolName}/dx`, params, { argmax, y, dy, dx: map });
        return map;
      };
      const names = `${site.name}+${poolName}`;
      if (site.gradients.weight !== undefined)
        appendWeightGradient(graph, { ...site, names, g, argmax, unpooled, o, pool: p.poolSize });
      if (site.wanted[0] !== true) return [null];
      const dx = graph.tensor(`${site.name}/dx`, x.shape);
      const { weight } = weightAndBias(site.parameters, site.name);
      const params = {
        ...g,
        inputActivation: site.inputActivations[0] ?? LINEAR,
        weights: weightType(weight),
      };
      dispatchFused(
        graph,
        conv2dPoolGradInput,
        `${names}/dx`,
        { ...params, pool: p.poolSize },
        { dy: site.dy, weight, x, dx, argmax },
        (separate) => {
          const tensors = { dy: unpooled(separate), weight, x, dx };
          separate.dispatch(conv2dGradInput, `${site.name}/dx`, { ...params, phase: [0, 0] }, tensors);
        },
      );
      return [dx];
    },
  };
}

function appendWeightGradient(
  graph: Graph,
  {
    name,
    names,
    inputs,
    dy,
    gradients: { weight: dWeight, bias },
    g,
    argmax,
    unpooled,
    o: { useBias },
    pool,
  }: BackwardSite & {
    names: string;
    g: Conv2dGeometry;
    argmax: Tensor;
    unpooled: (separate: Graph) => Tensor;
    o: Options;
    pool: readonly [number, number];
  },
): void {
  if (dWeight === undefined) return;
  const x = only(inputs);
  const dBias = bias ?? graph.tensor(`${name}/no bias`, [1]);
  // As many as if it were not fused: the bits are then the same.
  const splits = weightGradientSplits(g, graph.target);
  const weights = sizeOf(dWeight.shape);
  const summed =
    splits === 1 ? dWeight : graph.tensor(`${name}/dWeight partials`, [splits, weights + g.filters]);
  const what = splits === 1 ? 'dWeight' : 'dWeight partials';
  const params = { ...g, splits, useBias };
  dispatchFused(
    graph,
    conv2dPoolGradWeight,
    `${names}/${what}`,
    { ...params, pool },
    { x, dy, dWeight: summed, dBias, argmax },
    (separate) => {
      const tensors = { x, dy: unpooled(separate), dWeight: summed, dBias };
      separate.dispatch(conv2dGradWeight, `${name}/${what}`, params, tensors);
    },
  );
  if (splits === 1) return;
  const sizes = { weights, biases: g.filters, splits, useBias };
  graph.dispatch(sumPartials, `${name}/dWeight`, sizes, { partials: summed, dWeight, dBias });
}
