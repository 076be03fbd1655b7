// Words for building the network, in English and Japanese: options, what they change, why some cannot be, and the list of
// changes.

import { range, size } from './ranges';
import type { KernelPreset } from '../../session/editing/kernelPresets';
import type { EditName } from '../../session/editing/editingFacade';
import type { Problem } from '../../session/editing/preview';
import { wordsOf } from '../locale';

const [english, japanese] = [new Intl.NumberFormat('en'), new Intl.NumberFormat('ja')];
type Values = EditName['values'];

const en = {
  kernelPresets: {
    edgeHorizontal: 'Edge —',
    edgeVertical: 'Edge |',
    edgeDiagonal: 'Edge ∕',
    blur: 'Blur',
    sharpen: 'Sharpen',
    emboss: 'Emboss',
    identity: 'Identity',
    mean: 'Mean',
  } as Readonly<Record<KernelPreset, string>>,
  open: (name: string) => `Options of ${name}`,
  undo: 'Undo',
  redo: 'Redo',
  undoOf: (change: string) => `Undo: ${change} (Ctrl+Z)`,
  redoOf: (change: string) => `Redo: ${change} (Ctrl+Shift+Z)`,
  nothingToUndo: 'Nothing to undo',
  nothingToRedo: 'Nothing to redo',
  history: (count: number) => `Changes (${count})`,
  historyStart: 'Reset to initial network',
  own: 'Your network',
  changed: (name: string) => `${name}, changed`,
  networks: 'Another network',
  startNetwork: 'Initial network',
  add: 'Add a layer',
  addBehind: (name: string) => `Add a layer after ${name}`,
  addFirst: 'Add a layer at the beginning',
  close: 'Close',
  up: (name: string) => `Move ${name} up (Alt+↑)`,
  down: (name: string) => `Move ${name} down (Alt+↓)`,
  remove: (name: string) => `Remove ${name}`,
  reorder: 'Drag to reorder, or Alt+↑ and Alt+↓',
  apply: 'Apply',
  discard: 'Discard',
  building: 'Building the network',
  more: 'More options',
  follows: (option: string) => `same as ${option}`,
  value: (option: string) => `Type a value for ${option}`,
  size: 'size',
  rows: 'rows',
  columns: 'columns',
  parameters: 'params',
  multiplyAdds: 'multiply-adds',
  noParameters: 'This layer has no parameters.',
  before: (shape: string) => `was ${shape}`,
  total: (parameters: number, multiplyAdds: number) =>
    `${english.format(parameters)} parameters, ${english.format(multiplyAdds)} multiply-adds per picture`,
  frozen: {
    is: 'frozen',
    hint: 'Whether training changes the weights of this layer. A frozen layer keeps them.',
    from: (count: number) => `Unfreeze from here on (${count} layers)`,
    count: (count: number) => `${english.format(count)} frozen`,
    slower:
      'These weights were trained before. Large steps would spoil what they have learned: use a smaller learning rate.',
    useRate: (rate: string) => `Set it to ${rate}`,
  },
  figure: {
    label: (window: string, input: string, outputs: string) =>
      `A ${window} window slides over ${input} pixels and stops at ${outputs} positions`,
    places: (outputs: string) => `${outputs} positions`,
    padded: (top: number, left: number, bottom: number, right: number) =>
      top === bottom && left === right && top === left
        ? `hatched: ${top === 1 ? '1 row' : `${top} rows`} of zeros on every side`
        : `hatched: zeros, ${top} above, ${bottom} below, ${left} left, ${right} right`,
    unpadded: 'no padding',
    unseen: (rows: number, columns: number) =>
      `grey: ${[rows > 0 ? `${rows} ${rows === 1 ? 'row' : 'rows'}` : '', columns > 0 ? `${columns} ${columns === 1 ? 'column' : 'columns'}` : ''].filter(Boolean).join(' and ')} never covered by a window`,
  },
  kept: {
    title: 'Training starts again from step 0.',
    whole: (names: string) => `Weights reused: ${names}.`,
    part: (names: string) => `Reused ${names}.`,
    fresh: (names: string) => `New initial weights: ${names}.`,
    share: (name: string, kept: number, of: number) =>
      `${english.format(kept)} of ${name}’s ${english.format(of)} parameters`,
  },
  problem: {
    in: (layer: string) => `In ${layer}: `,
    window: ({ reach, input, option, most, dilation }: Problem & { why: 'window' }) =>
      dilation.some((step) => step > 1)
        ? `The kernel reaches further than the picture: ${size(reach)} on ${size(input)}. Choose \`same\` padding, a smaller \`dilation_rate\`, or a \`${option}\` up to ${most}.`
        : `The ${option === 'pool_size' ? 'window' : 'kernel'} is larger than the picture: ${size(reach)} on ${size(input)}. Choose \`same\` padding or a ${option === 'pool_size' ? 'window' : 'kernel'} up to ${most}.`,
    join: ({ input }: Problem & { why: 'join' }) =>
      `This layer joins two outputs of matching shapes. No layer above has an output that matches ${input.join('×')}. Add it after a layer that keeps the shape of its input.`,
    rank: ({ input }: Problem & { why: 'rank' }) =>
      `This layer needs maps, rows × columns × channels. Here its input is a row of ${input.join('×')} numbers. Put it before \`Flatten\`.`,
    option: ({ option, min, max, received }: Problem & { why: 'option' }) =>
      `\`${option}\` must be ${range(min, max, ['between $1 and $2', 'at least $1', 'a number'])}. You gave ${JSON.stringify(received)}.`,
    answer: ({ shape, classes, activation }: Problem & { why: 'answer' }) =>
      `The network must end with ${classes} numbers, one for each digit, and \`softmax\`, which turns them into probabilities. This network ends with ${shape.join('×')} and \`${activation}\`. Keep a \`Dense\` layer of ${classes} units with \`softmax\` at the end.`,
    order: 'An input of this layer comes after it, or it has too few inputs. Move the layer further down.',
    other: (message: string) => `This network cannot be built: ${message}`,
    typed: (option: string, expected: string) => `\`${option}\` must be ${expected}.`,
    expected: {
      integer: (min: number, max: number) =>
        range(min, max, [
          'a whole number between $1 and $2',
          'a whole number of at least $1',
          'a whole number',
        ]),
      pair: (min: number) => `a whole number of at least ${min}, or two of them, such as 3×5`,
      number: (min: number, max: number) =>
        range(min, max, ['a number between $1 and $2', 'a number of at least $1', 'a number']),
      shape: () => 'lengths such as 7×7×16; one of them may be −1, which stands for the rest',
      border: () => 'a whole number of at least 0',
    },
    stays: 'Nothing has changed yet.',
  },
  kinds: {
    conv2d: 'Slides small kernels over the input, with the same weights at every position.',
    depthwiseConv2d: 'Convolves each map separately; maps are not mixed.',
    dense: 'Connects every output to every input.',
    maxPooling2d: 'Keeps the largest value of each window.',
    averagePooling2d: 'Keeps the mean of each window.',
    globalAveragePooling2d: 'Replaces each map by its mean.',
    globalMaxPooling2d: 'Replaces each map by its largest value.',
    zeroPadding2d: 'Adds zeros around the maps.',
    flatten: 'Arranges all values in one row.',
    reshape: 'Arranges the same values in another shape.',
    batchNormalization: 'Scales each map to mean 0 and standard deviation 1.',
    localResponseNormalization: 'Reduces a value where neighbouring maps have large values.',
    dropout: 'Sets a random part of the values to 0 during training.',
    activation: 'Applies a nonlinear function.',
    reLU: 'Sets negative values to 0.',
    leakyReLU: 'Scales negative values down.',
    softmax: 'Turns values into probabilities that add up to 1.',
    add: 'Adds two outputs of the same shape.',
    concatenate: 'Joins the maps of two outputs.',
  } as Readonly<Record<string, string>>,
  /** The textbook's name of an option, by Keras's; in English they are the same. */
  optionNames: {} as Readonly<Record<string, string>>,
  edits: {
    option: ({ option, from, to, layer }: Values) => `${option} ${from} → ${to} in ${layer}`,
    add: ({ layer }: Values) => `${layer} added`,
    remove: ({ layer }: Values) => `${layer} removed`,
    move: ({ layer, by }: Values) => `${layer} moved ${Number(by) < 0 ? 'up' : 'down'}`,
    freeze: ({ layer }: Values) => `${layer} frozen`,
    unfreeze: ({ layer, count }: Values) =>
      count === 1 ? `${layer} unfrozen` : `${count} layers unfrozen, from ${layer} on`,
    network: ({ to }: Values) => `network ${to}`,
    code: () => 'network edited in the code',
    training: ({ what, from, to }: Values) => `${what} ${from} → ${to}`,
    learningRate: ({ from, to }: Values) => `learning rate ${from} → ${to}`,
    open: ({ file }: Values) => `opened ${file}`,
    data: ({ data }: Values) => `data set ${data}`,
    weight: ({ layer, unit }: Values) => `weight of ${layer} · ${unit}`,
    bias: ({ layer, unit }: Values) => `bias of ${layer} · ${unit}`,
    preset: ({ layer, unit, preset }: Values) => `${preset} in ${layer} · ${unit}`,
    flip: ({ layer, unit }: Values) => `signs of ${layer} · ${unit} flipped`,
    scale: ({ layer, unit, by }: Values) => `${layer} · ${unit} × ${by}`,
    swap: ({ layer, unit, other }: Values) => `${layer} · ${unit} ↔ ${other}`,
    copy: ({ layer, unit }: Values) => `slice copied to all of ${layer} · ${unit}`,
    silence: ({ layer, unit }: Values) => `${layer} · ${unit} silenced`,
    wake: ({ layer, unit }: Values) => `${layer} · ${unit} unsilenced`,
    reset: ({ layer, unit }: Values) => `${layer} · ${unit} reset to trained values`,
    resetAll: () => 'all reset to trained values',
  } as Readonly<Record<EditName['key'], (values: Values) => string>>,
};

const ja: typeof en = {
  kernelPresets: {
    edgeHorizontal: '横エッジ',
    edgeVertical: '縦エッジ',
    edgeDiagonal: '斜めエッジ',
    blur: 'ぼかし',
    sharpen: '鮮鋭化',
    emboss: 'エンボス',
    identity: 'そのまま',
    mean: '平均',
  },
  open: (name) => `${name} の設定`,
  undo: '元に戻す',
  redo: 'やり直す',
  undoOf: (change) => `元に戻す：${change}（Ctrl+Z）`,
  redoOf: (change) => `やり直す：${change}（Ctrl+Shift+Z）`,
  nothingToUndo: '元に戻す変更はありません',
  nothingToRedo: 'やり直す変更はありません',
  history: (count) => `変更（${count}）`,
  historyStart: '最初のネットワークに戻す',
  own: '自作のネットワーク',
  changed: (name) => `${name} から変更`,
  networks: '別のネットワーク',
  startNetwork: '最初のネットワーク',
  add: '層を追加',
  addBehind: (name) => `${name} の後に層を追加`,
  addFirst: '先頭に層を追加',
  close: '閉じる',
  up: (name) => `${name} を上へ移動（Alt+↑）`,
  down: (name) => `${name} を下へ移動（Alt+↓）`,
  remove: (name) => `${name} を削除`,
  reorder: 'ドラッグか Alt+↑・Alt+↓ で並べ替え',
  apply: '適用',
  discard: 'やめる',
  building: 'ネットワークを構築中',
  more: 'そのほかの設定',
  follows: (option) => `${option} と同じ`,
  value: (option) => `${option} を数値で入力`,
  size: '大きさ',
  rows: '行',
  columns: '列',
  parameters: 'パラメータ',
  multiplyAdds: '積和',
  noParameters: 'この層にパラメータはありません。',
  before: (shape) => `変更前 ${shape}`,
  total: (parameters, multiplyAdds) =>
    `パラメータ ${japanese.format(parameters)} 個、画像 1 枚あたりの積和 ${japanese.format(multiplyAdds)} 回`,
  frozen: {
    is: '凍結',
    hint: '学習でこの層の重みを変えるかどうかです。凍結した層の重みは変わりません。',
    from: (count) => `ここから後ろの ${count} 層の凍結を解除`,
    count: (count) => `うち凍結 ${japanese.format(count)} 個`,
    slower: 'この重みは学習済みです。大きく動かすと学んだことが失われるため、学習率を小さくしましょう。',
    useRate: (rate) => `学習率を ${rate} にする`,
  },
  figure: {
    label: (window, input, outputs) =>
      `${window} の窓が ${input} 画素の上を動き、${outputs} か所の値を計算します`,
    places: (outputs) => `${outputs} か所`,
    padded: (top, left, bottom, right) =>
      top === bottom && left === right && top === left
        ? `斜線：上下左右に ${top} 画素ずつの 0`
        : `斜線：0（上 ${top}・下 ${bottom}・左 ${left}・右 ${right}）`,
    unpadded: 'パディングなし',
    unseen: (rows, columns) =>
      `灰色：窓が届かない${[rows > 0 ? ` ${rows} 行` : '', columns > 0 ? ` ${columns} 列` : ''].filter(Boolean).join('と')}`,
  },
  kept: {
    title: '学習はステップ 0 から始まります。',
    whole: (names) => `重みを引き継いだ層：${names}。`,
    part: (names) => `一部を引き継いだ層：${names}。`,
    fresh: (names) => `初期値から始める層：${names}。`,
    share: (name, kept, of) =>
      `${name}（パラメータ ${japanese.format(of)} 個のうち ${japanese.format(kept)} 個）`,
  },
  problem: {
    in: (layer) => `${layer}：`,
    window: ({ reach, input, option, most, dilation }) =>
      dilation.some((step) => step > 1)
        ? `カーネルの窓が入力より大きくなっています（${size(reach)} に対し ${size(input)}）。\`same\` パディングにするか、\`dilation_rate\` を小さくするか、\`${option}\` を ${most} 以下にしてください。`
        : `${option === 'pool_size' ? 'プーリングの窓' : 'カーネル'}が入力より大きくなっています（${size(reach)} に対し ${size(input)}）。\`same\` パディングにするか、\`${option}\` を ${most} 以下にしてください。`,
    join: ({ input }) =>
      `この層は、形の合う 2 つの出力を 1 つにします。${input.join('×')} に合う出力をもつ層が、これより上にありません。入力の形を変えない層の後に置いてください。`,
    rank: ({ input }) =>
      `この層の入力は、行 × 列 × チャンネルのマップでなければなりません。ここでは ${input.join('×')} 個の数が 1 列に並んでいます。\`Flatten\` より前に置いてください。`,
    option: ({ option, min, max, received }) =>
      `\`${option}\` は${range(min, max, [' $1 以上 $2 以下', ' $1 以上', '数値'])}でなければなりません（入力された値：${JSON.stringify(received)}）。`,
    answer: ({ shape, classes, activation }) =>
      `ネットワークの最後は、数字ごとに 1 つずつ、合わせて ${classes} 個の数を \`softmax\` で確率にする必要があります。今は ${shape.join('×')} と \`${activation}\` で終わっています。最後に \`softmax\` のついた ${classes} ユニットの \`Dense\` を置いてください。`,
    order: 'この層の入力が後ろの層にあるか、入力の数が足りません。層をもっと下に移してください。',
    other: (message) => `このネットワークは作れません：${message}`,
    typed: (option, expected) => `\`${option}\` には${expected}を入力してください。`,
    expected: {
      integer: (min, max) => range(min, max, [' $1 以上 $2 以下の整数', ' $1 以上の整数', '整数']),
      pair: (min) => ` ${min} 以上の整数を 1 つ、または 3×5 のように 2 つ`,
      number: (min, max) => range(min, max, [' $1 以上 $2 以下の数', ' $1 以上の数', '数']),
      shape: () => ' 7×7×16 のような各辺の長さ（1 つは −1 にして残りを任せられます）',
      border: () => ' 0 以上の整数',
    },
    stays: 'ネットワークはまだ変わっていません。',
  },
  kinds: {
    conv2d: '畳み込み層。小さなカーネルを入力の上で動かし、どの場所でも同じ重みを使います。',
    depthwiseConv2d: 'チャンネルごとの畳み込み層。マップどうしは混ざりません。',
    dense: '全結合層。すべての入力をすべての出力につなぎます。',
    maxPooling2d: '最大値プーリング層。窓の中で最も大きい値を残します。',
    averagePooling2d: '平均値プーリング層。窓の中の平均を残します。',
    globalAveragePooling2d: '大域平均値プーリング層。マップ 1 枚を平均 1 つにします。',
    globalMaxPooling2d: '大域最大値プーリング層。マップ 1 枚を最大値 1 つにします。',
    zeroPadding2d: 'ゼロパディング層。マップの周囲に 0 を補います。',
    flatten: '平坦化層。すべての値を 1 列に並べます。',
    reshape: '同じ値を別の形に並べ直します。',
    batchNormalization: 'バッチ正規化層。マップごとに平均 0、標準偏差 1 に整えます。',
    localResponseNormalization: '局所応答正規化層。隣り合うマップの値が大きいほど、値を小さくします。',
    dropout: 'ドロップアウト層。学習中、一部の値をランダムに 0 にします。',
    activation: '活性化関数の層。非線形な関数を適用します。',
    reLU: '負の値を 0 にします。',
    leakyReLU: '負の値を小さくします。',
    softmax: '値を、合計が 1 になる確率に変えます。',
    add: '同じ形の 2 つの出力を足します。',
    concatenate: '2 つの出力のマップを連結します。',
  },
  optionNames: {
    filters: 'フィルタ数',
    kernel_size: 'カーネルサイズ',
    strides: 'ストライド',
    padding: 'パディング',
    dilation_rate: '膨張率',
    activation: '活性化関数',
    use_bias: 'バイアス',
    units: 'ユニット数',
    pool_size: 'プールサイズ',
    depth_multiplier: 'チャンネル倍率',
    rate: 'ドロップアウト率',
    momentum: 'モーメンタム',
    target_shape: '出力の形',
    negative_slope: '負側の傾き',
    max_value: '上限',
    axis: '軸',
    depth_radius: '隣のマップの数',
    bias: 'バイアス',
    alpha: '係数 α',
    beta: '指数 β',
    kernel_initializer: '重みの初期化',
    bias_initializer: 'バイアスの初期化',
    kernel_regularizer: '重みの正則化',
    bias_regularizer: 'バイアスの正則化',
  },
  edits: {
    option: ({ option, from, to, layer }) => `${layer} の ${option} ${from} → ${to}`,
    add: ({ layer }) => `${layer} を追加`,
    remove: ({ layer }) => `${layer} を削除`,
    move: ({ layer, by }) => `${layer} を${Number(by) < 0 ? '上' : '下'}へ移動`,
    freeze: ({ layer }) => `${layer} を凍結`,
    unfreeze: ({ layer, count }) =>
      count === 1 ? `${layer} の凍結を解除` : `${layer} から ${count} 層の凍結を解除`,
    network: ({ to }) => `ネットワークを ${to} に`,
    code: () => 'コードでネットワークを編集',
    training: ({ what, from, to }) => `${what} ${from} → ${to}`,
    learningRate: ({ from, to }) => `学習率 ${from} → ${to}`,
    open: ({ file }) => `${file} を開く`,
    data: ({ data }) => `データセットを ${data} に変更`,
    weight: ({ layer, unit }) => `${layer} · ${unit} の重み`,
    bias: ({ layer, unit }) => `${layer} · ${unit} のバイアス`,
    preset: ({ layer, unit, preset }) => `${layer} · ${unit} を ${preset} に`,
    flip: ({ layer, unit }) => `${layer} · ${unit} の符号を反転`,
    scale: ({ layer, unit, by }) => `${layer} · ${unit} を ${by} 倍`,
    swap: ({ layer, unit, other }) => `${layer} · ${unit} と ${other} を交換`,
    copy: ({ layer, unit }) => `${layer} · ${unit} の全スライスにコピー`,
    silence: ({ layer, unit }) => `${layer} · ${unit} を無効にする`,
    wake: ({ layer, unit }) => `${layer} · ${unit} を有効に戻す`,
    reset: ({ layer, unit }) => `${layer} · ${unit} を学習後の値に戻す`,
    resetAll: () => 'すべてを学習後の値に戻す',
  },
};

export const building = { en, ja };
export type Building = typeof en;

export const buildingWords = wordsOf('building', building);
