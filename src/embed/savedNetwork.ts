// A trained network from an address: a web page of its own that Convscope saved, or a model in JSON, Convscope's or that of tfjs with
// the files beside it.

import { isNetworkJson, readNetworkJson } from '../formats/convscope/json';
import { checkClassifier, modelText, readWebPageModel, type WebPageModel } from '../formats/html/webPage';
import { isRecord, parseJson } from '../formats/json';
import { FormatError, type StoredModel } from '../formats/storedModel';
import { readManifest, readTfjs } from '../formats/tfjs/files';
import { checkWeights } from '../formats/weights';
import { defineNetwork } from '../models/anyNetwork';

export interface SavedOptions {
  /** Names of the classes, of a model that has none. */
  readonly labels: readonly string[] | null;
  /** 0…1: a lower probability is no answer; null: that of the page, else 0. */
  readonly threshold: number | null;
}

/** @throws FormatError naming what is wrong with it; Error where there is none */
export async function readSavedNetwork(
  address: string,
  { labels, threshold }: SavedOptions,
): Promise<WebPageModel> {
  const text = new TextDecoder().decode(await bytesAt(address));
  if (text.trimStart().startsWith('<')) {
    const model = modelText(text);
    if (model === null)
      throw new FormatError(address, 'expected a web page with a network in it. It has none');
    const read = readWebPageModel(address, model);
    return {
      ...read,
      threshold: threshold ?? read.threshold,
      ...(labels && { labels: { en: labels, ja: labels } }),
    };
  }
  const { network: config, weights } = await readJson(address, text);
  if (weights === null) throw new FormatError(address, 'expected a trained network. It has no weights');
  const network = defineNetwork(config);
  checkWeights(address, network, weights);
  const classes = network.layers.find(({ name }) => name === network.outputs[0])?.outputShape.at(-1) ?? 0;
  const names = labels ?? Array.from({ length: classes }, (_, at) => String(at));
  const both = { en: names, ja: names };
  checkClassifier(address, network, both);
  return { network: config, weights, labels: both, threshold: threshold ?? 0 };
}

async function readJson(address: string, text: string): Promise<StoredModel> {
  const json = parseJson(address, text);
  if (isRecord(json) && isNetworkJson(json)) return readNetworkJson(address, json);
  const { groups } = readManifest(address, json);
  const paths = [...new Set((groups ?? []).flatMap((group) => group.paths))];
  const beside = new URL(address, document.baseURI);
  const shards = await Promise.all(
    paths.map(async (path) => [path, await bytesAt(new URL(path, beside).href)] as const),
  );
  return readTfjs(new Map([['model.json', new TextEncoder().encode(text)], ...shards]), 'model.json');
}

async function bytesAt(address: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${address}: cannot be loaded (${reason})`, { cause });
  }
  if (!response.ok) throw new Error(`${address}: cannot be loaded (HTTP ${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}
