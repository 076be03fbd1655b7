// `.h5` files of Keras: whole models, with their architecture, and weights alone.

import { defineNetwork, type Network } from '../../models/network';
import { splitGroup, type WeightGroup } from '../fitWeights';
import { parseJson } from '../json';
import { compileConfigOf, readCompileConfig } from '../keras/compileConfig';
import { flattenGroups, kerasGroups, weightsOfModel } from '../keras/kerasWeights';
import { modelFromKeras, networkToKeras } from '../keras/topology';
import { FormatError, type CompileConfig, type StoredModel } from '../storedModel';
import { checkWeights } from '../weights';
import { KERAS2_VERSION, readLayerWeights, writeKeras2, writeKeras3 } from './layouts';
import { readHdf5, writeHdf5 } from './library';

/** @returns a model where the file has an architecture, else the weights by layer. @throws FormatError */
export async function readKerasHdf5(
  where: string,
  bytes: Uint8Array,
): Promise<StoredModel | readonly WeightGroup[]> {
  const { config, training, groups } = await readHdf5(where, bytes, (file) => ({
    config: file.text('', 'model_config'),
    training: file.text('', 'training_config'),
    groups: readLayerWeights(where, file),
  }));
  if (config === null) return groups.flatMap(splitGroup);
  const at = `${where}, its 'model_config'`;
  const { network: read, remarks, layers } = modelFromKeras(at, parseJson(at, config));
  const network = defineNetwork(read);
  const flat = flattenGroups(where, network, layers, groups);
  const of = `${where}, its 'training_config'`;
  const compiled = readCompileConfig(of, network, training === null ? null : parseJson(of, training));
  return {
    network: network.toJSON(),
    weights: weightsOfModel(where, network, flat),
    remarks: [...remarks, ...compiled.remarks],
    compile: compiled.compile,
  };
}

/** A whole model, as `model.save('….h5')` writes it; loads in tf.keras 2 and Keras 3. */
export async function writeKerasModel(model: StoredModel): Promise<Uint8Array<ArrayBuffer>> {
  const network = defineNetwork(model.network);
  const groups = kerasGroups(network, complete(model));
  checkNames(model);
  const config = JSON.stringify(networkToKeras(network, 'keras2'));
  const training = trainingText(network, model.compile ?? null);
  return writeHdf5((file) => {
    file.text('', 'model_config', config);
    file.text('', 'backend', 'tensorflow');
    file.text('', 'keras_version', KERAS2_VERSION);
    if (training !== null) file.text('', 'training_config', training);
    writeKeras2(file, 'model_weights', groups);
  });
}

/** Null: it is not known how the model is trained. */
function trainingText(network: Network, compile: CompileConfig | null): string | null {
  const config = compile === null ? null : compileConfigOf(network, compile);
  if (config === null) return null;
  const { optimizer, ...others } = config;
  return JSON.stringify({ ...others, optimizer_config: optimizer });
}

/** Weights alone, as `model.save_weights('….weights.h5')` writes them: Keras 3, or Keras 2 before it. */
export async function writeKerasWeights(
  model: StoredModel,
  layout: 'keras2' | 'keras3',
): Promise<Uint8Array<ArrayBuffer>> {
  const groups = kerasGroups(defineNetwork(model.network), complete(model));
  if (layout === 'keras2') checkNames(model);
  return writeHdf5((file) =>
    layout === 'keras2' ? writeKeras2(file, '', groups) : writeKeras3(file, groups),
  );
}

/** @throws FormatError for a layer whose name no group of HDF5 can have */
function checkNames({ network: { name: network, layers } }: StoredModel): void {
  for (const { name = '' } of layers)
    if (/[\0\p{Cs}]/u.test(name))
      throw new FormatError(
        network,
        `HDF5 takes no zero and no half of a character in a layer's name. Received ${JSON.stringify(name)}`,
      );
}

/** @throws FormatError where the model has no weights, or not all */
function complete({ network, weights }: StoredModel): ReadonlyMap<string, Float32Array> {
  if (weights === null) throw new FormatError(network.name, 'has no weights to be written');
  checkWeights(network.name, defineNetwork(network), weights);
  return weights;
}
