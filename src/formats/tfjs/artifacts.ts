// What tfjs calls the artifacts of a model: its topology in Keras's JSON, the list of its weights, and their bytes. In
// memory they go through IO handlers; on disk they are model.json and its shards (files.ts).

import { sameShape, shapeText } from '../../graph/tensor';
import { defineNetwork, type Network } from '../../models/network';
import { isRecord } from '../json';
import { KERAS_PARAMETERS } from '../keras/layers';
import { modelFromKeras, networkToKeras } from '../keras/topology';
import { FormatError, type StoredModel } from '../storedModel';
import { checkFinite, checkWeights } from '../weights';
import { forTfjs } from './forTfjs';
import { decodeWeight, storedBytes, type WeightSpec } from './weightSpecs';

/** Of a weight in the file: what it is, and its bytes. */
export interface StoredWeight {
  readonly spec: WeightSpec;
  readonly bytes: () => Uint8Array;
}

/** What is written. */
export interface Artifacts {
  readonly modelTopology: object;
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly weightSpecs: readonly WeightSpec[];
  /** One a spec, in their order. */
  readonly weightData: readonly Float32Array[];
}

/**
 * @param topology the model's configuration, in any of Keras's spellings
 * @param weights null: an architecture alone
 * @throws FormatError naming what cannot be read
 */
export function modelFromArtifacts(
  where: string,
  topology: unknown,
  weights: readonly StoredWeight[] | null,
): StoredModel {
  refuseGraphModel(where, topology);
  const { network: config, remarks } = modelFromKeras(where, topology);
  if (weights === null) return { network: config, weights: null, remarks };
  const network = defineNetwork(config);
  const { found, unused } = assign(where, network, weights);
  if (unused.length > 0) {
    const some = unused.slice(0, 3).map((name) => `'${name}'`);
    remarks.push(
      `${where}: ${unused.length} weights belong to no layer and are ignored: ${some.join(', ')}${unused.length > 3 ? ', …' : ''}`,
    );
  }
  return { network: config, weights: found, remarks };
}

function refuseGraphModel(where: string, topology: unknown): void {
  if (isRecord(topology) && Array.isArray(topology.node)) throw new FormatError(where, GRAPH_MODEL);
}

/** Said where the format alone tells it, too. */
export const GRAPH_MODEL =
  'is a graph model: frozen operations, not layers. Convert the Keras model to a layers model ' +
  '(tensorflowjs_converter --output_format=tfjs_layers_model)';

interface Wanted {
  readonly key: string;
  readonly shape: readonly number[];
  readonly trained: boolean;
  /** `conv2d_1/kernel` */
  readonly written: string;
}

/** The weights of a network in the order of its layers. */
export function wantedOf(network: Network): readonly Wanted[] {
  return network.layers.flatMap(({ name, definition, parameters }) =>
    parameters.map((spec) => {
      const keras = KERAS_PARAMETERS[definition.kind]?.find((one) => one.name === spec.name)?.keras;
      return {
        key: `${name}/${spec.name}`,
        shape: spec.shape,
        trained: spec.trained,
        written: `${name}/${keras ?? spec.name}`,
      };
    }),
  );
}

function assign(
  where: string,
  network: Network,
  weights: readonly StoredWeight[],
): { found: ReadonlyMap<string, Float32Array>; unused: readonly string[] } {
  const byName = namesOf(where, weights);
  const found = new Map<string, Float32Array>();
  const used = new Set<StoredWeight>();
  const missing: string[] = [];
  for (const { key, shape, written } of wantedOf(network)) {
    const weight = byName.get(written);
    if (weight === undefined) {
      missing.push(written);
      continue;
    }
    const at = `${where}: weight '${weight.spec.name}'`;
    if (!sameShape(weight.spec.shape, shape)) {
      throw new FormatError(
        at,
        `the layer needs ${shapeText(shape)}. Received ${shapeText(weight.spec.shape)}`,
      );
    }
    const values = decodeWeight(at, weight.spec, weight.bytes());
    checkFinite(at, values);
    used.add(weight);
    found.set(key, values);
  }
  const [first] = missing;
  if (first !== undefined) {
    const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    throw new FormatError(where, `weight '${first}'${others} of ${found.size + missing.length} are missing`);
  }
  return {
    found,
    unused: weights.filter((weight) => !used.has(weight)).map(({ spec }) => spec.name),
  };
}

/**
 * Weights by `layer/parameter`. Converted models have longer names for some: of the models around the layer, of the
 * layer twice, `model/conv2d_1/kernel:0`. Each ending of a name stands for it, as long as no other has it.
 */
function namesOf(where: string, weights: readonly StoredWeight[]): ReadonlyMap<string, StoredWeight> {
  const exact = new Map<string, StoredWeight>();
  for (const weight of weights) {
    const name = weight.spec.name.replace(/:\d+$/, '');
    if (exact.has(name)) throw new FormatError(where, `two weights are called '${name}'`);
    exact.set(name, weight);
  }
  const endings = new Map<string, StoredWeight | null>();
  const add = (ending: string, weight: StoredWeight): void => {
    const other = endings.get(ending);
    endings.set(ending, other === undefined || other === weight ? weight : null);
  };
  for (const [name, weight] of exact) {
    const steps = name.split('/');
    for (let cut = 1; cut < steps.length; cut++) add(steps.slice(cut).join('/'), weight);
    // TensorFlow 2.2 and later: layer/cell/kernel.
    if (steps.length > 2) add([...steps.slice(0, -2), ...steps.slice(-1)].join('/'), weight);
  }
  for (const [ending, weight] of endings)
    if (weight !== null && !exact.has(ending)) exact.set(ending, weight);
  return exact;
}

/**
 * @returns what tfjs loads, the network that it has then, and a remark where a layer had to be written as another that does the same
 * @throws FormatError where tfjs has no such layer, or a weight is missing or no number
 */
export function artifactsFromModel(
  where: string,
  model: StoredModel,
): { readonly artifacts: Artifacts; readonly network: Network; readonly remarks: readonly string[] } {
  const { network, weights, remarks } = forTfjs(where, defineNetwork(model.network), model.weights);
  if (weights !== null) checkWeights(where, network, weights);
  const wanted = weights === null ? [] : wantedOf(network);
  const topology = networkToKeras(network, 'keras2') as object;
  return {
    artifacts: {
      modelTopology: { ...topology, keras_version: '2.15.0', backend: 'tensorflow' },
      format: 'layers-model',
      generatedBy: 'Convscope',
      convertedBy: null,
      weightSpecs: wanted.map(({ written, shape }) => ({ name: written, shape, dtype: 'float32' })),
      weightData: wanted.map(({ key }) => weights?.get(key) ?? new Float32Array(0)),
    },
    network,
    remarks,
  };
}

/** Splits one run of bytes into weights. @throws FormatError where it is too short or too long */
export function weightsIn(where: string, specs: readonly WeightSpec[], data: ByteRun): StoredWeight[] {
  let offset = 0;
  const weights = specs.map((spec): StoredWeight => {
    const start = offset;
    const length = storedBytes(spec);
    offset += length;
    if (!(offset <= data.length)) {
      throw new FormatError(
        where,
        `weight '${spec.name}' ends at byte ${offset}, and there are ${data.length}`,
      );
    }
    return { spec, bytes: () => data.read(start, length) };
  });
  if (offset !== data.length)
    throw new FormatError(where, `the weights take ${offset} bytes, and there are ${data.length}`);
  return weights;
}

/** Pieces of bytes as one run. */
export class ByteRun {
  readonly length: number;

  constructor(readonly pieces: readonly Uint8Array[]) {
    this.length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** A view where the range lies in one piece, else a copy. */
  read(start: number, length: number): Uint8Array {
    let before = 0;
    let copy: Uint8Array | null = null;
    let filled = 0;
    for (const piece of this.pieces) {
      const from = Math.max(0, start - before);
      const to = Math.min(piece.length, start + length - before);
      if (from < to) {
        const part = piece.subarray(from, to);
        if (part.length === length) return part;
        copy ??= new Uint8Array(length);
        copy.set(part, filled);
        filled += part.length;
      }
      before += piece.length;
    }
    return copy ?? new Uint8Array(0);
  }
}
