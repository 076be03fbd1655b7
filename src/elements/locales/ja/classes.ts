// All words that depend on what the classes are: ten digits, as those of MNIST, or anything else. `label` is the name of a
// class as the data gives it.

import type { classes as en } from '../en/classes';

export const classes: typeof en = {
  digits: {
    column: '数字',
    answer: (label) => `答え · 数字 ${label}`,
    probability: (label, percent) =>
      `ネットワークが出した、数字「${label}」である確率は ${percent} です。10 個の確率の合計は 1 です。`,
    sample: (label) => `テストデータの手書き数字「${label}」を表示`,
    shown: (label) => `手書き数字「${label}」を見せる`,
    picture: (label, value) => `数字「${label}」、活性値 ${value}`,
    disagreement: (label, first, second) => `正解は ${label}。${first}、${second}。この画像を表示`,
    trueLabel: (label) => `正解 ${label}`,
    onePicture: '数字',
    fromStage: 'ステージの数字を拡大したものです。',
    useStage: '数字に戻す',
    evaluating: 'テストデータ 10,000 枚で評価しています',
    greatest: (score, label) =>
      `最大のスコアは「${label}」の m = ${score} です。これを 10 個すべてから引きます。`,
    exponential: (label, power, total) => `数字「${label}」：${power}。ここまでの和は ${total}。`,
    quotient: (label, quotient) => `${quotient}。これが「${label}」である確率です。`,
    silenced: '答えのユニットは無効にできません。softmax が 10 個の合計を 100 % にするためです。',
  },
  others: {
    column: 'クラス',
    answer: (label) => `答え · ${label}`,
    probability: (label, percent, count) =>
      `ネットワークが出した、クラス「${label}」である確率は ${percent} です。${count} 個の確率の合計は 1 です。`,
    sample: (label) => `テストデータからクラス「${label}」の画像を表示`,
    shown: (label) => `クラス「${label}」の画像を見せる`,
    picture: (label, value) => `クラス「${label}」の画像、活性値 ${value}`,
    disagreement: (label, first, second) => `正解は「${label}」。${first}、${second}。この画像を表示`,
    trueLabel: (label) => `正解 ${label}`,
    onePicture: '画像',
    fromStage: 'ステージの画像を拡大・縮小したものです。',
    useStage: 'ステージの画像に戻す',
    evaluating: 'テストデータで評価しています',
    greatest: (score, label, count) =>
      `最大のスコアは「${label}」の m = ${score} です。これを ${count} 個すべてから引きます。`,
    exponential: (label, power, total) => `「${label}」：${power}。ここまでの和は ${total}。`,
    quotient: (label, quotient) => `${quotient}。これが「${label}」である確率です。`,
    silenced: '答えのユニットは無効にできません。softmax が全クラスの合計を 100 % にするためです。',
  },
  search: 'クラスを探す',
  searchIn: (count) => `${count} クラスから探す`,
  noneFound: 'この名前のクラスはありません。',
  more: (count) => `ほか ${count} クラス`,
};
