// A model's configuration in Keras's JSON, both ways.

export { MOST_LAYERS } from '../ownNetwork';
export { networkFromKeras } from './readTopology';
export { networkToKeras, type Spelling } from './writeTopology';
