// Facts about the preset networks: name, year, publication, and the published number of parameters.

import { PRESETS } from './presets';

export interface Publication {
  readonly year: number;
  readonly authors: string;
  readonly title: string;
  readonly where: string;
}

export interface Famous {
  /** The name of the preset. */
  readonly name: string;
  readonly title: string;
  /** Null: designed for Convscope. */
  readonly publication: Publication | null;
}

const LENET: Publication = {
  year: 1998,
  authors: 'LeCun, Bottou, Bengio, Haffner',
  title: 'Gradient-Based Learning Applied to Document Recognition',
  where: 'Proceedings of the IEEE 86 (11), §II.B',
};
const ALEXNET: Publication = {
  year: 2012,
  authors: 'Krizhevsky, Sutskever, Hinton',
  title: 'ImageNet Classification with Deep Convolutional Neural Networks',
  where: 'NIPS 25, §3',
};
const VGG: Publication = {
  year: 2014,
  authors: 'Simonyan, Zisserman',
  title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
  where: 'arXiv:1409.1556, table 1',
};

/** In the order of PRESETS. */
export const FAMOUS: readonly Famous[] = [
  { name: 'lenet5', title: 'LeNet-5', publication: LENET },
  { name: 'lenet5-1998', title: 'LeNet-5 (1998)', publication: LENET },
  { name: 'dnn', title: 'DNN', publication: null },
  { name: 'vgg-mnist', title: 'VGG (28×28)', publication: null },
  { name: 'vgg-cifar', title: 'VGG (32×32)', publication: null },
  { name: 'alexnet', title: 'AlexNet', publication: ALEXNET },
  { name: 'vgg11', title: 'VGG-11', publication: VGG },
  { name: 'vgg13', title: 'VGG-13', publication: VGG },
  { name: 'vgg16', title: 'VGG-16', publication: VGG },
  { name: 'vgg19', title: 'VGG-19', publication: VGG },
  { name: 'shapenet', title: 'ShapeNet', publication: null },
  { name: 'fruitnet', title: 'FruitNet', publication: null },
];

/** The display name of a preset; any other network keeps its own name. */
export function titleOf(name: string): string {
  return Object.hasOwn(PRESETS, name) ? (FAMOUS.find((one) => one.name === name)?.title ?? name) : name;
}
