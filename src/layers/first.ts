// The kinds of layers in the networks of a first visit (models/shapenet.ts, models/lenet.ts), which the page has at once. Importing
// this file adds them to the registry.

import { batchNormalization } from './batchNormalization';
import { conv2d } from './conv2d';
import { dense } from './dense';
import { flatten } from './flatten';
import { globalMaxPooling2d } from './globalMaxPooling2d';
import { maxPooling2d } from './maxPooling2d';
import { reLU } from './reLU';
import { addLayers } from './registry';
import { softmax } from './softmax';

export const FIRST_LAYERS = {
  conv2d,
  dense,
  maxPooling2d,
  globalMaxPooling2d,
  flatten,
  batchNormalization,
  reLU,
  softmax,
} as const;

addLayers(FIRST_LAYERS);
