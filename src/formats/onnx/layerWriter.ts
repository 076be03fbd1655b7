// What a layer becomes in ONNX: a chain of nodes, and the layout of maps that it reads.
//
// ONNX convolves and pools with channels first. A layer says whether it needs that, needs the plain order (a flatten,
// whose numbers must come row by row with channels last), or takes what there is. Weights keep their numbers; only
// their axes are turned.
// Source: https://onnx.ai/onnx/operators/, opset 17

import type { Shape } from '../../graph/tensor';
import type { Resolved } from '../../layers/options';
import type { LAYERS, LayerKind } from '../../layers/all';
import type { NetworkLayer } from '../../models/network';
import type { GraphWriter, Step } from './graphWriter';
import { permute } from '../permute';

/** `first`: batch, channels, rows, columns. `plain`: as Convscope has it, channels last. */
export type Layout = 'first' | 'plain';

export interface Site<Options> {
  readonly options: Options;
  readonly layer: NetworkLayer;
  readonly graph: GraphWriter;
  /** In which its inputs lie already. */
  readonly held: Layout;
  /** The numbers of a parameter. */
  weight(name: string): Float32Array;
}

export interface Written {
  readonly reads: Layout;
  /** Absent: as it reads. */
  readonly makes?: Layout;
  /** None: the layer gives what it reads. */
  readonly steps: readonly Step[];
  /**
   * The axes of the result with the batch, where inputs of fewer axes get some of length 1 after the batch. An operator of
   * two takes several inputs one after the other.
   */
  readonly merges?: { readonly rank: number; readonly isOfTwo: boolean };
  /** What is done to each input before; absent: nothing. */
  readonly before?: readonly (readonly Step[])[];
}

type OptionsOf<Kind extends LayerKind> = Resolved<(typeof LAYERS)[Kind]['options']>;
export type Writers = { readonly [Kind in LayerKind]?: (site: Site<OptionsOf<Kind>>) => Written };

/** Numbers for all channels or one for each, in the shape that meets the channels where they lie. */
export function perChannel(
  { layer, graph, held }: Site<unknown>,
  name: string,
  values: ArrayLike<number>,
): string {
  const rank = only(layer).length;
  const channels = values.length === 1 ? [] : [values.length];
  const shape =
    held === 'first' && channels.length > 0
      ? [...channels, ...new Array<number>(rank - 1).fill(1)]
      : channels;
  return graph.floats(`${layer.name}/${name}`, shape, Float32Array.from(values));
}

export function only({ inputShapes }: NetworkLayer): Shape {
  return inputShapes[0] ?? [];
}

export function turnedWeight(
  site: Site<unknown>,
  axes: readonly number[],
  { name = 'weight', counted }: { readonly name?: string; readonly counted?: Shape } = {},
): string {
  const { layer, graph } = site;
  const shape = layer.uses.find((spec) => spec.name === name)?.shape ?? [];
  const values = permute(site.weight(name), shape, axes);
  return graph.floats(`${layer.owner}/${name}`, counted ?? axes.map((axis) => shape[axis] ?? 1), values);
}

export function biasOf(site: Site<unknown>, useBias: boolean): readonly string[] {
  if (!useBias) return [];
  const values = site.weight('bias');
  return [site.graph.floats(`${site.layer.owner}/bias`, [values.length], values)];
}
