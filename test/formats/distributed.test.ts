import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { writeDistributed } from '../../src/formats/distributed';
import { fitWeights } from '../../src/formats/fitWeights';
import { readModel } from '../../src/formats/formats';
import { USUAL_SETTINGS } from '../../src/formats/keras/code/write';
import { defineNetwork } from '../../src/models/network';
import { augmentationLayers, NO_AUGMENTATION, PHOTO_AUGMENTATION } from '../../src/train/augmentation';
import { lenet5 } from '../../src/models/lenet';
import { randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('a network for a larger machine', () => {
  const network = defineNetwork(lenet5);
  const model = { network: network.toJSON(), weights: randomWeights(network, 5), remarks: [] };

  test('a script with tf.distribute: the model is built, filled and compiled in the scope', async () => {
    const entries = unzipSync(await writeDistributed(model, USUAL_SETTINGS));
    const lines = text(entries['train_tensorflow.py']!).split('\n');
    const scope = lines.indexOf('with strategy.scope():');
    const inside = lines.slice(scope + 1, lines.indexOf('', scope));
    expect(inside.every((line) => line.startsWith('    ') && !line.startsWith('     '))).toBe(true);
    expect(inside.filter((line) => line.includes('model.add('))).toHaveLength(network.layers.length + 1);
    expect(inside.at(-2)).toBe('    model.load_weights("start.weights.h5")');
    expect(inside.at(-1)).toMatch(/^ {4}model\.compile\(/);
    expect(lines.slice(0, scope).join('\n')).toMatch(
      /KERAS_BACKEND"\] = "tensorflow"[\s\S]*import tensorflow as tf[\s\S]*import keras[\s\S]*MirroredStrategy\(\)/,
    );
    expect(lines.slice(scope).join('\n')).toMatch(
      /\n\nmodel\.summary\(\)\nmodel\.fit\([\s\S]*model\.save_weights\("trained\.weights\.h5"\)/,
    );
  });

  test('a script with jax: the devices are shared out before anything is built', async () => {
    const script = text(unzipSync(await writeDistributed(model, USUAL_SETTINGS))['train_jax.py']!);
    const order = [
      '"jax"',
      'import keras',
      'list_devices()',
      'set_distribution(',
      'model.add(',
      'load_weights(',
      'model.compile(',
      'model.fit(',
      'save_weights(',
    ];
    const places = order.map((one) => script.indexOf(one));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('augmentation of a run is written as the first layers', async () => {
    const front = augmentationLayers(PHOTO_AUGMENTATION);
    const entries = unzipSync(await writeDistributed(model, USUAL_SETTINGS, front));
    for (const name of ['train_tensorflow.py', 'train_jax.py']) {
      const added = [...text(entries[name]!).matchAll(/model\.add\((.*)\)$/gm)].map(([, layer]) => layer);
      expect(added.slice(1, 8)).toEqual([
        'RandomFlip(mode="horizontal")',
        'RandomRotation(factor=0.0555556)',
        'RandomZoom(height_factor=(-0.2, 0.333333))',
        'RandomTranslation(height_factor=0.12, width_factor=0.12)',
        'RandomContrast(factor=(0.2, 0.2), value_range=(0, 1))',
        'RandomBrightness(factor=0.1, value_range=(0, 1))',
        expect.stringContaining('Conv2D('),
      ]);
    }
    expect(augmentationLayers(NO_AUGMENTATION)).toEqual([]);
  });

  test('a layer that Keras does not have is a class in both, and the script for jax needs no TensorFlow', async () => {
    const config = {
      name: 'small',
      input: [4, 4, 8],
      layers: [
        { kind: 'localResponseNormalization' },
        { kind: 'flatten' },
        { kind: 'dense', options: { units: 2 } },
      ],
    };
    const small = defineNetwork(config);
    const stored = { network: small.toJSON(), weights: randomWeights(small, 1), remarks: [] };
    const entries = unzipSync(await writeDistributed(stored, USUAL_SETTINGS));
    const [tensorflow, jax] = [text(entries['train_tensorflow.py']!), text(entries['train_jax.py']!)];
    for (const script of [tensorflow, jax]) {
      const [imports = '', rest = ''] = script.split('\n\n\n@keras.saving.register_keras_serializable');
      expect(imports).toContain('import keras\n');
      expect(rest).toMatch(/^\(package="convscope"\)\nclass LocalResponseNormalization[\s\S]*\n\n\S/);
    }
    expect(jax).not.toContain('tensorflow');
    expect(tensorflow).toContain('import tensorflow as tf\n');
  });

  test('its weights fit the network again, of graphs too', async () => {
    for (let seed = 0; seed <= 40; seed++) {
      const some = seed === 0 ? network : randomNetwork(seed);
      const stored = { network: some.toJSON(), weights: randomWeights(some, seed), remarks: [] };
      const entries = unzipSync(await writeDistributed(stored, USUAL_SETTINGS));
      const read = await readModel([{ name: 'trained.weights.h5', bytes: entries['start.weights.h5']! }]);
      if (read.kind !== 'weights') throw new Error('a whole model');
      expect(fitWeights(some, read.groups).weights, `seed ${seed}`).toEqual(stored.weights);
      expect(text(entries['README.md']!)).toContain(some.name);
    }
  });
});
