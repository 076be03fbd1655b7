// A network as JSON, by hand or as `npm run train -- --save FILE.json` writes it: {"name", "input", "layers"}, or that as
// `network` beside `parameters`, each as base64 of little-endian f32.

import { defineNetwork, type NetworkConfig } from '../../models/network';
import { isRecord, listAt, recordAt, textAt } from '../json';
import { ownNetwork } from '../ownNetwork';
import { FormatError, type StoredModel } from '../storedModel';
import { checkWeights, parametersOf } from '../weights';

const FORMAT = 'convscope-1';

/** Has it the look of a network of ours? */
export function isNetworkJson(json: unknown): boolean {
  const network = isRecord(json) && isRecord(json.network) ? json.network : json;
  return isRecord(network) && Array.isArray(network.layers) && 'input' in network;
}

/** @throws FormatError */
export function readNetworkJson(where: string, json: unknown): StoredModel {
  const file = recordAt(where, 'it', json);
  const config = recordAt(where, "'network'", isRecord(file.network) ? file.network : file);
  const network = ownNetwork(where, { name: 'network', ...config });
  if (file.parameters === undefined) return { network: network.toJSON(), weights: null, remarks: [] };
  const weights = new Map(
    listAt(where, "'parameters'", file.parameters).map((entry, at) => {
      const parameter = recordAt(where, `parameter ${at + 1}`, entry);
      const name = textAt(where, `'name' of parameter ${at + 1}`, parameter.name);
      return [name, floatsAt(where, `'float32' of '${name}'`, parameter.float32)] as const;
    }),
  );
  if (weights.size < (file.parameters as readonly unknown[]).length)
    throw new FormatError(where, "'parameters': expected each once. One of them is there twice");
  checkWeights(where, network, weights);
  return { network: network.toJSON(), weights, remarks: [] };
}

export function writeNetworkJson(model: StoredModel): string {
  const { network, weights } = model;
  if (weights === null) return `${JSON.stringify(defineNetwork(network), null, 2)}\n`;
  return `${JSON.stringify(trainedNetworkJson({ network, weights }))}\n`;
}

/** What `readNetworkJson` reads: a network and all of its parameters. */
export function trainedNetworkJson({
  network: config,
  weights,
}: {
  readonly network: NetworkConfig;
  readonly weights: ReadonlyMap<string, Float32Array>;
}) {
  const network = defineNetwork(config);
  const parameters = parametersOf(network).map(({ name, shape }) => ({
    name,
    shape,
    float32: floatsText(weights.get(name) ?? new Float32Array(0)),
  }));
  return { format: FORMAT, network, parameters };
}

/** @param name in messages. @throws FormatError */
export function floatsAt(where: string, name: string, given: unknown): Float32Array {
  try {
    const bytes = Uint8Array.from(atob(textAt(where, name, given)), (byte) => byte.charCodeAt(0));
    return new Float32Array(bytes.buffer);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(where, `${name} is not base64 of f32 numbers`, { cause });
  }
}

/** Base64 of little-endian f32. In pieces: a call takes no million arguments. */
export function floatsText(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
