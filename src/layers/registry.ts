// Every kind of layer there is. Adding one means adding its file and its line here.

import type { LayerDefinition } from './layer';
import { activation } from './activation';
import { add } from './add';
import { averagePooling2d } from './averagePooling2d';
import { batchNormalization } from './batchNormalization';
import { concatenate } from './concatenate';
import { conv2d } from './conv2d';
import { dense } from './dense';
import { depthwiseConv2d } from './depthwiseConv2d';
import { dropout } from './dropout';
import { flatten } from './flatten';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { globalMaxPooling2d } from './globalMaxPooling2d';
import { leakyReLU } from './leakyReLU';
import { localResponseNormalization } from './localResponseNormalization';
import { maxPooling2d } from './maxPooling2d';
import { reLU } from './reLU';
import { reshape } from './reshape';
import { softmax } from './softmax';
import { zeroPadding2d } from './zeroPadding2d';

import { upSampling2d } from './upSampling2d';
import { resizing } from './resizing';
import { cropping2D } from './cropping2D';
import { centerCrop } from './centerCrop';
import { multiply } from './multiply';
import { subtract } from './subtract';
import { average } from './average';
import { maximum } from './maximum';
import { minimum } from './minimum';
import { rescaling } from './rescaling';
import { normalization } from './normalization';
import { spatialDropout2d } from './spatialDropout2d';
import { permute } from './permute';

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

  upSampling2d,
  resizing,
  cropping2D,
  centerCrop,
  multiply,
  subtract,
  average,
  maximum,
  minimum,
  rescaling,
  normalization,
  spatialDropout2d,
  permute,
} as const;

export type LayerKind = keyof typeof LAYERS;

/** @throws Error that lists the kinds */
export function layerDefinition(kind: string): LayerDefinition {
  const definition = (LAYERS as unknown as Readonly<Record<string, LayerDefinition>>)[kind];
  if (definition === undefined || !Object.hasOwn(LAYERS, kind)) {
    throw new Error(`there is no layer '${kind}'. Known: ${Object.keys(LAYERS).join(', ')}`);
  }
  return definition;
}
