// What a number comes from: the words of hovering, checking and fields.

const integer = new Intl.NumberFormat('en');

const en = {
  digits: 'All digits',
  computing: 'Computing…',
  failed: (reason: string) => `This could not be computed: ${reason}`,
  padding: 'padding',
  patchKeys: 'Inputs and weights. Arrow keys select a pair; its product is shown below.',
  weight: (value: string, row: number, column: number, outputs: number, padded: number) =>
    `The weight in row ${row}, column ${column} is ${value}. It is used for all ${integer.format(outputs)} cells of the map` +
    (padded > 0 ? `; for ${integer.format(padded)} of them it is multiplied by the 0 of the padding.` : '.') +
    ' The dashed frame shows the inputs it is multiplied by.',
  activeInputs: (active: number, all: number) =>
    `${integer.format(active)} of its ${integer.format(all)} inputs are not 0.`,
  check: {
    button: 'Check',
    title: 'The value, computed twice',
    gpu: 'GPU, 32 bits',
    cpu: 'CPU, 64 bits',
    difference: 'Difference',
    agree:
      'They agree. The CPU computed the value again from the same inputs and weights. 32-bit numbers have about seven digits.',
    differs: 'They differ by more than rounding explains.',
    moving:
      'The network is training, so the values changed between the two readings. Pause training to compare.',
  },
  softmax: {
    share: 'share',
    what: (most: string) =>
      `z is the sum of a class, and m = ${most} is the largest of them. The probability of a class is its exponential divided by the sum Σ of all exponentials. Subtracting m does not change the probabilities and keeps the exponentials small.`,
  },
  field: {
    unit: 'Receptive field',
    effective: 'Effective field',
    label: 'How much each pixel changes this value, drawn over the picture',
    what: (most: string) =>
      `How much this value changes for a small change of each pixel (at most ${most}). Pixels outside the frame have no effect.`,
    still: 'No pixel changes this value now, because ReLU sets it to 0.',
  },
};

const ja: typeof en = {
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

export const why = { en, ja };
