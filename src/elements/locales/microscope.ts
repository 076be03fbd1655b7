// The words of one step in slow motion, in English and in Japanese.

const integer = new Intl.NumberFormat('en');

const en = {
  title: 'One step in slow motion',
  close: 'Back to the stage',
  moment: (step: number) => `step ${integer.format(step)}, tried on copies`,
  preparing: 'Taking one step on copies…',
  reading: 'Reading the numbers…',
  failed: 'The step could not be taken.',
  tooLarge: 'This layer has too many numbers to spell its sums out. Choose a smaller one.',
  stages: 'Stages of the step',
  names: {
    forward: 'Forward',
    loss: 'Loss',
    delta: 'Backward: δ',
    kernel: '∂W',
    input: '∂X',
    update: 'Update',
  },
  transport: 'Slow motion',
  play: 'Play in slow motion',
  pause: 'Pause',
  previous: 'One back',
  next: 'One on',
  speed: 'Speed',
  strip: 'Layers: what each gave, and δ below',
  choose: (layer: string, name: string) => `Look at ${layer} (${name})`,
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
      answer: 'the network’s own answer, as no label is known',
    },
  },
  caption: {
    forward:
      'The picture goes forward through the layers. Every output on the way is kept: the way back needs it.',
    loss: (name: string, percent: string, p: string, loss: string) =>
      `The right answer “${name}” gets a probability of ${percent}. The loss is minus its logarithm: −ln ${p} = ${loss}. The smaller the probability, the larger the loss.`,
    delta:
      'Now back. δ says how the loss moves when the sum of a cell grows a little. It begins at the answer and each layer hands it to the one before.',
    kernel:
      'The same kernel worked at every output. Each output votes for its patch, as strongly as its δ: patch × δ, added up over all outputs, is the kernel’s gradient. The bias is in every output with weight 1: its gradient is the sum of the δ alone.',
    input:
      'What the layer hands back: the kernel, turned by 180°, slides over δ with zeros around it. So every input cell collects from all the outputs that it had a part in.',
    update: (optimizer: string) =>
      `${optimizer} makes a step of each gradient, and every weight and bias moves a little against it.`,
  },
  loss: {
    curve: 'The loss as a curve over the probability, with this picture on it',
    table: 'Classes and their probabilities',
    class: 'class',
    probability: 'p',
    wanted: 'y, as it should be',
    formula: (p: string, loss: string) => `L = −ln p = −ln ${p} = ${loss}`,
    begins:
      'For cross-entropy after softmax, δ of the answer is simply p − y: what the network said minus what is right. Only the right class has a negative δ: a larger sum there lowers the loss.',
  },
  delta: {
    arrives: '∂L/∂y arrives',
    slope: 'y, for the slope f′',
    through: (activation: string) =>
      activation === 'relu'
        ? 'ReLU has slope 1 where its output is above 0, and slope 0 elsewhere: there δ is cut off.'
        : `δ is what arrives times the slope of ${activation} at each cell.`,
    same: 'There is no activation here: δ is what arrives.',
    ofPool: 'δ after pooling',
    window: 'window before',
    gets: 'each gets',
    before: '∂L before pooling',
    max: 'Only the largest number of the window went forward, so only its cell gets δ. All others get 0: they could change a little without any effect.',
    mean: (count: number) =>
      `Each of the ${count} cells had the same part in the mean, so each gets δ / ${count}.`,
  },
  kernel: {
    input: 'input x',
    patch: 'its patch',
    delta: (value: string) => `δ = ${value}`,
    deltaMap: 'δ of the filter',
    running: 'sum so far',
    whole: '∂W, the whole sum',
    thisWeight: 'the framed weight',
    onGpu: 'on the GPU',
    bias: '∂b, the δ added up',
    progress: (count: number, of: number, active: number) =>
      `${integer.format(count)} of ${integer.format(of)} ${of === 1 ? 'output' : 'outputs'} added. ${integer.format(active)} ${active === 1 ? 'has' : 'have'} a δ other than 0; the rest ${of - active === 1 ? 'adds' : 'add'} nothing.`,
    agrees: (difference: string) =>
      `The sum is the gradient that the GPU found; the largest difference is ${difference}.`,
  },
  input: {
    delta: 'δ, zeros around',
    under: 'δ in the window',
    flipped: 'kernel, flipped',
    result: '∂X',
    total: '∂X of the framed cell',
    units: (count: number) => `Largest of ${integer.format(count)} units: δ × weight`,
    share: (filter: number, of: number, value: string, others: string) =>
      of === 1
        ? `The only filter gives ${value}.`
        : `Filter ${filter} gives ${value}, the other ${of - 1} together ${others}.`,
  },
  update: {
    choose: 'weights: choose one',
    parameter: 'number',
    names: { weight: 'weight', bias: 'bias' },
    now: { weight: 'the weight', bias: 'the bias' },
    gradient: 'its gradient here',
    decay: (lambda: string) => `L2 decay with λ = ${lambda}`,
    rate: 'learning rate now',
    onGpu: (name: 'weight' | 'bias', before: string, after: string) =>
      `On the GPU the ${name} goes from ${before} to ${after}.`,
    batch: (optimizer: string, pictures: number) =>
      `Training does the same for ${pictures} pictures at once, averages their gradients, and lets ${optimizer} take one step with the mean.`,
  },
  nudge: {
    button: { weight: 'Nudge this weight', bias: 'Nudge this bias' },
    epsilon: 'How far it is nudged',
    what: {
      weight: 'Is the gradient true? Move the weight by ±ε and see what the loss does.',
      bias: 'Is the gradient true? Move the bias by ±ε and see what the loss does.',
    },
    chart: {
      weight: 'The loss around the weight, with the tangent that the gradient gives',
      bias: 'The loss around the bias, with the tangent that the gradient gives',
    },
    slope: 'measured slope',
    gradient: 'gradient',
    difference: 'difference',
    same: 'The measured slope is the gradient.',
    bend: (w: string) =>
      `They differ: between ${w} − ε and ${w} + ε the loss bends, for instance where a ReLU switches or another cell becomes the largest. Try a smaller ε.`,
    tooFlat: 'The loss moves too little here to be measured with 32-bit numbers. Try a larger ε.',
  },
  tab: {
    lead: (name: string, from: string) => `Loss for the right answer “${name}” (${from}).`,
    map: 'δ of this map',
    delta: 'δ of this cell',
    pixel: '∂L/∂pixel',
    cellUp: 'If the sum of this cell grows, the loss rises.',
    cellDown: 'If the sum of this cell grows, the loss falls.',
    cellFlat: 'A small change of this cell does not move the loss.',
    kernel: (filter: number) => `∂W of filter ${filter}`,
    weights: (unit: number) => `∂W of unit ${unit}`,
    weightGradient: '∂L/∂w of the framed weight',
    up: (size: string) =>
      `If this weight grows, the loss rises: by about ${size} times as much. Training makes it smaller.`,
    down: (size: string) =>
      `If this weight grows, the loss falls: by about ${size} times as much. Training makes it larger.`,
    flat: 'A small change of this weight does not move the loss of this picture.',
  },
};

const ja: typeof en = {
  title: '学習の 1 ステップをスローモーションで',
  close: 'ステージに戻る',
  moment: (step) => `ステップ ${integer.format(step)}（コピー上での試算）`,
  preparing: 'コピーの上で 1 ステップ計算しています…',
  reading: '数値を読み取っています…',
  failed: 'ステップを計算できませんでした。',
  tooLarge: 'この層は数が多すぎて、和を書き下せません。もっと小さい層を選んでください。',
  stages: 'ステップの段階',
  names: {
    forward: '順伝播',
    loss: '損失',
    delta: '逆伝播：δ',
    kernel: '∂W',
    input: '∂X',
    update: '更新',
  },
  transport: 'スローモーション',
  play: 'スローモーションで再生',
  pause: '一時停止',
  previous: '1 つ戻る',
  next: '1 つ進む',
  speed: '速さ',
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
    forward: '画像が層を順に通っていきます。途中の出力は、帰り道で使うのですべて残しておきます。',
    loss: (name, percent, p, loss) =>
      `正解「${name}」の確率は ${percent} です。損失は、その対数にマイナスを付けた −ln ${p} = ${loss} です。確率が小さいほど損失は大きくなります。`,
    delta:
      'ここから逆向きです。δ は、セルの和が少し増えたとき損失がどう動くかを表します。答えの層から始まり、各層が 1 つ前の層へ渡します。',
    kernel:
      '同じカーネルがすべての出力で使われました。出力ごとに「入力の一部 × δ」を求め、すべて足し合わせたものがカーネルの勾配です。バイアスはどの出力にもそのまま足されているので、その勾配は δ だけの和です。',
    input:
      '前の層へ渡す勾配です。180° 回転したカーネルを、周りを 0 で囲んだ δ の上で滑らせます。入力の各セルは、自分が関わった出力すべてから集めます。',
    update: (optimizer) =>
      `${optimizer} が勾配から更新量を決め、どの重みとバイアスも勾配と逆の向きに少し動きます。`,
  },
  loss: {
    curve: '確率に対する損失の曲線と、この画像の位置',
    table: 'クラスと確率',
    class: 'クラス',
    probability: 'p',
    wanted: 'y（正解）',
    formula: (p, loss) => `L = −ln p = −ln ${p} = ${loss}`,
    begins:
      'softmax のあとの交差エントロピーでは、答えの δ は p − y、つまり「ネットワークの出した確率 − 正解」になります。負になるのは正解のクラスだけで、そこの和が増えると損失は減ります。',
  },
  delta: {
    arrives: '届いた ∂L/∂y',
    slope: '出力 y（傾き f′ を決める）',
    through: (activation) =>
      activation === 'relu'
        ? 'ReLU の傾きは、出力が正のところで 1、それ以外で 0 です。0 のところで δ は途切れます。'
        : `δ は、届いた勾配に、セルごとの ${activation} の傾きを掛けたものです。`,
    same: 'ここには活性化関数がないので、届いた勾配がそのまま δ です。',
    ofPool: 'プーリング後の δ',
    window: '前の層の範囲',
    gets: '受け取る値',
    before: 'プーリング前の ∂L',
    max: '範囲の中で先へ進んだのは最大値だけなので、δ を受け取るのもそのセルだけです。ほかのセルは少し変わっても影響がないので 0 です。',
    mean: (count) => `${count} 個のセルは平均に等しく関わったので、δ / ${count} ずつ受け取ります。`,
  },
  kernel: {
    input: '入力 x',
    patch: '入力の一部',
    delta: (value) => `δ = ${value}`,
    deltaMap: 'フィルタの δ',
    running: 'ここまでの和',
    whole: '∂W（全部の和）',
    thisWeight: '枠の重み',
    onGpu: 'GPU の値',
    bias: '∂b（δ の和）',
    progress: (count, of, active) =>
      `出力 ${integer.format(of)} 個のうち ${integer.format(count)} 個を足しました。δ が 0 でないのは ${integer.format(active)} 個で、残りは何も加えません。`,
    agrees: (difference) => `和は GPU が求めた勾配と一致します（差は最大 ${difference}）。`,
  },
  input: {
    delta: 'δ（周りは 0）',
    under: '範囲の δ',
    flipped: '反転したカーネル',
    result: '∂X',
    total: '枠のセルの ∂X',
    units: (count) => `ユニット ${integer.format(count)} 個のうち大きいもの：δ × 重み`,
    share: (filter, of, value, others) =>
      of === 1
        ? `ただ 1 つのフィルタから ${value} です。`
        : `フィルタ ${filter} から ${value}、ほかの ${of - 1} 個から合わせて ${others} です。`,
  },
  update: {
    choose: '重み（1 つ選ぶ）',
    parameter: '見る値',
    names: { weight: '重み', bias: 'バイアス' },
    now: { weight: '重み', bias: 'バイアス' },
    gradient: 'この画像での勾配',
    decay: (lambda) => `L2 正則化（λ = ${lambda}）`,
    rate: '今の学習率',
    onGpu: (name, before, after) =>
      `GPU の上で、${name === 'bias' ? 'バイアス' : '重み'}は ${before} から ${after} になります。`,
    batch: (optimizer, pictures) =>
      `実際の学習では、同じことを画像 ${pictures} 枚で一度に行い、勾配の平均を使って ${optimizer} が 1 回更新します。`,
  },
  nudge: {
    button: { weight: 'この重みを少し動かす', bias: 'このバイアスを少し動かす' },
    epsilon: '動かす幅',
    what: {
      weight: '勾配は本当に正しいでしょうか。重みを ±ε だけ動かして、損失の変化を確かめましょう。',
      bias: '勾配は本当に正しいでしょうか。バイアスを ±ε だけ動かして、損失の変化を確かめましょう。',
    },
    chart: {
      weight: '重みの周りの損失と、勾配が示す接線',
      bias: 'バイアスの周りの損失と、勾配が示す接線',
    },
    slope: '測った傾き',
    gradient: '勾配',
    difference: '差',
    same: '測った傾きは勾配と一致しています。',
    bend: (w) =>
      `一致しません。${w} − ε と ${w} + ε の間で損失が折れています（ReLU が切り替わる、最大値のセルが入れ替わるなど）。ε を小さくしてみてください。`,
    tooFlat: '損失の変化が小さすぎて、32 ビットの数では測れません。ε を大きくしてみてください。',
  },
  tab: {
    lead: (name, from) => `正解を「${name}」としたときの損失です（${from}）。`,
    map: 'このマップの δ',
    delta: 'このセルの δ',
    pixel: '画素の勾配',
    cellUp: 'このセルの和が増えると、損失は増えます。',
    cellDown: 'このセルの和が増えると、損失は減ります。',
    cellFlat: 'このセルが少し変わっても、損失は変わりません。',
    kernel: (filter) => `フィルタ ${filter} の ∂W`,
    weights: (unit) => `ユニット ${unit} の ∂W`,
    weightGradient: '枠の重みの ∂L/∂w',
    up: (size) => `この重みが増えると、損失はその約 ${size} 倍だけ増えます。学習では小さくなります。`,
    down: (size) => `この重みが増えると、損失はその約 ${size} 倍だけ減ります。学習では大きくなります。`,
    flat: 'この重みが少し変わっても、この画像の損失は変わりません。',
  },
};

export const microscope = { en, ja };
