// Words of opening and saving models. Names of Keras stand between backticks.

import type { ReadableFormat, WritableFormat } from '../../formats/formats';
import { integer } from './integer';

type Formats = Readonly<Record<ReadableFormat, string>>;
type Readers = Readonly<Record<WritableFormat, string>>;

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
    lead: 'A model, its weights or a whole session; pictures to learn from, or one to show to the network.',
  },
  open: {
    title: 'Open',
    lead: 'A model, its weights or a whole session. You can check what was read before anything changes.',
    here: 'Drop files here, or anywhere on the page',
    files: 'Choose files…',
    folder: 'Choose a folder…',
    reads: 'Supported formats',
    several:
      'A TensorFlow.js model consists of several files: `model.json` and its `.bin` files. Choose them together.',
    private: 'Files are read in this page. Nothing is uploaded.',
  },
  save: {
    title: 'Save',
    button: 'Save',
    as: (extension: string) => `Save as ${extension}`,
    session: 'The whole session',
    sessionLead: (step: number) =>
      `Step ${integer.format(step)}: network, weights, optimizer state, history and seed. Training can resume from it, identical to the bit.`,
    model: 'Network and weights',
    webPage: 'a web page that classifies pictures',
    elsewhere: 'To train on a larger machine',
    programs: {
      kerasScript: 'Keras, for all GPUs of a machine (`tf.distribute` or JAX)',
      torchProgram: 'PyTorch, for one or many machines (`DistributedDataParallel`)',
    },
    elsewhereLead: 'A program, the initial weights, and instructions for bringing the trained weights back.',
    readers: {
      convscope: 'Convscope, without the training run',
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
        ? 'One unit is silenced. It is saved silenced.'
        : `${integer.format(count)} units are silenced. They are saved silenced.`,
    failed: 'Saving failed:',
  },
  busy: {
    reading: (file: string) => `Reading ${file}`,
    saving: (name: string) => `Saving ${name}`,
    opening: 'Building the network',
    silent: 'Nothing has been heard for a while. You can wait, or cancel and try again.',
  },
  read: {
    formats: {
      convscope: 'Convscope',
      keras: 'Keras 3',
      h5: 'HDF5 of Keras',
      safetensors: 'safetensors',
      pytorch: 'PyTorch',
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
    training: 'Training',
    scheduled: ', with a schedule',
    none: 'none',
    numbers: (tensors: number, numbers: number) =>
      `${integer.format(numbers)} numbers in ${integer.format(tensors)} tensors`,
    count: (count: number) => integer.format(count),
    plans: {
      network:
        'It replaces the network on the stage and its weights. Training starts at step 0. Undo restores the current network.',
      fresh: (seed: number) =>
        `The file has no weights. The network starts with new initial weights from seed ${seed}. Undo restores the current network.`,
      session: (step: number, seed: number) =>
        `The session resumes at step ${integer.format(step)} with seed ${seed}, identical to the bit: network, weights, optimizer state and history. Undo restores the current network.`,
      weights: (fits: number, of: number, network: string) =>
        fits === of
          ? `The file has only weights. It has values for all ${of} parameters of ${network}. Training starts at step 0. Undo restores the current weights.`
          : `The file has only weights. It has values for ${fits} of ${of} parameters of ${network}; the others keep their values. Training starts at step 0. Undo restores the current weights.`,
      nothing: (network: string) =>
        `The file has only weights, and none of them fits ${network}: the names or shapes differ. Nothing can be loaded.`,
      refused: 'This page cannot train it. ',
      data: (name: string) => `Its data set is “${name}”; it is loaded with it. `,
      fitted: (shape: string, classes: number) =>
        `It was made for other pictures, and is fitted to yours: input ${shape}, ${classes} classes. `,
      kept: (fits: number, of: number) =>
        `${fits} of ${of} parameters fit as they are; the others get new values. `,
    },
    elsewhere: 'In the terminal you can convert it, or train it on pictures of its size:',
    convert: 'In the terminal you can convert it:',
    take: {
      network: 'Put it on the stage',
      session: 'Resume this session',
      weights: 'Use these weights',
    },
    layer: 'Layer',
    kind: 'Kind',
    shape: 'Output',
    parameter: 'Parameter',
    found: 'In the file',
    byOrder: 'by order',
    nothingThere: 'none; keeps its values',
    otherShape: (tensor: string, shape: string) => `${tensor} is ${shape}; keeps its values`,
    unused: (count: number) => `Unused weights (${integer.format(count)})`,
    remarks: 'Differences from the file, as the reader reports them',
  },
  opened: (file: string) => `${file} is on the stage.`,
  failed: {
    title: 'The file could not be read',
    stays: 'Your network is unchanged.',
    unforeseen: 'An unexpected error occurred:',
    notOpened: 'The network could not be put on the stage:',
    tooMany: (most: number) => `More than ${integer.format(most)} files: choose the model’s own folder.`,
  },
};

const ja: typeof en = {
  title: '開く・保存',
  close: '閉じる',
  cancel: 'キャンセル',
  back: '戻る',
  drop: {
    title: 'ドロップして開く',
    lead: 'モデル、重み、セッション全体のほか、学習用の画像や、ネットワークに見せる 1 枚の画像も開けます。',
  },
  open: {
    title: '開く',
    lead: 'モデル、重み、またはセッション全体を開けます。何かが変わる前に、読み取った中身を確かめられます。',
    here: 'ここ、またはページのどこにでもファイルをドロップできます',
    files: 'ファイルを選ぶ…',
    folder: 'フォルダを選ぶ…',
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
      `ステップ ${integer.format(step)} の状態です。ネットワーク、重み、最適化手法の状態、履歴、シードを含み、1 ビットも違わずに再開できます。`,
    model: 'ネットワークと重み',
    webPage: '画像を分類する Web ページ',
    elsewhere: '大きなマシンで学習する',
    programs: {
      kerasScript: 'Keras。1 台のマシンのすべての GPU で学習（`tf.distribute` または JAX）',
      torchProgram: 'PyTorch。1 台でも複数のマシンでも学習（`DistributedDataParallel`）',
    },
    elsewhereLead: 'プログラム、学習を始める重み、学習後の重みを戻す手順が入ります。',
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
    silenced: (count) => `無効にしているユニットが ${integer.format(count)} 個あり、そのまま保存されます。`,
    failed: '保存できませんでした：',
  },
  busy: {
    reading: (file) => `${file} を読み込んでいます`,
    saving: (name) => `${name} を保存しています`,
    opening: 'ネットワークを構築しています',
    silent: 'しばらく応答がありません。このまま待つか、キャンセルしてもう一度お試しください。',
  },
  read: {
    formats: {
      convscope: 'Convscope',
      keras: 'Keras 3',
      h5: 'Keras の HDF5',
      safetensors: 'safetensors',
      pytorch: 'PyTorch',
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
    training: '学習',
    scheduled: '（スケジュールあり）',
    none: 'なし',
    numbers: (tensors, numbers) => `テンソル ${integer.format(tensors)} 個、数 ${integer.format(numbers)} 個`,
    count: (count) => integer.format(count),
    plans: {
      network:
        '重みごと、ステージのネットワークと入れ替わります。学習はステップ 0 から始まります。今のネットワークには「元に戻す」で戻れます。',
      fresh: (seed) =>
        `このファイルには重みがありません。シード ${seed} の新しい重みから始まります。今のネットワークには「元に戻す」で戻れます。`,
      session: (step, seed) =>
        `シード ${seed}、ステップ ${integer.format(step)} のセッションを、ネットワーク、重み、最適化手法の状態、履歴まで 1 ビットも違わずに再開します。今のネットワークには「元に戻す」で戻れます。`,
      weights: (fits, of, network) =>
        fits === of
          ? `重みだけのファイルです。${network} の ${of} 個のパラメータすべてに合う重みがあります。学習はステップ 0 から始まります。今のネットワークには「元に戻す」で戻れます。`
          : `重みだけのファイルです。${network} の ${of} 個のパラメータのうち ${fits} 個に合う重みがあります。残りは今の値のままです。学習はステップ 0 から始まります。今のネットワークには「元に戻す」で戻れます。`,
      nothing: (network) =>
        `重みだけのファイルですが、名前や形が違うため、${network} に合うものがありません。取り込めるものはありません。`,
      refused: 'このページでは学習できません。',
      data: (name) => `学習に使ったデータセット「${name}」も一緒に読み込みます。`,
      fitted: (shape, classes) =>
        `別の画像のためのネットワークなので、入力を ${shape}、クラス数を ${classes} に合わせます。`,
      kept: (fits, of) => `${of} 個のパラメータのうち ${fits} 個はそのまま使い、残りは初期値から始めます。`,
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
    unused: (count) => `使われない重み（${integer.format(count)} 個）`,
    remarks: 'ファイルと異なる点（読み取りプログラムの英語の報告）',
  },
  opened: (file) => `${file} をステージに置きました。`,
  failed: {
    title: '読み込めませんでした',
    stays: '今のネットワークはそのままです。',
    unforeseen: '予期しないエラーが起こりました：',
    notOpened: 'ステージに置けませんでした：',
    tooMany: (most) =>
      `ファイルが ${integer.format(most)} 個を超えています。モデルのフォルダを選んでください。`,
  },
};

export const files = { en, ja };
