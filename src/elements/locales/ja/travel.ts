// Time travel and the difference between two snapshots.

import type { travel as en } from '../en/travel';
import { integer } from '../integer';

export const travel: typeof en = {
  scrubber: '表示している学習の時点',
  keys: '矢印キーで保存された時点を 1 つずつ、Page Up と Page Down で 10 個ずつ移動します。Esc で現在に戻ります。',
  hint: '曲線をドラッグすると、過去のようすを見られます。',
  hintFrom: (step) => `曲線をドラッグすると、ステップ ${integer.format(step)} までさかのぼれます。`,
  step: (step) => `ステップ ${integer.format(step)}`,
  present: (step) => `現在、ステップ ${integer.format(step)}`,
  past: (step, present) => `過去、ステップ ${integer.format(step)}／${integer.format(present)}`,
  looking: (step) => `ステップ ${integer.format(step)} を見ています`,
  training: (present) => `学習はステップ ${integer.format(present)}`,
  changed: (a, b) => `ステップ ${integer.format(a)} から ${integer.format(b)} までの変化`,
  now: '現在に戻る',
  resume: 'ここから学習する',
  pin: (name, step) => `ステップ ${integer.format(step)} を ${name} として固定`,
  unpin: (name, step) => `${name}（ステップ ${integer.format(step)}）の固定を解除`,
  go: (name, step) => `${name}（ステップ ${integer.format(step)}）を見る`,
  difference: 'A から B までの変化を見る',
  kept: (from, to) =>
    `ステップ ${integer.format(from)} から学習を続けます。薄い線は、ステップ ${integer.format(to)} までの元の学習です。`,
  keptShort: (to) => `薄い線は、ステップ ${integer.format(to)} までの元の学習です。`,
  undo: '元に戻す',
  drop: '元の学習を削除',
  failed: (reason) => `失敗しました。何も変わっていません：${reason}`,
  change: {
    title: '変化',
    lead: 'どのマップとカーネルも B − A を表します。その間に値がどれだけ増えたか、減ったかです。',
    maps: 'マップ',
    mapsLess: '減少',
    mapsMore: '増加',
    kernels: 'カーネル',
    at: (name, step) => `${name}、ステップ ${integer.format(step)}`,
    same: 'この値はほとんど変わっていません。',
    grown: 'この値は大きくなりました。',
    shrunk: 'この値は小さくなりました。',
    picture: '画像はどちらの時点でも同じです。',
    back: '個々の値の計算を見るには、現在に戻ってください。',
  },
};
