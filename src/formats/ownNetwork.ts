// The network of a file of ours, in whichever it lies: counted first, then checked by building it.

import { defineNetwork, type Network, type NetworkConfig } from '../models/network';
import { isRecord } from './json';
import { FormatError } from './storedModel';

/** Of any file. MobileNetV2 has 161; one with more than this is broken, or means harm. */
export const MOST_LAYERS = 2000;

/** @throws FormatError */
export function ownNetwork(where: string, config: unknown): Network {
  const layers = isRecord(config) && Array.isArray(config.layers) ? config.layers.length : 0;
  if (layers > MOST_LAYERS)
    throw new FormatError(where, `expected at most ${MOST_LAYERS} layers. Received ${layers}`);
  try {
    return defineNetwork(config as NetworkConfig);
  } catch (cause) {
    throw new FormatError(where, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
