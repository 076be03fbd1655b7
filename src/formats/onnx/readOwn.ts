// A file that Convscope has written: the network lies in its metadata, options of training included.

import type { GraphProto, ModelProto, TensorProto } from 'onnx-buf';
import { sizeOf } from '../../graph/tensor';
import type { Network, NetworkLayer } from '../../models/network';
import { parseJson } from '../json';
import { ownNetwork } from '../ownNetwork';
import { FormatError } from '../storedModel';
import { readConstant } from './constants';
import { FINGERPRINT_KEY, fingerprint, NETWORK_KEY } from './fingerprint';
import { permute } from '../permute';

export interface OwnModel {
  readonly network: Network;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * @returns null where it is another's file, or a tool has changed it since; then its operators tell
 * @throws FormatError where what Convscope wrote is damaged
 */
export function readOwn(model: ModelProto, graph: GraphProto, file: string): OwnModel | 'changed' | null {
  const metadata = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  const json = metadata.get(NETWORK_KEY);
  if (json === undefined) return null;
  if (metadata.get(FINGERPRINT_KEY) !== fingerprint(graph)) return 'changed';
  let network: Network;
  try {
    network = ownNetwork('it', parseJson('it', json));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`${file}, metadata '${NETWORK_KEY}'`, `holds no network: ${why}`, { cause });
  }
  const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const weights = new Map<string, Float32Array>();
  for (const layer of network.layers) {
    for (const { name, shape } of layer.parameters) {
      const key = `${layer.name}/${name}`;
      const tensor = tensors.get(key);
      const values = tensor === undefined ? null : valuesOf(tensor, layer, name, file);
      if (values?.length !== sizeOf(shape)) return 'changed';
      weights.set(key, values);
    }
  }
  return { network, weights };
}

/** Null where they are of another shape than Convscope writes. */
function valuesOf(tensor: TensorProto, layer: NetworkLayer, name: string, file: string): Float32Array | null {
  const { values, shape } = readConstant(tensor, file);
  if (!(values instanceof Float32Array)) return null;
  if (shape.length !== 4) return values;
  const [filters = 1, perGroup = 1, kh = 1, kw = 1] = shape;
  const isDepthwise = name === 'depthwiseKernel' || layer.definition.kind === 'depthwiseConv2d';
  if (!isDepthwise) return permute(values, [filters, perGroup, kh, kw], [2, 3, 1, 0]);
  const channels = layer.inputShapes[0]?.[2] ?? 1;
  return permute(values, [channels, filters / channels, kh, kw], [2, 3, 0, 1]);
}
