// The words of one step in slow motion, in English and in Japanese.

import { wordsOf } from '../locale';
import { integer } from './integer';

const en = {
  title: 'One step in slow motion',
  close: 'Back to the stage',
  moment: (step: number) => `step ${integer.format(step)}, computed on a copy`,
  preparing: 'Computing one step on a copy…',
  reading: 'Reading the values…',
  failed: 'The step could not be computed.',
  tooLarge: 'This layer has too many values to write out its sums. Choose a smaller layer.',
  stages: 'Stages of the step',
  names: {
    forward: 'Forward',
    loss: 'Loss',
    delta: 'Backward: δ',
    kernel: '∂W',
    input: '∂X',
    update: 'Update',
  },
  strip: 'Layers: the output of each, with δ below',
  choose: (layer: string, name: string) => `Show ${layer} (${name})`,
  picture: 'Picture',
  pictureGradient: 'Gradient of the picture',
  activationOf: (layer: string) => `Output of ${layer}`,
  deltaOf: (layer: string) => `δ of ${layer}`,
  filter: 'filter',
  channel: 'channel',
  unit: 'unit',
  inputMap: 'input map',
  inputNumber: 'input',
  row: 'row',
  column: 'column',
  scrubKernel: 'Outputs added so far',
  scrubInput: 'Cell of the input',
  label: {
    of: 'right answer',
    from: {
      sample: 'its label',
      chosen: 'chosen by you',
      answer: 'the network’s own answer, because no label is known',
    },
  },
  caption: {
    forward:
      'The picture passes forward through the layers. The output of every layer is kept, because the backward pass needs it.',
    loss: (name: string, percent: string, equation: string) =>
      `The right answer “${name}” gets a probability of ${percent}. The loss is minus its logarithm: ${equation}. The smaller the probability, the larger the loss.`,
    delta:
      'Now the backward pass. δ tells how much the loss changes when the sum of a cell grows a little. It starts at the answer, and each layer passes it to the layer before.',
    kernel:
      'Every output used the same kernel. So the gradient of the kernel is patch × δ, added up over all outputs. The bias is added to every output, so its gradient is the sum of all δ.',
    input:
      'The gradient that the layer passes back: the kernel, rotated by 180°, slides over δ, which is padded with zeros. So each input cell collects δ × weight from all the outputs that used it.',
    update: (optimizer: string) =>
      `${optimizer} computes a step from each gradient. Every weight and bias moves a little in the opposite direction of its gradient.`,
  },
  loss: {
    curve: 'The loss as a function of the probability, with this picture marked',
    table: 'Classes and their probabilities',
    class: 'class',
    probability: 'p',
    wanted: 'y (target)',
    formula: (equation: string) => `L = −ln p = ${equation}`,
    begins:
      'For cross-entropy after softmax, δ of the answer is simply p − y: the predicted probability minus the target. Only the right class has a negative δ: a larger sum there lowers the loss.',
  },
  delta: {
    arrives: '∂L/∂y from the next layer',
    slope: 'output y (gives the slope f′)',
    through: (activation: string) =>
      activation === 'relu'
        ? 'The slope of ReLU is 1 where its output is above 0, and 0 elsewhere. Where it is 0, δ is 0.'
        : `δ is ∂L/∂y times the slope of ${activation} at each cell.`,
    same: 'There is no activation function here, so δ equals ∂L/∂y.',
    ofPool: 'δ after pooling',
    window: 'window before pooling',
    gets: '∂L of each cell',
    before: '∂L before pooling',
    max: 'Only the largest value of the window was passed on, so only its cell gets δ. All others get 0, because a small change of them has no effect.',
    mean: (count: number) => `All ${count} cells contribute equally to the mean, so each gets δ / ${count}.`,
  },
  kernel: {
    input: 'input x',
    patch: 'its patch',
    delta: (value: string) => `δ = ${value}`,
    deltaMap: 'δ of the filter',
    running: 'sum so far',
    whole: '∂W, the complete sum',
    thisWeight: 'the framed weight',
    onGpu: 'on the GPU',
    bias: '∂b, the sum of all δ',
    progress: (count: number, of: number, active: number) =>
      `${integer.format(count)} of ${integer.format(of)} ${of === 1 ? 'output' : 'outputs'} added. ${integer.format(active)} ${active === 1 ? 'has' : 'have'} a δ other than 0; the rest ${of - active === 1 ? 'adds' : 'add'} nothing.`,
    agrees: (difference: string) =>
      `The sum agrees with the gradient from the GPU; the largest difference is ${difference}.`,
    others: (layers: string) =>
      `These weights are also used by ${layers}: the gradient from the GPU is the sum over all of them.`,
  },
  input: {
    delta: 'δ, padded with zeros',
    under: 'δ in the window',
    flipped: 'kernel, rotated by 180°',
    result: '∂X',
    total: '∂X of the framed cell',
    units: (count: number) => `Largest of ${integer.format(count)} units: δ × weight`,
    share: (filter: number, of: number, value: string, others: string) =>
      of === 1
        ? `The only filter contributes ${value}.`
        : `Filter ${filter} contributes ${value}, the other ${of - 1} together ${others}.`,
  },
  update: {
    choose: 'Weights: select one',
    parameter: 'parameter',
    names: { weight: 'weight', bias: 'bias' },
    now: { weight: 'the weight', bias: 'the bias' },
    gradient: 'its gradient for this picture',
    decay: (lambda: string) => `L2 decay with λ = ${lambda}`,
    decayL1: (lambda: string) => `L1 decay with λ = ${lambda}`,
    rate: 'current learning rate',
    onGpu: (name: 'weight' | 'bias', before: string, after: string) =>
      `On the GPU, the ${name} changes from ${before} to ${after}.`,
    batch: (optimizer: string, pictures: number) =>
      `Training does the same for ${pictures} pictures at once: it averages their gradients, and ${optimizer} takes one step with the mean.`,
  },
  nudge: {
    button: { weight: 'Nudge this weight', bias: 'Nudge this bias' },
    epsilon: 'Size of the nudge',
    what: {
      weight: 'Is the gradient correct? Change the weight by ±ε and see how the loss changes.',
      bias: 'Is the gradient correct? Change the bias by ±ε and see how the loss changes.',
    },
    chart: {
      weight: 'The loss around the weight, with the tangent given by the gradient',
      bias: 'The loss around the bias, with the tangent given by the gradient',
    },
    slope: 'measured slope',
    gradient: 'gradient',
    difference: 'difference',
    says: {
      same: 'The measured slope agrees with the gradient.',
      bend: (w: string) =>
        `They differ: the loss has a kink between ${w} − ε and ${w} + ε, for example where a ReLU switches or another cell becomes the largest. Try a smaller ε.`,
      corner: (w: string) =>
        `They differ: the loss has a kink exactly at ${w}, for example where the input of a ReLU is exactly 0. The gradient is the slope on one side, so a smaller ε changes nothing.`,
      flat: 'The loss changes too little here to be measured with 32-bit numbers. Try a larger ε.',
      unreached:
        'The loss does not change on either side: for this picture this number has no effect on the answer. Its inputs are 0, or ReLU sets all its sums to 0.',
      silenced: {
        flat: 'The gradient is 0 because this is silenced: it outputs 0 for every picture, and a small change makes no difference. Another ε does not help. Unsilence it to see its gradient.',
        corner:
          'The gradient is 0 because this is silenced: all its sums are 0, where the slope of ReLU counts as 0. The measured slope comes from the side where ReLU lets the sums pass. Another ε does not help. Unsilence it to see its gradient.',
      },
    },
  },
  tab: {
    lead: (name: string, from: string) => `Loss for the right answer “${name}” (${from}).`,
    map: 'δ of this map',
    delta: 'δ of this cell',
    pixel: '∂L/∂pixel',
    cellUp: 'If the sum of this cell grows, the loss rises.',
    cellDown: 'If the sum of this cell grows, the loss falls.',
    cellFlat: 'A small change of this cell does not change the loss.',
    kernel: (filter: number) => `∂W of filter ${filter}`,
    weights: (unit: number) => `∂W of unit ${unit}`,
    weightGradient: '∂L/∂w of the framed weight',
    up: (size: string) =>
      `If this weight grows, the loss rises by about ${size} times the change. Training makes the weight smaller.`,
    down: (size: string) =>
      `If this weight grows, the loss falls by about ${size} times the change. Training makes the weight larger.`,
    flat: 'A small change of this weight does not change the loss of this picture.',
  },
};

const ja: typeof en = {
  title: '学習の 1 ステップをスローモーションで',
  close: 'ステージに戻る',
  moment: (step) => `ステップ ${integer.format(step)}（コピーで計算）`,
  preparing: 'コピーで 1 ステップ計算しています…',
  reading: '数値を読み取っています…',
  failed: 'ステップを計算できませんでした。',
  tooLarge: 'この層は値が多すぎるため、和を書き出せません。もっと小さい層を選んでください。',
  stages: 'ステップの段階',
  names: {
    forward: '順伝播',
    loss: '損失',
    delta: '逆伝播：δ',
    kernel: '∂W',
    input: '∂X',
    update: '更新',
  },
  strip: '各層の出力と、その下に δ',
  choose: (layer, name) => `${layer}（${name}）を見る`,
  picture: '画像',
  pictureGradient: '画像の勾配',
  activationOf: (layer) => `${layer} の出力`,
  deltaOf: (layer) => `${layer} の δ`,
  filter: 'フィルタ',
  channel: 'チャンネル',
  unit: 'ユニット',
  inputMap: '入力マップ',
  inputNumber: '入力',
  row: '行',
  column: '列',
  scrubKernel: 'ここまでに足した出力の数',
  scrubInput: '入力のセル',
  label: {
    of: '正解',
    from: {
      sample: 'この画像のラベル',
      chosen: '選んだ値',
      answer: 'ラベルがないため、ネットワーク自身の答え',
    },
  },
  caption: {
    forward: '画像が層を順に通ります。各層の出力は、逆伝播で使うのですべて残しておきます。',
    loss: (name, percent, equation) =>
      `正解「${name}」の確率は ${percent} です。損失は、その対数にマイナスを付けた ${equation} です。確率が小さいほど損失は大きくなります。`,
    delta:
      'ここからは誤差逆伝播法です。δ は、セルの和が少し増えたとき損失がどれだけ変わるかを表します。答えの層から始まり、各層が 1 つ前の層へ渡します。',
    kernel:
      '同じカーネルがすべての出力で使われます。そのため、「パッチ × δ」をすべての出力について足し合わせたものがカーネルの勾配です。バイアスはどの出力にも足されているので、その勾配は δ の和です。',
    input:
      '前の層へ渡す勾配です。180° 回転したカーネルを、周囲に 0 を補った δ の上で動かします。入力の各セルには、そのセルを使ったすべての出力から δ × 重み が集まります。',
    update: (optimizer) =>
      `${optimizer} が勾配から更新量を計算し、すべての重みとバイアスが勾配と逆の向きに少し変わります。`,
  },
  loss: {
    curve: '確率に対する損失の曲線と、この画像の位置',
    table: 'クラスと確率',
    class: 'クラス',
    probability: 'p',
    wanted: 'y（正解）',
    formula: (equation) => `L = −ln p = ${equation}`,
    begins:
      'softmax のあとの交差エントロピーでは、答えの δ は p − y、つまり「ネットワークの出した確率 − 正解」になります。負になるのは正解のクラスだけで、そこの和が増えると損失は減ります。',
  },
  delta: {
    arrives: '次の層からの ∂L/∂y',
    slope: '出力 y（傾き f′ が決まる）',
    through: (activation) =>
      activation === 'relu'
        ? 'ReLU の傾きは、出力が正のところで 1、それ以外で 0 です。傾きが 0 のところでは δ も 0 です。'
        : `δ は、∂L/∂y に、セルごとの ${activation} の傾きを掛けたものです。`,
    same: 'ここには活性化関数がないので、∂L/∂y がそのまま δ です。',
    ofPool: 'プーリング後の δ',
    window: 'プーリング前の窓',
    gets: '各セルの ∂L',
    before: 'プーリング前の ∂L',
    max: '次の層へ渡されたのは窓の中の最大値だけなので、δ を受け取るのもそのセルだけです。ほかのセルは、少し変わっても影響がないので 0 です。',
    mean: (count) => `${count} 個のセルは平均に等しく寄与するので、δ / ${count} ずつ受け取ります。`,
  },
  kernel: {
    input: '入力 x',
    patch: 'パッチ',
    delta: (value) => `δ = ${value}`,
    deltaMap: 'フィルタの δ',
    running: 'ここまでの和',
    whole: '∂W（すべての和）',
    thisWeight: '枠の重み',
    onGpu: 'GPU の値',
    bias: '∂b（δ の和）',
    progress: (count, of, active) =>
      `出力 ${integer.format(of)} 個のうち ${integer.format(count)} 個を足しました。δ が 0 でないのは ${integer.format(active)} 個で、残りは何も加えません。`,
    agrees: (difference) => `和は GPU が求めた勾配と一致します（差は最大 ${difference}）。`,
    others: (layers) => `この重みは ${layers} でも使われています。GPU の勾配は、それらすべての和です。`,
  },
  input: {
    delta: 'δ（ゼロパディング）',
    under: '窓の中の δ',
    flipped: '180° 回転したカーネル',
    result: '∂X',
    total: '枠のセルの ∂X',
    units: (count) => `ユニット ${integer.format(count)} 個のうち大きいもの：δ × 重み`,
    share: (filter, of, value, others) =>
      of === 1
        ? `ただ 1 つのフィルタからの寄与は ${value} です。`
        : `フィルタ ${filter} からの寄与は ${value}、ほかの ${of - 1} 個からは合わせて ${others} です。`,
  },
  update: {
    choose: '重み（1 つ選ぶ）',
    parameter: 'パラメータ',
    names: { weight: '重み', bias: 'バイアス' },
    now: { weight: '重み', bias: 'バイアス' },
    gradient: 'この画像での勾配',
    decay: (lambda) => `L2 正則化（λ = ${lambda}）`,
    decayL1: (lambda) => `L1 正則化（λ = ${lambda}）`,
    rate: '現在の学習率',
    onGpu: (name, before, after) =>
      `GPU では、${name === 'bias' ? 'バイアス' : '重み'}は ${before} から ${after} になります。`,
    batch: (optimizer, pictures) =>
      `実際の学習では、同じことを画像 ${pictures} 枚で一度に行い、勾配の平均を使って ${optimizer} が 1 回更新します。`,
  },
  nudge: {
    button: { weight: 'この重みを少し変える', bias: 'このバイアスを少し変える' },
    epsilon: '変える幅',
    what: {
      weight: '勾配は正しいでしょうか。重みを ±ε だけ変えて、損失の変化を確かめましょう。',
      bias: '勾配は正しいでしょうか。バイアスを ±ε だけ変えて、損失の変化を確かめましょう。',
    },
    chart: {
      weight: '重みの周りの損失と、勾配が示す接線',
      bias: 'バイアスの周りの損失と、勾配が示す接線',
    },
    slope: '測った傾き',
    gradient: '勾配',
    difference: '差',
    says: {
      same: '測った傾きは勾配と一致しています。',
      bend: (w) =>
        `一致しません。${w} − ε と ${w} + ε の間で損失が折れています（ReLU が切り替わる、最大値のセルが入れ替わるなど）。ε を小さくしてみてください。`,
      corner: (w) =>
        `一致しません。損失がちょうど ${w} の位置で折れています（ReLU の入力がちょうど 0 の場合など）。勾配は片側の傾きなので、ε を小さくしても変わりません。`,
      flat: '損失の変化が小さすぎて、32 ビットの数では測れません。ε を大きくしてみてください。',
      unreached:
        'どちら側でも損失は変わりません。この画像では、この値は答えに影響していません（入力が 0、または ReLU がすべての和を 0 にしています）。',
      silenced: {
        flat: '勾配が 0 なのは、無効にしてあるからです。どの画像でも出力は 0 で、少し変えても違いはありません。ε を変えても同じです。有効に戻すと勾配が見られます。',
        corner:
          '勾配が 0 なのは、無効にしてあるからです。和はすべて 0 で、そこでの ReLU の傾きは 0 とみなします。測った傾きは、ReLU が和を通す側のものです。ε を変えても同じです。有効に戻すと勾配が見られます。',
      },
    },
  },
  tab: {
    lead: (name, from) => `正解を「${name}」としたときの損失です（${from}）。`,
    map: 'このマップの δ',
    delta: 'このセルの δ',
    pixel: '∂L/∂画素',
    cellUp: 'このセルの和が増えると、損失は増えます。',
    cellDown: 'このセルの和が増えると、損失は減ります。',
    cellFlat: 'このセルが少し変わっても、損失は変わりません。',
    kernel: (filter) => `フィルタ ${filter} の ∂W`,
    weights: (unit) => `ユニット ${unit} の ∂W`,
    weightGradient: '枠の重みの ∂L/∂w',
    up: (size) =>
      `この重みが増えると、損失は重みの変化の約 ${size} 倍だけ増えます。学習では、この重みは小さくなります。`,
    down: (size) =>
      `この重みが増えると、損失は重みの変化の約 ${size} 倍だけ減ります。学習では、この重みは大きくなります。`,
    flat: 'この重みが少し変わっても、この画像の損失は変わりません。',
  },
};

export const microscope = { en, ja };

export type MicroscopeWords = (typeof microscope)['en'];
export const microscopeWords = wordsOf('microscope', microscope);
