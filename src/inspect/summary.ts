// The text of Keras's model.summary() for a network given as data.

import { defineNetwork, type NetworkConfig } from '../models/network';
import { summaryText } from '../models/summary';

/**
 * @param inputs list input layers in any case, as Keras does for `Model(inputs, outputs)`
 * @throws ArchitectureError
 */
export const networkSummary = (network: NetworkConfig, inputs = false): string =>
  summaryText(defineNetwork(network), { inputs });
