// Which parameters of one network can be reused in another after layers were changed.
//
// A parameter is reused if its layer and its name stay. If only the number of filters, channels or units differs, the
// common part is reused: the first min(K, K′) filters, the first min(C, C′) channels, the first units. The rest is
// initialized from the seed. The sides of a kernel must be equal, because a 5×5 kernel cut to 3×3 would be a different
// kernel. A dense layer after flattened maps of the same sides keeps the weights of the channels that stay, at
// whichever index of the row they are.

import { sizeOf, type Shape } from '../graph/tensor';
import type { Network, NetworkLayer } from './network';

/** The reused part of one parameter, as runs that are contiguous in both parameters. Offsets and lengths in numbers. */
export interface KeptParameter {
  readonly layer: string;
  /** The layer that had it before: another one if this layer shared its parameters. */
  readonly before: string;
  readonly parameter: string;
  readonly runs: readonly { readonly from: number; readonly to: number; readonly length: number }[];
  /** The number of reused numbers, and of all numbers in the new parameter. */
  readonly kept: number;
  readonly of: number;
}

/**
 * The shape of the maps that a layer reads flattened, such as [5, 5, 16] before a dense layer; null if there are none.
 */
export function mapsInARow(network: Network, layer: NetworkLayer): readonly [number, number, number] | null {
  const [row = []] = layer.inputShapes;
  // A dense layer on maps reads a pixel at a time.
  if (row.length !== 1) return null;
  const size = sizeOf(row);
  let name = layer.inputs[0];
  for (;;) {
    const input = network.inputs.find((one) => one.name === name);
    const before = network.layers.find((one) => one.name === name);
    const shape = input?.shape ?? before?.outputShape;
    if (shape === undefined || sizeOf(shape) !== size) return null;
    const [rows, columns, channels] = shape;
    if (shape.length === 3 && rows !== undefined && columns !== undefined && channels !== undefined)
      return [rows, columns, channels];
    // Layers without weights that keep the number of elements also keep their order.
    const keepsOrder = before?.uses.every((one) => one.name !== 'weight') ?? false;
    if (before === undefined || !keepsOrder) return null;
    name = before.inputs[0];
  }
}

/** The parameters of `from` that `to` can reuse, in the order of its layers. */
export function overlap(from: Network, to: Network): readonly KeptParameter[] {
  return to.layers.flatMap((layer) => {
    const before = from.layers.find(({ name }) => name === layer.name);
    if (before === undefined) return [];
    return layer.parameters.flatMap((spec): KeptParameter[] => {
      const old = before.uses.find(({ name }) => name === spec.name);
      if (old?.shape.length !== spec.shape.length) return [];
      const axes = keptAxes(
        { shape: old.shape, maps: mapsInARow(from, before) },
        { shape: spec.shape, maps: mapsInARow(to, layer) },
      );
      if (axes === null) return [];
      const runs = runsOf(axes, old.shape, spec.shape);
      const kept = runs.reduce((sum, { length }) => sum + length, 0);
      return [
        { layer: layer.name, before: before.owner, parameter: spec.name, runs, kept, of: sizeOf(spec.shape) },
      ];
    });
  });
}

/** The indices along one axis that both parameters have: the old ones and the new ones. */
type KeptAxis = readonly (readonly [from: number, to: number])[];

interface Placed {
  readonly shape: Shape;
  readonly maps: readonly [number, number, number] | null;
}

function keptAxes(from: Placed, to: Placed): readonly KeptAxis[] | null {
  const axes = to.shape.map((length, axis): KeptAxis | null => {
    const before = from.shape[axis] ?? 0;
    const rank = to.shape.length;
    // Rows and columns of a kernel, before its channels and filters.
    if (rank === 4 && axis < 2) return before === length ? firstOf(length) : null;
    if (rank === 2 && axis === 0 && (from.maps !== null || to.maps !== null))
      return channelsInARow(from.maps, to.maps);
    return firstOf(Math.min(before, length));
  });
  return axes.every((axis) => axis !== null) ? axes : null;
}

const firstOf = (count: number): KeptAxis => Array.from({ length: count }, (_, at) => [at, at] as const);

function channelsInARow(from: Placed['maps'], to: Placed['maps']): KeptAxis | null {
  if (from === null || from[0] !== to?.[0] || from[1] !== to[1]) return null;
  const channels = Math.min(from[2], to[2]);
  return Array.from({ length: from[0] * from[1] }, (_, place) => place).flatMap((place) =>
    firstOf(channels).map(([at]) => [place * from[2] + at, place * to[2] + at] as const),
  );
}

type Run = KeptParameter['runs'][number];

/** The reused indices along one axis, merged into runs. */
function joined(axis: KeptAxis): readonly Run[] {
  const runs: { from: number; to: number; length: number }[] = [];
  for (const [from, to] of axis) {
    const last = runs.at(-1) ?? { from: NaN, to: NaN, length: 0 };
    if (last.from + last.length === from && last.to + last.length === to) last.length++;
    else runs.push({ from, to, length: 1 });
  }
  return runs;
}

/** All combinations of the reused indices. Trailing axes that are reused completely form one run. */
function runsOf(axes: readonly KeptAxis[], from: Shape, to: Shape): readonly Run[] {
  let runs: readonly Run[] = [{ from: 0, to: 0, length: 1 }];
  let [block, blockNow] = [1, 1];
  for (let at = axes.length - 1; at >= 0; at--) {
    const whole = runs.length === 1 && runs[0]?.length === block && block === blockNow;
    const inner = runs;
    const [wide, wideNow] = [block, blockNow];
    const axis = axes[at] ?? [];
    runs = whole
      ? joined(axis).map((run) => ({ from: run.from * wide, to: run.to * wide, length: run.length * wide }))
      : axis.flatMap(([i, j]) =>
          inner.map((run) => ({ ...run, from: i * wide + run.from, to: j * wideNow + run.to })),
        );
    block *= from[at] ?? 1;
    blockNow *= to[at] ?? 1;
  }
  return runs;
}
