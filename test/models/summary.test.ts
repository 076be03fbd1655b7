// model.summary() letter for letter as Keras 3 prints it.

import { describe, expect, it } from 'vitest';
import * as tf from '../../src/index';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork } from '../../src/models/network';
import { summaryText } from '../../src/models/summary';
import { wrapped } from '../../src/models/textTable';
import { siamese } from '../support/siamese';

const LENET = `Model: "lenet5"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv1 (Conv2D)                  │ (None, 28, 28, 6)      │           156 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ pool1 (MaxPooling2D)            │ (None, 14, 14, 6)      │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ conv2 (Conv2D)                  │ (None, 10, 10, 16)     │         2,416 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ pool2 (MaxPooling2D)            │ (None, 5, 5, 16)       │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 400)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense1 (Dense)                  │ (None, 120)            │        48,120 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense2 (Dense)                  │ (None, 84)             │        10,164 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ answer (Dense)                  │ (None, 10)             │           850 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 61,706 (241.04 KB)
 Trainable params: 61,706 (241.04 KB)
 Non-trainable params: 0 (0.00 B)`;

const LONG_NAMES = `Model: "long"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ a_very_long_layer_name_indeed_… │ (None, 224, 224, 3)    │            12 │
│ (BatchNormalization)            │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ norm1                           │ (None, 224, 224, 3)    │             0 │
│ (LocalResponseNormalization)    │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ wide (Conv2D)                   │ (None, 224, 224,       │       131,072 │
│                                 │ 32768)                 │               │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 131,084 (512.05 KB)
 Trainable params: 131,078 (512.02 KB)
 Non-trainable params: 6 (24.00 B)`;

const SHARED = `Model: "siamese"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ input (InputLayer)  │ (None, 6, 12, 1)  │          0 │ -                 │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ left (Cropping2D)   │ (None, 6, 6, 1)   │          0 │ input[0][0]       │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ right (Cropping2D)  │ (None, 6, 6, 1)   │          0 │ input[0][0]       │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ conv (Conv2D)       │ (None, 4, 4, 2)   │         20 │ left[0][0],       │
│                     │                   │            │ right[0][0]       │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ norm                │ (None, 4, 4, 2)   │          8 │ conv[0][0],       │
│ (BatchNormalizatio… │                   │            │ conv[1][0]        │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ flatten (Flatten)   │ (None, 32)        │          0 │ norm[0][0]        │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ flatten_2 (Flatten) │ (None, 32)        │          0 │ norm[1][0]        │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ embed (Dense)       │ (None, 4)         │        132 │ flatten[0][0],    │
│                     │                   │            │ flatten_2[0][0]   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ difference          │ (None, 4)         │          0 │ embed[0][0],      │
│ (Subtract)          │                   │            │ embed[1][0]       │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ cell (Dense)        │ (None, 4)         │         20 │ difference[0][0], │
│                     │                   │            │ cell[0][0],       │
│                     │                   │            │ cell[1][0]        │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ answer (Dense)      │ (None, 3)         │         15 │ cell[2][0]        │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
 Total params: 195 (780.00 B)
 Trainable params: 191 (764.00 B)
 Non-trainable params: 4 (16.00 B)`;

const BRANCHES = `Model: "branches"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ input_layer         │ (None, 32, 32, 3) │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ conv2d (Conv2D)     │ (None, 32, 32,    │        448 │ input_layer[0][0] │
│                     │ 16)               │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ conv2d_1 (Conv2D)   │ (None, 32, 32,    │      2,320 │ conv2d[0][0]      │
│                     │ 16)               │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ add (Add)           │ (None, 32, 32,    │          0 │ conv2d_1[0][0],   │
│                     │ 16)               │            │ conv2d[0][0]      │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ conv1_block1_pream… │ (None, 32, 32,    │         64 │ add[0][0]         │
│ (BatchNormalizatio… │ 16)               │            │                   │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
 Total params: 2,832 (11.06 KB)
 Trainable params: 2,800 (10.94 KB)
 Non-trainable params: 32 (128.00 B)`;

const branches = defineNetwork({
  name: 'branches',
  input: [{ name: 'input_layer', shape: [32, 32, 3] }],
  layers: [
    { name: 'conv2d', kind: 'conv2d', options: { filters: 16, kernelSize: 3, padding: 'same' } },
    { name: 'conv2d_1', kind: 'conv2d', options: { filters: 16, kernelSize: 3, padding: 'same' } },
    { name: 'add', kind: 'add', inputs: ['conv2d_1', 'conv2d'] },
    { name: 'conv1_block1_preamble_bn', kind: 'batchNormalization' },
  ],
});

/** The names in the first column. */
const names = (text: string): string[] =>
  text.split('\n').flatMap((line) => /^│ (\w+)(?: |$)/.exec(line)?.[1] ?? []);

describe('model.summary()', () => {
  it('of layers in a row', () => {
    expect(summaryText(defineNetwork(lenet5))).toBe(LENET);
  });

  it('breaks long names between name and type, long shapes between numbers, and cuts what does not fit', () => {
    const network = defineNetwork({
      name: 'long',
      input: [224, 224, 3],
      layers: [
        { name: 'a_very_long_layer_name_indeed_it_is', kind: 'batchNormalization' },
        { name: 'norm1', kind: 'localResponseNormalization' },
        { name: 'wide', kind: 'conv2d', options: { filters: 32768, kernelSize: 1 } },
      ],
    });
    expect(summaryText(network)).toBe(LONG_NAMES);
  });

  it('lists a layer that is called at several places once, with what each call reads', () => {
    expect(summaryText(siamese())).toBe(SHARED);
  });

  it('of branches says what each layer is connected to', () => {
    expect(summaryText(branches)).toBe(BRANCHES);
  });

  it('lists branches from the input to the output, whatever order they were given in', () => {
    const network = defineNetwork({
      name: 'n',
      input: [
        { name: 'late', shape: [4] },
        { name: 'early', shape: [4] },
      ],
      layers: [
        { name: 'short', kind: 'dense', options: { units: 4 }, inputs: ['late'] },
        { name: 'first', kind: 'dense', options: { units: 4 }, inputs: ['early'] },
        { name: 'second', kind: 'dense', options: { units: 4 }, inputs: ['first'] },
        { name: 'sum', kind: 'add', inputs: ['second', 'short'] },
      ],
    });
    // early is three steps from the output, first and late two, second and short one
    expect(names(summaryText(network))).toEqual(['early', 'first', 'late', 'second', 'short', 'sum']);
  });

  it('is as long as the terminal, up to 88 characters, or 108 for branches', () => {
    const lengthOf = (network: typeof branches, columns: number): number =>
      summaryText(network, { columns }).split('\n')[1]!.length;
    const chain = defineNetwork(lenet5);
    expect([60, 80, 92, 300].map((columns) => lengthOf(chain, columns))).toEqual([56, 76, 88, 88]);
    expect([60, 80, 300].map((columns) => lengthOf(branches, columns))).toEqual([56, 76, 108]);
    expect(() => summaryText(chain, { lineLength: 12 })).toThrow(
      "summary: a line of 12 is too short for 'Output Shape'. Expected more",
    );
  });

  it('is that of the API, where a functional model begins with its input', () => {
    const lines: string[] = [];
    const input = tf.input({ shape: [4], name: 'numbers' });
    const output = tf.layers.dense({ units: 2, name: 'answer' }).apply(input);
    tf.model({ inputs: input, outputs: output, name: 'functional' }).summary(null, null, (line) =>
      lines.push(line),
    );
    expect(lines.slice(4, 8)).toEqual([
      '│ numbers (InputLayer)            │ (None, 4)              │             0 │',
      '├─────────────────────────────────┼────────────────────────┼───────────────┤',
      '│ answer (Dense)                  │ (None, 2)              │            10 │',
      '└─────────────────────────────────┴────────────────────────┴───────────────┘',
    ]);
    tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] }).summary(60, null, (line) =>
      lines.push(line),
    );
    expect(lines.at(-4)).toHaveLength(60);
  });
});

describe('the lines of a cell', () => {
  it.each([
    ['fits', 4, ['fits']],
    ['two words', 6, ['two', 'words']],
    ['unbreakable', 6, ['unbre…']],
    ['a unbreakable b', 6, ['a', 'unbre…', 'b']],
    ['', 6, ['']],
  ])('%j in %i', (text, room, lines) => {
    expect(wrapped(text, room)).toEqual(lines);
  });
});
