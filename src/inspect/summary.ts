// What model.summary() prints in Keras for a network, for whoever has it as data.

import { defineNetwork, type NetworkConfig } from '../models/network';
import { summaryText } from '../models/summary';

/**
 * @param inputs list input layers in any case, as Keras does for `Model(inputs, outputs)`
 * @throws ArchitectureError
 */
export const networkSummary = (network: NetworkConfig, inputs = false): string =>
  summaryText(defineNetwork(network), { inputs });
