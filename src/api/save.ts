// `model.save()`: converts a model of the API to artifacts for an IO handler.

import type { CompileSettings } from '../formats/tfjs/optimizerState';
import type { StoredModel } from '../formats/storedModel';
import type { Network } from '../models/network';
import { ModelError } from './errors';
import { refuseUnknown } from './fit';
import { oneBuffer, type IOHandler, type ModelArtifacts, type SaveResult } from './artifacts';
import type { Compiled } from './core';
import { handlerOf } from './io';
import type { LayersModel } from './model';

export interface SaveConfig {
  /** Also save what compile() was given, and the optimizer's steps and moments: training goes on where it was. */
  readonly includeOptimizer?: boolean;
  /** Remarks on layers that tfjs does not have and that are written as other layers. */
  readonly onRemark?: (remark: string) => void;
}

const SAVE_CONFIG: ReadonlySet<string> = new Set<keyof SaveConfig>(['includeOptimizer', 'onRemark']);

/**
 * @param compiled with `includeOptimizer`, the settings and the state of the optimizer
 * @throws (as a rejection) FormatError if tfjs lacks a layer, or the optimizer
 */
export async function saveModel(
  model: LayersModel,
  compiled: Compiled | null,
  to: string | IOHandler,
  config: SaveConfig,
): Promise<SaveResult> {
  refuseUnknown('save', config, SAVE_CONFIG);
  const handler = await handlerOf('save', to);
  if (handler.save === undefined)
    throw new ModelError('save: expected a handler that saves. Received one that loads');
  const { artifactsFromModel, writeOptimizer } = await import('./tfjsFormat');
  const where = `model '${model.name}'`;
  const { artifacts, network, remarks } = artifactsFromModel(where, await storedModel(model));
  remarks.forEach((remark) => config.onRemark?.(remark));
  const optimizer =
    config.includeOptimizer === true && compiled !== null
      ? writeOptimizer(where, network, settingsOf(compiled), await compiled.state())
      : null;
  const saved: ModelArtifacts = {
    ...artifacts,
    ...(optimizer === null ? {} : { trainingConfig: optimizer.trainingConfig }),
    weightSpecs: [...artifacts.weightSpecs, ...(optimizer?.specs ?? [])],
    weightData: oneBuffer(
      [...artifacts.weightData, ...(optimizer?.data ?? [])].map(
        ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
      ),
    ),
  };
  return handler.save(saved);
}

function settingsOf({ optimizer, losses, lossWeights, accuracies }: Compiled): CompileSettings {
  const { kind, options, learningRate } = optimizer;
  const metrics = accuracies.map((name) => (name === null ? [] : ['accuracy']));
  return {
    optimizer: { kind, options: { ...options, learningRate } },
    loss: losses.length === 1 ? (losses[0]?.kind ?? '') : losses.map((loss) => loss.kind),
    ...(lossWeights && { lossWeights }),
    metrics: accuracies.length === 1 ? (metrics[0] ?? []) : metrics,
  };
}

/** Weights in the order of getWeights(): the trained ones first. */
function weightNames({ layers }: Network): string[] {
  const all = layers.flatMap(({ name, parameters }) => parameters.map((spec) => ({ layer: name, spec })));
  return [...all.filter(({ spec }) => spec.trained), ...all.filter(({ spec }) => !spec.trained)].map(
    ({ layer, spec }) => `${layer}/${spec.name}`,
  );
}

/** A copy of the current weights. */
async function storedModel(model: LayersModel): Promise<StoredModel> {
  const { network } = model;
  const tensors = model.getWeights();
  const values = await Promise.all(tensors.map((one) => one.data()));
  tensors.forEach((one) => one.dispose());
  return {
    network: network.toJSON(),
    weights: new Map(weightNames(network).map((name, i) => [name, Float32Array.from(values[i] ?? [])])),
    remarks: [],
  };
}
