// What a number comes from: the words of hovering, checking and fields.

import type { why as en } from '../en/why';
import { integer } from '../integer';

export const why: typeof en = {
  digits: '全桁を表示',
  computing: '計算しています…',
  failed: (reason) => `計算できませんでした：${reason}`,
  padding: 'パディング',
  patchKeys: '入力と重みの数値です。矢印キーで組を選ぶと、下に積が表示されます。',
  weight: (value, row, column, outputs, padded) =>
    `${row} 行 ${column} 列の重みは ${value} です。マップの ${integer.format(outputs)} 個のセルすべての計算に使われます` +
    (padded > 0 ? `（うち ${integer.format(padded)} 個ではパディングの 0 に掛かります）。` : '。') +
    'この重みが掛かる入力の範囲を破線で示しています。',
  activeInputs: (active, all) =>
    `入力 ${integer.format(all)} 個のうち、0 でないものは ${integer.format(active)} 個です。`,
  check: {
    button: '検算',
    title: '同じ値を 2 通りに計算',
    gpu: 'GPU（32 ビット）',
    cpu: 'CPU（64 ビット）',
    difference: '差',
    agree: '一致しています。同じ入力と重みから CPU で計算し直しました。32 ビットの数の精度は 7 桁ほどです。',
    differs: '丸め誤差では説明できない差があります。',
    moving: '学習中のため、2 回の読み出しの間に値が変わりました。一時停止してから比べてください。',
  },
  softmax: {
    share: '割合',
    what: (most) =>
      `z は各クラスの和、m = ${most} はその最大値です。クラスの確率は、その指数を、すべての指数の合計 Σ で割ったものです。m を引いても確率は変わらず、指数が大きくなりすぎるのを防げます。`,
  },
  field: {
    unit: '受容野',
    effective: '有効受容野',
    label: '各画素がこの値をどれだけ変えるかを画像に重ねたもの',
    what: (most) =>
      `各画素を少し変えたとき、この値がどれだけ変わるかを表します（最大 ${most}）。枠の外の画素は影響しません。`,
    still: '今はどの画素を変えても、この値は変わりません。ReLU が 0 にしているためです。',
  },
};
