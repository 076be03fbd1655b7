// Every kind of layer there is. Adding one means adding its file and its line here.
// Importing this file adds them to the registry; whoever asks for any kind imports `layerDefinition` from here.

import { activation } from './activation';
import { add } from './add';
import { average } from './average';
import { averagePooling2d } from './averagePooling2d';
import { centerCrop } from './centerCrop';
import { concatenate } from './concatenate';
import { conv2dTranspose } from './conv2dTranspose';
import { cropping2D } from './cropping2D';
import { customScaleLayer } from './customScaleLayer';
import { depthwiseConv2d } from './depthwiseConv2d';
import { dot } from './dot';
import { dropout } from './dropout';
import { elu } from './elu';
import { embedding } from './embedding';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { groupedConv2d } from './groupedConv2d';
import { groupNormalization } from './groupNormalization';
import { layerNormalization } from './layerNormalization';
import { layerScale } from './layerScale';
import { leakyReLU } from './leakyReLU';
import { logSoftmax } from './logSoftmax';
import { localResponseNormalization } from './localResponseNormalization';
import { maximum } from './maximum';
import { minimum } from './minimum';
import { multiply } from './multiply';
import { normalization } from './normalization';
import { permute } from './permute';
import { prelu } from './prelu';
import { randomBrightness } from './randomBrightness';
import { randomContrast } from './randomContrast';
import { randomFlip } from './randomFlip';
import { randomRotation } from './randomRotation';
import { randomTranslation } from './randomTranslation';
import { randomZoom } from './randomZoom';
import { rescaling } from './rescaling';
import { reshape } from './reshape';
import { resizing } from './resizing';
import { separableConv2d } from './separableConv2d';
import { spatialDropout2d } from './spatialDropout2d';
import { subtract } from './subtract';
import { unitNormalization } from './unitNormalization';
import { upSampling2d } from './upSampling2d';
import { zeroPadding2d } from './zeroPadding2d';
import type { LayerDefinition } from './layer';
import { FIRST_LAYERS } from './first';
import { addLayers, layerDefinition as loadedDefinition } from './registry';

const { conv2d, dense, maxPooling2d, globalMaxPooling2d, flatten, batchNormalization, reLU, softmax } =
  FIRST_LAYERS;

/** In the order of the page's menu. */
export const LAYERS = {
  conv2d,
  groupedConv2d,
  depthwiseConv2d,
  separableConv2d,
  conv2dTranspose,
  dense,
  embedding,
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
  layerNormalization,
  groupNormalization,
  unitNormalization,
  localResponseNormalization,
  layerScale,
  rescaling,
  normalization,
  dropout,
  spatialDropout2d,
  randomFlip,
  randomRotation,
  randomZoom,
  randomTranslation,
  randomContrast,
  randomBrightness,
  activation,
  reLU,
  leakyReLU,
  prelu,
  elu,
  softmax,
  add,
  subtract,
  multiply,
  dot,
  average,
  maximum,
  minimum,
  customScaleLayer,
  concatenate,
} as const;

// The operation of an activation, and no layer by itself.
addLayers({ ...LAYERS, logSoftmax });

/**
 * Of any kind. A function of this file, because bundlers leave a file out of which they need nothing but what it re-exports.
 * @throws Error that lists the kinds
 */
export function layerDefinition(kind: string): LayerDefinition {
  return loadedDefinition(kind);
}

export type LayerKind = keyof typeof LAYERS;
