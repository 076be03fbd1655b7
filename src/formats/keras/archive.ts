// `.keras`, the file of Keras 3: a zip of the architecture (config.json), version information (metadata.json), and the
// weights (model.weights.h5, in the layout that numbers layers by class).
// Source: keras-team/keras, saving/saving_lib.py

import { defineNetwork, type Network } from '../../models/network';
import type { WeightGroup } from '../fitWeights';
import { readLayerWeights } from '../hdf5/layouts';
import { readHdf5 } from '../hdf5/library';
import { writeKerasWeights } from '../hdf5/kerasHdf5';
import { FormatError, type StoredModel } from '../storedModel';
import { writeZip, ZipArchive } from '../zip';
import type { LayerKind } from '../../layers/all';
import { isRecord } from '../json';
import { compileConfigOf, readCompileConfig } from './compileConfig';
import { inKerasOrder, slotsOf } from './kerasOrder';
import { KERAS_LAYERS } from './layers';
import { weightsOfModel } from './kerasWeights';
import { isOperationName } from './operations';
import { modelFromKeras, networkToKeras, type PlacedLayer } from './topology';

export const CONFIG = 'config.json';
const METADATA = 'metadata.json';
export const WEIGHTS = 'model.weights.h5';
/** What files of ours say they were written by; the layout is the same in all of Keras 3. */
const KERAS_VERSION = '3.8.0';

/** @throws FormatError */
export async function readKerasArchive(where: string, bytes: Uint8Array): Promise<StoredModel> {
  const zip = new ZipArchive(where, bytes);
  const at = `${where}, entry '${CONFIG}'`;
  const config = zip.json(CONFIG);
  const { network: read, remarks, layers, firstCalls } = modelFromKeras(at, config);
  const network = defineNetwork(read);
  if (!zip.has(WEIGHTS) && zip.names.some((name) => name.startsWith('model.weights')))
    throw new FormatError(where, `does not store its weights in '${WEIGHTS}'; other places are not read`);
  const file = `${where}, entry '${WEIGHTS}'`;
  const groups = await readHdf5(file, zip.read(WEIGHTS), (hdf5) => readLayerWeights(file, hdf5));
  const compiled = readCompileConfig(
    `${at}, 'compile_config'`,
    network,
    isRecord(config) ? config.compile_config : null,
  );
  return {
    network: network.toJSON(),
    weights: weightsOfModel(where, network, named(network, layers, groups, firstCalls)),
    remarks: [...remarks, ...compiled.remarks],
    compile: compiled.compile,
  };
}

/** @param date when it is saved */
export async function writeKerasArchive(
  model: StoredModel,
  date = new Date(),
): Promise<Uint8Array<ArrayBuffer>> {
  const network = defineNetwork(model.network);
  const compiled = model.compile ? compileConfigOf(network, model.compile) : null;
  const config = {
    ...(networkToKeras(network, 'keras3') as object),
    ...(compiled === null ? {} : { compile_config: compiled }),
  };
  const saved = date.toISOString().slice(0, 19).replace('T', '@');
  return writeZip(
    new Map<string, Uint8Array | string>([
      [METADATA, JSON.stringify({ keras_version: KERAS_VERSION, date_saved: saved })],
      [CONFIG, JSON.stringify(config)],
      [WEIGHTS, await writeKerasWeights(model, 'keras3')],
    ]),
  );
}

/** Names for the groups, which the file only numbers. */
function named(
  network: Network,
  layers: readonly PlacedLayer[],
  groups: readonly WeightGroup[],
  firstCalls: ReadonlyMap<string, string>,
): readonly WeightGroup[] {
  // The network has a layer once for each of its calls, the file once.
  const isOther = ({ className, to, layers: inner }: PlacedLayer): boolean => {
    const kind = network.layers.find(({ name }) => name === to)?.definition.kind;
    // Each is one layer here, without weights.
    if (isOperationName(className)) return false;
    return inner !== null || (kind !== undefined && KERAS_LAYERS[kind as LayerKind].className !== className);
  };
  const names = layers.some(isOther) ? namesInModels(layers) : namesOf(network, firstCalls);
  return groups.map((group) => ({ ...group, layer: names.get(group.slot ?? '') ?? group.layer }));
}

/** Keras numbers the layers in the order of the model that it builds, however the file lists them. */
function namesOf(
  { layers: calls, outputs }: Network,
  firstCalls: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  // The network has a layer for each call, the file one for all of them, also where it has no weights.
  const layers = inKerasOrder({
    layers: calls.map((call) => ({ ...call, owner: firstCalls.get(call.name) ?? call.name })),
    outputs,
  });
  const slots = slotsOf(layers.map(({ definition }) => KERAS_LAYERS[definition.kind as LayerKind].className));
  return new Map(slots.map((slot, at) => [slot, layers[at]?.name ?? slot]));
}

/** Of models in models, `functional/layers/conv2d`, and of layers that are others here: as Keras lists the layers of each. */
function namesInModels(layers: readonly PlacedLayer[], before = ''): ReadonlyMap<string, string> {
  const slots = slotsOf(layers.map(({ className }) => className));
  return new Map(
    layers.flatMap(({ className, to, layers: inner }, at) => {
      const slot = `${before}${slots[at] ?? ''}${className === 'TimeDistributed' ? '/layer' : ''}`;
      if (inner === null) return [[slot, to ?? ''] as const];
      const parts = inner.filter(({ group }) => group !== undefined);
      return parts.length === 0
        ? [...namesInModels(inner, `${slot}/layers/`)]
        : parts.map(({ group, to: own }) => [`${slot}/${group}`, own ?? ''] as const);
    }),
  );
}
