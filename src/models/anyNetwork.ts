// defineNetwork with every kind of layer loaded: for whatever takes any network and is not part of the page's first view.

import { LAYERS } from '../layers/all';
import { addLayers } from '../layers/registry';
import { defineNetwork as define, type Network, type NetworkConfig } from './network';

addLayers(LAYERS);

/** @throws ArchitectureError */
export function defineNetwork(config: NetworkConfig): Network {
  return define(config);
}
