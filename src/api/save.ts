// `model.save()`: converts a model of the API to artifacts for an IO handler.

import type { StoredModel } from '../formats/storedModel';
import type { Network } from '../models/network';
import { ModelError } from './errors';
import { refuseUnknown } from './fit';
import { handlerOf, type IOHandler, type ModelArtifacts, type SaveResult } from './io';
import type { LayersModel } from './model';

export interface SaveConfig {
  /** Remarks on layers that tfjs does not have and that are written as other layers. */
  readonly onRemark?: (remark: string) => void;
}

const SAVE_CONFIG: ReadonlySet<string> = new Set<keyof SaveConfig>(['onRemark']);

/** @throws (as a rejection) FormatError if tfjs lacks a layer */
export async function saveModel(model: LayersModel, to: IOHandler, config: SaveConfig): Promise<SaveResult> {
  refuseUnknown('save', config, SAVE_CONFIG);
  const handler = handlerOf('save', to);
  if (handler.save === undefined)
    throw new ModelError('save: expected a handler that saves. Received one that loads');
  const { artifactsFromModel } = await import('./tfjsFormat');
  const { artifacts, remarks } = artifactsFromModel(`model '${model.name}'`, await storedModel(model));
  remarks.forEach((remark) => config.onRemark?.(remark));
  const bytes = artifacts.weightData.map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const whole = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  const saved: ModelArtifacts = { ...artifacts, weightData: whole.buffer };
  return handler.save(saved);
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
