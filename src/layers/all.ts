// Every kind of layer there is. Adding one means adding its file and its line here.
// Importing this file adds them to the registry; whoever asks for any kind imports `layerDefinition` from here.

import { activation } from './activation';
import { add } from './add';
import { averagePooling2d } from './averagePooling2d';
import { concatenate } from './concatenate';
import { depthwiseConv2d } from './depthwiseConv2d';
import { dropout } from './dropout';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { leakyReLU } from './leakyReLU';
import { localResponseNormalization } from './localResponseNormalization';
import { addLayers, FIRST_LAYERS } from './registry';
import { reshape } from './reshape';
import { zeroPadding2d } from './zeroPadding2d';

const { conv2d, dense, maxPooling2d, globalMaxPooling2d, flatten, batchNormalization, reLU, softmax } =
  FIRST_LAYERS;

/** In the order of the page's menu. */
export const LAYERS = {
  conv2d,
  depthwiseConv2d,
  dense,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  globalMaxPooling2d,
  zeroPadding2d,
  flatten,
  reshape,
  batchNormalization,
  localResponseNormalization,
  dropout,
  activation,
  reLU,
  leakyReLU,
  softmax,
  add,
  concatenate,
} as const;

addLayers(LAYERS);

export { layerDefinition } from './registry';

export type LayerKind = keyof typeof LAYERS;
