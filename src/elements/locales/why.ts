// What a number comes from and what drives it: the words of hovering, checking, fields, and of the tab "Why".

const integer = new Intl.NumberFormat('en');

const en = {
  digits: 'All digits',
  computing: 'Computing…',
  failed: (reason: string) => `This could not be computed: ${reason}`,
  padding: 'padding',
  patchKeys: 'Numbers and weights. Arrow keys pick a pair, which is written out below.',
  weight: (value: string, row: number, column: number, outputs: number, padded: number) =>
    `The weight in row ${row}, column ${column} is ${value}. It helps to make all ${integer.format(outputs)} cells of the map` +
    (padded > 0 ? `; for ${integer.format(padded)} of them it meets padding, a 0.` : '.') +
    ' The dashed frame holds the inputs it meets.',
  activeInputs: (active: number, all: number) =>
    `${integer.format(active)} of its ${integer.format(all)} inputs are not 0.`,
  check: {
    button: 'Check',
    title: 'The number, computed twice',
    gpu: 'GPU, 32 bits',
    cpu: 'CPU, 64 bits',
    difference: 'Difference',
    agree:
      'They agree. The CPU computed the number again from the same inputs and weights; 32 bits hold about seven digits.',
    apart: 'They differ by more than rounding explains.',
    moving: 'The network is learning, so the numbers moved between two readings. Pause it to compare.',
  },
  softmax: {
    share: 'share',
    what: (most: string) =>
      `z is a class’s sum, m = ${most} the largest. A probability is its exponential’s share of their sum Σ. Taking m away changes no share and keeps the exponentials small.`,
  },
  field: {
    unit: 'What this unit sees',
    effective: 'Effective field',
    label: 'How much each pixel moves this number, over the picture',
    what: (most: string) =>
      `How far this number moves for a small change of each pixel: up to ${most}. Outside the frame it cannot move at all.`,
    still: 'No pixel moves this number now: ReLU holds it at 0.',
  },
  tab: {
    subject: 'What drives',
    now: (label: string) => `the answer now: ${label}`,
    answer: (label: string) => `answer ${label}`,
    maps: 'In this picture',
    overlay: 'How much of the maps shows over the picture',
    overlayShort: 'map over picture',
    random: 'Randomise the weights',
    another: 'Draw other random weights',
    learnedWeights: 'learned',
    randomWeights: (seed: number) => `random, seed ${seed}`,
    caution:
      'On the right the same network with random weights: it has learned nothing, and its maps can look just as plausible. Only what differs from them is about what was learned.',
    asOf: (step: number) => `As of step ${integer.format(step)}. Renewed when training rests.`,
    blank: '0 everywhere.',
    progress: 'Progress',
  },
  occlusion: {
    title: 'Occlusion',
    what: (unit: string) => `A square covers one place after another. The colour says how far ${unit} falls.`,
    probability: 'the probability',
    number: 'the number',
    size: 'square',
    stride: 'step',
    fill: 'filled',
    fills: { black: 'black', grey: 'grey', white: 'white' },
    ends: ['covering it helps', 'covering it hurts'] as readonly [string, string],
  },
  gradient: {
    title: 'Input gradient',
    what: 'How the score moves when one pixel gets a little brighter.',
    ends: ['falls', 'rises'] as readonly [string, string],
  },
  cam: {
    title: 'Grad-CAM',
    what: 'The maps of one layer, each counted by how much the score rises with it.',
    layer: 'layer',
    none: 'There is no layer of maps before this number.',
    ends: ['no part', 'speaks for it'] as readonly [string, string],
  },
  ideal: {
    title: 'A picture that excites it',
    what: 'Begins with noise and makes each pixel a little brighter or darker, whichever raises the activation.',
    start: 'Climb',
    stop: 'Stop',
    noise: 'New noise',
    step: (step: number) => `step ${integer.format(step)}`,
    mean: 'mean of the map',
    activation: 'activation',
    from: (first: string, now: string) => `${first} → ${now}`,
    blur: 'blur',
    decay: 'decay',
    flat: 'The activation is 0 and no pixel moves it: ReLU holds it there. Try other noise.',
    label: (what: string) => `A picture made to excite ${what}`,
    curve: 'The activation after each step',
  },
  top: {
    title: 'Test pictures that excite it most',
    search: 'Search the test set',
    again: 'Search again',
    cancel: 'Cancel',
    what: 'The frame is what the strongest cell of the map sees.',
    stale: 'The weights have changed since this search.',
    picture: (label: string, value: string) => `A ${label}, activation ${value}`,
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
    title: '同じ数を 2 通りに計算',
    gpu: 'GPU（32 ビット）',
    cpu: 'CPU（64 ビット）',
    difference: '差',
    agree: '一致しています。同じ入力と重みから CPU で計算し直しました。32 ビットの数の精度は 7 桁ほどです。',
    apart: '丸め誤差では説明できない差があります。',
    moving: '学習中のため、読み出しの間に数値が変わりました。一時停止してから比べてください。',
  },
  softmax: {
    share: '割合',
    what: (most) =>
      `z は各クラスの和、m = ${most} はその最大値です。確率は、指数の合計 Σ に占める割合です。m を引いても割合は変わらず、指数が大きくなりすぎるのを防げます。`,
  },
  field: {
    unit: 'このユニットの受容野',
    effective: '有効受容野',
    label: '各画素がこの数をどれだけ動かすかを画像に重ねたもの',
    what: (most) =>
      `各画素を少し変えたとき、この数がどれだけ動くかを表します（最大 ${most}）。枠の外の画素は、この数をまったく動かしません。`,
    still: '今はどの画素もこの数を動かしません。ReLU が 0 に抑えているためです。',
  },
  tab: {
    subject: '根拠を調べる対象',
    now: (label) => `今の答え：${label}`,
    answer: (label) => `答え ${label}`,
    maps: 'この画像の中の根拠',
    overlay: '画像に重ねるマップの濃さ',
    overlayShort: 'マップの濃さ',
    random: '重みを乱数に替えて比べる',
    another: '別の乱数の重みにする',
    learnedWeights: '学習した重み',
    randomWeights: (seed) => `乱数（シード ${seed}）`,
    caution:
      '右は、同じネットワークの重みを乱数に替えたものです。何も学習していないのに、もっともらしいマップになることがあります。学習した内容を表しているのは、右と異なる部分だけです。',
    asOf: (step) => `ステップ ${integer.format(step)} の時点です。学習を止めると更新されます。`,
    blank: 'すべて 0 です。',
    progress: '進み具合',
  },
  occlusion: {
    title: '遮蔽',
    what: (unit) =>
      `正方形で画像を 1 か所ずつ隠します。色は、隠したときに${unit}がどれだけ下がるかを表します。`,
    probability: '確率',
    number: '値',
    size: '正方形',
    stride: '間隔',
    fill: '塗る色',
    fills: { black: '黒', grey: '灰', white: '白' },
    ends: ['隠すと上がる', '隠すと下がる'],
  },
  gradient: {
    title: '入力の勾配',
    what: '1 つの画素を少し明るくしたとき、スコアがどれだけ動くかを表します。',
    ends: ['下がる', '上がる'],
  },
  cam: {
    title: 'Grad-CAM（勾配で重み付けしたマップ）',
    what: '1 つの層の特徴マップを、スコアを押し上げる度合いで重み付けして足し合わせます。',
    layer: '層',
    none: 'この数より前に、特徴マップを持つ層がありません。',
    ends: ['関わらない', '押し上げる'],
  },
  ideal: {
    title: '活性を最も高める画像を作る',
    what: 'ノイズから始め、活性が上がる向きに各画素を少しずつ明るくしたり暗くしたりします。',
    start: '始める',
    stop: '止める',
    noise: '別のノイズ',
    step: (step) => `ステップ ${integer.format(step)}`,
    mean: 'マップの平均',
    activation: '活性',
    from: (first, now) => `${first} → ${now}`,
    blur: 'ぼかし',
    decay: '減衰',
    flat: '活性は 0 で、どの画素を変えても動きません。ReLU が 0 に抑えています。別のノイズを試してください。',
    label: (what) => `${what} の活性を高めるように作った画像`,
    curve: 'ステップごとの活性',
  },
  top: {
    title: '活性が最も高いテストデータ',
    search: 'テストデータ全体から探す',
    again: '探し直す',
    cancel: '中止',
    what: '枠は、マップの中で最も強いセルの受容野です。',
    stale: '探したあとで重みが変わっています。',
    picture: (label, value) => `数字「${label}」、活性 ${value}`,
  },
};

export const why = { en, ja };
