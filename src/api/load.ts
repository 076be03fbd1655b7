// `loadLayersModel()`: builds a model of the API from the artifacts of an IO handler.

import type { StoredModel } from '../formats/storedModel';
import { defineNetwork, isChain, type Network, type NetworkConfig } from '../models/network';
import { tensor } from './creation';
import { ModelError } from './errors';
import { model as functionalModel } from './functional';
import { handlerOf, piecesOf, type HttpOptions, type IOHandler } from './io';
import { ConfiguredLayer, InputLayer, type SymbolicTensor } from './layers';
import type { LayersModel } from './model';
import { Sequential } from './sequential';

export interface LoadOptions extends HttpOptions {
  /** Remarks on parts that were read differently from the file. */
  readonly onRemark?: (remark: string) => void;
}

/**
 * @param from an address of model.json, or an IO handler of `io` or of tfjs
 * @returns the model with its weights, not compiled
 * @throws (as a rejection) FormatError naming what cannot be read, ModelError
 */
export async function loadLayersModel(
  from: string | IOHandler,
  options: LoadOptions = {},
): Promise<LayersModel> {
  const handler = handlerOf('loadLayersModel', from, options);
  if (handler.load === undefined)
    throw new ModelError('loadLayersModel: expected a handler that loads. Received one that saves');
  const { modelTopology, weightSpecs, weightData, format } = await handler.load();
  const where = typeof from === 'string' ? from : 'model';
  if (format !== undefined && format !== 'layers-model')
    throw new ModelError(`${where}: expected a model of layers. Received one of format '${format}'`);
  const { ByteRun, modelFromArtifacts, readWeightSpecs, weightsIn } = await import('./tfjsFormat');
  const weights =
    weightData === undefined
      ? null
      : weightsIn(where, readWeightSpecs(where, weightSpecs), new ByteRun(piecesOf(weightData)));
  const stored = modelFromArtifacts(where, modelTopology, weights);
  stored.remarks.forEach((remark) => options.onRemark?.(remark));
  return modelOf(stored);
}

/**
 * Builds a model from a topology alone, with new initial weights.
 * @param config as tfjs and Keras write it, by itself or as the `modelTopology` of a model.json; or what `toJSON()` gives
 * here. An object, or its text
 * @throws (as a rejection) FormatError naming what cannot be read, ModelError, SyntaxError for a text that is no JSON
 */
async function modelFromJSON(
  config: unknown,
  options: Pick<LoadOptions, 'onRemark'> = {},
): Promise<LayersModel> {
  const parsed: unknown = typeof config === 'string' ? JSON.parse(config) : config;
  const given = (typeof parsed === 'object' ? parsed : null) ?? {};
  if ('layers' in given && 'input' in given)
    return modelOf({ network: given as NetworkConfig, weights: null, remarks: [] });
  const topology: unknown = 'modelTopology' in given ? given.modelTopology : parsed;
  const { modelFromArtifacts } = await import('./tfjsFormat');
  const stored = modelFromArtifacts('modelFromJSON', topology, null);
  stored.remarks.forEach((remark) => options.onRemark?.(remark));
  return modelOf(stored);
}

export const models = Object.freeze({ modelFromJSON });

function modelOf({ network: config, weights }: StoredModel): LayersModel {
  const network = defineNetwork(config);
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
  for (const layer of layers) {
    const { name: layerName, trainable, options } = layer;
    model.add(new ConfiguredLayer(layer.definition.kind, { name: layerName, trainable, ...options }));
  }
  return model;
}

function graphOf({ name, inputs, layers, outputs }: Network): LayersModel {
  const made = new Map<string, SymbolicTensor>(
    inputs.map((input) => [input.name, new InputLayer({ name: input.name, inputShape: input.shape }).output]),
  );
  const madeOf = (some: readonly string[]): SymbolicTensor[] => some.flatMap((one) => made.get(one) ?? []);
  for (const { name: layerName, definition, options, trainable, inputs: reads } of layers)
    made.set(
      layerName,
      new ConfiguredLayer(definition.kind, { name: layerName, trainable, ...options }).apply(madeOf(reads)),
    );
  return functionalModel({
    name,
    inputs: madeOf(inputs.map((input) => input.name)),
    outputs: madeOf(outputs),
  });
}
