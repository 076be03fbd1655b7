import { describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../../src/models/network';
import { PRESETS, preset } from '../../src/models/presets';
import { ownTitle } from '../../src/session/editing/catalogue';

const lenet = preset('lenet5');
const changed = (config: NetworkConfig, name = config.name): NetworkConfig => ({
  ...config,
  name,
  layers: config.layers.map((layer, at) =>
    at === 0 ? { ...layer, options: { ...layer.options, filters: 64 } } : layer,
  ),
});

describe('what a network is called', () => {
  it('is the name of its preset, as long as it is that preset', () => {
    expect(ownTitle(lenet, lenet)).toBe('LeNet-5');
    expect(ownTitle(changed(lenet), lenet)).toBeNull();
  });
  it('is that of another preset when it was made into it', () => {
    expect(ownTitle({ ...preset('dnn'), name: 'lenet5' }, lenet)).toBe('DNN');
    for (const [name, config] of Object.entries(PRESETS))
      expect(ownTitle(config, config), name).not.toBeNull();
  });
  it('is the name that its code gives it, unless Keras gave it or it is that of a preset', () => {
    expect(ownTitle(changed(lenet, 'my_cnn'), lenet)).toBe('my_cnn');
    for (const name of ['sequential', 'functional', 'vgg16', ''])
      expect(ownTitle(changed(lenet, name), lenet), name).toBeNull();
  });
  it('is that of the file it came from', () => {
    const file = changed(lenet, 'teacher');
    expect(ownTitle(file, file)).toBe('teacher');
    expect(ownTitle({ ...lenet, name: 'teacher' }, { ...changed(lenet), name: 'teacher' })).toBe('LeNet-5');
  });
});
