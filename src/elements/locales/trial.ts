// Words of a trial in the gallery: a large network run on one picture.

import type { TrialProgress } from '../../inspect/trial';
import { wordsOf } from '../locale';

type Stage = TrialProgress['stage'];

const en = {
  title: 'Run on this device',
  lead: (layers: number) =>
    `One picture passes through all ${layers} layers with weights, on your own device. The weights are random, so the answers mean nothing, but times, memory and maps are real.`,
  rests: 'Training pauses meanwhile.',
  memory: {
    title: 'Memory needed',
    forward: 'Forward pass, all activations kept',
    step: 'One training step (SGD)',
    parameters: 'parameters',
    gradients: 'gradients',
    activations: 'activations',
    other: 'other',
    together: (bytes: string, adam: string) =>
      `Together they need ${bytes}. Adam stores two numbers per parameter and would need ${adam} more.`,
    limits: (buffer: string, binding: string) =>
      `This device allows ${buffer} per buffer and ${binding} per binding; larger weights are processed in strips. WebGPU does not report free memory. If there is not enough, the page tells you, and your training is unchanged.`,
    refused: 'The network does not fit this device',
    beyond: (what: string, received: string, allowed: string) =>
      `${received} for ${what} in one piece, but this device allows ${allowed}`,
  },
  picture: {
    title: 'Picture',
    own: 'The central square of your picture.',
    choose: 'Choose a picture…',
    scaled: (shape: string) => `Scaled to ${shape}.`,
    broken: (name: string) => `“${name}” could not be read as a picture.`,
    label: 'Input picture',
  },
  run: 'Run',
  again: 'Run again',
  step: 'Run one training step',
  cancel: 'Cancel',
  cancelled: 'Cancelled. All its memory was freed.',
  release: 'Free memory',
  stages: {
    parameters: 'Generating random weights',
    compiling: 'Compiling shaders',
    forward: 'Forward',
    step: 'Training step',
  } as Readonly<Record<Stage, string>>,
  failed: 'The network could not be run',
  first: 'In the first run the driver also compiles the shaders. A second run is faster.',
  took: (time: string, rate: string) => `Forward pass in ${time}: ${rate} multiply-adds per second.`,
  dense: (work: string, time: string) =>
    `The dense layers do ${work} of the multiply-adds but take ${time} of the time, because each weight is read for a single product.`,
  table: {
    layer: 'Layer',
    time: 'Time',
    maps: 'First maps',
    caption: (title: string) => `${title}: time of each layer, and its first maps`,
  },
  numbers: (count: string) => `${count} values`,
  mapsOf: (layer: string, count: number) => `The first ${count} maps of ${layer}`,
  answers: {
    title: (count: number) => `The five largest of ${count} answers`,
    unit: (unit: number) => `class ${unit}`,
    sum: (sum: string) => `All answers add up to ${sum}.`,
    even: (part: string) => `A network that has learned nothing would give about ${part} each.`,
  },
  stepped: (unit: number, loss: string, time: string) =>
    `One training step with this picture as class ${unit}, in ${time}. Loss ${loss}.`,
  moved: (unit: number, before: string, after: string) =>
    `The answer for class ${unit} changed from ${before} to ${after}.`,
};

const ja: typeof en = {
  title: 'この端末で実行する',
  lead: (layers) =>
    `画像 1 枚を、重みをもつ ${layers} 層すべてに、この端末の上で通します。重みは乱数なので答えに意味はありませんが、時間・メモリ・特徴マップは実際のものです。`,
  rests: 'その間、学習を休止します。',
  memory: {
    title: '必要なメモリ',
    forward: '順伝播（全層の活性値を保持）',
    step: '学習 1 ステップ（SGD）',
    parameters: 'パラメータ',
    gradients: '勾配',
    activations: '活性値',
    other: 'その他',
    together: (bytes, adam) =>
      `両方で ${bytes} です。パラメータごとに 2 つの値を記憶する Adam なら、さらに ${adam} が必要です。`,
    limits: (buffer, binding) =>
      `この端末の上限は、バッファ 1 つにつき ${buffer}、バインディング 1 つにつき ${binding} です。それを超える重みは分割して処理します。空きメモリの量は WebGPU からはわかりません。足りないときはお知らせします。学習中のネットワークは変わりません。`,
    refused: 'この端末には収まりません',
    beyond: (what, received, allowed) =>
      `${what}だけで ${received} が必要ですが、この端末の上限は ${allowed} です`,
  },
  picture: {
    title: '画像',
    own: '選んだ画像の中央の正方形です。',
    choose: '画像を選ぶ…',
    scaled: (shape) => `${shape} に拡大・縮小します。`,
    broken: (name) => `「${name}」を画像として読み込めませんでした。`,
    label: '入力する画像',
  },
  run: '実行する',
  again: 'もう一度実行する',
  step: '1 ステップ学習する',
  cancel: '中止',
  cancelled: '中止しました。使っていたメモリはすべて解放しました。',
  release: 'メモリを解放する',
  stages: {
    parameters: '重みを乱数で生成中',
    compiling: 'シェーダをコンパイル中',
    forward: '順伝播',
    step: '学習ステップ',
  },
  failed: '実行できませんでした',
  first: '初回は、ドライバがシェーダをコンパイルする時間も含みます。2 回目は速くなります。',
  took: (time, rate) => `順伝播は ${time}。1 秒あたりの積和は ${rate}です。`,
  dense: (work, time) =>
    `全結合層は、積和の ${work} に対して時間の ${time} を使っています。重みを 1 つ読むたびに、積を 1 回しか計算しないためです。`,
  table: {
    layer: '層',
    time: '時間',
    maps: '最初の特徴マップ',
    caption: (title) => `${title}：各層の時間と、最初の特徴マップ`,
  },
  numbers: (count) => `${count} 個の値`,
  mapsOf: (layer, count) => `${layer} の最初の特徴マップ ${count} 枚`,
  answers: {
    title: (count) => `${count} 個の答えのうち、大きい 5 つ`,
    unit: (unit) => `クラス ${unit}`,
    sum: (sum) => `すべての合計は ${sum} です。`,
    even: (part) => `何も学習していなければ、どれも約 ${part} です。`,
  },
  stepped: (unit, loss, time) =>
    `この画像をクラス ${unit} として 1 ステップ学習しました（${time}）。損失は ${loss} でした。`,
  moved: (unit, before, after) => `クラス ${unit} の答えは ${before} から ${after} になりました。`,
};

export const trial = { en, ja };
export const trialWords = wordsOf('trial', trial);
