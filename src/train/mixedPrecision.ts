// Training in mixed precision, Keras's policy `mixed_float16`: the parameters, all gradients and the optimizer's moments are
// f32; the kernels of a step read f16 copies of the large weights, forward and to the input, and what layers compute lies in
// memory as f16. Gradients are f32, so no loss has to be scaled.
//
// A step begins with one dispatch that rounds the copies anew, so whatever wrote the parameters since is in them. Where
// frozen layers have such weights there is a second one, because theirs lie in another slab.
// Source: P. Micikevicius et al., Mixed Precision Training, 2017, https://arxiv.org/abs/1710.03740

import { requireF16 } from '../gpu/requireF16';
import { ALIGNMENT_BYTES, Slab } from '../gpu/slab';
import { chunksOf } from '../graph/chunks';
import { reserveTensor, rowsOf, tensorInSlab, type Graph } from '../graph/graph';
import { halveTensors } from '../graph/halfTensors';
import { elementBytes, sizeOf, type Storage, type Tensor } from '../graph/tensor';
import { NOWHERE, roundWeights } from '../kernels/roundToF16';
import { HalfRangeError } from '../models/halfParameters';
import { ownerOf } from '../models/network';
import { RUN_LENGTH, type ParameterLayout, type StoredParameter } from '../models/parameterLayout';
import type { ParameterStore } from '../models/parameterStore';
import type { MixedPrecision } from './dtypePolicy';

/** From this size on a number becomes infinite: halfway from 65504, the largest f16, to what would come next. */
const TOO_LARGE = 65520;

/** Words of two f16 that a run of parameters takes. */
const WORDS = RUN_LENGTH / 2;

/** Pieces have a multiple of this count of runs, for their places and their halves to begin where a binding may. */
const ALIGNED_RUNS = ALIGNMENT_BYTES / Uint32Array.BYTES_PER_ELEMENT;

/** A slab of f32 numbers with weights among them, and for each of its runs the place of its f16 words. */
interface Source {
  readonly slab: Slab;
  readonly places: Tensor;
  readonly weights: readonly { readonly entry: StoredParameter; readonly half: Tensor }[];
}

const runsOf = ({ spec: { shape }, offset }: StoredParameter): { first: number; count: number } => ({
  first: offset / RUN_LENGTH,
  count: Math.ceil(sizeOf(shape) / RUN_LENGTH),
});

/** Where the words of a tensor begin in its slab. */
const firstWord = ({ storage }: Tensor): number =>
  storage.home === 'slab' ? storage.offsetBytes / Uint32Array.BYTES_PER_ELEMENT : NaN;

class HalfWeightsAndMaps implements MixedPrecision {
  readonly #halves = new Slab('f16 weights');
  readonly #places = new Slab('places of f16 weights');
  readonly #sources: readonly Source[];

  /** Lays out the copies; `allocate` makes their buffers. */
  constructor(readonly layout: ParameterLayout) {
    this.#sources = [layout.parameters, layout.state].flatMap((slab): Source[] => {
      const weights = layout.entries
        .filter(({ spec, slab: home }) => spec.half === true && home === slab)
        .map((entry) => ({
          entry,
          half: reserveTensor(
            `${entry.layer}/${entry.spec.name} as f16`,
            entry.spec.shape,
            this.#halves,
            'f16',
          ),
        }));
      if (weights.length === 0) return [];
      const runs = slab.sizeBytes / (RUN_LENGTH * elementBytes('f32'));
      const places = reserveTensor(`places of f16 ${slab.label}`, [runs], this.#places, 'u32');
      return [{ slab, places, weights }];
    });
  }

  get slabs(): readonly Slab[] {
    return [this.#halves, this.#places];
  }

  allocate(device: GPUDevice): void {
    for (const slab of this.slabs) slab.allocate(device);
    for (const { places, weights } of this.#sources) {
      const table = new Uint32Array(sizeOf(places.shape)).fill(NOWHERE);
      for (const { entry, half } of weights) {
        const { first, count } = runsOf(entry);
        for (let run = 0; run < count; run++) table[first + run] = firstWord(half) + run * WORDS;
      }
      device.queue.writeBuffer(this.#places.buffer, firstWord(places) * table.BYTES_PER_ELEMENT, table);
    }
  }

  of(layer: string): Readonly<Record<string, Tensor>> {
    const owner = ownerOf(this.layout.network, layer);
    const halves = this.#sources
      .flatMap(({ weights }) => weights)
      .filter(({ entry }) => entry.layer === owner)
      .map(({ entry, half }): [string, Tensor] => [entry.spec.name, half]);
    return { ...this.layout.of(layer), ...Object.fromEntries(halves) };
  }

  append(graph: Graph, trainingState: Tensor): void {
    const runBytes = RUN_LENGTH * elementBytes('f32');
    for (const { slab, places, weights } of this.#sources) {
      const total = sizeOf(places.shape);
      for (const { first, count } of chunksOf(total, runBytes, ALIGNED_RUNS, graph.target.bindingBytes)) {
        const words = weights.flatMap(({ entry, half }) => {
          const runs = runsOf(entry);
          const from = Math.max(first, runs.first) - runs.first;
          const to = Math.min(first + count, runs.first + runs.count) - runs.first;
          return from < to ? [firstWord(half) + from * WORDS, firstWord(half) + to * WORDS] : [];
        });
        if (words.length === 0) continue;
        // A piece may begin within a weight, at any run of it.
        const begin = Math.floor(Math.min(...words) / ALIGNED_RUNS) * ALIGNED_RUNS;
        graph.dispatch(
          roundWeights,
          `${slab.label}/as f16`,
          { runs: count, first: begin },
          {
            parameters: tensorInSlab(slab.label, [count * RUN_LENGTH], slab, first * runBytes),
            places: rowsOf(places, first, count),
            halves: tensorInSlab(
              this.#halves.label,
              [Math.max(...words) - begin],
              this.#halves,
              begin * Uint32Array.BYTES_PER_ELEMENT,
              'u32',
            ),
            trainingState,
          },
        );
      }
    }
  }

  storeMaps(graph: Graph, maps: ReadonlySet<Storage>): void {
    halveTensors(graph, maps);
  }

  async outOfRange(store: ParameterStore): Promise<HalfRangeError | null> {
    const named = this.#sources.flatMap(({ weights }) =>
      weights.map(({ entry: { tensor } }) => tensor.label),
    );
    const found = (await store.read()).flatMap(({ name, values }) => {
      if (!named.includes(name)) return [];
      const { length } = values.filter((value) => Math.abs(value) >= TOO_LARGE && Math.abs(value) < Infinity);
      return length === 0 ? [] : [`'${name}' has ${length}`];
    });
    if (found.length === 0) return null;
    const advice = 'Train in float32, or with a smaller learning rate.';
    return new HalfRangeError(store.network.name, found, advice, 'training in mixed_float16 ended. ');
  }
}

/** @throws MissingFeatureError if shaders of the device cannot use f16 */
export function mixedPrecisionOn(device: GPUDevice): typeof HalfWeightsAndMaps {
  requireF16(device);
  return HalfWeightsAndMaps;
}
