// Words for opened maps, the walk through them, and the order of maps.

import type { opened as en } from '../en/opened';
import { integer } from '../integer';

export const opened: typeof en = {
  order: {
    active: '活性値の大きい順',
    activeLabel: '活性値の大きい特徴マップから順に表示します。画像が変わるまで順序は変わりません。',
  },
  open: (what) => `${what}を開いて計算のしかたを見る`,
  region: (what) => `${what}（計算の内訳）`,
  close: 'ネットワークに戻る',
  previous: '前のマップ',
  next: '次のマップ',
  place: (at, of) => `${at}／${of}`,
  more: (count) => `ほか ${count} 枚`,
  fewer: '折りたたむ',
  heads: {
    picture: '画像',
    inputs: (count) => (count === 1 ? '入力マップ' : `入力マップ ${count} 枚`),
    numbers: (count) => `入力 ${integer.format(count)} 個`,
    filter: (filter) => `フィルタ ${filter}`,
    weights: '重み',
    products: '積の和',
    sum: (bias) => (bias ? 'Σ ＋ バイアス' : 'Σ'),
    map: (channel) => `マップ ${channel}`,
    units: 'ユニット',
    answer: '確率（softmax）',
  },
  part: (at) => `スライス ${at}`,
  showPart: (at) => `スライス ${at} の値を表示`,
  patch: 'パッチ',
  kernel: 'カーネル',
  products: '積',
  largestProducts: '大きい積',
  unit: (unit) => `入力 ${unit}`,
  cellOf: (map, row, column) => `マップ ${map} · ${row}, ${column}`,
  soFar: 'ここまでの和',
  table: { score: 'スコア z', largest: (score) => `m = ${score}`, probability: '割合' },
  player: {
    title: 'ステップ再生',
    play: '1 ステップずつ再生',
    pause: '一時停止',
    step: '次のステップ',
    back: '前のステップ',
    speed: (times) => `速さ ${times}×`,
    keys: '右矢印キーかピリオドキーで次へ、左矢印キーかコンマキーで前へ、K キーで再生と一時停止。',
  },
  keys: '矢印キーでセルを、Page Up と Page Down でマップを移動します。ピリオドキーで次のステップ、コンマキーで前のステップ、K キーで再生と一時停止、Esc キーでネットワークに戻ります。',
  openKey: 'Enter キーでマップを開きます。',
  say: {
    rest: 'セルを指すと、すべての窓がいっしょに動きます。再生を押すと、計算を 1 ステップずつ見られます。',
    window: (size, maps) =>
      maps === 1
        ? `窓は ${size} 個の値を覆います。`
        : `窓は ${maps} 枚のマップそれぞれの ${size} 個の値を覆います。`,
    all: (count) => `${integer.format(count)} 個の入力をすべて使います。`,
    part: (at, value, running) => `スライス ${at}：積の和は ${value}。ここまでの和は ${running}。`,
    only: (value) => `積をすべて足すと ${value}。`,
    term: (product, running) => `${product}。ここまでの和は ${running}。`,
    plain: (value, running) => `${value} を足します。ここまでの和は ${running}。`,
    rests: (count, value, running) =>
      `残り ${integer.format(count)} 個を合わせて ${value}。ここまでの和は ${running}。`,
    bias: (value, running) => `バイアス ${value} を足して ${running}。`,
    taken: (value) => `${value}：ここまでで最大です。`,
    left: (value, running) => `${value} はこれより大きくありません。最大は ${running} のままです。`,
    gather: (value, running) => `${value} を足します。ここまでの和は ${running}。`,
    divide: (quotient) => `${quotient}。この平均がセルの値です。`,
    cut: (sum) => `ReLU は ${sum} を 0 にします。これがセルの値です。`,
    kept: (value) => `ReLU は ${value} をそのまま通します。これがセルの値です。`,
    bent: (equation) => `${equation}。これがセルの値です。`,
    largest: (value) => `最大の ${value} がセルの値になります。`,
    result: (value) => `セルの値は ${value} です。`,
    waiting: 'このセルの値を読み込んでいます。',
  },
};
