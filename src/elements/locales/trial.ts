// Words of a trial in the gallery: a large network run on one picture.

import type { TrialProgress } from '../../train/trial';

type Stage = TrialProgress['stage'];

const en = {
  title: 'Run it on this device',
  lead: (layers: number) =>
    `One picture goes through all ${layers} layers with weights, here on your device. The weights are random, so its answers mean nothing; times, memory and maps are real.`,
  rests: 'Training rests meanwhile.',
  memory: {
    title: 'What it takes',
    forward: 'Forward, all results kept',
    step: 'One training step (SGD)',
    parameters: 'parameters',
    gradients: 'gradients',
    activations: 'activations',
    other: 'other',
    together: (bytes: string, adam: string) =>
      `Both together ${bytes}. Adam, which remembers two numbers a parameter, would take ${adam} more.`,
    limits: (buffer: string, binding: string) =>
      `This device allows ${buffer} in one buffer and ${binding} in one binding; weights beyond that are taken in strips. How much memory is free WebGPU does not tell: if there is not enough, you are told, and your training stays as it is.`,
    refused: 'It does not fit this device',
    beyond: (what: string, received: string, allowed: string) =>
      `${what} takes ${received} in one piece, and this device allows ${allowed}`,
  },
  picture: {
    title: 'Picture',
    digit: 'The digit of the stage, enlarged.',
    own: 'Your picture, its middle square.',
    choose: 'Choose a picture…',
    back: 'Use the digit',
    scaled: (shape: string) => `Scaled to ${shape}.`,
    broken: (name: string) => `“${name}” could not be read as a picture.`,
    label: 'The picture that goes in',
  },
  run: 'Run it',
  again: 'Run it again',
  step: 'Take one training step',
  cancel: 'Cancel',
  cancelled: 'Cancelled. All its memory is given back.',
  release: 'Give its memory back',
  stages: {
    parameters: 'Drawing random weights',
    compiling: 'Preparing shaders',
    forward: 'Forward',
    step: 'Training step',
  } as Readonly<Record<Stage, string>>,
  failed: 'It could not be run',
  first: 'The first run has the driver prepare its shaders as well; a second one is faster.',
  took: (time: string, rate: string) => `Forward in ${time}: ${rate} multiply-adds a second.`,
  dense: (work: string, time: string) =>
    `The dense layers do ${work} of the arithmetic and take ${time} of the time: each of their weights is read for a single product.`,
  table: {
    layer: 'Layer',
    time: 'Time',
    maps: 'First maps',
    caption: (title: string) => `${title}: time of each layer, and its first maps`,
  },
  numbers: (count: string) => `${count} numbers`,
  mapsOf: (layer: string, count: number) => `The first ${count} maps of ${layer}`,
  answers: {
    title: (count: number) => `Its five largest of ${count} answers`,
    unit: (unit: number) => `class ${unit}`,
    sum: (sum: string) => `All together ${sum}.`,
    even: (part: string) => `Knowing nothing would be ${part} each.`,
  },
  stepped: (unit: number, loss: string, time: string) =>
    `One step on this picture as class ${unit}, in ${time}. Loss ${loss}.`,
  moved: (unit: number, before: string, after: string) =>
    `Its answer for class ${unit} went from ${before} to ${after}.`,
};

const ja: typeof en = {
  title: 'この端末で動かす',
  lead: (layers) =>
    `画像 1 枚を、重みをもつ ${layers} 層すべてに、この端末の上で通します。重みは乱数なので答えに意味はありませんが、時間・メモリ・特徴マップは実際のものです。`,
  rests: 'その間、学習は一時停止します。',
  memory: {
    title: '必要なメモリ',
    forward: '順伝播（全層の出力を保持）',
    step: '学習 1 ステップ（SGD）',
    parameters: 'パラメータ',
    gradients: '勾配',
    activations: '活性',
    other: 'その他',
    together: (bytes, adam) =>
      `両方で ${bytes} です。パラメータごとに 2 つの値を記憶する Adam なら、さらに ${adam} が必要です。`,
    limits: (buffer, binding) =>
      `この端末の上限は、バッファ 1 つにつき ${buffer}、バインディング 1 つにつき ${binding} です。それを超える重みは帯に分けて扱います。空きメモリの量は WebGPU からはわかりません。足りないときはお知らせし、学習中のネットワークはそのまま残ります。`,
    refused: 'この端末には収まりません',
    beyond: (what, received, allowed) =>
      `${what}だけで ${received} が必要ですが、この端末の上限は ${allowed} です`,
  },
  picture: {
    title: '画像',
    digit: 'ステージの数字を拡大したものです。',
    own: '選んだ画像の中央の正方形です。',
    choose: '画像を選ぶ…',
    back: '数字に戻す',
    scaled: (shape) => `${shape} に拡大・縮小します。`,
    broken: (name) => `「${name}」を画像として読み込めませんでした。`,
    label: '入力する画像',
  },
  run: '動かす',
  again: 'もう一度動かす',
  step: '1 ステップ学習する',
  cancel: '中止',
  cancelled: '中止しました。使っていたメモリはすべて解放しました。',
  release: 'メモリを解放する',
  stages: {
    parameters: '乱数で重みを作成中',
    compiling: 'シェーダを準備中',
    forward: '順伝播',
    step: '学習ステップ',
  },
  failed: '動かせませんでした',
  first: '初回はドライバがシェーダを準備する時間も含みます。2 回目は速くなります。',
  took: (time, rate) => `順伝播は ${time}。1 秒あたりの積和は ${rate}です。`,
  dense: (work, time) =>
    `全結合層は、計算の ${work} に対して時間の ${time} を使っています。重みを 1 つ読むたびに、積を 1 回しか計算しないためです。`,
  table: {
    layer: '層',
    time: '時間',
    maps: '最初の特徴マップ',
    caption: (title) => `${title}: 各層の時間と、最初の特徴マップ`,
  },
  numbers: (count) => `${count} 個の数`,
  mapsOf: (layer, count) => `${layer} の最初の特徴マップ ${count} 枚`,
  answers: {
    title: (count) => `${count} 個の答えのうち、大きい 5 つ`,
    unit: (unit) => `クラス ${unit}`,
    sum: (sum) => `すべての合計は ${sum} です。`,
    even: (part) => `何も知らなければ、どれも ${part} です。`,
  },
  stepped: (unit, loss, time) =>
    `この画像をクラス ${unit} として 1 ステップ学習しました（${time}）。損失は ${loss} でした。`,
  moved: (unit, before, after) => `クラス ${unit} の答えは ${before} から ${after} になりました。`,
};

export const trial = { en, ja };
