// How the numbers of each layer are spread: its weights, its outputs for a few training pictures, and the gradient of the loss
// of these pictures by its weights. The counting is done on the GPU, at the end of the plan of a gradient probe.

import { readBytes, readFloats } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { pickImages, type ImageDataset } from '../data/imageDataset';
import { reserveTensor, rowsOf, type Graph } from '../graph/graph';
import { sizeOf, type Tensor } from '../graph/tensor';
import { HISTOGRAM_BINS, HISTOGRAM_SUMS, histogram, histogramGroups } from '../kernels/inspect/histogram';
import { RANGE_COLUMNS } from '../kernels/inspect/range';
import { lastActivation } from '../models/lower';
import type { Network } from '../models/network';
import type { InspectionContext } from './context';
import { LOSS } from './context';
import { GradientProbe, type ProbedTensors } from './gradientProbe';
import { appendRangeTable } from './probe/rangeTable';

/** How the numbers of one tensor are spread. */
export interface Distribution {
  /** Numbers in each of 64 bins of equal width from `low` to `high`; those that are 0 are in none. */
  readonly counts: readonly number[];
  /** 0 where no number is negative, else −`high`. */
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** √ of the mean square: their usual size. */
  readonly rms: number;
  /** How many are 0, of how many that are finite. */
  readonly zeros: number;
  readonly counted: number;
  readonly notFinite: number;
}

export interface LayerDistributions {
  readonly layer: string;
  /** Of its first trained parameter (a kernel, or BatchNormalization's gamma); null for a layer without. */
  readonly weights: Distribution | null;
  readonly outputs: Distribution;
  /** Of the loss by the numbers of `weights`. */
  readonly gradients: Distribution | null;
  /** Of a layer with ReLU: its units (maps, for a convolution), and those that were 0 for every picture; else null. */
  readonly silent: { readonly units: number; readonly of: number } | null;
}

/** Outputs, their gradients and what lies between are kept for all pictures at once. */
const MOST_BYTES = 2 ** 28;
const MOST_PICTURES = 64;
/** Activations that are 0 for every negative sum. */
const RECTIFIERS: readonly string[] = ['relu', 'relu6'];

interface Counted {
  readonly name: string;
  readonly tensor: Tensor;
  readonly channels: number;
}

interface CountedTensors {
  /** `first`: the row of its first channel in `ranges`. */
  readonly all: readonly (Counted & {
    readonly first: number;
    readonly counts: Tensor;
    readonly sums: Tensor;
  })[];
  readonly ranges: Tensor;
  readonly slabs: readonly [ranges: Slab, counts: Slab];
}

export class Distributions {
  private constructor(
    private readonly device: GPUDevice,
    private readonly network: Network,
    private readonly probe: GradientProbe,
    private readonly counted: CountedTensors,
    /** How many are shown to the network, evenly chosen from the training set. */
    readonly pictures: number,
  ) {}

  /** @throws as GradientProbe.create does */
  static async create(
    {
      device,
      network,
      store,
      trainer,
    }: Pick<InspectionContext, 'device' | 'network' | 'store'> & Partial<Pick<InspectionContext, 'trainer'>>,
    from: ImageDataset,
  ): Promise<Distributions> {
    const rows = Math.min(from.count, picturesFor(network));
    const made: CountedTensors[] = [];
    const append = (graph: Graph, tensors: ProbedTensors): readonly Slab[] => {
      const counted = appendCounting(
        graph,
        tensorsOf(network, (layer) => store.of(layer), tensors),
      );
      made.push(counted);
      return counted.slabs;
    };
    const probe = await GradientProbe.create(
      ...([device, network, store] as const),
      { loss: LOSS, lossWeights: trainer?.lossWeights },
      { rows, append },
    );
    const [counted] = made;
    if (counted === undefined) throw new Error(`network '${network.name}': nothing was counted`);
    const chosen = Array.from({ length: rows }, (_, i) => Math.floor((i * from.count) / rows));
    const { images, labels } = pickImages(from, chosen);
    probe.setPictures(Float32Array.from(images, (byte) => byte / 255));
    probe.setLabel(...labels);
    return new Distributions(device, network, probe, counted, rows);
  }

  /** Of the parameters as they are at the call, layer by layer. */
  async look(): Promise<readonly LayerDistributions[]> {
    this.probe.run();
    const { all, ranges, slabs } = this.counted;
    const [, slab] = slabs;
    const [rangeValues, bytes] = await Promise.all([
      readFloats(this.device, this.probe.viewOf(ranges)),
      readBytes(this.device, slab.buffer, 0, slab.sizeBytes),
    ]);
    const found = new Map(
      all.map(({ name, channels, first, ...result }) => {
        const width = RANGE_COLUMNS.length;
        const rows = Array.from({ length: channels }, (_, c) => {
          const [low = 0, high = 0, nan = 0, infinite = 0] = rangeValues.subarray((first + c) * width);
          return { low, high, notFinite: nan + infinite };
        });
        return [name, { rows, distribution: distributionOf(rows, bytes, result) }] as const;
      }),
    );
    return this.network.layers.flatMap((layer) => {
      const outputs = found.get(`${layer.name}/output`);
      if (outputs === undefined) return [];
      const rectified = RECTIFIERS.includes(lastActivation(layer));
      const units = outputs.rows.filter(({ high }) => !(high > 0)).length;
      return {
        layer: layer.name,
        weights: found.get(`${layer.name}/weight`)?.distribution ?? null,
        outputs: outputs.distribution,
        gradients: found.get(`${layer.name}/gradient`)?.distribution ?? null,
        silent: rectified ? { units, of: outputs.rows.length } : null,
      };
    });
  }

  destroy(): void {
    this.probe.destroy();
    for (const slab of this.counted.slabs) slab.destroy();
  }
}

/** As many as fit, at most 64. */
function picturesFor(network: Network): number {
  const numbers = network.layers.reduce((sum, { outputShape }) => sum + sizeOf(outputShape), 0);
  return Math.max(1, Math.min(MOST_PICTURES, Math.floor(MOST_BYTES / (3 * 4 * numbers))));
}

function tensorsOf(
  network: Network,
  parametersOf: (layer: string) => Readonly<Record<string, Tensor>>,
  { activations, parameterGradients }: ProbedTensors,
): Counted[] {
  return network.layers.flatMap(({ name, parameters }) => {
    const output = activations.get(name);
    const first = parameters.find((one) => parameterGradients.has(`${name}/${one.name}`));
    const weight = first && parametersOf(name)[first.name];
    const gradient = first && parameterGradients.get(`${name}/${first.name}`);
    const counted = (what: string, tensor: Tensor | undefined): Counted[] =>
      tensor === undefined ? [] : [{ name: `${name}/${what}`, tensor, channels: tensor.shape.at(-1) ?? 1 }];
    return [...counted('output', output), ...counted('weight', weight), ...counted('gradient', gradient)];
  });
}

function appendCounting(graph: Graph, tensors: readonly Counted[]): CountedTensors {
  const slabs = [new Slab('ranges counted'), new Slab('histograms')] as const;
  const { tensor: ranges, firsts } = appendRangeTable(
    graph,
    slabs[0],
    tensors.map(({ name, tensor, channels }) => ({ label: `${name} range`, tensor, channels })),
  );
  const all = tensors.map((counted, at) => {
    const { name, tensor: x, channels } = counted;
    const first = firsts[at] ?? 0;
    const size = sizeOf(x.shape);
    const groups = histogramGroups(size);
    const counts = reserveTensor(`${name} counts`, [groups, HISTOGRAM_BINS], slabs[1], 'u32');
    const sums = reserveTensor(`${name} sums`, [groups, HISTOGRAM_SUMS.length], slabs[1]);
    const range = rowsOf(ranges, first, channels);
    graph.dispatch(histogram, `${name} histogram`, { size }, { x, range, counts, sums });
    return { ...counted, first, counts, sums };
  });
  return { all, ranges, slabs };
}

function distributionOf(
  rows: readonly { readonly low: number; readonly high: number; readonly notFinite: number }[],
  bytes: ArrayBuffer,
  { counts, sums }: { readonly counts: Tensor; readonly sums: Tensor },
): Distribution {
  const finite = rows.filter(({ low, high }) => low <= high);
  const [low, high] = finite.reduce(
    ([least, most], row) => [Math.min(least, row.low), Math.max(most, row.high)],
    [0, 0],
  );
  const most = Math.max(-low, high);
  const [groups = 1] = counts.shape;
  const countsRead = new Uint32Array(bytes, offsetOf(counts), groups * HISTOGRAM_BINS);
  const sumsRead = new Float32Array(bytes, offsetOf(sums), groups * HISTOGRAM_SUMS.length);
  const joined = (values: ArrayLike<number>, width: number): number[] =>
    Array.from({ length: width }, (_, i) => {
      let sum = 0;
      for (let group = 0; group < groups; group++) sum += values[group * width + i] ?? 0;
      return sum;
    });
  const [sum = 0, squares = 0, zeros = 0, counted = 0] = joined(sumsRead, HISTOGRAM_SUMS.length);
  return {
    counts: joined(countsRead, HISTOGRAM_BINS),
    low: low < 0 ? -most : 0,
    high: most,
    mean: sum / counted,
    rms: Math.sqrt(squares / counted),
    zeros,
    counted,
    notFinite: rows.reduce((all, row) => all + row.notFinite, 0),
  };
}

function offsetOf({ label, storage }: Tensor): number {
  if (storage.home !== 'slab') throw new Error(`'${label}': lies in no slab`);
  return storage.offsetBytes;
}
