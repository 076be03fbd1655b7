import { describe, expect, it } from 'vitest';
import { en } from '../../src/elements/locales/en';
import { building } from '../../src/elements/locales/building';
import { messages } from '../../src/elements/locales/messages';
import { withoutGpu } from '../../src/elements/locales/withoutGpu';
import { camera } from '../../src/elements/locales/camera';
import { data } from '../../src/elements/locales/data';
import { gallery } from '../../src/elements/locales/gallery';
import { ja } from '../../src/elements/locales/ja';
import { lab } from '../../src/elements/locales/lab/lab';

/** What texts are told of that are given facts by name. */
const FACTS = {
  ...{ step: 3, epochs: 5, accuracy: 0.98 },
  ...{ option: 'kernel_size', reach: [9, 9], input: [5, 5], dilation: [1, 1], most: 5 },
  ...{ min: 1, max: 9, received: 0, shape: [9], classes: 10, activation: 'relu' },
  ...{ from: 5, to: 3, layer: 'conv1', unit: 2, preset: 'Blur', by: 2, other: 4 },
  ...{ name: 'a.jpg', reason: 'x', megapixels: 300, there: 2, className: 'kiwi', file: 'a.onnx', what: 'β₁' },
  data: 'MNIST',
  count: 3,
};

/** Every text with its path; functions are called with plain arguments. */
function texts(node: unknown, path: string): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function')
    return [
      [
        path,
        String(
          (node as (...given: unknown[]) => unknown)(
            ...(/known|edits\.|lab\.problems\.|problem\.(window|rank|join|option|answer)$/.test(path)
              ? [FACTS]
              : [3, 4, 5, 6, 7, 8]),
          ),
        ),
      ],
    ];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) =>
    texts(value, path === '' ? key : `${path}.${key}`),
  );
}

describe('locales', () => {
  // Some come with their view alone; errors, each with facts of its own, have test/elements/errorText.test.ts.
  const [english, japanese] = [
    texts(
      {
        ...en,
        building: building.en,
        messages: messages.en,
        withoutGpu: withoutGpu.en,
        gallery: gallery.en,
        lab: lab.en,
        dataView: data.en,
        camera: camera.en,
        errors: {},
      },
      '',
    ),
    texts(
      {
        ...ja,
        building: building.ja,
        messages: messages.ja,
        withoutGpu: withoutGpu.ja,
        gallery: gallery.ja,
        lab: lab.ja,
        dataView: data.ja,
        camera: camera.ja,
        errors: {},
      },
      '',
    ),
  ];

  it('have the same texts', () => {
    // Keras's names of options are English already.
    const both = japanese.filter(([path]) => !path.startsWith('building.optionNames.'));
    expect(both.map(([path]) => path)).toEqual(english.map(([path]) => path));
  });

  it('leave nothing empty, undefined or shouted', () => {
    for (const [path, text] of [...english, ...japanese]) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|NaN|\[object|!|！/);
    }
  });

  it('write Japanese in Japanese', () => {
    const latin = japanese.filter(
      ([path, text]) =>
        !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text) &&
        /[a-z]{3}/i.test(text) &&
        // Code is code in every language.
        !/^[\w.]+\(\)$/.test(text) &&
        !path.startsWith('withoutGpu.missing.browsers') &&
        // A proper name.
        text !== 'MNIST',
    );
    expect(latin).toEqual([]);
    for (const [path, text] of english) expect(text, path).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  });
});
