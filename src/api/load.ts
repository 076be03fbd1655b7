// `loadLayersModel()`: builds a model of the API from the artifacts of an IO handler.

import type { StoredWeight } from '../formats/tfjs/artifacts';
import type { StoredModel } from '../formats/storedModel';
import { isChain, loadNetwork, type Network, type NetworkConfig } from '../models/network';
import { tensor } from './creation';
import { ModelError } from './errors';
import { model as functionalModel } from './functional';
import { piecesOf, type IOHandler } from './artifacts';
import { handlerOf, type HttpOptions } from './io';
import { ConfiguredLayer, InputLayer, type SymbolicTensor } from './layer';
import type { LayersModel } from './model';
import { Optimizer } from './optimizers';
import { Sequential } from './sequential';

export interface LoadOptions extends HttpOptions {
  /** Remarks on parts that were read differently from the file. */
  readonly onRemark?: (remark: string) => void;
}

/**
 * @param from an address of model.json, or an IO handler of `io` or of tfjs
 * @returns the model with its weights; compiled, and with the state of the optimizer, if that was saved
 * @throws (as a rejection) FormatError naming what cannot be read, ModelError
 * @example
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ inputShape: [2], units: 1 }));
 * let saved: tf.ModelArtifacts = {};
 * const handler = tf.io.withSaveHandler((artifacts) => {
 *   saved = artifacts;
 *   return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
 * });
 * await model.save(handler);
 * const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
 * loaded.countParams(); // → 3
 */
export async function loadLayersModel(
  from: string | IOHandler,
  options: LoadOptions = {},
): Promise<LayersModel> {
  const handler = await handlerOf('loadLayersModel', from, options);
  if (handler.load === undefined)
    throw new ModelError('loadLayersModel: expected a handler that loads. Received one that saves');
  const { modelTopology, weightSpecs, weightData, format, trainingConfig } = await handler.load();
  const where = typeof from === 'string' ? from : 'model';
  if (format !== undefined && format !== 'layers-model')
    throw new ModelError(`${where}: expected a model of layers. Received one of format '${format}'`);
  const { ByteRun, modelFromArtifacts, readWeightSpecs, weightsIn } = await import('./tfjsFormat');
  const weights =
    weightData === undefined
      ? null
      : weightsIn(where, readWeightSpecs(where, weightSpecs), new ByteRun(piecesOf(weightData)));
  const ofOptimizer = weights?.filter(({ spec }) => spec.group === 'optimizer') ?? [];
  const ofLayers = weights?.filter(({ spec }) => spec.group !== 'optimizer') ?? null;
  const stored = modelFromArtifacts(where, modelTopology, ofLayers);
  const model = await modelOf(stored);
  const remarks = [...stored.remarks, ...(await compileAsSaved(where, model, trainingConfig, ofOptimizer))];
  remarks.forEach((remark) => options.onRemark?.(remark));
  return model;
}

/** Settings that are not here leave the model as it is: it can predict, and be compiled anew. @returns remarks */
async function compileAsSaved(
  where: string,
  model: LayersModel,
  trainingConfig: unknown,
  weights: readonly StoredWeight[],
): Promise<string[]> {
  if (trainingConfig === undefined || trainingConfig === null) return [];
  const { readSettings, readState } = await import('./tfjsFormat');
  try {
    const { optimizer: saved, ...others } = readSettings(where, trainingConfig);
    const { learningRate, ...options } = saved.options;
    const optimizer = new Optimizer(saved.kind, learningRate as number | undefined, options);
    model.compile({ optimizer, ...others });
    if (weights.length > 0) model.beginWith(readState(where, model.network, optimizer, weights));
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [`${where}: its training settings were not read: ${error.message}`];
  }
}

/**
 * Builds a model from a topology alone, with new initial weights.
 * @param config as tfjs and Keras write it, by itself or as the `modelTopology` of a model.json; or what `toJSON()` gives
 * here. An object, or its text
 * @throws (as a rejection) FormatError naming what cannot be read, ModelError, SyntaxError for a text that is no JSON
 * @example
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ inputShape: [2], units: 1 }));
 * (await tf.models.modelFromJSON(model.toJSON())).countParams(); // → 3
 */
async function modelFromJSON(
  config: unknown,
  options: Pick<LoadOptions, 'onRemark'> = {},
): Promise<LayersModel> {
  const parsed: unknown = typeof config === 'string' ? JSON.parse(config) : config;
  const given = (typeof parsed === 'object' ? parsed : null) ?? {};
  const topology: unknown = 'modelTopology' in given ? given.modelTopology : parsed;
  if (typeof topology === 'object' && topology !== null && 'layers' in topology && 'input' in topology)
    return modelOf({ network: topology as NetworkConfig, weights: null, remarks: [] });
  const { modelFromArtifacts } = await import('./tfjsFormat');
  const stored = modelFromArtifacts('modelFromJSON', topology, null);
  stored.remarks.forEach((remark) => options.onRemark?.(remark));
  return modelOf(stored);
}

export const models = Object.freeze({ modelFromJSON });

async function modelOf({ network: config, weights }: StoredModel): Promise<LayersModel> {
  const network = await loadNetwork(config);
  const model = isChain(network) ? sequenceOf(network) : graphOf(network);
  if (weights !== null) {
    for (const { name, parameters } of network.layers) {
      if (parameters.length === 0) continue;
      const tensors = parameters.map((spec) =>
        tensor(weights.get(`${name}/${spec.name}`) ?? new Float32Array(0), spec.shape),
      );
      model.setLayerWeights(name, tensors);
      tensors.forEach((one) => one.dispose());
    }
  }
  return model;
}

function sequenceOf({ name, inputs, layers }: Network): LayersModel {
  const model = new Sequential({ name });
  for (const input of inputs) model.add(new InputLayer({ name: input.name, inputShape: input.shape }));
  layers.forEach(({ name: layerName, definition, trainable, options, inputShapes }, i) =>
    model.add(
      new ConfiguredLayer(definition, {
        ...{ name: layerName, trainable, ...options },
        ...(i === 0 ? { inputShape: inputShapes[0] } : {}),
      }),
    ),
  );
  return model;
}

function graphOf({ name, inputs, layers, outputs }: Network): LayersModel {
  const made = new Map<string, SymbolicTensor>(
    inputs.map((input) => [input.name, new InputLayer({ name: input.name, inputShape: input.shape }).output]),
  );
  const madeOf = (some: readonly string[]): SymbolicTensor[] => some.flatMap((one) => made.get(one) ?? []);
  const owners = new Map<string, ConfiguredLayer>();
  for (const { name: layerName, definition, options, trainable, inputs: reads, owner } of layers) {
    const layer =
      owners.get(owner) ?? new ConfiguredLayer(definition, { name: owner, trainable, ...options });
    owners.set(owner, layer);
    made.set(layerName, layer.apply(madeOf(reads)));
  }
  return functionalModel({
    name,
    inputs: madeOf(inputs.map((input) => input.name)),
    outputs: madeOf(outputs),
  });
}
