// Changes made in a learner's script: one argument or one layer, and nothing else of the text.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completeCode } from '../../../../src/formats/keras/code/complete';
import { editCode, type CodeChange } from '../../../../src/formats/keras/code/edit';
import { describes, followNetwork } from '../../../../src/formats/keras/code/follow';
import { withNamesOf } from '../../../../src/formats/keras/code/names';
import { readCode } from '../../../../src/formats/keras/code/read';
import { followTraining } from '../../../../src/formats/keras/code/training';
import { writeCode } from '../../../../src/formats/keras/code/write';
import { LAYERS } from '../../../../src/layers/all';
import { defineNetwork, type NetworkConfig } from '../../../../src/models/network';
import { withLayer, withMoved, withOption, withoutLayer } from '../../../../src/session/editing/chain';
import { networks } from './random';

/** `- old` and `+ new` for the lines that differ. */
function difference(before: string, after: string): string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [
    ...a.slice(start, a.length - end).map((line) => `- ${line}`),
    ...b.slice(start, b.length - end).map((line) => `+ ${line}`),
  ];
}

/** What an edit does to the lines; or why it is refused. */
function edited(code: string, change: CodeChange): string[] {
  const result = editCode(code, change);
  return 'refused' in result ? [`refused: ${result.refused}`] : difference(code, result.code);
}

const option = (layer: number, name: string, value: unknown): CodeChange => ({
  ...{ what: 'option', layer, option: name, value },
});

const OWN = `# my network 私の
from tensorflow.keras import layers, models, optimizers

WIDTH = 64
width2 = 16   # used twice
model = models.Sequential([
    layers.Conv2D(8, 3, padding='same',   # sees edges
                  input_shape=(28, 28, 1)),
    layers.MaxPooling2D((2, 2)),  # half
    layers.Conv2D(width2, [3, 3]),
    layers.Conv2D(width2, (3, 3), activation='relu'),
    layers.Flatten(),
    layers.Dense(WIDTH, kernel_regularizer=None),
    layers.Dense(10, activation='softmax')
])
model.compile(optimizer='adam', loss='categorical_crossentropy')
model.fit(x_train, y_train, epochs=3)
`;

describe('an option is changed where its value is written', () => {
  test.each([
    [
      'a number',
      option(0, 'filters', 12),
      [
        "-     layers.Conv2D(8, 3, padding='same',   # sees edges",
        "+     layers.Conv2D(12, 3, padding='same',   # sees edges",
      ],
    ],
    [
      'one number for both sides',
      option(0, 'kernelSize', [5, 5]),
      [
        "-     layers.Conv2D(8, 3, padding='same',   # sees edges",
        "+     layers.Conv2D(8, 5, padding='same',   # sees edges",
      ],
    ],
    [
      'two that differ',
      option(0, 'kernelSize', [5, 3]),
      [
        "-     layers.Conv2D(8, 3, padding='same',   # sees edges",
        "+     layers.Conv2D(8, (5, 3), padding='same',   # sees edges",
      ],
    ],
    [
      'in its quotes',
      option(0, 'padding', 'valid'),
      [
        "-     layers.Conv2D(8, 3, padding='same',   # sees edges",
        "+     layers.Conv2D(8, 3, padding='valid',   # sees edges",
      ],
    ],
    [
      'in its brackets',
      option(2, 'kernelSize', [5, 5]),
      ['-     layers.Conv2D(width2, [3, 3]),', '+     layers.Conv2D(width2, [5, 5]),'],
    ],
    ['at a variable that serves one layer', option(5, 'units', 32), ['- WIDTH = 64', '+ WIDTH = 32']],
    [
      'at the argument where a variable serves two',
      option(2, 'filters', 24),
      ['-     layers.Conv2D(width2, [3, 3]),', '+     layers.Conv2D(24, [3, 3]),'],
    ],
    [
      'as a new argument',
      option(1, 'padding', 'same'),
      [
        '-     layers.MaxPooling2D((2, 2)),  # half',
        "+     layers.MaxPooling2D((2, 2), padding='same'),  # half",
      ],
    ],
    [
      'as a new argument on its own line',
      option(0, 'useBias', false),
      [
        '-                   input_shape=(28, 28, 1)),',
        '+                   input_shape=(28, 28, 1),',
        '+                   use_bias=False),',
      ],
    ],
    [
      'of a name',
      option(3, 'activation', 'leakyRelu'),
      [
        "-     layers.Conv2D(width2, (3, 3), activation='relu'),",
        "+     layers.Conv2D(width2, (3, 3), activation='leaky_relu'),",
      ],
    ],
    [
      'back to its default',
      option(3, 'activation', 'linear'),
      [
        "-     layers.Conv2D(width2, (3, 3), activation='relu'),",
        "+     layers.Conv2D(width2, (3, 3), activation='linear'),",
      ],
    ],
  ] as const)('%s', (_, change, lines) => {
    expect(edited(OWN, change)).toEqual(lines);
  });

  test('a penalty is imported with the first use, then its number changes', () => {
    const first = editCode(OWN, option(5, 'kernelL2', 0.01));
    if ('refused' in first) throw new Error(first.refused);
    expect(first.code).toContain('layers.Dense(WIDTH, kernel_regularizer=L2(0.01)),');
    expect(first.code).toContain(
      'import layers, models, optimizers\nfrom tensorflow.keras.regularizers import L2\n',
    );
    expect(edited(first.code, option(5, 'kernelL2', 0.5))).toEqual([
      '-     layers.Dense(WIDTH, kernel_regularizer=L2(0.01)),',
      '+     layers.Dense(WIDTH, kernel_regularizer=L2(0.5)),',
    ]);
  });

  test('what was written is told by its place', () => {
    const result = editCode(OWN, option(0, 'filters', 12));
    if ('refused' in result) throw new Error(result.refused);
    expect(result.ranges.map(({ from, to }) => result.code.slice(from, to))).toEqual(['12']);
    expect(result.layers).toEqual([0]);
  });

  const loop = (head: string, body: string): string =>
    `from keras.layers import *\nfrom keras.models import Sequential\nm = Sequential([Input((28, 28, 1))])\n${head}\n    m.add(${body})\nm.add(Flatten())\n`;

  test('in a loop over numbers, the one that made the layer', () => {
    expect(edited(loop('for n in (8, 16, 32):', 'Conv2D(n, 3)'), option(1, 'filters', 12))).toEqual([
      '- for n in (8, 16, 32):',
      '+ for n in (8, 12, 32):',
    ]);
  });

  test('one argument for all layers of a loop: all change, and are told', () => {
    const code = loop('for i in range(3):', 'Conv2D(8, 3, name=f"c{i}")');
    const result = editCode(code, option(1, 'filters', 12));
    expect(result).toMatchObject({ layers: [0, 1, 2] });
    expect(edited(code, option(1, 'filters', 12))).toEqual([
      '-     m.add(Conv2D(8, 3, name=f"c{i}"))',
      '+     m.add(Conv2D(12, 3, name=f"c{i}"))',
    ]);
    expect(edited(code, option(1, 'padding', 'same'))[1]).toBe(
      '+     m.add(Conv2D(8, 3, name=f"c{i}", padding="same"))',
    );
  });

  test('a value worked out in a loop is refused', () => {
    const code = loop('for i in range(3):', 'Conv2D(8 * 2 ** i, 3)');
    expect(edited(code, option(1, 'filters', 12))).toEqual(['refused: loop']);
  });

  test('code with errors is left alone', () => {
    expect(edited('m = Sequential(', option(0, 'filters', 1))).toEqual(['refused: unreadable']);
  });
});

describe('settings', () => {
  test('the learning rate of an optimizer by name makes it an object', () => {
    expect(edited(OWN, { what: 'learningRate', value: 0.003 })).toEqual([
      "- model.compile(optimizer='adam', loss='categorical_crossentropy')",
      "+ model.compile(optimizer=optimizers.Adam(learning_rate=0.003), loss='categorical_crossentropy')",
    ]);
  });

  test.each([
    ['SGD(lr=0.1, momentum=0.9)', 'SGD(lr=0.02, momentum=0.9)'],
    ['SGD()', 'SGD(learning_rate=0.02)'],
    ['SGD(0.1)', 'SGD(0.02)'],
    ['Adam(schedules.CosineDecay(0.1, 100))', 'Adam(schedules.CosineDecay(0.02, 100))'],
  ])('%s', (before, after) => {
    const code = OWN.replace(
      'model.compile(optimizer=',
      `from keras.optimizers import *\nopt = X\nmodel.compile(optimizer=`,
    )
      .replace("'adam'", 'opt')
      .replace('X', before);
    const withSchedules = code.replace('opt =', 'from keras.optimizers import schedules, Adam, SGD\nopt =');
    expect(edited(withSchedules, { what: 'learningRate', value: 0.02 })).toEqual([
      `- opt = ${before}`,
      `+ opt = ${after}`,
    ]);
  });

  test('another optimizer', () => {
    const change = {
      what: 'optimizer',
      kind: 'sgd',
      options: { learningRate: 0.01, momentum: 0.9 },
    } as const;
    expect(edited(OWN, change)[1]).toContain(
      'optimizer=optimizers.SGD(learning_rate=0.01, momentum=0.9), loss',
    );
  });

  test('batch size and epochs, where fit() is', () => {
    expect(edited(OWN, { what: 'epochs', value: 9 })[1]).toBe('+ model.fit(x_train, y_train, epochs=9)');
    expect(edited(OWN, { what: 'batchSize', value: 32 })[1]).toBe(
      '+ model.fit(x_train, y_train, epochs=3, batch_size=32)',
    );
    const [code] = OWN.split('model.fit');
    expect(edited(code ?? '', { what: 'epochs', value: 9 })).toEqual(['refused: place']);
  });
});

const LINES = `import keras
from keras.layers import Conv2D, Flatten, Dense
model = keras.Sequential()
model.add(Conv2D(4, 3, input_shape=(28, 28, 1)))  # first
model.add(Conv2D(8, 3))
model.add(Flatten()); model.add(Dense(10, activation="softmax"))
`;

const FUNCTIONAL = `from tensorflow import keras
from tensorflow.keras import layers
inputs = keras.Input((28, 28, 1))
x = layers.Conv2D(4, 3)(inputs)  # first
x = layers.Conv2D(8, 3)(x)
outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(x))
model = keras.Model(inputs, outputs)
`;

const dropout = { kind: 'dropout', name: 'dropout_1', options: { rate: 0.25 } };

describe('layers are added, taken out and moved with their lines', () => {
  test.each([
    ['an item', OWN, { what: 'add', after: 1, layer: dropout }, ['+     layers.Dropout(rate=0.25),']],
    [
      'the last item',
      OWN,
      { what: 'add', after: 6, layer: dropout },
      [
        "-     layers.Dense(10, activation='softmax')",
        "+     layers.Dense(10, activation='softmax'),",
        '+     layers.Dropout(rate=0.25)',
      ],
    ],
    [
      'the first item takes over the shape of the input',
      OWN,
      { what: 'add', after: -1, layer: dropout },
      [
        "-     layers.Conv2D(8, 3, padding='same',   # sees edges",
        '-                   input_shape=(28, 28, 1)),',
        '+     layers.Dropout(rate=0.25, input_shape=(28, 28, 1)),',
        "+     layers.Conv2D(8, 3, padding='same'),",
      ],
    ],
    [
      'a line, and what it imports',
      LINES,
      { what: 'add', after: 0, layer: dropout },
      [
        '- from keras.layers import Conv2D, Flatten, Dense',
        '- model = keras.Sequential()',
        '- model.add(Conv2D(4, 3, input_shape=(28, 28, 1)))  # first',
        '+ from keras.layers import Conv2D, Flatten, Dense, Dropout',
        '+ model = keras.Sequential()',
        '+ model.add(Conv2D(4, 3, input_shape=(28, 28, 1)))  # first',
        '+ model.add(Dropout(rate=0.25))',
      ],
    ],
    ['a call', FUNCTIONAL, { what: 'add', after: 0, layer: dropout }, ['+ x = layers.Dropout(rate=0.25)(x)']],
    ['an item out', OWN, { what: 'remove', layer: 1 }, ['-     layers.MaxPooling2D((2, 2)),  # half']],
    ['a line out', LINES, { what: 'remove', layer: 1 }, ['- model.add(Conv2D(8, 3))']],
    [
      'the first line out: the next takes the shape of the input',
      LINES,
      { what: 'remove', layer: 0 },
      [
        '- model.add(Conv2D(4, 3, input_shape=(28, 28, 1)))  # first',
        '- model.add(Conv2D(8, 3))',
        '+ model.add(Conv2D(8, 3, input_shape=(28, 28, 1)))',
      ],
    ],
    ['a call out', FUNCTIONAL, { what: 'remove', layer: 1 }, ['- x = layers.Conv2D(8, 3)(x)']],
    [
      'a call within another out',
      FUNCTIONAL,
      { what: 'remove', layer: 2 },
      [
        '- outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(x))',
        '+ outputs = layers.Dense(10, activation="softmax")(x)',
      ],
    ],
    [
      'an item moved',
      OWN,
      { what: 'move', layer: 1, after: 3 },
      [
        '-     layers.MaxPooling2D((2, 2)),  # half',
        '-     layers.Conv2D(width2, [3, 3]),',
        "-     layers.Conv2D(width2, (3, 3), activation='relu'),",
        '+     layers.Conv2D(width2, [3, 3]),',
        "+     layers.Conv2D(width2, (3, 3), activation='relu'),",
        '+     layers.MaxPooling2D((2, 2)),',
      ],
    ],
    [
      'the first line moved',
      LINES,
      { what: 'move', layer: 0, after: 1 },
      [
        '- model.add(Conv2D(4, 3, input_shape=(28, 28, 1)))  # first',
        '- model.add(Conv2D(8, 3))',
        '+ model.add(Conv2D(8, 3, input_shape=(28, 28, 1)))',
        '+ model.add(Conv2D(4, 3))',
      ],
    ],
    [
      'a name',
      LINES,
      { what: 'name', layer: 1, name: 'two' },
      ['- model.add(Conv2D(8, 3))', '+ model.add(Conv2D(8, 3, name="two"))'],
    ],
  ] as const)('%s', (_, code, change, lines) => {
    expect(edited(code, change)).toEqual(lines);
  });

  test('a list on one line, and line breaks of two characters', () => {
    const line =
      'from keras.layers import *\nfrom keras import Sequential\nm = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(3)])';
    expect(edited(line, { what: 'add', after: 0, layer: dropout })[1]).toBe(
      '+ m = Sequential([Flatten(input_shape=(28, 28, 1)), Dropout(rate=0.25), Dense(3)])',
    );
    expect(edited(line, { what: 'remove', layer: 1 })[1]).toBe(
      '+ m = Sequential([Flatten(input_shape=(28, 28, 1))])',
    );
    const crlf = LINES.replaceAll('\n', '\r\n');
    const result = editCode(crlf, { what: 'add', after: 0, layer: dropout });
    if ('refused' in result) throw new Error(result.refused);
    expect(result.code.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('behind a loop, not in it', () => {
    const code = `from keras.layers import *\nfrom keras import Sequential\nm = Sequential([Input((28, 28, 1))])\nfor n in (1, 2):\n    m.add(Conv2D(n, 3))\nm.add(Flatten())\n`;
    expect(edited(code, { what: 'add', after: 1, layer: dropout })).toEqual(['+ m.add(Dropout(rate=0.25))']);
    expect(edited(code, { what: 'add', after: 0, layer: dropout })).toEqual(['refused: place']);
    expect(edited(code, { what: 'remove', layer: 0 })).toEqual(['refused: place']);
  });
});

describe('a layer that Keras does not have', () => {
  const layer = { kind: 'localResponseNormalization', name: 'lrn', options: { depthRadius: 2 } };
  const add = (code: string): string => {
    const result = editCode(code, { what: 'add', after: 0, layer });
    return 'refused' in result ? `refused: ${result.refused}` : result.code;
  };

  test('brings its class along, once, behind the imports', () => {
    const once = add(LINES);
    expect(once).toContain('import Conv2D, Flatten, Dense\n\n\n@keras.saving.register_keras_serializable(');
    expect(once).toContain('LocalResponseNormalization(depth_radius=2)');
    const again = add(once);
    expect(again.split('class LocalResponseNormalization')).toHaveLength(2);
    expect(readCode(again).layers.filter(({ kind }) => kind === layer.kind)).toHaveLength(2);
    expect(readCode(again).lints).toEqual([]);
  });

  test('brings an import of keras too, where there is none', () => {
    expect(add(LINES.replace('import keras\n', ''))).toContain('Dense\nimport keras\n\n\n@keras.saving');
  });

  test('is the function of TensorFlow in a script that has TensorFlow', () => {
    const code = add(OWN);
    expect(code).toContain('tf.nn.local_response_normalization(x, depth_radius=2)');
    expect(code).not.toContain('class LocalResponseNormalization');
  });
});

describe('the code follows the network', () => {
  const networkOf = (code: string): NetworkConfig => defineNetwork(readCode(code).network!).toJSON();

  test('several changes at once', () => {
    const from = networkOf(OWN);
    const names = from.layers.map(({ name }) => name!);
    let to = withOption(from, names[0]!, 'filters', 12);
    to = withoutLayer(to, names[1]!);
    to = withLayer(to, 'dropout', names[3]!).network;
    const result = followNetwork(OWN, from, to);
    if ('refused' in result) throw new Error(result.refused);
    expect(describes(result.reading, defineNetwork(to).layers)).toBe(true);
    expect(result.ranges.map(({ from: start, to: end }) => result.code.slice(start, end))).toEqual([
      'layers.Dropout(rate=0.25)',
      '12',
    ]);
  });

  test('a layer frozen and one set free again', () => {
    const code = OWN.replace('layers.Flatten()', 'layers.Flatten(trainable=False)');
    const from = readCode(code).network!;
    const to = {
      ...from,
      layers: from.layers.map((layer) => ({
        ...layer,
        trainable: layer.kind !== 'conv2d' || layer.name !== from.layers[0]!.name,
      })),
    };
    const result = followNetwork(code, from, to);
    if ('refused' in result) throw new Error(result.refused);
    expect(result.code).toContain('input_shape=(28, 28, 1),\n                  trainable=False)');
    expect(result.code).toContain('layers.Flatten(trainable=True)');
    expect(describes(result.reading, defineNetwork(to).layers)).toBe(true);
  });

  test('200 random changes of random scripts: the script describes the network, or says why not', () => {
    let followed = 0;
    fc.assert(
      fc.property(
        networks,
        fc.array(fc.tuple(fc.nat(3), fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 3 }),
        (config, moves) => {
          const from = defineNetwork(config).toJSON();
          let to = from;
          const kinds = Object.keys(LAYERS);
          for (const [what, a, b] of moves) {
            const layer = to.layers[a % to.layers.length];
            const name = layer?.name ?? '';
            const next =
              what === 0
                ? withLayer(to, kinds[b % kinds.length]!, name).network
                : what === 1
                  ? withoutLayer(to, name)
                  : what === 2
                    ? withMoved(to, name, (b % 5) - 2)
                    : withOption(to, name, Object.keys(layer?.options ?? {})[0] ?? 'none', b + 1);
            try {
              to = defineNetwork(next).toJSON();
            } catch {
              continue;
            }
          }
          const result = followNetwork(writeCode(from), from, to, { picture: [1], classes: 10 });
          if ('refused' in result) return;
          followed++;
          expect(describes(result.reading, defineNetwork(to).layers)).toBe(true);
        },
      ),
      { numRuns: 200, seed: 9 },
    );
    // Branches that change how layers read one another are refused; the rest is not.
    expect(followed).toBeGreaterThan(150);
  });

  test('a layer put in front renames none of those that the code does not name', () => {
    const before = networkOf(LINES);
    const now = readCode(LINES.replace('model.add(Conv2D(8', 'model.add(Conv2D(6, 3))\nmodel.add(Conv2D(8'));
    const named = withNamesOf({ ...now, network: now.network! }, before);
    expect(named.layers.map(({ name }) => name)).toEqual([
      'conv2d',
      'conv2d_2',
      'conv2d_1',
      'flatten',
      'dense',
    ]);
    expect(named.layers.map(({ inputs }) => inputs?.join())).toEqual([
      ...['input', 'conv2d', 'conv2d_2', 'conv2d_1', 'flatten'],
    ]);
    const changed = readCode(LINES.replace('Conv2D(8', 'Conv2D(9'));
    expect(withNamesOf({ ...changed, network: changed.network! }, before).layers[1]?.name).toBe('conv2d_1');
  });
});

describe('missing imports', () => {
  const CODE = `model = Sequential()
model.add(layers.Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(8, 3))
model.add(Flatten())
model.add(Dense(10, activation="softmax"))
model.compile(optimizer=Adam(0.01), loss="sparse_categorical_crossentropy")
`;
  const missing = (code: string): string[] =>
    readCode(code).lints.flatMap(({ problem }) => (problem.code === 'notImported' ? [problem.name] : []));

  test('are said once a name, where it is first used', () => {
    expect(missing(CODE)).toEqual(['Sequential', 'layers', 'Flatten', 'Dense', 'Adam']);
    const { lints } = readCode(CODE);
    expect(lints.find(({ problem }) => 'name' in problem && problem.name === 'layers')?.from).toBe(
      CODE.indexOf('layers'),
    );
  });

  test.each([
    ['nothing is imported', CODE, 5],
    ['one module is', `from keras.layers import Dense\n${CODE}`, 4],
  ])('are all written by a change elsewhere: %s', (_, code, count) => {
    expect(missing(code)).toHaveLength(count);
    const before = defineNetwork(readCode(code).network!).toJSON();
    const [conv, ...rest] = before.layers;
    const after = { ...before, layers: [{ ...conv!, options: { ...conv!.options, filters: 9 } }, ...rest] };
    const followed = followNetwork(code, before, after);
    if ('refused' in followed) throw new Error(followed.refused);
    expect(followed.code).toContain('Conv2D(9, 3');
    expect(missing(followed.code)).toEqual([]);
    expect(followed.reading.lints).toEqual([]);
    // The same for the slider of the learning rate, and nothing where nothing changed.
    const settings = {
      network: 'n',
      optimizer: 'adam',
      learningRate: 0.01,
      batchSize: 64,
      epochs: 5,
      seed: 1,
    };
    expect(missing(followTraining(code, settings, { ...settings, learningRate: 0.1 }).code)).toEqual([]);
    expect(followTraining(code, settings, settings).code).toBe(code);
    expect(followNetwork(code, before, before)).toMatchObject({ code });
  });
});

describe('completion', () => {
  test('of the textbook listing', () => {
    const code = `from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Dense

model = Sequential()
model.add(Conv2D(filters=64, kernel_size=(3, 3)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dense(128))

model.compile(optimizer=sgd, loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
`;
    const done = completeCode(code);
    expect(done?.code).toBe(`from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Dense, Flatten

model = Sequential()
model.add(Conv2D(filters=64, kernel_size=(3, 3), input_shape=(28, 28, 1)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dense(128))
model.add(Flatten())
model.add(Dense(units=10, activation="softmax"))

model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
`);
    expect(done?.ranges.map(({ from, to }) => done.code.slice(from, to))).toEqual([
      '"sgd"',
      'input_shape=(28, 28, 1)',
      'model.add(Flatten())',
      'model.add(Dense(units=10, activation="softmax"))',
    ]);
    expect(readCode(done?.code ?? '').lacking).toEqual([]);
    expect(completeCode(done?.code ?? '')).toBeNull();
  });

  test.each([
    ['without imports', 'model = Sequential()\nmodel.add(Conv2D(2, 3))\n'],
    [
      'in the functional API',
      FUNCTIONAL.replace('Dense(10, activation="softmax")(layers.Flatten()(x))', 'Dense(7)(x)'),
    ],
    [
      'rows of numbers',
      LINES.replace('Conv2D(4, 3, input_shape=(28, 28, 1))', 'Dense(4, input_shape=(784,))')
        .replace('Conv2D(8, 3)', 'Dense(8)')
        .replace('model.add(Flatten()); ', ''),
    ],
    [
      'rows of numbers by Input',
      'from keras import *\nm = Sequential([layers.Input((784,)), layers.Dense(10, activation="softmax")])',
    ],
    ['numbers without a softmax', OWN.replace("10, activation='softmax'", '10')],
  ])('%s', (_, code) => {
    const done = completeCode(code);
    const reading = readCode(done?.code ?? '');
    expect(reading.lints.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(reading.network).not.toBeNull();
    expect(reading.lacking).toEqual([]);
  });

  test('nothing is completed where something is wrong', () => {
    expect(completeCode('model = Sequential()\nmodel.add(LSTM(3))')).toBeNull();
    expect(completeCode('x = (')).toBeNull();
  });
});
