// The real tfjs beside ours: its models as the files that it writes, and our files as models of it.

import * as tf from '@tensorflow/tfjs';
import { strangeToTfjs } from '../../../src/formats/tfjs/strangeToTfjs';
import type { DrawnLayer } from '../../../src/fuzz/randomNetworks';
import { layerDefinition } from '../../../src/layers/all';
import { ndArray, type NdArray } from '../../../src/reference/ndArray';

/** What `model.save('downloads://model')` writes. */
export async function tfjsFiles(model: tf.LayersModel): Promise<Map<string, Uint8Array>> {
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  const { weightData, weightSpecs, ...rest } = saved;
  const json = { ...rest, weightsManifest: [{ paths: ['./model.weights.bin'], weights: weightSpecs }] };
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(json))],
    ['model.weights.bin', new Uint8Array(weightData as ArrayBuffer)],
  ]);
}

/** As tfjs loads it, from model.json and shards. */
export async function tfjsModel(files: ReadonlyMap<string, Uint8Array>): Promise<tf.LayersModel> {
  const json = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as tf.io.ModelJSON;
  const shards = json.weightsManifest.flatMap(({ paths }) =>
    paths.map((path) => files.get(path.replace('./', ''))!),
  );
  const weightData = new Uint8Array(shards.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const shard of shards) {
    weightData.set(shard, at);
    at += shard.length;
  }
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      format: json.format!,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData: weightData.buffer,
    }),
  );
}

/** What it answers: every output, with the batch axis. */
export function tfjsOutputs(model: tf.LayersModel, inputs: readonly NdArray[]): NdArray[] {
  const tensors = inputs.map(({ data, shape }) => tf.tensor(Float32Array.from(data), [...shape]));
  const given = tensors.length === 1 ? tensors[0]! : tensors;
  const outputs = [model.predict(given)].flat();
  return outputs.map((y) => ndArray(y.shape, y.dataSync()));
}

/** Whether tfjs has such a layer, or one that does the same when it is written for it. */
export function runsInTfjs({ kind, options, inputShapes }: DrawnLayer): boolean {
  const { strides, dilationRate, activation } = options;
  const more = (pair: unknown): boolean => Array.isArray(pair) && pair.some((length) => length !== 1);
  // These are written otherwise (see `plain`).
  if (/^(centerCrop$|spatialDropout2d$|random[A-Z])/.test(kind)) return true;
  const rewritten = {
    ...options,
    ...(activation === 'leakyRelu' && { activation: 'relu' }),
    keepdims: false,
  };
  const others = {
    ...rewritten,
    ...(kind === 'reLU' && options.maxValue === null && options.threshold === 0 && { negativeSlope: 0 }),
  };
  if (strangeToTfjs({ definition: layerDefinition(kind), options: others, inputShapes }) !== null)
    return false;
  return !(more(dilationRate) && (kind === 'depthwiseConv2d' || more(strides)));
}
