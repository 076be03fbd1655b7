// A model's configuration in Keras's JSON, both ways.

export { MAX_LAYERS } from '../ownNetwork';
export { modelFromKeras, networkFromKeras, type PlacedLayer } from './readTopology';
export { networkToKeras, remarksForKeras, type Spelling } from './writeTopology';
