// Words for opened maps, the walk through them, and the order of maps.

const integer = new Intl.NumberFormat('en');
const integerJa = new Intl.NumberFormat('ja');

const en = {
  order: {
    active: 'Most active first',
    activeLabel: 'Show the most active maps first. The order stays until the picture changes.',
  },
  open: (what: string) => `Open ${what} and see how it is computed`,
  region: (what: string) => `${what}, opened`,
  close: 'Back to the network',
  previous: 'Previous map',
  next: 'Next map',
  place: (at: number, of: number) => `${at} of ${of}`,
  more: (count: number) => `+ ${count} more`,
  fewer: 'fewer',
  heads: {
    picture: 'Picture',
    inputs: (count: number) => (count === 1 ? 'Input map' : `${count} input maps`),
    numbers: (count: number) => `${integer.format(count)} inputs`,
    filter: (filter: number) => `Filter ${filter}`,
    weights: 'Weights',
    products: 'Products',
    sum: 'Σ + bias',
    map: (channel: number) => `Map ${channel}`,
    units: 'Units',
    answer: 'softmax',
  },
  part: (at: number) => `slice ${at}`,
  showPart: (at: number) => `Show the values of slice ${at}`,
  patch: 'Patch',
  kernel: 'Kernel',
  products: 'Products',
  largestProducts: 'Largest products',
  unit: (unit: number) => `input ${unit}`,
  cellOf: (map: number, row: number, column: number) => `map ${map} · ${row}, ${column}`,
  soFar: 'sum so far',
  table: {
    digit: 'digit',
    score: 'score z',
    largest: (score: string) => `m = ${score}`,
    probability: 'share',
  },
  player: {
    title: 'Step by step',
    play: 'Play step by step',
    pause: 'Pause',
    step: 'Next step',
    back: 'Previous step',
    speed: (times: number) => `Speed ${times}×`,
    keys: 'Full stop: next step. Comma: step back. K: play or pause. Left and right arrows move between the buttons.',
    overview: 'Plays the selected map cell by cell.',
  },
  keys: 'Arrow keys move the cell, Page Up and Page Down change the map. Full stop: next step. Comma: step back. K: play or pause. Escape: back to the network.',
  openKey: 'Enter opens the map.',
  say: {
    rest: 'Point at any cell: all windows follow the pointer. Press Play to see the calculation step by step.',
    window: (size: string, maps: number) =>
      maps === 1
        ? `The window covers ${size} values.`
        : `The window covers ${size} values of each of ${maps} maps.`,
    all: (count: number) => `All ${integer.format(count)} inputs are used.`,
    part: (at: number, value: string, running: string) =>
      `Slice ${at}: the products add up to ${value}. Sum so far ${running}.`,
    only: (value: string) => `The products add up to ${value}.`,
    term: (product: string, running: string) => `${product}. Sum so far ${running}.`,
    plain: (value: string, running: string) => `${value} is added. The sum so far is ${running}.`,
    rests: (count: number, value: string, running: string) =>
      `The other ${integer.format(count)} add up to ${value}. Sum so far ${running}.`,
    bias: (value: string, running: string) => `The bias ${value} is added. Sum ${running}.`,
    taken: (value: string) => `${value} is the largest so far.`,
    left: (value: string, running: string) => `${value} is not larger. The largest is still ${running}.`,
    gather: (value: string, running: string) => `${value} is added. Sum so far ${running}.`,
    divide: (quotient: string) => `${quotient}. This mean is the value of the cell.`,
    greatest: (score: string, label: string) =>
      `The largest score is m = ${score}, for digit ${label}. It is subtracted from all ten scores.`,
    exponential: (label: string, power: string, total: string) =>
      `Digit ${label}: ${power}. Sum so far ${total}.`,
    quotient: (label: string, quotient: string) => `${quotient}. This is the probability of digit ${label}.`,
    cut: (sum: string) => `ReLU sets ${sum} to 0. This is the value of the cell.`,
    kept: (value: string) => `ReLU leaves ${value} unchanged. This is the value of the cell.`,
    bent: (equation: string) => `${equation}. This is the value of the cell.`,
    largest: (value: string) => `The largest value is ${value}. This is the value of the cell.`,
    result: (value: string) => `The value of the cell is ${value}.`,
    waiting: 'Loading the values of this cell.',
  },
};

const ja: typeof en = {
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
    numbers: (count) => `入力 ${integerJa.format(count)} 個`,
    filter: (filter) => `フィルタ ${filter}`,
    weights: '重み',
    products: '積の和',
    sum: 'Σ ＋ バイアス',
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
  table: { digit: '数字', score: 'スコア z', largest: (score) => `m = ${score}`, probability: '割合' },
  player: {
    title: 'ステップ再生',
    play: '1 ステップずつ再生',
    pause: '一時停止',
    step: '次のステップ',
    back: '前のステップ',
    speed: (times) => `速さ ${times}×`,
    keys: 'ピリオドキーで次へ、コンマキーで前へ、K キーで再生と一時停止。左右の矢印キーでボタンを移動します。',
    overview: '選択中のマップを 1 セルずつ順にたどります。',
  },
  keys: '矢印キーでセルを、Page Up と Page Down でマップを移動します。ピリオドキーで次のステップ、コンマキーで前のステップ、K キーで再生と一時停止、Esc キーでネットワークに戻ります。',
  openKey: 'Enter キーでマップを開きます。',
  say: {
    rest: 'セルを指すと、すべての窓がいっしょに動きます。再生を押すと、計算を 1 ステップずつ見られます。',
    window: (size, maps) =>
      maps === 1
        ? `窓は ${size} 個の値を覆います。`
        : `窓は ${maps} 枚のマップそれぞれの ${size} 個の値を覆います。`,
    all: (count) => `${integerJa.format(count)} 個の入力をすべて使います。`,
    part: (at, value, running) => `スライス ${at}：積の和は ${value}。ここまでの和は ${running}。`,
    only: (value) => `積をすべて足すと ${value}。`,
    term: (product, running) => `${product}。ここまでの和は ${running}。`,
    plain: (value, running) => `${value} を足します。ここまでの和は ${running}。`,
    rests: (count, value, running) =>
      `残り ${integerJa.format(count)} 個を合わせて ${value}。ここまでの和は ${running}。`,
    bias: (value, running) => `バイアス ${value} を足して ${running}。`,
    taken: (value) => `${value}：ここまでで最大です。`,
    left: (value, running) => `${value} はこれより大きくありません。最大は ${running} のままです。`,
    gather: (value, running) => `${value} を足します。ここまでの和は ${running}。`,
    divide: (quotient) => `${quotient}。この平均がセルの値です。`,
    greatest: (score, label) =>
      `最大のスコアは「${label}」の m = ${score} です。これを 10 個すべてから引きます。`,
    exponential: (label, power, total) => `数字「${label}」：${power}。ここまでの和は ${total}。`,
    quotient: (label, quotient) => `${quotient}。これが「${label}」である確率です。`,
    cut: (sum) => `ReLU は ${sum} を 0 にします。これがセルの値です。`,
    kept: (value) => `ReLU は ${value} をそのまま通します。これがセルの値です。`,
    bent: (equation) => `${equation}。これがセルの値です。`,
    largest: (value) => `最大の ${value} がセルの値になります。`,
    result: (value) => `セルの値は ${value} です。`,
    waiting: 'このセルの値を読み込んでいます。',
  },
};

export const opened = { en, ja };
