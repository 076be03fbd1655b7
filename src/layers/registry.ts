// Every kind of layer there is. Adding one means adding its file and its line here.

import type { LayerDefinition } from './layer';
import { activation } from './activation';
import { add } from './add';
import { averagePooling2d } from './averagePooling2d';
import { batchNormalization } from './batchNormalization';
import { concatenate } from './concatenate';
import { conv2d } from './conv2d';
import { conv2dTranspose } from './conv2dTranspose';
import { dense } from './dense';
import { depthwiseConv2d } from './depthwiseConv2d';
import { dropout } from './dropout';
import { elu } from './elu';
import { flatten } from './flatten';
import { globalAveragePooling2d } from './globalAveragePooling2d';
import { globalMaxPooling2d } from './globalMaxPooling2d';
import { groupNormalization } from './groupNormalization';
import { groupedConv2d } from './groupedConv2d';
import { layerNormalization } from './layerNormalization';
import { leakyReLU } from './leakyReLU';
import { localResponseNormalization } from './localResponseNormalization';
import { maxPooling2d } from './maxPooling2d';
import { prelu } from './prelu';
import { reLU } from './reLU';
import { reshape } from './reshape';
import { separableConv2d } from './separableConv2d';
import { softmax } from './softmax';
import { zeroPadding2d } from './zeroPadding2d';

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

  elu,
  prelu,
  conv2dTranspose,
  separableConv2d,
  groupedConv2d,
  layerNormalization,
  groupNormalization,
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
