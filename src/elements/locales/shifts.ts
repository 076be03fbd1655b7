// Words of the Shifts view: simple and complex cells, accuracy under shifts, the cover.

import { wordsOf } from '../locale';
import { integer } from './integer';

const en = {
  title: 'Simple and complex cells',
  lead: 'A filter detects a pattern at one position. Pooling only tests whether the pattern is somewhere nearby. Shift the picture and compare how the two respond.',
  uses: (step: number, training: boolean) =>
    `Uses the network of the stage: step ${integer.format(step)}, ${training ? 'training' : 'paused'}`,
  untrained: ' (untrained)',
  play: 'Train',
  pause: 'Pause',
  failed: 'This view cannot show this network',
  picture: {
    title: 'Picture',
    kind: 'Input',
    bar: 'bar',
    angle: 'Orientation',
    degrees: (angle: number) => `${angle}°`,
    thickness: 'Width',
    pixels: (count: number | string) => `${count} px`,
    tool: 'Pointer action',
    move: 'shift',
    cover: 'cover',
    size: 'Size of the cover',
    uncover: 'Remove the cover',
    centre: 'Back to the centre',
    keysMove:
      'Picture. Drag it or use the arrow keys to shift it by up to ten pixels. Home moves it back to the centre.',
    keysCover: 'Picture. Move the pointer or use the arrow keys to cover a part. Delete removes the cover.',
    hintMove: 'Drag the picture, or select it and use the arrow keys.',
    hintCover: 'Cover a part of the picture. Does the answer depend on that part?',
    at: (dx: string, dy: string) => `dx ${dx}, dy ${dy}`,
    covered: (top: number, left: number, size: number) =>
      `covered: ${size}×${size} pixels from row ${top}, column ${left}`,
  },
  cells: {
    pair: 'Layers',
    pairName: (simple: string, complex: string | null) => (complex ? `${simple} → ${complex}` : simple),
    map: (at: number, of: number) => `map ${at} of ${of}`,
    previous: 'Previous map',
    next: 'Next map',
    suggest: 'Most active cell',
    suggestHint: 'Select the cell with the largest activation for this picture',
    simple: 'Simple cell',
    complex: 'Complex cell',
    place: (layer: string, row: number, column: number) => `${layer}, row ${row}, column ${column}`,
    noPooling: 'This network has no pooling layer, so there are no complex cells.',
    uncovered: 'No window of the pooling layer covers this cell.',
    simpleText:
      'It responds where its pattern lies at one position. When the pattern moves away, the response fades.',
    complexText:
      'It pools the simple cells of one map within a small window. The pattern may lie anywhere in the window, so a small shift changes little.',
    keys: 'Arrow keys choose another cell, Page Up and Page Down another map.',
    legend: (layer: string) => `Activation of ${layer}`,
  },
  chart: {
    title: 'Response against shift',
    axis: 'Shift along',
    x: 'dx, horizontal',
    y: 'dy, vertical',
    offset: 'Shift',
    unit: 'shift in pixels',
    width: 'width at half height',
    value: (pixels: string, open: boolean) => `${open ? 'over ' : ''}${pixels} px`,
    flat: 'This cell does not respond to this picture at any position. Choose the most active cell.',
    both: (simple: string, complex: string, times: string) =>
      `At half height, the curve of the simple cell is ${simple} wide and the curve of the complex cell ${complex}: ${times} times as wide.`,
    one: (width: string) => `At half height, the curve is ${width} wide.`,
    summary: (cell: string, value: string, most: string) => `${cell} now ${value}, at most ${most}`,
  },
  answer: {
    title: 'Answer',
    moved: 'for the picture at its current position',
    says: (label: string, percent: string) => `The network’s answer is ${label}, ${percent}.`,
  },
  history:
    'Hubel and Wiesel (1962) found cells in the cat’s visual cortex that respond to a bar of one orientation at one position, and called them simple cells. Complex cells respond to the same bar anywhere in a small region. Fukushima’s Neocognitron (1980) modelled both as layers, S and C. Convolution and pooling follow the same idea.',
  accuracy: {
    title: 'How large a shift is tolerated?',
    lead: 'All test pictures are shifted by the same dx and dy, and the accuracy is measured. If the network tolerates the shift, accuracy does not drop.',
    amount: 'Pictures',
    first: (count: number) => `first ${integer.format(count)}`,
    all: (count: number | null) => (count === null ? 'all' : `all ${integer.format(count)}`),
    measure: 'Measure',
    again: 'Measure again',
    cancel: 'Cancel',
    progress: (done: number, of: number) => `${done} of ${of} shifts`,
    measured: (pictures: number, step: number) =>
      `Measured on ${integer.format(pictures)} pictures, at step ${integer.format(step)}.`,
    stale: ' The network has been trained further since then.',
    partly: 'Cancelled: grey cells were not measured.',
    map: 'Accuracy by shift, dx horizontal and dy vertical',
    keys: 'Arrow keys move from cell to cell.',
    cell: (dx: string, dy: string, percent: string) => `dx ${dx}, dy ${dy}: ${percent}`,
    unknown: 'not measured',
    legend: 'accuracy',
    by: (pixels: number) => (pixels === 0 ? 'no shift' : `shift by ${pixels} px`),
    byNote: 'mean of left, right, up and down',
    verdict: (at0: string, at1: string, at2: string, at4: string) =>
      `Pooling gives tolerance, not invariance. The accuracy of this network is ${at0} without a shift, ${at1} with a shift of one pixel, ${at2} with two and ${at4} with four (Zhang 2019).`,
    before:
      'It is often said that pooling makes a network invariant to shifts. Measure how this network responds to shifted pictures (Zhang 2019).',
    failed: 'The measurement failed',
  },
};

const ja: typeof en = {
  title: '単純型細胞と複雑型細胞',
  lead: 'フィルタは、決まった場所に決まった形があるかを調べます。プーリングは、その形が近くのどこかにあるかだけを調べます。画像を平行移動して、2 つの反応を比べてみましょう。',
  uses: (step, training) =>
    `ステージのネットワークを使っています：ステップ ${integer.format(step)}、${training ? '学習中' : '一時停止中'}`,
  untrained: '（未学習）',
  play: '学習する',
  pause: '一時停止',
  failed: 'このネットワークは、この画面では表示できません',
  picture: {
    title: '画像',
    kind: '入力',
    bar: '棒',
    angle: '向き',
    degrees: (angle) => `${angle}°`,
    thickness: '太さ',
    pixels: (count) => `${count} 画素`,
    tool: 'ポインタの操作',
    move: '平行移動',
    cover: '隠す',
    size: '隠す四角の大きさ',
    uncover: '四角を外す',
    centre: '中央に戻す',
    keysMove: '画像。ドラッグするか矢印キーで、10 画素まで平行移動できます。Home キーで中央に戻ります。',
    keysCover: '画像。ポインタか矢印キーで一部を隠します。Delete キーで四角を外します。',
    hintMove: '画像をドラッグするか、選んでから矢印キーを押してください。',
    hintCover: '画像の一部を隠します。答えはその部分に依存しているでしょうか。',
    at: (dx, dy) => `横 ${dx}、縦 ${dy}`,
    covered: (top, left, size) => `${top} 行 ${left} 列から ${size}×${size} 画素を隠しています`,
  },
  cells: {
    pair: '層',
    pairName: (simple, complex) => (complex ? `${simple} → ${complex}` : simple),
    map: (at, of) => `マップ ${at} / ${of}`,
    previous: '前のマップ',
    next: '次のマップ',
    suggest: '最も強く反応するセル',
    suggestHint: 'この画像で活性値が最も大きいセルを選びます',
    simple: '単純型細胞',
    complex: '複雑型細胞',
    place: (layer, row, column) => `${layer}、${row} 行 ${column} 列`,
    noPooling: 'このネットワークにはプーリング層がないため、複雑型細胞はありません。',
    uncovered: 'このセルを覆うプーリングの窓はありません。',
    simpleText: '決まった 1 か所で、フィルタの形が合うと反応します。形がそこから離れると、反応は弱まります。',
    complexText:
      '同じマップの単純型細胞を、小さな窓でまとめます。形は窓のどこにあってもよいので、わずかな位置ずれではあまり変わりません。',
    keys: '矢印キーで別のセルを、Page Up と Page Down で別のマップを選びます。',
    legend: (layer) => `${layer} の活性値`,
  },
  chart: {
    title: '移動量と反応',
    axis: '移動の方向',
    x: '横',
    y: '縦',
    offset: '移動量',
    unit: '移動量（画素）',
    width: '半分の高さでの幅',
    value: (pixels, open) => `${pixels} 画素${open ? '以上' : ''}`,
    flat: 'このセルは、画像をどこへ移動しても反応しません。最も強く反応するセルを選んでください。',
    both: (simple, complex, times) =>
      `半分の高さで測った曲線の幅は、単純型細胞が ${simple}、複雑型細胞が ${complex}です（${times} 倍）。`,
    one: (width) => `半分の高さで測った曲線の幅は ${width}です。`,
    summary: (cell, value, most) => `${cell}は今 ${value}、最大 ${most}`,
  },
  answer: {
    title: '答え',
    moved: '今の位置の画像に対して',
    says: (label, percent) => `ネットワークの答えは ${label}、確率 ${percent}。`,
  },
  history:
    'ヒューベルとウィーゼル（1962 年）は、ネコの視覚野に、決まった場所にある決まった向きの棒にだけ反応する細胞と、狭い領域のどこにあっても同じ棒に反応する細胞を見つけ、それぞれ単純型、複雑型と名づけました。福島邦彦のネオコグニトロン（1980 年）は、この 2 つを S 細胞と C 細胞の層として取り入れました。畳み込みとプーリングも、同じ考え方に立っています。',
  accuracy: {
    title: 'どこまで位置ずれを吸収できるか',
    lead: 'テストデータのすべての画像を同じだけ平行移動して、正解率を測ります。位置ずれを吸収できれば、正解率は下がりません。',
    amount: '画像の数',
    first: (count) => `はじめの ${integer.format(count)} 枚`,
    all: (count) => (count === null ? 'すべて' : `全 ${integer.format(count)} 枚`),
    measure: '測る',
    again: '測り直す',
    cancel: '中止',
    progress: (done, of) => `${of} 通りのうち ${done} 通り`,
    measured: (pictures, step) =>
      `ステップ ${integer.format(step)} のネットワークを ${integer.format(pictures)} 枚で測りました。`,
    stale: 'その後も学習が進んでいます。',
    partly: '途中で中止しました。灰色は測っていないところです。',
    map: '移動量ごとの正解率（横方向と縦方向）',
    keys: '矢印キーで隣へ移動します。',
    cell: (dx, dy, percent) => `横 ${dx}、縦 ${dy}：${percent}`,
    unknown: '未測定',
    legend: '正解率',
    by: (pixels) => (pixels === 0 ? '移動なし' : `${pixels} 画素の移動`),
    byNote: '左・右・上・下の平均',
    verdict: (at0, at1, at2, at4) =>
      `プーリングは位置ずれを吸収しますが、不変になるわけではありません。このネットワークの正解率は、移動なしで ${at0}、1 画素の移動で ${at1}、2 画素で ${at2}、4 画素で ${at4} です（Zhang、2019 年）。`,
    before:
      '「プーリングがあれば位置がずれても結果は変わらない」と言われることがあります。本当にそうか、測って確かめましょう（Zhang、2019 年）。',
    failed: '測定できませんでした',
  },
};

export const shifts = { en, ja };

export type ShiftsWords = (typeof shifts)['en'];
export const shiftsWords = wordsOf('shifts', shifts);
