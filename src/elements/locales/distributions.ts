// The words of the panel with the numbers of the layers.

import { wordsOf } from '../locale';
import { plural } from './plural';

const en = {
  title: 'Numbers in the layers',
  close: 'Close',
  lead: (pictures: number) =>
    `How often each value occurs, for ${plural(pictures, 'training picture')}. Zeros are not drawn.`,
  counting: 'Counting the numbers of all layers',
  failed: 'The numbers of this network cannot be counted',
  columns: { layer: 'Layer', weights: 'Weights', outputs: 'Outputs', gradients: 'Gradients' },
  hints: {
    weights: 'What training changes',
    outputs: 'After the activation',
    gradients: 'Of the loss, by the weights',
  },
  zeros: (share: string) => `${share} are 0`,
  rms: (value: string) => `usual size ${value}`,
  rmsHint: 'Root mean square',
  silent: (units: number, of: number) => `${units} of ${of} never fire`,
  none: 'no weights',
  histogram: (what: string, layer: string, low: string, high: string) =>
    `${what} of ${layer}, from ${low} to ${high}`,
  findings: {
    none: 'Nothing conspicuous: units fire, and the gradient reaches the first layer.',
    notFinite: (layer: string, count: number) =>
      `${layer} has ${plural(count, 'number')} that ${count === 1 ? 'is' : 'are'} NaN or infinite.`,
    silent: (layer: string, units: number, of: number) =>
      `${units} of ${of} units of ${layer} never fire: ReLU gives 0 for every picture, so no gradient reaches their weights and they cannot recover. Start again with a smaller learning rate, or with LeakyReLU.`,
    vanishing: (layer: string, last: string, ratio: string) =>
      `The gradient vanishes: in ${layer} it is ${ratio} times that in ${last}, so the first layers hardly learn. Use ReLU in place of sigmoid or tanh, BatchNormalization, or a shortcut with Add.`,
  },
};

const ja: typeof en = {
  title: '各層の数値の分布',
  close: '閉じる',
  lead: (pictures) =>
    `学習用の画像 ${pictures} 枚について、それぞれの値がいくつあるかを表します。0 は描きません。`,
  counting: '全層の数値を数えています',
  failed: 'このネットワークの数値は数えられません',
  columns: { layer: '層', weights: '重み', outputs: '出力', gradients: '勾配' },
  hints: {
    weights: '学習で変わる値',
    outputs: '活性化関数を通した後の値',
    gradients: '損失を重みで微分した値',
  },
  zeros: (share) => `${share} が 0`,
  rms: (value) => `標準的な大きさ ${value}`,
  rmsHint: '二乗平均の平方根',
  silent: (units, of) => `${of} 個のうち ${units} 個は常に 0`,
  none: '重みなし',
  histogram: (what, layer, low, high) => `${layer} の${what}、${low} から ${high} まで`,
  findings: {
    none: '目立った問題はありません。ユニットは反応し、勾配は最初の層まで届いています。',
    notFinite: (layer, count) => `${layer} に、NaN または無限大の値が ${count} 個あります。`,
    silent: (layer, units, of) =>
      `${layer} の ${of} 個のユニットのうち ${units} 個は、どの画像に対しても ReLU の出力が 0 です。重みに勾配が届かないため、学習では回復しません。学習率を小さくするか LeakyReLU を使って、最初からやり直してください。`,
    vanishing: (layer, last, ratio) =>
      `勾配が消失しています。${layer} の勾配は ${last} の ${ratio} 倍しかなく、最初のほうの層はほとんど学習しません。sigmoid や tanh の代わりに ReLU を使う、BatchNormalization を入れる、Add で近道を作る、などの方法があります。`,
  },
};

export const distributions = { en, ja };

export const distributionsWords = wordsOf('distributions', distributions);
