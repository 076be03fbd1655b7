// What files are is told by their names: models are opened, data sets go to the Data view, one picture to the stage.

import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { contentOf, type Content } from '../../src/elements/files/content';

const file = (name: string, bytes: Uint8Array<ArrayBuffer> = new Uint8Array(4)) => ({
  name,
  file: new File([bytes], name),
});
const zip = (...names: string[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(300)]))));

describe('by their names', () => {
  it.each<[Content, string[]]>([
    ['model', ['lenet5.keras']],
    ['model', ['model.json', 'group1-shard1of1.bin']],
    ['model', ['weights.safetensors']],
    ['model', ['notes.txt']],
    ['model', []],
    ['picture', ['cat.JPG']],
    ['picture', ['photos/cat.png', 'photos/.DS_Store']],
    ['data', ['cats/1.png', 'dogs/1.png']],
    ['data', ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz']],
    ['data', ['data_batch_1.bin', 'test_batch.bin']],
    ['data', ['cifar-10-binary.tar.gz']],
    ['data', ['mnist.npz']],
    ['data', ['project.tm']],
    ['code', ['train.py']],
    ['code', ['train.py', 'nets/model.py', 'lesson.ipynb']],
    ['code', ['repo/train.py', 'repo/model.py', 'repo/README.md', 'repo/w.h5', 'repo/loss.png']],
    ['model', ['train.py', 'model.h5']],
  ])('%s: %j', async (content, names) => {
    expect(await contentOf(names.map((name) => file(name)))).toBe(content);
  });
});

describe('a zip by the names in it', () => {
  it('of pictures is a data set, whatever its name', async () => {
    expect(await contentOf([file('samples.zip', zip('cats/1.jpg', 'dogs/1.jpg'))])).toBe('data');
  });

  it('of a repository is code, pictures in it or not', async () => {
    expect(await contentOf([file('a.zip', zip('a-main/train.py', 'a-main/loss.png', 'a-main/w.h5'))])).toBe(
      'code',
    );
  });

  it('of a script that was saved with its weights is a model', async () => {
    expect(await contentOf([file('a.zip', zip('train_jax.py', 'start.weights.h5', 'README.md'))])).toBe(
      'model',
    );
  });

  it('of a session is a model', async () => {
    expect(await contentOf([file('run.zip', zip('convscope.json', 'parameters.bin'))])).toBe('model');
  });

  it('that is damaged is left to what opens models, which says so', async () => {
    expect(await contentOf([file('cut.zip', zip('cats/1.jpg', 'dogs/1.jpg').slice(0, 200))])).toBe('model');
  });
});
