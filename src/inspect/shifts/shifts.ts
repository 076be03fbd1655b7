// A picture shifted step by step: the activation of one unit at every offset, and of the unit that pools it. A unit
// that detects a pattern at one position (a simple cell) is active for a narrow band of offsets; the unit that pools
// such units (a complex cell) for a wider one. All offsets are one batch: one forward pass, shifted on the GPU.
//
// Hubel & Wiesel 1962 (the cells of the cat's visual cortex); Fukushima 1980 (a network of S and C cells).

import { readElements, readFloats } from '../../gpu/readback';
import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { appendForward } from '../../graph/autodiff';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { peak } from '../../kernels/inspect/peak';
import { MOVES, shift } from '../../kernels/shift';
import { targetOf } from '../../kernels/target';
import { lower } from '../../models/lower';
import type { Network, NetworkLayer } from '../../models/network';
import type { ParameterStore } from '../../models/parameterStore';
import { OFFSETS, REACH } from './shiftCurve';

/** A layer with units that detect a pattern, and the layer that pools them; null if there is none. */
export interface CellPair {
  readonly simple: string;
  readonly complex: string | null;
}

/** Rows and columns of the picture, bottom and right excluded. */
export interface Cover {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Sweep {
  /** The offset that differs from picture to picture: −10…10. */
  readonly axis: 'x' | 'y';
  /** The other offset, the same in all. */
  readonly across: number;
  /** Black wherever the picture lies; null: nothing is covered. */
  readonly cover: Cover | null;
  /** The offset at which `peaks` looks. */
  readonly at: number;
}

/** The most active cell of one map. */
export interface Peak {
  /** [row, column, channel] */
  readonly index: readonly [number, number, number];
  readonly value: number;
}

/** By offset. */
export interface Responses {
  readonly simple: readonly number[];
  readonly complex: readonly number[] | null;
  /** The last layer's outputs. */
  readonly answers: readonly (readonly number[])[];
}

interface ShiftProbeParts {
  readonly picture: Tensor;
  readonly moves: Tensor;
  readonly moved: Tensor;
  readonly results: ReadonlyMap<string, Tensor>;
  readonly peaks: Tensor;
  readonly firstPeak: ReadonlyMap<string, number>;
  readonly slabs: readonly Slab[];
}

export class ShiftProbe {
  private constructor(
    private readonly device: GPUDevice,
    private readonly network: Network,
    private readonly plan: Plan,
    private readonly parts: ShiftProbeParts,
    /** In order of depth. */
    readonly pairs: readonly CellPair[],
  ) {}

  /** @throws Error for a network with more than one input, or with an input that is not a picture */
  static async create(device: GPUDevice, network: Network, store: ParameterStore): Promise<ShiftProbe> {
    const [only] = network.inputs;
    const [height, width, channels] = only?.shape ?? [];
    if (network.inputs.length !== 1 || !height || !width || !channels || only?.shape.length !== 3)
      throw new Error(`network '${network.name}': only networks of one picture can be shown shifts`);
    const rows = OFFSETS.length;
    const graph = new Graph(`${network.name}/shifts`, targetOf(device));
    const [pictureSlab, movesSlab, peakSlab] = [new Slab('picture'), new Slab('moves'), new Slab('peaks')];
    const picture = reserveTensor('picture', [1, height, width, channels], pictureSlab);
    const moves = reserveTensor('moves', [MOVES.offsets + 2 * rows], movesSlab, 'u32');
    const moved = graph.tensor('moved', [rows, height, width, channels]);
    graph.dispatch(
      shift,
      'shifts/move',
      { rows, sources: 1, offsets: rows, height, width, channels },
      { x: picture, moves, y: moved },
    );
    const { nodes, values } = lower(network, store);
    const pass = appendForward(graph, nodes, [moved], { training: false, trainingState: null });
    const results = new Map<string, Tensor>();
    for (const { name, outputShape } of network.layers) {
      const tensor = pass.values[values.get(name) ?? -1];
      if (tensor !== undefined) results.set(name, graph.reshape(tensor, [rows, ...outputShape]));
    }
    const pairs = cellPairs(network);
    const firstPeak = new Map<string, number>();
    let peakRows = 0;
    for (const { simple } of pairs) {
      firstPeak.set(simple, peakRows);
      peakRows += results.get(simple)?.shape[3] ?? 0;
    }
    const peaks = reserveTensor('peaks', [peakRows, 2], peakSlab);
    for (const [layer, first] of firstPeak) {
      const x = results.get(layer);
      if (x === undefined) continue;
      const [, high = 1, wide = 1, maps = 1] = x.shape;
      graph.dispatch(
        peak,
        `${layer}/peaks`,
        { positions: high * wide, channels: maps, first },
        { x, moves, peaks },
      );
    }
    const last = results.get(network.outputs[0] ?? '');
    const looked = pairs.flatMap(({ simple, complex }) => [simple, ...(complex === null ? [] : [complex])]);
    for (const tensor of [moved, last, ...looked.map((layer) => results.get(layer))])
      if (tensor !== undefined) graph.keep(tensor);
    const slabs = [pictureSlab, movesSlab, peakSlab];
    for (const slab of slabs) slab.allocate(device);
    const plan = await compilePlan(device, graph);
    const parts = { picture, moves, moved, results, peaks, firstPeak, slabs };
    return new ShiftProbe(device, network, plan, parts, pairs);
  }

  /** @param pixels as the network's input: row-major, channels last. @throws Error for another count */
  setPicture(pixels: Float32Array): void {
    const { picture } = this.parts;
    if (pixels.length !== sizeOf(picture.shape))
      throw new Error(`picture: expected ${sizeOf(picture.shape)} numbers. Received ${pixels.length}`);
    this.write(picture, pixels);
  }

  /** Where the pictures of the next runs lie. */
  setSweep({ axis, across, cover, at }: Sweep): void {
    const moves = new Int32Array(this.parts.moves.shape[0] ?? 0);
    if (cover) {
      moves[MOVES.top] = cover.top;
      moves[MOVES.left] = cover.left;
      moves[MOVES.bottom] = cover.bottom;
      moves[MOVES.right] = cover.right;
    }
    moves[MOVES.row] = rowOf(at);
    OFFSETS.forEach((offset, row) => {
      moves.set(axis === 'x' ? [offset, across] : [across, offset], MOVES.offsets + 2 * row);
    });
    this.write(this.parts.moves, moves);
  }

  /** All offsets, in one submit, with the parameters of now. */
  run(): void {
    this.plan.run();
  }

  /** A layer's output at one offset; `input`: the moved picture. Null for a layer that is not looked at. */
  view(layer: string, offset: number): TensorView | null {
    const tensor = layer === 'input' ? this.parts.moved : this.parts.results.get(layer);
    if (tensor === undefined) return null;
    const { buffer, offsetBytes, label } = this.plan.view(tensor);
    const shape = tensor.shape.slice(1);
    return Object.freeze({
      label,
      buffer,
      offsetBytes: offsetBytes + rowOf(offset) * sizeOf(shape) * 4,
      shape,
    });
  }

  /** The unit of the pooling layer with a window that contains the cell; null if there is none. */
  poolOf(
    { simple, complex }: CellPair,
    [row, column, channel]: readonly [number, number, number],
  ): readonly [number, number, number] | null {
    const layer = this.network.layers.find(({ name }) => name === complex);
    if (layer?.inputs[0] !== simple) return null;
    let best: readonly [number, number, number] | null = null;
    let nearest = Infinity;
    const [rows = 0, columns = 0] = layer.outputShape;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const [window] = layer.definition.explain.windows(layer.options, layer.inputShapes, [i, j, channel]);
        const [top = 0, left = 0] = window?.start ?? [];
        const [bottom = 0, right = 0] = window?.end ?? [];
        if (row < top || row >= bottom || column < left || column >= right) continue;
        // Of overlapping windows, the one with the nearest centre.
        const distance = Math.hypot((top + bottom - 1) / 2 - row, (left + right - 1) / 2 - column);
        if (distance >= nearest) continue;
        nearest = distance;
        best = [i, j, channel];
      }
    }
    return best;
  }

  /** What the last run answered: a few numbers an offset (under 1 KB for ten classes). */
  async read(pair: CellPair, cell: readonly [number, number, number]): Promise<Responses> {
    const pooled = this.poolOf(pair, cell);
    const [simple, complex, answers] = await Promise.all([
      this.#ofCell(pair.simple, cell),
      pair.complex === null || pooled === null ? null : this.#ofCell(pair.complex, pooled),
      this.#answers(),
    ]);
    return { simple, complex, answers };
  }

  /** The most active cell of each map of a layer, at the sweep's own offset, as of the last run. */
  async peaks(layer: string): Promise<readonly Peak[]> {
    const columns = this.parts.results.get(layer)?.shape[2] ?? 1;
    const first = this.parts.firstPeak.get(layer);
    if (first === undefined) throw new Error(`layer '${layer}': has no cells to show`);
    const all = await readFloats(this.device, this.plan.view(this.parts.peaks));
    const count = this.parts.results.get(layer)?.shape[3] ?? 0;
    return Array.from({ length: count }, (_, channel): Peak => {
      const [value = NaN, position = 0] = all.subarray(2 * (first + channel), 2 * (first + channel) + 2);
      return { value, index: [Math.floor(position / columns), position % columns, channel] };
    });
  }

  async #ofCell(layer: string, [row, column, channel]: readonly [number, number, number]): Promise<number[]> {
    const tensor = this.parts.results.get(layer);
    const [, rows = 1, columns = 1, channels = 1] = tensor?.shape ?? [];
    if (tensor === undefined || row >= rows || column >= columns || channel >= channels)
      throw new Error(`layer '${layer}': has no cell [${row}, ${column}, ${channel}]`);
    const size = rows * columns * channels;
    const place = (row * columns + column) * channels + channel;
    const places = OFFSETS.map((_, at) => at * size + place);
    return [...(await readElements(this.device, this.plan.view(tensor), places))];
  }

  async #answers(): Promise<number[][]> {
    const last = this.parts.results.get(this.network.outputs[0] ?? '');
    if (last === undefined) return [];
    const values = await readFloats(this.device, this.plan.view(last));
    const classes = values.length / OFFSETS.length;
    return OFFSETS.map((_, at) => [...values.subarray(at * classes, (at + 1) * classes)]);
  }

  private write(tensor: Tensor, values: Float32Array | Int32Array): void {
    const { buffer, offsetBytes } = this.plan.view(tensor);
    this.device.queue.writeBuffer(buffer, offsetBytes, values as Float32Array<ArrayBuffer>);
  }

  destroy(): void {
    this.plan.destroy();
    for (const slab of this.parts.slabs) slab.destroy();
  }
}

function rowOf(offset: number): number {
  return Math.min(OFFSETS.length - 1, Math.max(0, Math.round(offset) + REACH));
}

const isMap = ({ outputShape }: Pick<NetworkLayer, 'outputShape'>): boolean => outputShape.length === 3;

/**
 * Pooling layers (their rule is a maximum or a mean) with what they pool; without any, the layers that weigh a window
 * (their rule is a sum).
 */
export function cellPairs(network: Network): readonly CellPair[] {
  const maps = network.layers.filter(isMap);
  const pooled = maps.flatMap((layer): CellPair[] => {
    const { rule } = layer.definition.explain;
    const before = maps.find(({ name }) => name === layer.inputs[0]);
    return (rule === 'max' || rule === 'mean') && layer.inputs.length === 1 && before !== undefined
      ? [{ simple: before.name, complex: layer.name }]
      : [];
  });
  if (pooled.length > 0) return pooled;
  return maps
    .filter(({ definition }) => definition.explain.rule === 'sum')
    .map(({ name }) => ({ simple: name, complex: null }));
}
