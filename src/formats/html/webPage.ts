// A trained network as a web page of its own: one HTML file that classifies pictures wherever it is opened. The page itself
// is a template (standalone/), whose script reads the network from an element of its own:
//
//   <script type="application/json" id="model">{"format", "network", "parameters", "labels", "threshold", "familiarity"}</script>
//
// `format`, `network` and `parameters` are those of our JSON files. `labels`: names of the classes in each language of the page,
// in the order of the outputs. `threshold`: a lower probability is no answer. `familiarity`, where it is known: what is like the
// pictures that the network learned from; its numbers as base64 of little-endian f32.

import { shapeText, type Shape } from '../../graph/tensor';
import { lastActivation } from '../../models/lower';
import { defineNetwork, type Network, type NetworkConfig } from '../../models/network';
import type { Familiarity } from '../../train/familiarity';
import { floatsAt, floatsText, readNetworkJson, trainedNetworkJson } from '../convscope/json';
import { listAt, parseJson, received, recordAt, textAt } from '../json';
import { FormatError } from '../storedModel';
import { checkWeights } from '../weights';

/** Names of the classes, in the order of the outputs. */
export interface Labels {
  readonly en: readonly string[];
  readonly ja: readonly string[];
}

/** All that the page is about. */
export interface WebPageModel {
  readonly network: NetworkConfig;
  /** By `layer/parameter`, all of the network's. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly labels: Labels;
  /** 0…1 */
  readonly threshold: number;
  /** A picture that is not familiar gets no answer either; absent or null: not known. */
  readonly familiarity?: Familiarity | null;
}

export const MODEL_ID = 'model';
const OPENING = `<script type="application/json" id="${MODEL_ID}">`;
const CLOSING = '</script>';
/** A browser's strings hold no more than 512 MiB; in base64 four characters are three bytes. */
const MAX_WEIGHT_BYTES = 2 ** 28;

/**
 * @param template the page without a model
 * @throws FormatError where the network does not classify pictures, or labels or weights are not as many as it needs
 */
export function writeWebPage(
  template: string,
  { network: config, weights, labels, threshold, familiarity }: WebPageModel,
): string {
  const network = defineNetwork(config);
  const { name } = network;
  checkWeights(name, network, weights);
  checkClassifier(name, network, labels);
  if (familiarity) checkFamiliarity(name, network, familiarity);
  const bytes = 4 * network.layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  if (bytes > MAX_WEIGHT_BYTES)
    throw new FormatError(
      name,
      `a web page holds at most ${MAX_WEIGHT_BYTES} bytes of weights. Received ${bytes}`,
    );
  const json = JSON.stringify({
    ...trainedNetworkJson({ network: config, weights }),
    ...{ labels, threshold },
    ...(familiarity && { familiarity: familiarityJson(familiarity) }),
  });
  const [before, after, ...more] = template.split(OPENING + CLOSING);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`template: expected one empty ${OPENING}. Received ${more.length + 1}`);
  // No end tag and no comment can begin in what has no '<'.
  return `${before}${OPENING}${json.replaceAll('<', String.raw`\u003c`)}${CLOSING}${after}`;
}

/** The element with the network and its text. JSON within has no '<'. */
const MODEL = /<script\b[^<>]*\bid=["']?model["']?[^<>]*>([^<]*)<\/script>/g;

/** The text of the element with the network, of a page that was saved. null: there is none. */
export function modelText(page: string): string | null {
  const [, text = ''] = [...page.matchAll(MODEL)].at(-1) ?? [];
  return text.trim() === '' ? null : text;
}

/** @param text of the element. @throws FormatError */
export function readWebPageModel(where: string, text: string): WebPageModel {
  const json = recordAt(where, 'it', parseJson(where, text));
  const { network, weights } = readNetworkJson(where, json);
  if (weights === null) throw new FormatError(where, "'parameters' are missing");
  const given = recordAt(where, "'labels'", json.labels);
  const labelsIn = (language: keyof Labels): readonly string[] =>
    listAt(where, `'labels.${language}'`, given[language]).map((label, at) =>
      textAt(where, `label ${at + 1} of '${language}'`, label),
    );
  const labels = { en: labelsIn('en'), ja: labelsIn('ja') };
  checkClassifier(where, defineNetwork(network), labels);
  const { threshold } = json;
  if (typeof threshold !== 'number' || !(threshold >= 0 && threshold <= 1))
    throw new FormatError(where, `'threshold' must be a number from 0 to 1. Received ${received(threshold)}`);
  const familiarity = json.familiarity === undefined ? null : familiarityAt(where, json.familiarity);
  if (familiarity) checkFamiliarity(where, defineNetwork(network), familiarity);
  return { network, weights, labels, threshold, familiarity };
}

const familiarityJson = ({ layer, means, scales, limit }: Familiarity) => ({
  ...{ layer, limit },
  means: means.map(floatsText),
  scales: floatsText(scales),
});

/** @throws FormatError */
function familiarityAt(where: string, given: unknown): Familiarity {
  const json = recordAt(where, "'familiarity'", given);
  const { limit } = json;
  if (typeof limit !== 'number' || !(limit >= 0))
    throw new FormatError(
      where,
      `'limit' of 'familiarity' must be a number from 0 on. Received ${received(limit)}`,
    );
  return {
    layer: textAt(where, "'layer' of 'familiarity'", json.layer),
    means: listAt(where, "'means' of 'familiarity'", json.means).map((mean, at) =>
      floatsAt(where, `mean ${at + 1} of 'familiarity'`, mean),
    ),
    scales: floatsAt(where, "'scales' of 'familiarity'", json.scales),
    limit,
  };
}

/** @throws FormatError unless it compares the numbers of a layer of the network */
function checkFamiliarity(where: string, { layers }: Network, familiarity: Familiarity): void {
  const { layer: name, means, scales } = familiarity;
  const shape = layers.find((layer) => layer.name === name)?.outputShape;
  const [length] = shape ?? [];
  if (shape?.length !== 1)
    throw new FormatError(
      where,
      `'layer' of 'familiarity': expected a layer that gives a row of numbers. Received '${name}'${shape ? `, ${shapeText(shape)}` : ''}`,
    );
  for (const { length: given } of [scales, ...means])
    if (given !== length)
      throw new FormatError(
        where,
        `'familiarity': expected ${length} numbers for each class, as '${name}' gives. Received ${given}`,
      );
  if (means.length === 0)
    throw new FormatError(where, "'means' of 'familiarity': expected one for each class");
}

/** @throws FormatError unless it makes probabilities of a grey or colour picture, with a label for each */
export function checkClassifier(where: string, network: Network, labels: Labels): void {
  const shapes = (found: readonly (Shape | undefined)[]): string =>
    found.map((shape) => (shape ? shapeText(shape) : 'nothing')).join(' and ');
  const inputs = network.inputs.map(({ shape }) => shape);
  const [input = []] = inputs;
  if (inputs.length !== 1 || input.length !== 3 || ![1, 3].includes(input[2] ?? 0))
    throw new FormatError(
      where,
      `a web page shows pictures to a network: expected one input of height × width × 1 or 3. Received ${shapes(inputs)}`,
    );
  const outputs = network.outputs.map((name) => network.layers.find((layer) => layer.name === name));
  const [output] = outputs;
  if (outputs.length !== 1 || output?.outputShape.length !== 1 || lastActivation(output) !== 'softmax')
    throw new FormatError(
      where,
      `a web page shows probabilities: expected one output, a row made by softmax. Received ${shapes(outputs.map((layer) => layer?.outputShape))} of '${network.outputs.join("', '")}'`,
    );
  const [classes = 0] = output.outputShape;
  for (const names of [labels.en, labels.ja])
    if (names.length !== classes)
      throw new FormatError(
        where,
        `expected ${classes} labels, one for each class. Received ${names.length}`,
      );
}
