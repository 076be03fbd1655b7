// Every kind of layer there is. Adding one means adding its file and its line here.
// Importing this file adds them to the registry; whoever asks for any kind imports `layerDefinition` from here.

import { activation } from './activation';
import { add } from './add';
import { average } from './average';
import { averagePooling2d } from './averagePooling2d';
import { centerCrop } from './centerCrop';
import { concatenate } from './concatenate';
import { cropping2D } from './cropping2D';
import { depthwiseConv2d } from './depthwiseConv2d';
import { dropout } from './dropout';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { leakyReLU } from './leakyReLU';
import { localResponseNormalization } from './localResponseNormalization';
import { maximum } from './maximum';
import { minimum } from './minimum';
import { multiply } from './multiply';
import { normalization } from './normalization';
import { permute } from './permute';
import { rescaling } from './rescaling';
import { reshape } from './reshape';
import { resizing } from './resizing';
import { spatialDropout2d } from './spatialDropout2d';
import { subtract } from './subtract';
import { upSampling2d } from './upSampling2d';
import { zeroPadding2d } from './zeroPadding2d';
import { addLayers, FIRST_LAYERS } from './registry';

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
  cropping2D,
  centerCrop,
  upSampling2d,
  resizing,
  flatten,
  reshape,
  permute,
  batchNormalization,
  localResponseNormalization,
  rescaling,
  normalization,
  dropout,
  spatialDropout2d,
  activation,
  reLU,
  leakyReLU,
  softmax,
  add,
  subtract,
  multiply,
  average,
  maximum,
  minimum,
  concatenate,
} as const;

addLayers(LAYERS);

export { layerDefinition } from './registry';

export type LayerKind = keyof typeof LAYERS;
