// Texts of the Compare view.

const integer = (language: string) => {
  const format = new Intl.NumberFormat(language);
  return (count: number): string => format.format(count);
};
const [english, japanese] = [integer('en'), integer('ja')];

const en = {
  title: 'Compare',
  tabs: { poolings: 'Poolings', twins: 'Twins' },
  poolings: {
    input: 'What is pooled',
    picture: 'The picture',
    map: (at: number, of: number) => `map ${at} of ${of}`,
    window: 'The window',
    padded: (before: number, after: number) =>
      `Rows of padding: ${before} above, ${after} below. An odd one goes below; columns likewise.`,
    unread: (cells: number) =>
      cells === 1
        ? 'The last row and column are in no window.'
        : `The last ${cells} rows and columns are in no window.`,
    fits: 'The windows cover the input to its end.',
    tooLarge: (size: number, height: number, width: number) =>
      `The window is larger than the input: ${size}×${size} on ${height}×${width}. Choose \`same\` padding, or a window of at most ${Math.min(height, width)}.`,
    inputMap: 'Input',
    step: (step: number) => (step === 0 ? 'untrained' : `step ${english(step)}`),
    difference: 'max − average',
    mapLabel: (name: string, rows: number, columns: number) => `${name}, ${rows} by ${columns} cells`,
    scale: 'Input and both poolings',
    hatched: 'padding: outside the input',
    cell: (row: number, column: number) => `Row ${row}, column ${column}`,
    largestOf: (count: number) => (count === 1 ? 'the only number' : `the largest of ${count}`),
    even: 'The numbers of this window are nearly alike, so both keep the same.',
    uneven:
      'A large number stands beside smaller ones: max keeps it whole, average spreads it over the window.',
    outside: (outside: number, inside: number) =>
      `${outside} ${outside === 1 ? 'cell of the window is' : 'cells of the window are'} padding. Neither counts ${outside === 1 ? 'it' : 'them'}: the mean is taken over ${inside}.`,
    keepsMax: 'keeps that something strong was in the window, not where in it nor how much of it.',
    keepsMean: 'keeps how much there was in all: fine strokes fade, noise is smoothed.',
  },
  twins: {
    differs: 'What differs',
    everyPooling: 'Every pooling layer: `MaxPooling2D` ↔ `AveragePooling2D`',
    oneOption: 'One option of one layer',
    layer: 'layer',
    option: 'option',
    value: 'value',
    now: 'now ',
    make: 'Make these twins',
    making: 'Building two networks …',
    impossible: 'These twins cannot be built. The twins before stay. ',
    same: (seed: number, batch: number, rate: string) =>
      `All else is the same: seed ${seed}, the first weights, the order of the batches of ${batch}, the learning rate ${rate}.`,
    rests: 'The network on the stage rests while the twins train.',
    transport: 'Train both twins',
    step: (step: number) => `Step ${english(step)}`,
    states: {
      idle: 'Paused',
      training: 'Training in turns',
      answering: 'Answering the test set',
      seeds: 'Trying other seeds',
      failed: 'Stopped',
    },
    failed: 'The loss of a twin is no longer a finite number. Reset begins anew. ',
    scale:
      'One picture, one scale for both: the same colour is the same number. Point at a cell in one: it is shown in both.',
    curves: 'How they learn',
    curveKey: 'Thick: accuracy on the test set. Thin: loss (right axis).',
    disagreements: 'Where they disagree',
    askHint: 'When you pause, both are asked about every test picture.',
    ask: (count: number) => `Ask both about ${english(count)} test pictures`,
    asking: (count: number) => `Both answer ${english(count)} test pictures …`,
    disagreeOn: (found: number, count: number, step: number) =>
      `At step ${english(step)} they disagree on ${english(found)} of ${english(count)}.`,
    onlyRight: (name: string, count: number) => `Only ${name} is right: ${english(count)}.`,
    neitherRight: (count: number) => `Neither: ${english(count)}.`,
    disagreement: (label: string, first: string, second: string) =>
      `A ${label}. ${first}; ${second}. Show it to both.`,
    trueLabel: (label: string) => `is a ${label}`,
    more: (count: number) => `+ ${count} more`,
    fewer: 'fewer',
    seedsTitle: 'One seed proves nothing',
    seedsWhy:
      'Another seed alone changes the accuracy. Train both from five seeds, and see whether their difference is larger.',
    steps: 'steps',
    seeds: (count: number) => `Try ${count} seeds`,
    seedsRunning: 'Training and testing ten networks …',
    cancel: 'Cancel',
    about: (seconds: number) => `about ${english(seconds)} s and the tests`,
    seedPlot: 'Accuracy on the test set: a dot for each seed, mean and standard deviation as a bar',
    seedsDone: (seeds: number, steps: number) =>
      `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${english(steps)} steps: mean ± standard deviation`,
    clear: (difference: string, spread: string) =>
      `The difference, ${difference} points, is larger than the spread between seeds (${spread}).`,
    unclear: (difference: string, spread: string) =>
      `The difference, ${difference} points, is not larger than the spread between seeds (${spread}): it may be chance.`,
    ahead: (name: string, ahead: number, of: number) => `${name} is ahead with ${ahead} of ${of} seeds.`,
  },
};

const ja: typeof en = {
  title: 'くらべる',
  tabs: { poolings: 'プーリング', twins: '双子' },
  poolings: {
    input: 'プーリングする対象',
    picture: '入力画像',
    map: (at, of) => `マップ ${at} / ${of}`,
    window: '範囲の設定',
    padded: (before, after) =>
      `パディングは上に ${before} 行、下に ${after} 行です。奇数のときは下側が 1 行多くなります。列も同じです。`,
    unread: (cells) => `端の ${cells} 行と ${cells} 列は、どの範囲にも入りません。`,
    fits: '範囲は入力の端まで、すきまなく届いています。',
    tooLarge: (size, height, width) =>
      `範囲が入力より大きくなっています（${height}×${width} に対し ${size}×${size}）。パディングを \`same\` にするか、プールサイズを ${Math.min(height, width)} 以下にしてください。`,
    inputMap: '入力',
    step: (step) => (step === 0 ? '未学習' : `ステップ ${japanese(step)}`),
    difference: '最大値 − 平均値',
    mapLabel: (name, rows, columns) => `${name}、${rows} 行 ${columns} 列`,
    scale: '入力と両方のプーリング',
    hatched: 'パディング（入力の外側）',
    cell: (row, column) => `${row} 行 ${column} 列`,
    largestOf: (count) => (count === 1 ? 'ただ 1 つの数' : `${count} 個のうち最大`),
    even: 'この範囲の数はほとんど同じなので、どちらを使っても結果は変わりません。',
    uneven:
      '大きな数のとなりに小さな数があります。最大値プーリングは大きな数をそのまま残し、平均値プーリングは範囲全体にならします。',
    outside: (outside, inside) =>
      `範囲のうち ${outside} マスはパディングです。どちらの計算にも入らず、平均は残りの ${inside} 個で求めます。`,
    keepsMax: '範囲の中に強い反応があったことを残します。範囲の中のどこにいくつあったかは残りません。',
    keepsMean: '範囲全体としてどれだけあったかを残します。細い線は薄くなり、雑音はならされます。',
  },
  twins: {
    differs: 'ちがうところ',
    everyPooling: 'すべてのプーリング層：`MaxPooling2D` ↔ `AveragePooling2D`',
    oneOption: '1 つの層の設定 1 つ',
    layer: '層',
    option: '設定',
    value: '値',
    now: '現在の値：',
    make: 'この双子をつくる',
    making: '2 つのネットワークを組み立てています…',
    impossible: 'この双子はつくれません。いまの双子はそのまま残ります。',
    same: (seed, batch, rate) =>
      `ほかはすべて同じです。シードは ${seed}、最初の重み、${batch} 枚ずつのバッチの順序、学習率 ${rate}。`,
    rests: '双子が学習している間、ステージのネットワークは休みます。',
    transport: '双子の学習',
    step: (step) => `ステップ ${japanese(step)}`,
    states: {
      idle: '一時停止中',
      training: '交互に学習中',
      answering: 'テストデータに解答中',
      seeds: '別のシードで学習中',
      failed: '停止',
    },
    failed: '双子の片方の損失が有限の数でなくなりました。リセットすると最初からやり直せます。',
    scale:
      '両方とも同じ画像、同じ目盛りです。同じ色は同じ数を表します。片方のマスを指すと、もう片方の同じ場所も示します。',
    curves: '学習のようす',
    curveKey: '太線：テストデータの正解率　細線：損失（右の目盛り）',
    disagreements: '答えが分かれた画像',
    askHint: '一時停止すると、両方がテスト画像のすべてに答えます。',
    ask: (count) => `テスト画像 ${japanese(count)} 枚を両方に見せる`,
    asking: (count) => `両方がテスト画像 ${japanese(count)} 枚に答えています…`,
    disagreeOn: (found, count, step) =>
      `ステップ ${japanese(step)} では、${japanese(count)} 枚のうち ${japanese(found)} 枚で答えが分かれました。`,
    onlyRight: (name, count) => `${name} だけ正解：${japanese(count)} 枚。`,
    neitherRight: (count) => `両方とも不正解：${japanese(count)} 枚。`,
    disagreement: (label, first, second) => `正解は ${label}。${first}、${second}。両方に見せる`,
    trueLabel: (label) => `正解 ${label}`,
    more: (count) => `ほか ${count} 枚`,
    fewer: '減らす',
    seedsTitle: '1 つのシードでは判断できない',
    seedsWhy:
      'シードを変えるだけでも正解率は変わります。5 つのシードで両方を学習させ、その差がシードによるばらつきより大きいかを確かめます。',
    steps: 'ステップ数',
    seeds: (count) => `${count} つのシードで試す`,
    seedsRunning: '10 個のネットワークを学習させ、テストしています…',
    cancel: '中止',
    about: (seconds) => `約 ${japanese(seconds)} 秒とテストの時間`,
    seedPlot: 'テストデータの正解率。点は各シード、線は平均と標準偏差',
    seedsDone: (seeds, steps) => `シード ${seeds} 個、${japanese(steps)} ステップ：平均 ± 標準偏差`,
    clear: (difference, spread) =>
      `差は ${difference} ポイントで、シードによるばらつき（${spread}）より大きくなりました。`,
    unclear: (difference, spread) =>
      `差は ${difference} ポイントで、シードによるばらつき（${spread}）を超えません。偶然かもしれません。`,
    ahead: (name, ahead, of) => `${of} つのシードのうち ${ahead} つで ${name} が上回りました。`,
  },
};

export const compare = { en, ja };
