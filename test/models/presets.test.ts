// The networks that come along, held against what was published of them.

import { describe, expect, it } from 'vitest';
import { FAMOUS, titleOf } from '../../src/models/famous';
import { defineNetwork, type Network } from '../../src/models/network';
import { PRESETS, preset } from '../../src/models/presets';
import { summaryText } from '../../src/models/summary';
import { presetsFor } from '../../src/session/editing/catalogue';

const network = (name: string): Network => defineNetwork(preset(name));
const shapes = (name: string): string[] =>
  network(name).layers.map((layer) => `${layer.name} ${layer.outputShape.join('×')}`);

it.each([
  // LeCun et al. 1998: some 60,000; the paper's maps of conv2 see some of those before, here all.
  ['lenet5', 61_706],
  ['lenet5-1998', 61_706],
  ['dnn', 242_762],
  ['vgg-mnist', 37_186],
  ['vgg-cifar', 550_570],
  // One tower; 60,965,224 in the paper's two.
  ['alexnet', 62_378_344],
  // Table 2 of the paper, in millions: 133, 133, 138, 144.
  ['vgg11', 132_863_336],
  ['vgg13', 133_047_848],
  ['vgg16', 138_357_544],
  ['vgg19', 143_667_240],
  ['shapenet', 6_994],
  ['fruitnet', 24_440],
])('%s has %i parameters', (name, count) => {
  expect(network(name).parameterCount).toBe(count);
});

it.each([
  ['lenet5', '61,706 (241.04 KB)'],
  ['alexnet', '62,378,344 (237.95 MB)'],
  ['vgg11', '132,863,336 (506.83 MB)'],
  ['vgg13', '133,047,848 (507.54 MB)'],
  // As Keras prints them of its own VGG16 and VGG19.
  ['vgg16', '138,357,544 (527.79 MB)'],
  ['vgg19', '143,667,240 (548.05 MB)'],
])("the summary of %s ends with Keras's totals: %s", (name, total) => {
  expect(summaryText(network(name)).split('\n').slice(-3)).toEqual([
    ` Total params: ${total}`,
    ` Trainable params: ${total}`,
    ' Non-trainable params: 0 (0.00 B)',
  ]);
});

it("VGG-16's dense layers hold 124 of its 138 million", () => {
  const dense = network('vgg16').layers.filter(({ definition }) => definition.kind === 'dense');
  expect(dense.map(({ parameterCount }) => parameterCount)).toEqual([102_764_544, 16_781_312, 4_097_000]);
});

it('counts multiply-adds as they are told elsewhere: AlexNet 1.1, VGG-16 15.5, VGG-19 19.6 thousand million', () => {
  const billions = (name: string): number =>
    network(name).layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0) / 1e9;
  expect(billions('alexnet')).toBeCloseTo(1.1, 1);
  expect(billions('vgg16')).toBeCloseTo(15.5, 1);
  expect(billions('vgg19')).toBeCloseTo(19.6, 1);
});

it('AlexNet has the maps of figure 2: 55, 27, 13 and 13 wide, and windows that overlap', () => {
  expect(shapes('alexnet')).toEqual([
    'conv1 55×55×96',
    'norm1 55×55×96',
    'pool1 27×27×96',
    'conv2 27×27×256',
    'norm2 27×27×256',
    'pool2 13×13×256',
    'conv3 13×13×384',
    'conv4 13×13×384',
    'conv5 13×13×256',
    'pool5 6×6×256',
    'flatten 9216',
    'fc6 4096',
    'dropout6 4096',
    'fc7 4096',
    'dropout7 4096',
    'fc8 1000',
  ]);
});

it.each([
  ['vgg11', 8],
  ['vgg13', 10],
  ['vgg16', 13],
  ['vgg19', 16],
])('%s has %i convolutions, all 3×3, and ends at 7×7×512', (name, count) => {
  const { layers } = network(name);
  const convolutions = layers.filter(({ definition }) => definition.kind === 'conv2d');
  expect(convolutions).toHaveLength(count);
  for (const { options } of convolutions)
    expect(options).toMatchObject({ kernelSize: [3, 3], padding: 'same' });
  expect(layers.find((layer) => layer.name === 'pool5')?.outputShape).toEqual([7, 7, 512]);
});

describe('the list of them', () => {
  it('is complete, and every one has a title', () => {
    expect(FAMOUS.map(({ name }) => name)).toEqual(Object.keys(PRESETS));
    for (const name of Object.keys(PRESETS)) expect(preset(name).name).toBe(name);
    expect(titleOf('vgg16')).toBe('VGG-16');
    expect(titleOf('mine')).toBe('mine');
    expect(titleOf('toString')).toBe('toString');
  });

  it('can be cut to those that can be fitted to pictures, and are not too large for the page', () => {
    const pictures = (side: number, channels: number) => ({
      height: side,
      width: side,
      channels,
      classNames: ['a', 'b', 'c'],
    });
    const small = ['lenet5', 'lenet5-1998', 'dnn', 'vgg-mnist', 'vgg-cifar', 'shapenet', 'fruitnet'];
    expect(presetsFor(pictures(28, 1))).toEqual(small);
    expect(presetsFor(pictures(64, 3))).toEqual(small);
    expect(presetsFor(pictures(9, 3))).toEqual(['dnn', 'vgg-mnist', 'vgg-cifar', 'shapenet', 'fruitnet']);
  });

  it('is named where a name is not in it', () => {
    expect(() => preset('vgg17')).toThrow("there is no network 'vgg17'. Known: lenet5, lenet5-1998, dnn,");
  });
});
