// Texts of the Compare view.

import { wordsOf } from '../locale';
import { integer } from './integer';

const en = {
  title: 'Compare',
  tabs: { poolings: 'Max and average pooling', twins: 'Controlled experiment' },
  poolings: {
    input: 'Input of the pooling',
    picture: 'The picture',
    map: (at: number, of: number) => `map ${at} of ${of}`,
    window: 'Window',
    padded: (before: number, after: number) =>
      `Padding rows: ${before} above, ${after} below. If the number is odd, the extra row goes below. The same holds for columns.`,
    unread: (cells: number) =>
      cells === 1
        ? 'No window covers the last row and column.'
        : `No window covers the last ${cells} rows and columns.`,
    fits: 'The windows cover the whole input.',
    tooLarge: (size: number, height: number, width: number) =>
      `The window is larger than the input: ${size}×${size} on ${height}×${width}. Choose \`same\` padding, or a window of at most ${Math.min(height, width)}.`,
    inputMap: 'Input',
    step: (step: number) => (step === 0 ? 'untrained' : `step ${integer.format(step)}`),
    difference: 'max − average',
    mapLabel: (name: string, rows: number, columns: number) => `${name}, ${rows} by ${columns} cells`,
    scale: 'Input and both poolings',
    hatched: 'padding: outside the input',
    cell: (row: number, column: number) => `Row ${row}, column ${column}`,
    largestOf: (count: number) => (count === 1 ? 'the only value' : `the largest of ${count}`),
    even: 'The values of this window are nearly equal, so both poolings give the same result.',
    uneven:
      'One value is larger than the others. Max pooling keeps it; average pooling spreads it over the window.',
    outside: (outside: number, inside: number) =>
      `${outside} ${outside === 1 ? 'cell of the window is' : 'cells of the window are'} padding. Both poolings ignore ${outside === 1 ? 'it' : 'them'}: the mean is taken over ${inside}.`,
    keepsMax: 'shows that a large value was in the window, but not where or how many.',
    keepsMean: 'shows how much there was in total: thin strokes fade, noise is smoothed.',
  },
  twins: {
    differs: 'What differs',
    everyPooling: 'Every pooling layer: `MaxPooling2D` ↔ `AveragePooling2D`',
    oneOption: 'One option of one layer',
    layer: 'layer',
    option: 'option',
    value: 'value',
    now: 'now ',
    make: 'Build both networks',
    making: 'Building both networks…',
    impossible: 'These networks cannot be built. The previous two are unchanged. ',
    same: (seed: number, batch: number, rate: string) =>
      `Everything else is the same: seed ${seed}, initial weights, the order of the batches of ${batch}, learning rate ${rate}.`,
    rests: 'The network on the stage pauses while these two train.',
    transport: 'Train both networks',
    step: (step: number) => `Step ${integer.format(step)}`,
    states: {
      idle: 'Paused',
      training: 'Training in turns',
      answering: 'Evaluating the test set',
      seeds: 'Training with other seeds',
      failed: 'Stopped',
    },
    failed: 'The loss of one network is no longer finite. Reset starts again from the initial weights. ',
    scale:
      'Both use the same picture and the same colour scale: equal colours are equal values. Point at a cell to see it in both networks.',
    curves: 'Learning curves',
    curveKey: 'Thick: test accuracy. Thin: loss (right axis).',
    disagreements: 'Pictures on which they disagree',
    askHint: 'When you pause, both networks are evaluated on all test pictures.',
    ask: (count: number) => `Evaluate both on ${integer.format(count)} test pictures`,
    asking: (count: number) => `Evaluating both on ${integer.format(count)} test pictures…`,
    disagreeOn: (found: number, count: number, step: number) =>
      `At step ${integer.format(step)} they disagree on ${integer.format(found)} of ${integer.format(count)}.`,
    onlyRight: (name: string, count: number) => `Only ${name} is right: ${integer.format(count)}.`,
    neitherRight: (count: number) => `Neither is right: ${integer.format(count)}.`,
    more: (count: number) => `+ ${count} more`,
    fewer: 'fewer',
    seedsTitle: 'Compare several seeds',
    seedsWhy:
      'The seed alone also changes the accuracy. Train both networks from five seeds and see whether their difference is larger than that.',
    steps: 'steps',
    seeds: (count: number) => `Train with ${count} seeds`,
    seedsRunning: 'Training and evaluating ten networks…',
    cancel: 'Cancel',
    about: (seconds: number) => `about ${integer.format(seconds)} s, plus evaluation`,
    seedPlot: 'Test accuracy: one dot per seed; the bar shows mean and standard deviation',
    seedsDone: (seeds: number, steps: number) =>
      `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${integer.format(steps)} steps: mean ± standard deviation`,
    clear: (difference: string, spread: string) =>
      `The difference, ${difference} points, is larger than the spread between seeds (${spread}).`,
    unclear: (difference: string, spread: string) =>
      `The difference, ${difference} points, is not larger than the spread between seeds (${spread}). It may be chance.`,
    ahead: (name: string, ahead: number, of: number) =>
      `${name} has the higher accuracy with ${ahead} of ${of} seeds.`,
  },
};

const ja: typeof en = {
  title: '比較',
  tabs: { poolings: '最大値・平均値プーリング', twins: '対照実験（同じ初期値）' },
  poolings: {
    input: 'プーリングの入力',
    picture: '入力画像',
    map: (at, of) => `マップ ${at} / ${of}`,
    window: '窓の設定',
    padded: (before, after) =>
      `パディングは上に ${before} 行、下に ${after} 行です。奇数のときは下側が 1 行多くなります。列も同じです。`,
    unread: (cells) => `端の ${cells} 行と ${cells} 列は、どの窓にも入りません。`,
    fits: '窓は入力全体を覆っています。',
    tooLarge: (size, height, width) =>
      `窓が入力より大きくなっています（${height}×${width} に対し ${size}×${size}）。パディングを \`same\` にするか、プールサイズを ${Math.min(height, width)} 以下にしてください。`,
    inputMap: '入力',
    step: (step) => (step === 0 ? '未学習' : `ステップ ${integer.format(step)}`),
    difference: '最大値 − 平均値',
    mapLabel: (name, rows, columns) => `${name}、${rows} 行 ${columns} 列`,
    scale: '入力と両方のプーリング',
    hatched: 'パディング（入力の外側）',
    cell: (row, column) => `${row} 行 ${column} 列`,
    largestOf: (count) => (count === 1 ? 'ただ 1 つの値' : `${count} 個のうち最大`),
    even: 'この窓の値はほとんど同じなので、どちらのプーリングでも結果は変わりません。',
    uneven:
      '1 つの値がほかより大きくなっています。最大値プーリングはその値をそのまま残し、平均値プーリングは窓全体にならします。',
    outside: (outside, inside) =>
      `窓の ${outside} セルはパディングです。どちらの計算にも入らず、平均は残りの ${inside} 個で求めます。`,
    keepsMax: '最大値プーリング。窓の中に大きな値があったことを残します。どこにいくつあったかは残りません。',
    keepsMean:
      '平均値プーリング。窓全体にどれだけあったかを残します。細い線は薄くなり、ノイズはならされます。',
  },
  twins: {
    differs: '変える条件',
    everyPooling: 'すべてのプーリング層：`MaxPooling2D` ↔ `AveragePooling2D`',
    oneOption: '1 つの層の設定 1 つ',
    layer: '層',
    option: '設定',
    value: '値',
    now: '現在の値：',
    make: '2 つのネットワークを作る',
    making: '2 つのネットワークを構築しています…',
    impossible: 'この 2 つは作れません。今の 2 つのネットワークは元のままです。',
    same: (seed, batch, rate) =>
      `ほかの条件はすべて同じです（シード ${seed}、重みの初期値、${batch} 枚ずつのバッチの順序、学習率 ${rate}）。`,
    rests: 'この 2 つが学習している間、ステージのネットワークは学習を休止します。',
    transport: '2 つのネットワークの学習',
    step: (step) => `ステップ ${integer.format(step)}`,
    states: {
      idle: '一時停止中',
      training: '交互に学習中',
      answering: 'テストデータで評価中',
      seeds: '別のシードで学習中',
      failed: '停止',
    },
    failed: '片方の損失が有限の数でなくなりました。リセットすると、初期値からやり直せます。',
    scale:
      'どちらも同じ画像と同じ色の範囲を使います。同じ色は同じ値です。片方のセルを指すと、もう片方の同じセルも示します。',
    curves: '学習曲線',
    curveKey: '太線：テスト正解率　細線：損失（右の目盛り）',
    disagreements: '答えが分かれた画像',
    askHint: '一時停止すると、両方をテストデータ全体で評価します。',
    ask: (count) => `テストデータ ${integer.format(count)} 枚で両方を評価する`,
    asking: (count) => `テストデータ ${integer.format(count)} 枚で両方を評価しています…`,
    disagreeOn: (found, count, step) =>
      `ステップ ${integer.format(step)} では、${integer.format(count)} 枚のうち ${integer.format(found)} 枚で答えが分かれました。`,
    onlyRight: (name, count) => `${name} だけ正解：${integer.format(count)} 枚。`,
    neitherRight: (count) => `両方とも不正解：${integer.format(count)} 枚。`,
    more: (count) => `ほか ${count} 枚`,
    fewer: '折りたたむ',
    seedsTitle: '複数のシードで比べる',
    seedsWhy:
      'シードを変えるだけでも正解率は変わります。5 つのシードで両方を学習させ、その差がシードによるばらつきより大きいかを確かめます。',
    steps: 'ステップ数',
    seeds: (count) => `${count} つのシードで試す`,
    seedsRunning: '10 個のネットワークを学習させ、評価しています…',
    cancel: '中止',
    about: (seconds) => `約 ${integer.format(seconds)} 秒と評価の時間`,
    seedPlot: 'テスト正解率。点は各シード、線は平均と標準偏差',
    seedsDone: (seeds, steps) => `シード ${seeds} 個、${integer.format(steps)} ステップ：平均 ± 標準偏差`,
    clear: (difference, spread) =>
      `差は ${difference} ポイントで、シードによるばらつき（${spread}）より大きくなりました。`,
    unclear: (difference, spread) =>
      `差は ${difference} ポイントで、シードによるばらつき（${spread}）を超えません。偶然かもしれません。`,
    ahead: (name, ahead, of) => `${of} つのシードのうち ${ahead} つで ${name} が上回りました。`,
  },
};

export const compare = { en, ja };

export type CompareWords = (typeof compare)['en'];
export const compareWords = wordsOf('compare', compare);
