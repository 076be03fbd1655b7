// After training: what the network makes of pictures it learned from and of held-out ones, for `familiarity.ts`.

import type { DataSet } from '../data/dataSet';
import { pickImages, type ImageDataset } from '../data/imageDataset';
import { pickPerClass } from '../data/stratifiedSplit';
import { defineNetwork, type NetworkLayer, type NetworkConfig } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { takeOver } from '../models/takeOver';
import { fitFamiliarity, type Familiarity, type LabelledFeatures } from './familiarity';
import { TestAnswers } from './testAnswers';

/** Of learned and of held-out pictures: enough for means and a limit, and soon done behind a large front. */
const MAX_PER_CLASS = 20;
const BATCH = 8;

/** As below, of a data set; null where its test pictures do not say it. @throws errors of the device */
export async function familiarityOf(
  store: ParameterStore,
  { train, test, testApart }: DataSet,
  wanted?: () => boolean,
): Promise<Familiarity | null> {
  return testApart === true && wanted?.() !== false ? learnFamiliarity(store, train, test, wanted) : null;
}

/**
 * Of the parameters as they are at the call.
 * @param learned pictures that the network learned from
 * @param held pictures that were taken apart from those: of other recordings
 * @param wanted called repeatedly; false cancels
 * @returns null where there is nothing to compare, or it was cancelled. @throws errors of the device
 */
export async function learnFamiliarity(
  store: ParameterStore,
  learned: ImageDataset,
  held: ImageDataset,
  wanted: () => boolean = () => true,
): Promise<Familiarity | null> {
  const compared = comparedPart(store.network.toJSON());
  if (compared === null) return null;
  const part = defineNetwork(compared.config);
  const copy = new ParameterStore(store.device, part);
  takeOver(copy, store);
  let answers: TestAnswers | null = null;
  try {
    answers = await TestAnswers.create(store.device, part, copy, BATCH);
    const before = await featuresOf(answers, learned, wanted);
    const after = before && (await featuresOf(answers, held, wanted));
    return before && after && fitFamiliarity(compared.layer, before, after);
  } finally {
    answers?.destroy();
    copy.destroy();
  }
}

async function featuresOf(
  answers: TestAnswers,
  all: ImageDataset,
  wanted: () => boolean,
): Promise<LabelledFeatures | null> {
  const some = pickImages(all, pickPerClass(all.labels, [...all.labels.keys()], MAX_PER_CLASS, 0));
  const features = await answers.run(some, { wanted });
  return features && { features, labels: some.labels };
}

/** The network up to what its last dense layer reads, dropout aside; null where that is no vector. */
export function comparedPart(
  config: NetworkConfig,
): { readonly layer: string; readonly config: NetworkConfig } | null {
  const network = defineNetwork(config);
  const { layers, outputs } = network;
  const named = (name: string | undefined): NetworkLayer | undefined =>
    layers.find((layer) => layer.name === name);
  let last = named(named(outputs[0])?.inputs[0]);
  while (last?.definition.kind === 'dropout') last = named(last.inputs[0]);
  if (last?.outputShape.length !== 1) return null;
  const whole = network.toJSON();
  const end = layers.indexOf(last) + 1;
  return {
    layer: last.name,
    config: { ...whole, layers: whole.layers.slice(0, end), outputs: [last.name] },
  };
}
