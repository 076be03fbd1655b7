// Links, saved web pages, scripts and notebooks that cannot be read, calls of the API and arguments of terminal programs.

import { deflateRawSync } from 'node:zlib';
import { data, io, layers, loadLayersModel, sequential, tensor } from '../../src/index';
import { utf8, type BadCase, type Door } from './cases';

const deep = (depth: number, [open = '', close = ''] = '[]'): string =>
  `${open.repeat(depth)}${close.repeat(depth)}`;

/** A link as the page writes it, with this inside. */
function link(inside: unknown, version = '1'): string {
  const text = typeof inside === 'string' ? inside : JSON.stringify(inside);
  return `${version}.${deflateRawSync(utf8(text)).toString('base64url')}`;
}
const sheet = (over: object): object => ({
  network: 'lenet5',
  data: { name: 'mnist' },
  settings: {
    ...{ network: 'lenet5', optimizer: 'adam', learningRate: 0.001, batchSize: 64, epochs: 5, seed: 1 },
  },
  ...over,
});

function badLinks(): readonly BadCase[] {
  const texts: Readonly<Record<string, string>> = {
    nothing: '',
    'a word': 'hello',
    'version 0': link(sheet({}), '0'),
    'version 99': link(sheet({}), '99'),
    'no version': link(sheet({}), ''),
    'characters that are no base64': '1.%%%$$$',
    'base64 that is not deflate': '1.AAAA',
    'cut in the middle': link(sheet({})).slice(0, 40),
    'cut by one character': link(sheet({})).slice(0, -1),
    'too long': `1.${'A'.repeat(20_000)}`,
    'a bomb of 9 MB': link(`"${' '.repeat(9e6)}"`),
    'no JSON': link('{'),
    'a list': link([]),
    null: link('null'),
    'lists 3,000 deep': link(deep(3000)),
    'lists 100,000 deep': link(deep(100_000)),
    'an unknown network': link(sheet({ network: 'telepathy' })),
    'a network called toString': link(sheet({ network: 'toString' })),
    'a network called __proto__': link(sheet({ network: '__proto__' })),
    'a network that is null': link(sheet({ network: null })),
    'a network of no layers': link(sheet({ network: { name: 'n', input: [4], layers: [] } })),
    'a network of 1e9 units': link(
      sheet({ network: { name: 'n', input: [1e9], layers: [{ kind: 'dense', options: { units: 1e15 } }] } }),
    ),
    'layers in a circle': link(
      sheet({
        network: {
          name: 'n',
          input: [4],
          layers: [
            { name: 'a', kind: 'reLU', inputs: ['b'] },
            { name: 'b', kind: 'reLU', inputs: ['a'] },
          ],
        },
      }),
    ),
    'files of somebody else': link(sheet({ data: { name: 'files', digest: 'abc' } })),
    'an address for data': link(sheet({ data: { name: 'https://example.org/x.zip' } })),
    '1e9 pictures': link(sheet({ data: { name: 'shapes', options: { perClass: 1e9 } } })),
    '-1 pictures': link(sheet({ data: { name: 'shapes', options: { perClass: -1 } } })),
    'an option of no data set': link(sheet({ data: { name: 'shapes', options: { url: 'x' } } })),
    'a batch of 0': link(sheet({ settings: { batchSize: 0 } })),
    'a batch of 1e9': link(sheet({ settings: { batchSize: 1e9 } })),
    'a learning rate that is a text': link(sheet({ settings: { learningRate: '1' } })),
    'an infinite learning rate': link(
      '{"network":"lenet5","data":{"name":"mnist"},"settings":{"learningRate":1e999}}',
    ),
    'a task of 2,000 letters': link(sheet({ task: 'x'.repeat(2000) })),
    'a task that is an object': link(sheet({ task: {} })),
    'an unknown field': link(sheet({ script: 'x' })),
    'an unknown view': link(sheet({ view: 'javascript:' })),
    'an unknown language': link(sheet({ language: 'xx' })),
    'a picture of number -1': link(sheet({ sample: -1 })),
    'a picture of number 1.5': link(sheet({ sample: 1.5 })),
    '10,000 opened layers': link(sheet({ expanded: Array.from({ length: 10_000 }, () => 'a') })),
  };
  return Object.entries(texts).map(([name, text]) => ({ name: `link: ${name}`, door: 'link', text }));
}

function badScripts(): readonly BadCase[] {
  const cell = (source: unknown): string =>
    JSON.stringify({ nbformat: 4, cells: [{ cell_type: 'code', source }] });
  const texts: Readonly<Record<string, string>> = {
    nothing: '',
    spaces: ' \n\t\n',
    'another language': '#include <stdio.h>\nint main() { return 0; }',
    'half a statement': 'import keras\nmodel = keras.Sequential([keras.layers.Dense(',
    'brackets 100,000 deep': deep(100_000),
    'parentheses 5,000 deep': `x = ${deep(5000, '()')}`,
    'a sum of 50,000 terms': `x = ${'1+'.repeat(50_000)}1`,
    'a power of a power': 'x = 9**9**9**9',
    'a text of a billion letters': "x = 'a' * 10**9\n",
    'a list of a billion numbers': 'x = [0] * 10**9\n',
    'a loop without end': 'import keras\nwhile True:\n  pass\n',
    'a loop of a billion': 'for i in range(10**9):\n  x = i\n',
    'loops in loops': 'for a in range(10000):\n for b in range(10000):\n  for c in range(10000):\n   x = 1\n',
    'a function that calls itself': 'def f(x):\n  return f(x)\nf(1)\n',
    'functions that call each other': 'def f(x):\n  return g(x)\ndef g(x):\n  return f(x)\nf(1)\n',
    'a list that doubles': 'x = [1]\nfor i in range(64):\n  x = x + x\n',
    'a text that doubles': "x = 'a'\nfor i in range(64):\n  x = x + x\n",
    'a list that holds itself': 'x = []\nx.append(x)\nprint(x)\n',
    'a layer of -1 units':
      'import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(-1)])',
    'a layer of 1e30 units':
      'import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10**30)])',
    'an unknown layer':
      'import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Telepathy()])',
    'a layer of dunder names': 'import keras\nmodel = keras.Sequential([keras.layers.__class__.__bases__])',
    'the system': "import os\nos.system('rm -rf /')\n",
    eval: "eval('1+1')\nexec('import os')\n",
    'a file': "open('/etc/passwd').read()\n",
    'characters of no line': 'import keras\0\u2028\u202e\nmodel = keras.Sequential()',
    'lone surrogates': 'x = "\ud800"\nimport keras\n',
    'tabs and spaces': 'if 1:\n\tx = 1\n        y = 2\n',
    '300,000 characters': `# ${'x'.repeat(300_000)}\n`,
    '20,000 lines': 'x = 1\n'.repeat(20_000),
    'a notebook of no cell': '{"cells": [], "nbformat": 4}',
    'a notebook whose cells are a text': '{"cells": "x", "nbformat": 4}',
    'a notebook of null': '{"cells": [null, 7, {"cell_type": "code", "source": null}], "nbformat": 4}',
    'a notebook that ends early': cell('import keras\n').slice(0, -9),
    'a notebook with objects as code': cell([{}, null, 7]),
    'a notebook 100,000 deep': `{"cells": ${deep(100_000)}}`,
    'a notebook of words': cell('hello, this is no code ((('),
  };
  return Object.entries(texts).map(([name, text]) => ({ name: `script: ${name}`, door: 'script', text }));
}

function badPages(): readonly BadCase[] {
  const page = (model: string): string =>
    `<!doctype html><script type="application/json" id="model">${model}</script>`;
  const network = {
    ...{ name: 'sides', input: [2, 2, 1] },
    layers: [
      { name: 'flat', kind: 'flatten' },
      { name: 'out', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  };
  const base64 = (count: number): string => Buffer.from(new Float32Array(count).buffer).toString('base64');
  const whole = {
    ...{ format: 'convscope', version: 1, network },
    parameters: [
      { name: 'out/weight', float32: base64(8) },
      { name: 'out/bias', float32: base64(2) },
    ],
    labels: { en: ['a', 'b'], ja: ['a', 'b'] },
    threshold: 0.5,
  };
  const changed = (over: object): string => page(JSON.stringify({ ...whole, ...over }));
  const texts: Readonly<Record<string, string>> = {
    'no network in it': '<!doctype html><p>404</p>',
    'an empty element': page(''),
    'half of it': changed({}).slice(0, 200),
    'no JSON': page('{'),
    'a list': page('[]'),
    'no network': changed({ network: undefined }),
    'no parameters': changed({ parameters: undefined }),
    'parameters that are a text': changed({ parameters: 'x' }),
    'a parameter that is null': changed({ parameters: [null] }),
    'a parameter missing': changed({ parameters: whole.parameters.slice(1) }),
    'a parameter of 3 bytes': changed({ parameters: [{ name: 'out/weight', float32: 'AAAA' }] }),
    'a parameter that is no base64': changed({ parameters: [{ name: 'out/weight', float32: '%%%' }] }),
    'a parameter twice': changed({ parameters: [...whole.parameters, whole.parameters[0]] }),
    'too few labels': changed({ labels: { en: ['a'], ja: ['a'] } }),
    'labels that are numbers': changed({ labels: { en: [1, 2], ja: [1, 2] } }),
    'labels in no language': changed({ labels: {} }),
    'a threshold of 2': changed({ threshold: 2 }),
    'a threshold that is a text': changed({ threshold: '0.5' }),
    'a network of no softmax': changed({
      network: { ...network, layers: [{ name: 'flat', kind: 'flatten' }] },
    }),
    'a familiarity of no layer': changed({ familiarity: { layer: 'x', means: [], scales: '', limit: 1 } }),
    'a familiarity that is a list': changed({ familiarity: [] }),
    'lists 100,000 deep': page(deep(100_000)),
  };
  return Object.entries(texts).map(([name, text]) => ({ name: `web page: ${name}`, door: 'webPage', text }));
}

const call = (name: string, act: () => unknown): BadCase => ({
  ...{ name: `API: ${name}`, door: 'api' },
  call: () => new Promise((resolve) => resolve(act())),
});

function badCalls(): readonly BadCase[] {
  const loaded = (artifacts: object): Promise<unknown> => loadLayersModel(io.fromMemory(artifacts));
  const topology = {
    class_name: 'Sequential',
    config: {
      name: 's',
      layers: [{ class_name: 'Dense', config: { name: 'd', units: 2, batch_input_shape: [null, 3] } }],
    },
  };
  const spec = (over: object): object => ({
    modelTopology: topology,
    weightSpecs: [
      { name: 'd/kernel', shape: [3, 2], dtype: 'float32', ...over },
      { name: 'd/bias', shape: [2], dtype: 'float32' },
    ],
    weightData: new ArrayBuffer(32),
  });
  const csv = (text: string, config: object = {}): Promise<unknown> =>
    data.csv(`data:text/csv;base64,${Buffer.from(text).toString('base64')}`, config).toArray();
  return [
    call('an address of no scheme', () => loadLayersModel('telepathy://x')),
    call('a model from a number', () => loadLayersModel(7 as never)),
    call('a model from null', () => loadLayersModel(null as never)),
    call('no topology', () => loaded({ modelTopology: null })),
    call('a topology that is a text', () => loaded({ modelTopology: 'x' })),
    call('too few bytes', () => loaded({ ...spec({}), weightData: new ArrayBuffer(4) })),
    call('too many bytes', () => loaded({ ...spec({}), weightData: new ArrayBuffer(64) })),
    call('a shape of 2⁵³', () => loaded(spec({ shape: [2 ** 53, 2] }))),
    call('a negative shape', () => loaded(spec({ shape: [-3, -2] }))),
    call('a name twice', () => loaded(spec({ name: 'd/bias' }))),
    call('files without model.json', () => loadLayersModel(io.browserFiles([new File([], 'a.bin')]))),
    call('an empty model.json', () => loadLayersModel(io.browserFiles([new File([], 'model.json')]))),
    call('a model.json of words', () =>
      loadLayersModel(io.browserFiles([new File(['hello'], 'model.json')])),
    ),
    call('a tensor of another length', () => tensor([1, 2, 3], [2, 2])),
    call('a tensor of a negative shape', () => tensor([1, 2], [-1, -2])),
    call('a ragged tensor', () => tensor([[1, 2], [3]])),
    call('a tensor of a billion', () => tensor([1], [2 ** 31, 2 ** 31])),
    call('a layer of -1 units', () => sequential({ layers: [layers.dense({ units: -1, inputShape: [3] })] })),
    call('a layer of no units', () =>
      sequential({ layers: [layers.dense({ units: NaN, inputShape: [3] })] }),
    ),
    call('an unknown activation', () =>
      sequential({ layers: [layers.dense({ units: 2, inputShape: [3], activation: 'telepathy' as never })] }),
    ),
    call('an input of -3', () => sequential({ layers: [layers.dense({ units: 2, inputShape: [-3] })] })),
    call('CSV: nothing', () => csv('')),
    call('CSV: a row too short', () => csv('a,b\n1\n')),
    call('CSV: a row too long', () => csv('a,b\n1,2,3\n')),
    call('CSV: a quote that does not end', () => csv('a,b\n"1,2\n')),
    call('CSV: a required value missing', () =>
      csv('a,b\n,1\n', { columnConfigs: { a: { required: true } } }),
    ),
    call('CSV: a column that is not there', () => csv('a\n1\n', { columnConfigs: { z: {} } })),
  ];
}

const terminal = (door: Extract<Door, 'train' | 'convert'>, ...argv: readonly string[]): BadCase => ({
  ...{ name: `${door} ${argv.map((one) => JSON.stringify(one.slice(0, 40))).join(' ')}`, door },
  // Were it taken, it would not train for long.
  argv: door === 'train' ? ['--model=dnn', '--data=noise', '--steps=1', ...argv] : argv,
});

function badArguments(): readonly BadCase[] {
  const numbers = ['', ' ', '-1', '0', '1e9', 'NaN', 'Infinity', '1.5', '٣', '1,5', '9'.repeat(400)];
  return [
    ...numbers.map((value) => terminal('train', `--batch=${value}`)),
    ...['-1', 'x', '1.5', ''].map((value) => terminal('train', `--epochs=${value}`)),
    ...['-1', '1.5', 'x', '2'].map((value) => terminal('train', `--validation=${value}`, '--data=folder:x')),
    ...['0', '-1', 'x', '9999'].map((value) => terminal('train', `--size=${value}`)),
    ...['-1', 'x', 'NaN'].map((value) => terminal('train', `--lr=${value}`)),
    ...['telepathy', '', 'toString', '__proto__', '../../etc/passwd', '\u001b[2J'].map((value) =>
      terminal('train', `--model=${value}`),
    ),
    ...['telepathy', '', 'folder:', 'folder:/does/not/exist', 'nothing.zip', '\u001b]0;x\u0007'].map(
      (value) => terminal('train', `--data=${value}`),
    ),
    ...['telepathy', 'toString'].map((value) => terminal('train', `--optimizer=${value}`)),
    ...['x.telepathy', '/does/not/exist/x.keras', ''].map((value) => terminal('train', `--save=${value}`)),
    terminal('train', '--telepathy'),
    terminal('train', '--\u001b[31m'),
    terminal('train', 'a', 'b', 'c'),
    terminal('convert'),
    terminal('convert', 'one.keras'),
    terminal('convert', 'does-not-exist.keras', 'x.onnx'),
    terminal('convert', 'does-not-exist.keras', 'x.telepathy'),
    terminal('convert', '.', 'x.onnx'),
    terminal('convert', '/dev/null', 'x.onnx'),
    terminal('convert', 'a', 'b', 'c', 'd'),
    terminal('convert', '--telepathy', 'a', 'b'),
    terminal('convert', 'a\u0000b', 'x.onnx'),
    terminal('convert', `${'x'.repeat(5000)}.keras`, 'x.onnx'),
  ];
}

export const badTexts = (): readonly BadCase[] => [
  ...badLinks(),
  ...badScripts(),
  ...badPages(),
  ...badCalls(),
  ...badArguments(),
];
