// A network as JSON, by hand or as `npm run train -- --save FILE.json` writes it: {"name", "input", "layers"}, or that as
// `network` beside `parameters`, each as base64 of little-endian f32.

import { defineNetwork } from '../../models/network';
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
      return [name, fromBase64(where, name, parameter.float32)] as const;
    }),
  );
  checkWeights(where, network, weights);
  return { network: network.toJSON(), weights, remarks: [] };
}

export function writeNetworkJson(model: StoredModel): string {
  const network = defineNetwork(model.network);
  const { weights } = model;
  if (weights === null) return `${JSON.stringify(network, null, 2)}\n`;
  const parameters = parametersOf(network).map(({ name, shape }) => ({
    name,
    shape,
    float32: toBase64(weights.get(name) ?? new Float32Array(0)),
  }));
  return `${JSON.stringify({ format: FORMAT, network, parameters })}\n`;
}

function fromBase64(where: string, name: string, given: unknown): Float32Array {
  try {
    const bytes = Uint8Array.from(atob(textAt(where, `'float32' of '${name}'`, given)), (byte) =>
      byte.charCodeAt(0),
    );
    return new Float32Array(bytes.buffer);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(where, `'float32' of '${name}' is not base64 of f32 numbers`, { cause });
  }
}

/** In pieces: a call takes no million arguments. */
function toBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
