// The preset networks, by name.

import { alexnet } from './alexnet';
import { dnn } from './dnn';
import { fruitnet } from './fruitnet';
import { lenet5, lenet5Classic } from './lenet';
import type { NetworkConfig } from './network';
import { shapenet } from './shapenet';
import { vgg11, vgg13, vgg16, vgg19, vggCifar, vggMnist } from './vgg';

export const PRESETS: Readonly<Record<string, NetworkConfig>> = {
  lenet5,
  'lenet5-1998': lenet5Classic,
  dnn,
  'vgg-mnist': vggMnist,
  'vgg-cifar': vggCifar,
  alexnet,
  vgg11,
  vgg13,
  vgg16,
  vgg19,
  shapenet,
  fruitnet,
};

/** @throws Error that lists the presets */
export function preset(name: string): NetworkConfig {
  const config = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (config === undefined)
    throw new Error(`there is no network '${name}'. Known: ${Object.keys(PRESETS).join(', ')}`);
  return config;
}
