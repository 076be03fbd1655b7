// The code and the network in step, with a session that only changes its network.

import { beforeEach, describe, expect, test } from 'vitest';
import { CodeLink, type LinkedSession, type Way } from '../../src/elements/code/codeLink';
import type { Described } from '../../src/elements/code/event';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import { withOption, withoutLayer } from '../../src/session/editing/chain';
import type { EditName, EditingFacade } from '../../src/session/editing/editingFacade';
import type { TensorView } from '../../src/gpu/tensorView';
import type { SessionSettings, TrainingSettings } from '../../src/session/runFacade';

const LENET = defineNetwork(preset('lenet5')).toJSON();

/** Networks and settings with their list of changes, and nothing that trains. */
class FakeSession extends EventTarget {
  network = LENET;
  settings: SessionSettings = {
    ...{ network: 'lenet5', optimizer: 'adam', learningRate: 0.002, batchSize: 64, epochs: 5, seed: 1 },
  };
  samples = Array.from({ length: 10 }, (_, at) => ({ label: String(at), pixels: new Uint8Array(784) }));
  input = { shape: [28, 28, 1] } as unknown as TensorView;
  entries: EditName[] = [];
  position = 0;
  fails: Error | null = null;
  #states: Described[] = [];

  get editing(): Pick<EditingFacade, 'entries' | 'position' | 'change' | 'setLearningRate' | 'go'> {
    return {
      entries: this.entries,
      position: this.position,
      change: async (network: NetworkConfig, name: EditName, settings: TrainingSettings = {}) => {
        await Promise.resolve();
        if (this.fails) throw this.fails;
        this.#record(name);
        this.network = defineNetwork(network).toJSON();
        this.settings = { ...this.settings, ...settings };
      },
      setLearningRate: async (learningRate: number) => {
        await Promise.resolve();
        this.#record({ key: 'learningRate', values: {} });
        this.settings = { ...this.settings, learningRate };
      },
      go: async (position: number) => {
        await Promise.resolve();
        this.#states[this.position] = { network: this.network, settings: this.settings };
        ({ network: this.network, settings: this.settings } = this.#states[position]!);
        this.position = position;
      },
    };
  }

  #record(name: EditName): void {
    this.#states[this.position] = { network: this.network, settings: this.settings };
    this.entries = [...this.entries.slice(0, this.position), name];
    this.position++;
  }
}

let session: FakeSession;
let link: CodeLink;
/** What the editor would show. */
let shown: string;
let flashed: string[];

function linked(kept: { text: string | null; of: Described | null } = { text: null, of: null }): CodeLink {
  const made = new CodeLink(
    session as unknown as LinkedSession,
    {
      write: (text, ranges) => {
        shown = text;
        flashed = ranges.map(({ from, to }) => text.slice(from, to));
      },
      changed: () => undefined,
    },
    0,
  );
  made.begin(kept);
  return made;
}

async function type(text: string, way: Way = 'edit'): Promise<void> {
  shown = text;
  link.typed(text, way);
  await link.settle(way);
}

const filtersOf = (layer: string): unknown =>
  session.network.layers.find(({ name }) => name === layer)?.options?.filters;

beforeEach(() => {
  session = new FakeSession();
  link = linked();
});

describe('typed code', () => {
  test('begins as the script of the network', () => {
    expect(shown).toContain('model.add(Conv2D(filters=6, kernel_size=(5, 5), padding="same"');
    expect(shown).toContain('optimizer=Adam(learning_rate=0.002)');
    expect(link.syncState.kind).toBe('same');
  });

  test('becomes the network, called in the list of changes as a slider would', async () => {
    await type(shown.replace('filters=6', 'filters=8'));
    expect(filtersOf('conv1')).toBe(8);
    expect(session.entries).toEqual([
      { key: 'option', values: { option: 'filters', from: '6', to: '8', layer: 'conv1' } },
    ]);
    expect(link.syncState.kind).toBe('same');
  });

  test('a comment changes nothing', async () => {
    await type(`# mine\n${shown}`);
    expect(session.entries).toEqual([]);
    expect(link.syncState.kind).toBe('same');
  });

  test('with an error in it leaves the network alone', async () => {
    await type(shown.replace('filters=6', 'filters=6('));
    expect(link.syncState.kind).toBe('unread');
    expect(session.network).toBe(LENET);
  });

  test('what the engine refuses is said, and the network stays', async () => {
    session.fails = new Error('too large');
    await type(shown.replace('filters=6', 'filters=8'));
    expect(link.syncState).toEqual({ kind: 'refused', error: session.fails });
    expect(session.network).toBe(LENET);
  });

  test('optimizer, batch size and epochs are one change with the network', async () => {
    await type(
      shown
        .replace('Adam(learning_rate=0.002)', 'SGD(0.1, momentum=0.9)')
        .replace('import Adam', 'import SGD')
        .replace('batch_size=64', 'batch_size=32')
        .replace('epochs=5', 'epochs=2'),
    );
    expect(session.entries).toHaveLength(1);
    expect(session.settings).toMatchObject({
      ...{
        optimizer: 'sgd',
        optimizerOptions: { momentum: 0.9 },
        learningRate: 0.1,
        batchSize: 32,
        epochs: 2,
      },
    });
  });

  test('a learning rate alone takes effect without beginning anew', async () => {
    await type(shown.replace('0.002', '0.01'));
    expect(session.settings.learningRate).toBe(0.01);
    expect(session.entries).toEqual([{ key: 'learningRate', values: {} }]);
  });

  test("an optimizer by its name alone has Keras's learning rate", async () => {
    await type(shown.replace('Adam(learning_rate=0.002)', '"rmsprop"'));
    expect(session.settings).toMatchObject({ optimizer: 'rmsprop', learningRate: 0.001 });
  });
});

describe('the listing of a textbook', () => {
  const LISTING = `from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Dense

model = Sequential()
model.add(Conv2D(filters=64, kernel_size=(3, 3)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dense(128))

model.compile(optimizer=sgd, loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
`;

  test('is read, waits for what it lacks, and is built once that is written into it', async () => {
    await type(LISTING);
    expect(link.syncState.kind).toBe('lacking');
    expect(link.reading.lacking).toEqual(['input', 'flatten', 'answer']);
    expect(session.network).toBe(LENET);
    expect(link.canComplete).toBe(true);
    await link.complete();
    expect(flashed).toContain('input_shape=(28, 28, 1)');
    expect(link.syncState.kind).toBe('same');
    expect(defineNetwork(session.network).parameterCount).toBe(225_290);
    expect(session.settings).toMatchObject({ optimizer: 'sgd', learningRate: 0.01 });
  });

  test('is completed for the pictures that are in use by then', async () => {
    session.input = { shape: [64, 64, 3] } as unknown as TensorView;
    session.samples = session.samples.slice(0, 3);
    await type(LISTING);
    await link.complete();
    expect(flashed).toContain('input_shape=(64, 64, 3)');
    expect(defineNetwork(session.network).layers.at(-1)?.outputShape).toEqual([3]);
  });
});

describe('a change made elsewhere', () => {
  const change = async (network: NetworkConfig): Promise<void> => {
    await session.editing.change(network, { key: 'option', values: {} });
    link.heard();
  };

  test('changes its argument and nothing else', async () => {
    await type(shown.replace('model.add(MaxPooling2D', '# half of it\nmodel.add(MaxPooling2D'));
    const before = shown;
    await change(withOption(session.network, 'conv2', 'filters', 20));
    expect(shown).toBe(before.replace('filters=16', 'filters=20'));
    expect(flashed).toEqual(['20']);
    expect(link.syncState.kind).toBe('same');
  });

  test('going back brings back the text with its comments, and forth again', async () => {
    await type(shown.replace('model.add(MaxPooling2D', '# half of it\nmodel.add(MaxPooling2D'));
    const before = shown;
    await change(withoutLayer(session.network, 'pool1'));
    const after = shown;
    expect(after.split('MaxPooling2D(')).toHaveLength(before.split('MaxPooling2D(').length - 1);
    await session.editing.go(0);
    link.heard();
    expect(shown).toBe(before);
    await session.editing.go(1);
    link.heard();
    expect(shown).toBe(after);
  });

  test('a learning rate is written where it stands', async () => {
    await session.editing.setLearningRate(0.05);
    link.heard();
    expect(flashed).toEqual(['0.05']);
    expect(shown).toContain('Adam(learning_rate=0.05)');
  });

  test('undone in the text goes back in the list of changes', async () => {
    const before = shown;
    await type(before.replace('filters=6', 'filters=8'));
    await type(before, 'undo');
    expect([session.position, session.entries.length]).toEqual([0, 1]);
    await type(before.replace('filters=6', 'filters=8'), 'redo');
    expect([session.position, filtersOf('conv1')]).toEqual([1, 8]);
  });

  test('while the code cannot be read the two are apart until one is chosen', async () => {
    const broken = `${shown}\nx = Dense(`;
    await type(broken);
    await change(withOption(session.network, 'conv1', 'filters', 9));
    expect(link.syncState.kind).toBe('unread');
    await type(broken.replace('\nx = Dense(', ''));
    expect(link.syncState).toEqual({ kind: 'diverged', why: 'unread' });
    expect(filtersOf('conv1'), 'not taken back silently').toBe(9);
    link.rewrite();
    expect(shown).toContain('filters=9');
    expect(link.syncState.kind).toBe('same');
  });

  test('which a loop works out is not guessed at; the code can be chosen', async () => {
    await type(`from keras.models import Sequential
from keras.layers import Input, Conv2D, Flatten, Dense
model = Sequential([Input((28, 28, 1))])
for i in range(2):
    model.add(Conv2D(4 * 2 ** i, 3))
model.add(Flatten())
model.add(Dense(10, activation="softmax"))
`);
    expect(link.syncState.kind).toBe('same');
    const code = shown;
    const [first] = session.network.layers;
    await change(withOption(session.network, first?.name ?? '', 'filters', 5));
    expect(link.syncState).toMatchObject({ kind: 'diverged', why: { refused: 'loop' } });
    expect(shown).toBe(code);
    await link.useCode();
    expect(filtersOf(first?.name ?? '')).toBe(4);
    expect(link.syncState.kind).toBe('same');
  });

  test('another network altogether is written anew', async () => {
    await change(defineNetwork(preset('dnn')).toJSON());
    expect(shown).not.toContain('Conv2D');
    expect(link.syncState.kind).toBe('same');
  });
});

describe('after a reload', () => {
  test('the text is what it was, and follows what changed meanwhile', async () => {
    await type(`# mine\n${shown}`);
    const kept = { text: link.text, of: link.of };
    session.network = withOption(session.network, 'conv1', 'filters', 7);
    link = linked(kept);
    expect(link.text).toBe(`# mine\n${kept.text.slice(7).replace('filters=6', 'filters=7')}`);
    expect(link.syncState.kind).toBe('same');
  });

  test('a text with an error is still there, and so is the network', async () => {
    await type(`${shown}\nx = Dense(`);
    const before = link.text;
    link = linked({ text: link.text, of: link.of });
    expect([link.text, link.syncState.kind]).toEqual([before, 'unread']);
  });

  test('a text of networks that are no more is kept', () => {
    const gone = {
      network: { name: 'x', input: [1], layers: [{ kind: 'gone' }] },
      settings: session.settings,
    };
    const text = link.text;
    link = linked({ text, of: gone });
    expect([link.text, link.syncState.kind]).toEqual([text, 'same']);
  });
});
