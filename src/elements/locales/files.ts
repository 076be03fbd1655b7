// Words of opening and saving models. Names of Keras stand between backticks.

import type { ReadableFormat, WritableFormat } from '../../formats/formats';

type Formats = Readonly<Record<ReadableFormat, string>>;
type Readers = Readonly<Record<WritableFormat, string>>;

const format = { en: new Intl.NumberFormat('en'), ja: new Intl.NumberFormat('ja') };

/** As many digits as one reads at a glance. */
const sizeText = (bytes: number): string => {
  const [value, unit] = bytes < 2 ** 20 ? [bytes / 2 ** 10, 'KB'] : [bytes / 2 ** 20, 'MB'];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
};

const en = {
  title: 'Open or save',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  drop: {
    title: 'Drop to open',
    lead: 'A model, its weights or a whole session. It is read first; your network stays until you decide.',
  },
  open: {
    title: 'Open',
    lead: 'A model, its weights or a whole session. You see what was read before anything changes.',
    here: 'Drop files here, or anywhere on the page',
    files: 'Choose files…',
    folder: 'Choose a folder…',
    reads: 'Reads',
    several:
      'A TensorFlow.js model is several files: `model.json` and its `.bin` files. Choose them together.',
    private: 'Files are read in this page. Nothing is uploaded.',
  },
  save: {
    title: 'Save',
    button: 'Save',
    as: (extension: string) => `Save as ${extension}`,
    session: 'The whole session',
    sessionLead: (step: number) =>
      `Step ${format.en.format(step)}: network, weights, the optimizer’s state, history and seed. It comes back to the bit.`,
    model: 'Network and weights',
    elsewhere: 'To train on a larger machine',
    elsewhereLead:
      'A Keras script for all GPUs of a machine (`tf.distribute`, or JAX), the weights to begin with, and how to bring the trained ones back.',
    readers: {
      convscope: 'Convscope, without the run',
      keras: 'Keras 3',
      h5: 'Keras 2 and 3, `tf.keras`',
      'weights.h5': '`load_weights` of Keras 3',
      safetensors: 'safetensors in any language',
      tfjs: 'TensorFlow.js',
      onnx: 'ONNX Runtime and others',
      json: 'any language, as text',
    } as Readers,
    done: (name: string, bytes: number) => `Saved ${name} (${sizeText(bytes)}).`,
    silenced: (count: number) =>
      count === 1
        ? 'One unit is silenced, and is saved so.'
        : `${format.en.format(count)} units are silenced, and are saved so.`,
    failed: 'This could not be saved:',
  },
  busy: {
    reading: (file: string) => `Reading ${file}`,
    saving: (name: string) => `Saving ${name}`,
    opening: 'Building the network',
  },
  read: {
    formats: {
      convscope: 'Convscope',
      keras: 'Keras 3',
      h5: 'HDF5 of Keras',
      safetensors: 'safetensors',
      tfjs: 'TensorFlow.js',
      onnx: 'ONNX',
      json: 'JSON',
    } as Formats,
    format: 'Format',
    network: 'Network',
    input: 'Input',
    layers: 'Layers',
    parameters: 'Parameters',
    weights: 'Weights',
    none: 'none',
    numbers: (tensors: number, numbers: number) =>
      `${format.en.format(numbers)} numbers in ${format.en.format(tensors)} tensors`,
    count: (count: number) => format.en.format(count),
    plans: {
      network:
        'It takes the place of the network on the stage, with its weights. Training begins at step 0. Undo brings back what is there now.',
      fresh: (seed: number) =>
        `The file holds no weights: the network begins with fresh ones, of seed ${seed}. Undo brings back what is there now.`,
      session: (step: number, seed: number) =>
        `A session comes back to the bit, at step ${format.en.format(step)} of seed ${seed}: network, weights, the optimizer’s state and history. Undo brings back what is there now.`,
      weights: (fits: number, of: number, network: string) =>
        fits === of
          ? `Weights alone. All ${of} parameters of ${network} find theirs. Training begins at step 0; undo brings back what is there now.`
          : `Weights alone. ${fits} of ${of} parameters of ${network} find theirs; the others keep their numbers. Training begins at step 0; undo brings back what is there now.`,
      nothing: (network: string) =>
        `Weights alone, and none of them fits ${network}: names or shapes are others. Nothing can be taken.`,
      refused: 'This page cannot train it. ',
      dataset: (name: string) =>
        `The session was trained on “${name}”, and this page trains on the digits of MNIST. It goes on only with its own data.`,
    },
    elsewhere: 'In the terminal it can be converted, and trained on pictures of its size:',
    convert: 'In the terminal it can be converted:',
    take: {
      network: 'Put it on the stage',
      session: 'Go on with this session',
      weights: 'Take these weights',
    },
    layer: 'Layer',
    kind: 'Kind',
    shape: 'Output',
    parameter: 'Parameter',
    found: 'In the file',
    byOrder: 'by order',
    nothingThere: 'nothing; keeps its numbers',
    otherShape: (tensor: string, shape: string) => `${tensor} is ${shape}; keeps its numbers`,
    unused: (count: number) => `Of no use here (${format.en.format(count)})`,
    remarks: 'What was read in another way, in the reader’s words',
  },
  opened: (file: string) => `${file} is on the stage.`,
  failed: {
    title: 'This could not be read',
    stays: 'Your network is as it was.',
    unforeseen: 'Something unforeseen happened:',
    notOpened: 'It could not be put on the stage:',
    tooMany: (most: number) => `More than ${format.en.format(most)} files: choose the model’s own folder.`,
  },
};

const ja: typeof en = {
  title: '開く・保存',
  close: '閉じる',
  cancel: 'キャンセル',
  back: '戻る',
  drop: {
    title: 'ドロップして開く',
    lead: 'モデル、重み、またはセッション全体を開けます。まず中身を表示します。決めるまで、今のネットワークは変わりません。',
  },
  open: {
    title: '開く',
    lead: 'モデル、重み、またはセッション全体を開けます。何かが変わる前に、読み取った中身を確かめられます。',
    here: 'ここ、またはページのどこにでもファイルをドロップできます',
    files: 'ファイルを選ぶ…',
    folder: 'フォルダーを選ぶ…',
    reads: '対応する形式',
    several:
      'TensorFlow.js のモデルは複数のファイルからなります。`model.json` と `.bin` ファイルを一緒に選んでください。',
    private: 'ファイルはこのページの中で読み込まれ、どこにも送信されません。',
  },
  save: {
    title: '保存',
    button: '保存',
    as: (extension) => `${extension} で保存`,
    session: 'セッション全体',
    sessionLead: (step) =>
      `ステップ ${format.ja.format(step)} の状態です。ネットワーク、重み、最適化手法の状態、履歴、シードを含み、1 ビットも違わずに再開できます。`,
    model: 'ネットワークと重み',
    elsewhere: '大きなマシンで学習する',
    elsewhereLead:
      'マシンのすべての GPU を使う Keras スクリプト（`tf.distribute` と JAX）、学習を始める重み、学習後の重みを戻す手順が入ります。',
    readers: {
      convscope: 'Convscope（学習の途中経過なし）',
      keras: 'Keras 3',
      h5: 'Keras 2・3、`tf.keras`',
      'weights.h5': 'Keras 3 の `load_weights`',
      safetensors: '各言語の safetensors',
      tfjs: 'TensorFlow.js',
      onnx: 'ONNX Runtime など',
      json: 'テキストなのでどの言語でも',
    },
    done: (name, bytes) => `${name}（${sizeText(bytes)}）を保存しました。`,
    silenced: (count) => `無効にしているユニットが ${format.ja.format(count)} 個あり、そのまま保存されます。`,
    failed: '保存できませんでした：',
  },
  busy: {
    reading: (file) => `${file} を読み込んでいます`,
    saving: (name) => `${name} を保存しています`,
    opening: 'ネットワークを準備しています',
  },
  read: {
    formats: {
      convscope: 'Convscope',
      keras: 'Keras 3',
      h5: 'Keras の HDF5',
      safetensors: 'safetensors',
      tfjs: 'TensorFlow.js',
      onnx: 'ONNX',
      json: 'JSON',
    },
    format: '形式',
    network: 'ネットワーク',
    input: '入力',
    layers: '層',
    parameters: 'パラメータ',
    weights: '重み',
    none: 'なし',
    numbers: (tensors, numbers) =>
      `テンソル ${format.ja.format(tensors)} 個、数 ${format.ja.format(numbers)} 個`,
    count: (count) => format.ja.format(count),
    plans: {
      network:
        '重みごと、ステージのネットワークと入れ替わります。学習はステップ 0 から始まります。今の状態には「元に戻す」で戻れます。',
      fresh: (seed) =>
        `このファイルには重みがありません。シード ${seed} の新しい重みから始まります。今の状態には「元に戻す」で戻れます。`,
      session: (step, seed) =>
        `シード ${seed}、ステップ ${format.ja.format(step)} のセッションを、ネットワーク、重み、最適化手法の状態、履歴まで 1 ビットも違わずに再開します。今の状態には「元に戻す」で戻れます。`,
      weights: (fits, of, network) =>
        fits === of
          ? `重みだけのファイルです。${network} の ${of} 個のパラメータすべてに合う重みがあります。学習はステップ 0 から始まります。今の状態には「元に戻す」で戻れます。`
          : `重みだけのファイルです。${network} の ${of} 個のパラメータのうち ${fits} 個に合う重みがあります。残りは今の値のままです。学習はステップ 0 から始まります。今の状態には「元に戻す」で戻れます。`,
      nothing: (network) =>
        `重みだけのファイルですが、名前や形が違うため、${network} に合うものがありません。取り込めるものはありません。`,
      refused: 'このページでは学習できません。',
      dataset: (name) =>
        `このセッションは「${name}」で学習したものですが、このページは MNIST の数字で学習します。続きは同じデータでしか学習できません。`,
    },
    elsewhere: 'ターミナルでは、ほかの形式に変換したり、同じ大きさの画像で学習したりできます：',
    convert: 'ターミナルでは、ほかの形式に変換できます：',
    take: {
      network: 'ステージに置く',
      session: 'このセッションを再開する',
      weights: 'この重みを使う',
    },
    layer: '層',
    kind: '種類',
    shape: '出力',
    parameter: 'パラメータ',
    found: 'ファイルの中',
    byOrder: '順番で対応',
    nothingThere: 'なし（今の値のまま）',
    otherShape: (tensor, shape) => `${tensor} の形は ${shape}（今の値のまま）`,
    unused: (count) => `使われない重み（${format.ja.format(count)} 個）`,
    remarks: '元と違う形で読み取ったもの（読み取りプログラムの英語による記録）',
  },
  opened: (file) => `${file} をステージに置きました。`,
  failed: {
    title: '読み込めませんでした',
    stays: '今のネットワークはそのままです。',
    unforeseen: '予期しないことが起こりました：',
    notOpened: 'ステージに置けませんでした：',
    tooMany: (most) =>
      `ファイルが ${format.ja.format(most)} 個を超えています。モデルのフォルダーを選んでください。`,
  },
};

export const files = { en, ja };
