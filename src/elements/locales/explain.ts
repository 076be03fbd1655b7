// The words of the inspector's tab that explains an answer or a map.

import { wordsOf } from '../locale';
import { integer } from './integer';

const en = {
  tab: {
    subject: 'Explain',
    now: (label: string) => `current answer: ${label}`,
    answer: (label: string) => `answer ${label}`,
    maps: 'In this picture',
    overlay: 'Opacity of the maps over the picture',
    overlayShort: 'map opacity',
    random: 'Compare with random weights',
    another: 'Use other random weights',
    learnedWeights: 'learned',
    randomWeights: (seed: number) => `random, seed ${seed}`,
    caution:
      'On the right is the same network with random weights. It has learned nothing, but its maps can look just as plausible. Only the differences show what was learned.',
    asOf: (step: number) => `Computed at step ${integer.format(step)}. Updated when training pauses.`,
    blank: '0 everywhere.',
    progress: 'Progress',
  },
  occlusion: {
    title: 'Occlusion',
    what: (unit: string) =>
      `A square covers one position after another. The colour shows how much ${unit} falls.`,
    probability: 'the probability',
    number: 'the value',
    size: 'square',
    stride: 'stride',
    fill: 'fill',
    fills: { black: 'black', grey: 'grey', white: 'white' },
    ends: ['rises', 'falls'] as readonly [string, string],
  },
  gradient: {
    title: 'Input gradient',
    what: 'How much the score changes when one pixel gets a little brighter.',
    ends: ['falls', 'rises'] as readonly [string, string],
  },
  cam: {
    title: 'Grad-CAM',
    what: 'The sum of the maps of one layer, each weighted by how much it raises the score.',
    layer: 'layer',
    none: 'There is no layer with feature maps before this value.',
    ends: ['no effect', 'raises the score'] as readonly [string, string],
  },
  ideal: {
    title: 'Picture with maximal activation',
    what: 'Starts with noise and makes each pixel a little brighter or darker, so that the activation rises.',
    start: 'Generate',
    stop: 'Stop',
    noise: 'New noise',
    step: (step: number) => `step ${integer.format(step)}`,
    mean: 'mean of the map',
    activation: 'activation',
    from: (first: string, now: string) => `${first} → ${now}`,
    blur: 'blur',
    decay: 'decay',
    flat: 'The activation is 0, and no pixel changes it, because ReLU sets it to 0. Try new noise.',
    label: (what: string) => `A picture generated to maximize the activation of ${what}`,
    curve: 'The activation after each step',
  },
  top: {
    title: 'Test pictures with the largest activation',
    search: 'Search the test set',
    again: 'Search again',
    cancel: 'Cancel',
    what: 'The frame is the receptive field of the cell with the largest activation.',
    stale: 'The weights have changed since this search.',
  },
};

const ja: typeof en = {
  tab: {
    subject: '説明する対象',
    now: (label) => `現在の答え：${label}`,
    answer: (label) => `答え ${label}`,
    maps: 'この画像での根拠',
    overlay: '画像に重ねるマップの濃さ',
    overlayShort: 'マップの濃さ',
    random: '乱数の重みと比べる',
    another: '別の乱数の重みにする',
    learnedWeights: '学習した重み',
    randomWeights: (seed) => `乱数（シード ${seed}）`,
    caution:
      '右は、同じネットワークの重みを乱数に替えたものです。何も学習していないのに、もっともらしいマップになることがあります。学習した内容を表しているのは、右と異なる部分だけです。',
    asOf: (step) => `ステップ ${integer.format(step)} の時点です。学習が一時停止すると更新されます。`,
    blank: 'すべて 0 です。',
    progress: '進み具合',
  },
  occlusion: {
    title: '遮蔽（オクルージョン）',
    what: (unit) =>
      `正方形で画像を 1 か所ずつ隠します。色は、隠したときに${unit}がどれだけ下がるかを表します。`,
    probability: '確率',
    number: '値',
    size: '正方形',
    stride: 'ストライド',
    fill: '塗る色',
    fills: { black: '黒', grey: '灰', white: '白' },
    ends: ['上がる', '下がる'],
  },
  gradient: {
    title: '入力の勾配',
    what: '1 つの画素を少し明るくしたとき、スコアがどれだけ変わるかを表します。',
    ends: ['下がる', '上がる'],
  },
  cam: {
    title: 'Grad-CAM（勾配で重み付けしたマップ）',
    what: '1 つの層の特徴マップを、スコアをどれだけ上げるかで重み付けして足し合わせます。',
    layer: '層',
    none: 'この値より前に、特徴マップをもつ層がありません。',
    ends: ['影響なし', 'スコアを上げる'],
  },
  ideal: {
    title: '活性値を最大にする画像',
    what: 'ノイズから始め、活性値が上がるように各画素を少しずつ明るくしたり暗くしたりします。',
    start: '生成する',
    stop: '停止',
    noise: '別のノイズ',
    step: (step) => `ステップ ${integer.format(step)}`,
    mean: 'マップの平均',
    activation: '活性値',
    from: (first, now) => `${first} → ${now}`,
    blur: 'ぼかし',
    decay: '減衰',
    flat: '活性値は 0 で、どの画素を変えても変わりません。ReLU が 0 にしているためです。別のノイズを試してください。',
    label: (what) => `${what} の活性値を最大にするように生成した画像`,
    curve: 'ステップごとの活性値',
  },
  top: {
    title: '活性値が最も大きいテストデータ',
    search: 'テストデータから探す',
    again: '探し直す',
    cancel: '中止',
    what: '枠は、活性値が最も大きいセルの受容野です。',
    stale: '探したあとで重みが変わっています。',
  },
};

export const explain = { en, ja };

export type ExplainWords = (typeof explain)['en'];
export const explainWords = wordsOf('explain', explain);
