// A trained network from addresses or files: a web page of its own that Convscope saved, or a model in any format that is read. A
// foreign network gets what it lacks to show pictures to it: numbers as it expects them, and probabilities.

import { checkClassifier, modelText, readWebPageModel, type WebPageModel } from '../formats/html/webPage';
import type { NamedFile } from '../formats/formats';
import { isRecord, parseJson } from '../formats/json';
import { FormatError, type StoredModel } from '../formats/storedModel';
import { lastActivation } from '../models/lower';
import { defineNetwork } from '../models/anyNetwork';
import type { NetworkConfig } from '../models/network';
import { loadImporters } from './loadImporters';

/** What a network takes of a pixel of 0…1: pixel · factor + offset. */
export interface PixelScale {
  readonly factor: number;
  readonly offset: number;
}

export interface SavedOptions {
  /** Names of the classes; null: those of the page, else numbers. */
  readonly labels: readonly string[] | null;
  /** 0…1: a lower probability is no answer; null: that of the page, else 0. */
  readonly threshold: number | null;
  /** Null: pixels of 0…1, also where the network has a Rescaling of pixels of 0…255. */
  readonly scale: PixelScale | null;
}

/**
 * @param source addresses, with spaces between them; or files
 * @throws FormatError naming what is wrong with it; Error where there is none
 */
export async function readSavedNetwork(
  source: string | readonly File[],
  { labels, threshold, scale }: SavedOptions,
): Promise<WebPageModel> {
  const files = typeof source === 'string' ? await fetchedFiles(source) : await givenFiles(source);
  const [first] = files;
  if (first === undefined) throw new FormatError('src', 'expected the address of a network. Received none');
  const where = first.name;
  if (isWebPage(first.bytes)) {
    const read = readPage(where, new TextDecoder().decode(first.bytes));
    return {
      ...read,
      threshold: threshold ?? read.threshold,
      ...(labels && { labels: { en: labels, ja: labels } }),
    };
  }
  const { readNetworkFiles } = await loadImporters();
  const base = typeof source === 'string' ? new URL(where, document.baseURI) : null;
  const beside = base && ((path: string): Promise<Uint8Array> => bytesAt(new URL(path, base).href));
  const { network, weights } = asClassifier(
    await readNetworkFiles(files, { beside, forPictures: scale === null }),
    scale,
  );
  const made = defineNetwork(network);
  const classes = made.layers.find(({ name }) => name === made.outputs[0])?.outputShape.at(-1) ?? 0;
  const names = labels ?? Array.from({ length: classes }, (_, at) => String(at));
  const both = { en: names, ja: names };
  checkClassifier(where, made, both);
  return { network, weights, labels: both, threshold: threshold ?? 0 };
}

const isWebPage = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().startsWith('<');

/** @throws FormatError */
function readPage(where: string, text: string): WebPageModel {
  const model = modelText(text);
  if (model === null) throw new FormatError(where, 'expected a web page with a network in it. It has none');
  return readWebPageModel(where, model);
}

/** Pictures are numbers 0…1 here, and answers are probabilities: a layer before and one after a network make them so. */
function asClassifier(
  { network: config, weights }: StoredModel,
  given: PixelScale | null,
): { readonly network: NetworkConfig; readonly weights: ReadonlyMap<string, Float32Array> } {
  const network = defineNetwork(config);
  const json = network.toJSON();
  const { factor, offset } = given ?? { factor: 1, offset: 0 };
  const free = (name: string): string =>
    json.layers.some((layer) => layer.name === name) ? free(`${name}_`) : name;
  const layers = [...json.layers];
  const [input] = network.inputs;
  if (input !== undefined && (factor !== 1 || offset !== 0)) {
    const name = free('pixels');
    layers.forEach((layer, at) => {
      layers[at] = { ...layer, inputs: layer.inputs?.map((one) => (one === input.name ? name : one)) ?? [] };
    });
    layers.unshift({ name, kind: 'rescaling', options: { scale: factor, offset }, inputs: [input.name] });
  }
  const [output] = network.outputs;
  const last = network.layers.find(({ name }) => name === output);
  const isScores =
    last?.outputShape.length === 1 &&
    last.outputShape[0] !== 1 &&
    // The softmax of their logarithms are the probabilities again.
    ['linear', 'logSoftmax'].includes(lastActivation(last));
  if (output === undefined || !isScores || network.outputs.length !== 1)
    return { network: { ...json, layers }, weights: weights ?? new Map() };
  const name = free('probabilities');
  layers.push({ name, kind: 'softmax', inputs: [output] });
  return { network: { ...json, layers, outputs: [name] }, weights: weights ?? new Map() };
}

/**
 * Names of classes in a file: a text with a name a line, or JSON: a list, or with a list `labels`.
 * @throws FormatError
 */
export async function fetchedLabels(address: string): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await bytesAt(address));
  if (!address.toLowerCase().endsWith('.json'))
    return text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const json = parseJson(address, text);
  const list: unknown = isRecord(json) ? json.labels : json;
  if (Array.isArray(list) && list.every((label) => typeof label === 'string')) return list;
  throw new FormatError(address, 'expected a list of names, or one as `labels`. It has none');
}

function fetchedFiles(addresses: string): Promise<NamedFile[]> {
  return Promise.all(
    addresses
      .trim()
      .split(/\s+/)
      .map(async (name) => ({ name, bytes: await bytesAt(name) })),
  );
}

const givenFiles = (files: readonly File[]): Promise<NamedFile[]> =>
  Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );

async function bytesAt(address: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${address}: cannot be loaded (${reason}). ${hintFor(address)}`, { cause });
  }
  if (!response.ok) throw new Error(`${address}: cannot be loaded (HTTP ${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Browsers do not say why a request failed; where it was most probably CORS, this does. */
function hintFor(address: string): string {
  if (location.protocol === 'file:')
    return 'A page that is opened from a file may not load others; serve the folder, or drop the file on this element';
  const { origin } = new URL(address, document.baseURI);
  return origin === location.origin
    ? 'Is the network reachable?'
    : `It is of another site: expected that ${origin} allows it with the header Access-Control-Allow-Origin (CORS)`;
}
