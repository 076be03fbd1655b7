// Lesson 2: a filter by hand.

import { cellOf, drawn, patchOf, shapeOf } from '../facts';
import type { Lesson, LessonStage, Place } from '../lesson';
import { oneConvolution, SHAPES } from '../networks';

/** Dark at the left and bright at the right gives a large number. */
export const EDGE = [-1, 0, 1, -1, 0, 1, -1, 0, 1] as const;
const ZEROS = EDGE.map(() => 0);

const network = oneConvolution({
  filters: 1,
  kernelSize: 3,
  padding: 'same',
  activation: 'relu',
  useBias: false,
});

const rows = (values: readonly number[]): readonly (readonly number[])[] => [
  values.slice(0, 3),
  values.slice(3, 6),
  values.slice(6, 9),
];

/** Where the edge kernel gives the least sum (at an edge from bright to dark), or the largest. */
function extreme(stage: LessonStage, sign: 1 | -1): { row: number; column: number; sum: number } {
  const [height = 1, width = 1] = shapeOf(stage, 'input');
  let best = { row: 1, column: 1, sum: 0 };
  for (let row = 1; row < height - 1; row += 1)
    for (let column = 1; column < width - 1; column += 1) {
      const sum = patchOf(stage, row, column, 3)
        .flat()
        .reduce((total, pixel, tap) => total + pixel * (EDGE[tap] ?? 0), 0);
      if (sum * sign > best.sum * sign) best = { row, column, sum };
    }
  return best;
}

async function worked(stage: LessonStage, sign: 1 | -1) {
  const { row, column } = extreme(stage, sign);
  const { sum, value } = await cellOf(stage, 'conv1', [row, column, 0]);
  return { row, column, sum, value, opposite: -sum, zero: 0, line: row + 1, place: column + 1 };
}

const grids = (sign: 1 | -1) => (stage: LessonStage) => {
  const { row, column } = extreme(stage, sign);
  return [
    { title: { en: 'pixels', ja: '画素' }, rows: patchOf(stage, row, column, 3), as: 'numbers' },
    { title: { en: 'kernel', ja: 'カーネル' }, rows: rows(EDGE), as: 'numbers' },
  ] as const;
};

const cell = ({ row, column }: Readonly<Record<string, unknown>>): Place => ({
  layer: 'conv1',
  index: [Number(row), Number(column), 0],
});

export const filter: Lesson = {
  id: 'filter',
  title: { en: 'A filter by hand', ja: 'フィルタを手で計算する' },
  asks: { en: 'What number does this cell get?', ja: 'このセルの値はいくつになるでしょうか。' },
  minutes: 5,
  state: {
    network,
    data: SHAPES,
    weights: { 'conv1/weight': EDGE },
    picture: 'vertical-bar',
    shown: ['inspector'],
  },
  steps: [
    {
      goal: { en: 'Multiply, and add', ja: '掛けて、足す' },
      covered: true,
      numbers: (stage) => worked(stage, 1),
      grids: grids(1),
      ask: {
        kind: 'choice',
        text: {
          en: 'The [[kernel]] lies on nine pixels. Multiply each pixel by the weight on it and add all nine. What comes out?',
          ja: '[[kernel]]を 9 個の画素に重ねます。重なった数どうしを掛け、9 個すべてを足すと、いくつになりますか。',
        },
        options: [
          {
            text: { en: '{opposite}', ja: '{opposite}' },
            why: {
              en: 'The sign is the other way round: the bright pixels lie under the +1, the dark ones under the −1.',
              ja: '符号が逆です。明るい画素は +1 に、暗い画素は −1 に重なっています。',
            },
          },
          {
            text: { en: '{sum}', ja: '{sum}' },
            right: true,
            why: {
              en: 'The right column counts +1, the left column −1, the middle one nothing: {sum}.',
              ja: '右の列は +1 倍、左の列は −1 倍、中央の列は 0 倍で、合計は {sum} です。',
            },
          },
          {
            text: { en: '0', ja: '0' },
            why: {
              en: 'It would be 0 if both sides were equally bright. Here the right side is brighter.',
              ja: '0 になるのは左右の明るさが同じときです。ここでは右側のほうが明るくなっています。',
            },
          },
        ],
      },
      reveal: {
        en: 'The marked cell, row {line}, column {place}, is that sum: {sum}. The panel at the right shows all nine products. A [[filter]] does this everywhere in the picture, with the same weights.',
        ja: '印のついた {line} 行 {place} 列のセルがその合計 {sum} です。右のパネルに 9 個の積がすべて並んでいます。[[filter]]は、これを同じ重みで画像のあらゆる場所で行います。',
      },
      point: cell,
    },
    {
      goal: { en: 'What ReLU does', ja: 'ReLU のはたらき' },
      covered: true,
      numbers: (stage) => worked(stage, -1),
      grids: grids(-1),
      ask: {
        kind: 'choice',
        text: {
          en: 'The other side of the bar. The layer has `activation="relu"`. What does the **cell** hold?',
          ja: '今度は棒の反対側です。この層には `activation="relu"` がついています。**セル**の値はいくつですか。',
        },
        options: [
          {
            text: { en: '{sum}', ja: '{sum}' },
            why: {
              en: '{sum} is the sum. After it comes ReLU, which replaces what is below zero.',
              ja: '{sum} は合計です。そのあとに ReLU があり、0 より小さい値を置き換えます。',
            },
          },
          {
            text: { en: '{opposite}', ja: '{opposite}' },
            why: {
              en: 'ReLU does not turn the sign round. It keeps what is above zero, and replaces the rest.',
              ja: 'ReLU は符号を反転しません。0 より大きい値はそのまま残し、それ以外を置き換えます。',
            },
          },
          {
            text: { en: '0', ja: '0' },
            right: true,
            why: {
              en: 'The sum is {sum}, and ReLU makes 0 of all that is negative.',
              ja: '合計は {sum} ですが、ReLU は負の値をすべて 0 にします。',
            },
          },
        ],
      },
      reveal: {
        en: 'Sum {sum}, cell {value}. This filter answers to an edge from dark to bright, and is silent at one from bright to dark. That is a [[simple-cell|simple cell]].',
        ja: '合計は {sum}、セルの値は {value} です。このフィルタは暗い側から明るい側への境界に応答し、逆向きの境界には応答しません。これが[[simple-cell]]です。',
      },
      point: cell,
    },
    {
      goal: { en: 'An edge filter of your own', ja: '自分でエッジのフィルタをつくる' },
      state: {
        weights: { 'conv1/weight': ZEROS },
        picture: 'horizontal-bar',
        pointed: { layer: 'conv1', index: [14, 14, 0] },
      },
      numbers: async (stage) => {
        const [row = 14, column = 14] = stage.pointed?.layer === 'conv1' ? stage.pointed.index : [];
        const { terms, value } = await cellOf(stage, 'conv1', [row, column, 0]);
        const weights = terms.map(({ weight }) => weight ?? 0);
        const changed = weights.filter((weight) => weight !== 0).length;
        return {
          value,
          changed,
          total: weights.reduce((sum, weight) => sum + weight, 0),
          cells: terms.length,
        };
      },
      act: {
        at: 'inspector',
        text: {
          en: 'All nine weights are 0, so every cell is 0. In the panel at the right choose **Kernel**, then a weight, and type another number. Make a filter that finds the **upper edge** of the bar: dark above, bright below. All weights together must be 0.',
          ja: '9 個の重みはすべて 0 なので、どのセルも 0 です。右のパネルで**カーネル**を開き、重みを選んで数値を入力してください。棒の**上の縁**、つまり上が暗く下が明るい境界を見つけるフィルタをつくりましょう。重みの和は 0 にします。',
        },
        done: async (stage) => {
          const { terms } = await cellOf(stage, 'conv1', [14, 14, 0]);
          const weights = terms.map(({ weight }) => weight ?? 0);
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const upper = weights.slice(0, 3).reduce((sum, weight) => sum + weight, 0);
          const lower = weights.slice(6).reduce((sum, weight) => sum + weight, 0);
          return Math.abs(total) < 1e-4 && lower - upper > 0.5;
        },
      },
      reveal: {
        en: '{changed} of {cells} weights are not 0, and their sum is {total}: on a plain area the products cancel, so only edges are left. Nobody programs these numbers in a trained network: it finds them itself.',
        ja: '{cells} 個のうち {changed} 個の重みが 0 でなく、その和は {total} です。一様な領域では積が打ち消し合い、境界だけが残ります。学習済みのネットワークでは、これらの数値を人が書くのではなく、ネットワークが自分で見つけます。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const left = drawn(session.settings.seed, 5);
      const right = left + 1 + drawn(session.settings.seed + 7, 4);
      return { left, right, answer: 0, sum: (left - right) * 3, positive: (right - left) * 3 };
    },
    ask: {
      kind: 'amount',
      text: {
        en: 'Three rows of pixels read {left}, 0, {right}. The kernel has 1, 0, −1 in each row, and `relu` follows. What does the cell hold?',
        ja: '3 行の画素がどれも {left}、0、{right} で、カーネルの各行は 1、0、−1 です。そのあとに `relu` があります。セルの値はいくつですか。',
      },
      right: 'answer',
      why: {
        en: '3 × ({left} − {right}) = {sum}, and ReLU makes 0 of it.',
        ja: '3 × ({left} − {right}) = {sum} で、ReLU が 0 にします。',
      },
      mistakes: [
        {
          of: 'sum',
          why: {
            en: '{sum} is the sum. After it comes ReLU.',
            ja: '{sum} は合計です。そのあとに ReLU があります。',
          },
        },
        {
          of: 'positive',
          why: {
            en: 'Mind the sign: {right} is multiplied by −1.',
            ja: '符号に注意してください。{right} には −1 を掛けます。',
          },
        },
      ],
      otherwise: {
        en: 'Multiply cell by cell and add all nine; then apply ReLU.',
        ja: 'セルごとに掛けて 9 個すべてを足し、最後に ReLU を適用します。',
      },
    },
    reveal: {
      en: 'A filter multiplies and adds; ReLU keeps what is above zero.',
      ja: 'フィルタは掛けて足し、ReLU は 0 より大きい値だけを残します。',
    },
  },
};
