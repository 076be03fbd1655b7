// Words for opened maps, the walk through them, and the order of maps.

const integer = new Intl.NumberFormat('en');
const integerJa = new Intl.NumberFormat('ja');

const en = {
  order: {
    active: 'Most active first',
    activeLabel: 'Show the most active maps first. The order stays until the picture changes.',
  },
  open: (what: string) => `Open ${what}: see how it is computed`,
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
  showPart: (at: number) => `Show the numbers of slice ${at}`,
  patch: 'Patch',
  kernel: 'Kernel',
  products: 'Products',
  largestProducts: 'Largest products',
  unit: (unit: number) => `input ${unit}`,
  cellOf: (map: number, row: number, column: number) => `map ${map} · ${row}, ${column}`,
  soFar: 'so far',
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
    back: 'Step back',
    speed: (times: number) => `Speed ${times}×`,
    keys: 'Full stop: next step. Comma: step back. K: play or pause. Left and right arrows move between the buttons.',
    overview: 'Goes through the map pointed at, cell by cell.',
  },
  keys: 'Arrow keys move the cell, Page Up and Page Down change the map. Full stop: next step. Comma: step back. K: play or pause. Escape: back to the network.',
  openKey: 'Enter opens the map.',
  say: {
    rest: 'Point at any cell: all windows move with you. Press play to go through it step by step.',
    window: (size: string, maps: number) =>
      maps === 1
        ? `The window lies over ${size} numbers.`
        : `The window lies over ${size} numbers of each of ${maps} maps.`,
    all: (count: number) => `All ${integer.format(count)} inputs count.`,
    part: (at: number, value: string, running: string) =>
      `Slice ${at}: its products add up to ${value}. So far ${running}.`,
    only: (value: string) => `The products add up to ${value}.`,
    term: (x: string, weight: string, value: string, running: string) =>
      `${x} × ${weight} = ${value}. So far ${running}.`,
    plain: (value: string, running: string) => `${value} is added. So far ${running}.`,
    rests: (count: number, value: string, running: string) =>
      `The other ${integer.format(count)} together give ${value}. So far ${running}.`,
    bias: (value: string, running: string) => `The bias ${value} is added: ${running}.`,
    taken: (value: string) => `${value}: the largest so far.`,
    left: (value: string, running: string) => `${value} is not larger. ${running} stays.`,
    gather: (value: string, running: string) => `${value} is added. Sum so far ${running}.`,
    divide: (sum: string, count: number, value: string) =>
      `${sum} ÷ ${count} = ${value}: the mean goes into the cell.`,
    greatest: (score: string, label: string) =>
      `The largest score is m = ${score}, of digit ${label}. It is taken from all ten.`,
    exponential: (label: string, power: string, value: string, total: string) =>
      `Digit ${label}: e^(${power}) = ${value}. Sum so far ${total}.`,
    quotient: (label: string, value: string, total: string, share: string) =>
      `${value} ÷ ${total} = ${share}: the probability of digit ${label}.`,
    cut: (sum: string) => `ReLU makes 0 of ${sum}. That is the cell.`,
    kept: (value: string) => `ReLU leaves ${value} as it is. That is the cell.`,
    bent: (name: string, sum: string, value: string) => `${name}(${sum}) = ${value}. That is the cell.`,
    largest: (value: string) => `The largest goes into the cell: ${value}.`,
    result: (value: string) => `The cell is ${value}.`,
    waiting: 'The numbers of this cell are on their way.',
  },
};

const ja: typeof en = {
  order: {
    active: '強い順に並べる',
    activeLabel: '反応の強い特徴マップから順に表示します。画像が変わるまで順序は変わりません。',
  },
  open: (what) => `${what}を開いて計算のしかたを見る`,
  region: (what) => `${what}（計算の内訳）`,
  close: 'ネットワークに戻る',
  previous: '前のマップ',
  next: '次のマップ',
  place: (at, of) => `${at}／${of}`,
  more: (count) => `ほか ${count} 枚`,
  fewer: '減らす',
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
  part: (at) => `${at} 枚目`,
  showPart: (at) => `${at} 枚目のカーネルの数値を表示`,
  patch: '入力の一部',
  kernel: 'カーネル',
  products: '積',
  largestProducts: '大きい積',
  unit: (unit) => `入力 ${unit}`,
  cellOf: (map, row, column) => `マップ ${map} · ${row}, ${column}`,
  soFar: '途中の和',
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
    rest: 'セルを指すと、窓がいっせいに動きます。再生を押すと 1 ステップずつ進みます。',
    window: (size, maps) =>
      maps === 1
        ? `${size} 個の数に窓を置きます。`
        : `${maps} 枚のマップの ${size} 個ずつの数に窓を置きます。`,
    all: (count) => `${integerJa.format(count)} 個の入力をすべて使います。`,
    part: (at, value, running) => `${at} 枚目：積の和は ${value}。ここまでの和は ${running}。`,
    only: (value) => `積をすべて足すと ${value}。`,
    term: (x, weight, value, running) => `${x} × ${weight} = ${value}。ここまでの和は ${running}。`,
    plain: (value, running) => `${value} を足します。ここまでの和は ${running}。`,
    rests: (count, value, running) =>
      `残り ${integerJa.format(count)} 個を合わせて ${value}。ここまでの和は ${running}。`,
    bias: (value, running) => `バイアス ${value} を足して ${running}。`,
    taken: (value) => `${value}：ここまでで最大です。`,
    left: (value, running) => `${value} はこれより大きくありません。最大は ${running} のままです。`,
    gather: (value, running) => `${value} を足します。ここまでの和は ${running}。`,
    divide: (sum, count, value) => `${sum} ÷ ${count} = ${value}。この平均がセルの値です。`,
    greatest: (score, label) =>
      `最大のスコアは「${label}」の m = ${score} です。これを 10 個すべてから引きます。`,
    exponential: (label, power, value, total) =>
      `数字「${label}」：e^(${power}) = ${value}。ここまでの和は ${total}。`,
    quotient: (label, value, total, share) =>
      `${value} ÷ ${total} = ${share}。これが「${label}」である確率です。`,
    cut: (sum) => `ReLU は ${sum} を 0 にします。これがセルの値です。`,
    kept: (value) => `ReLU は ${value} をそのまま通します。これがセルの値です。`,
    bent: (name, sum, value) => `${name}(${sum}) = ${value}。これがセルの値です。`,
    largest: (value) => `最大の ${value} がセルの値になります。`,
    result: (value) => `セルの値は ${value} です。`,
    waiting: 'このセルの数値を読み込んでいます。',
  },
};

export const opened = { en, ja };
