// Lesson 9: from maps to an answer.

import type { TrainFacade } from '../../session/facade';
import { accuraciesMoved, cellOf, drawn, layerOf, percent, shapeOf } from '../facts';
import type { ClassOf, Lesson, LessonStage, Numbers, Text } from '../lesson';
import { denseOnly, SHAPES, small } from '../networks';

/** All test pictures are moved so far, in pixels. */
const FAR = 4;
/** The unit that the reader helps. */
const HELPED = 0;

/** Where the last maps are most active. */
async function strongest(stage: LessonStage) {
  const [height = 0, width = 0, maps = 0] = shapeOf(stage, 'pool2');
  // A few cells in the middle of every map are enough to find one that is not 0.
  const rows = [height >> 1, (height >> 1) - 1];
  const indexes = rows.flatMap((row) =>
    Array.from({ length: maps }, (_, map) => [row, width >> 1, map] as const),
  );
  const cells = await Promise.all(indexes.map((index) => cellOf(stage, 'pool2', index)));
  const found = cells.reduce((most, one) => (one.value > most.value ? one : most));
  const [row = 0, column = 0, map = 0] = found.index;
  return { row, column, map, unit: (row * width + column) * maps + map };
}

async function flattened(stage: LessonStage): Promise<Numbers> {
  const [height = 0, width = 0, maps = 0] = shapeOf(stage, 'pool2');
  const { row, column, map, unit } = await strongest(stage);
  const { value } = await cellOf(stage, 'flatten', [unit]);
  const dense = layerOf(stage, 'answer');
  return {
    ...{ height, width, maps, unit, value },
    count: height * width * maps,
    one: height * width,
    sum: height + width + maps,
    place: unit + 1,
    ...{ line: row + 1, at: column + 1, map: map + 1 },
    parameters: layerOf(stage, 'flatten').parameterCount,
    denseParameters: dense.parameterCount,
    units: dense.outputShape[0] ?? 0,
  };
}

interface ClassShare {
  readonly unit: number;
  readonly name: ClassOf;
  readonly logit: number;
  readonly exponential: number;
  readonly value: number;
}

/** The classes, the likeliest first. */
async function ranked(stage: LessonStage): Promise<readonly ClassShare[]> {
  const { softmax } = await cellOf(stage, 'answer', [0]);
  return (softmax ?? [])
    .map((one, unit) => ({ ...one, unit, name: { classOf: stage.session.classNames[unit] ?? '' } }))
    .sort((a, b) => b.logit - a.logit);
}

async function answers(stage: LessonStage): Promise<Numbers> {
  const all = await ranked(stage);
  const [first, second] = all;
  const last = all.at(-1);
  const helped = all.find(({ unit }) => unit === HELPED);
  if (!first || !second || !last || !helped) return {};
  return {
    ...{ first: first.name, second: second.name, last: last.name, helped: helped.name },
    ...{ z1: first.logit, z2: second.logit, z3: last.logit },
    ...{ share1: first.value, share2: second.value },
    e2: second.exponential,
    one: first.exponential,
    total: all.reduce((sum, { exponential }) => sum + exponential, 0),
    count: all.length,
    equal: 1 / all.length,
    unit: first.unit,
    z: helped.logit,
    share: helped.value,
  };
}

/** What the network with convolutions got right when the lesson was at it, in place and moved. */
const LEARNED = new WeakMap<
  TrainFacade,
  { readonly seed: number; readonly still: number; readonly moved: number }
>();

async function remember(stage: LessonStage): Promise<void> {
  const { session } = stage;
  const [still = NaN, moved = NaN] = await accuraciesMoved(stage, [0, FAR]);
  LEARNED.set(session, { seed: session.settings.seed, still: percent(still), moved: percent(moved) });
}

const NOTHING: Text = { en: '', ja: '' };

async function against(stage: LessonStage): Promise<Numbers> {
  const { session } = stage;
  const { settings, progress, layers, classNames } = session;
  const [still = 0, moved = 0] = session.hasEnded ? await accuraciesMoved(stage, [0, FAR]) : [];
  const learned = LEARNED.get(session);
  // Who came by an address of this step has not seen the other network learn.
  const known = learned?.seed === settings.seed ? learned : null;
  return {
    ...{ still: percent(still), moved: percent(moved), far: FAR },
    chance: percent(1 / classNames.length),
    parameters: layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0),
    steps: settings.epochs * progress.stepsPerEpoch,
    known: known
      ? {
          en: `It got ${known.still} % of the test pictures right.`,
          ja: `その正解率は ${known.still} % でした。`,
        }
      : NOTHING,
    beside: known
      ? {
          en: `With convolutions it was ${known.still} % in place and ${known.moved} % moved.`,
          ja: `畳み込みがあるときは、そのままで ${known.still} %、ずらして ${known.moved} % でした。`,
        }
      : NOTHING,
  };
}

export const answer: Lesson = {
  id: 'answer',
  title: { en: 'From maps to an answer', ja: 'マップから答えへ' },
  asks: {
    en: 'Which is the answer of these three numbers?',
    ja: 'この 3 つの数のうち、どれが答えになるでしょうか。',
  },
  minutes: 6,
  state: { network: small, data: SHAPES, trained: true, picture: 'falling-bar', shown: ['inspector'] },
  steps: [
    {
      goal: { en: 'Flatten', ja: '一列に並べる' },
      covered: true,
      numbers: flattened,
      ask: {
        kind: 'amount',
        text: {
          en: 'The last maps are {height}×{width}, and there are {maps} of them. How many numbers does `Flatten` give?',
          ja: '最後のマップは {height}×{width} で、{maps} 枚あります。`Flatten` の出力は何個の数ですか。',
        },
        right: 'count',
        why: {
          en: '{height} × {width} × {maps}: all of them, one after the other.',
          ja: '{height} × {width} × {maps} 個、つまりすべての数を一列に並べます。',
        },
        mistakes: [
          {
            of: 'one',
            why: {
              en: '{one} are the numbers of one map. There are {maps} maps.',
              ja: '{one} はマップ 1 枚分です。マップは {maps} 枚あります。',
            },
          },
          {
            of: 'sum',
            why: {
              en: 'Rows, columns and maps are multiplied, not added.',
              ja: '行・列・枚数は、足すのではなく掛けます。',
            },
          },
          {
            of: 'units',
            why: {
              en: '{units} are the answers of `Dense`, one layer later. `Flatten` throws nothing away.',
              ja: '{units} は次の `Dense` の出力の個数です。`Flatten` は何も捨てません。',
            },
          },
        ],
        otherwise: {
          en: 'Numbers are neither added nor lost: count what the maps hold.',
          ja: '数は増えも減りもしません。マップに入っている数を数えてください。',
        },
      },
      reveal: {
        en: 'The marked cell, row {line}, column {at} of map {map}, holds {value}: it becomes number {place} of the {count}, still {value}. Only the shape changes, so `Flatten` has {parameters} parameters. `Dense` then has a weight for each of the {count} and each of {units} classes, and {units} biases: {denseParameters}.',
        ja: '印のついた {map} 枚目のマップの {line} 行 {at} 列の値 {value} は、{count} 個のうちの {place} 番目の数になり、値は {value} のままです。変わるのは形だけなので、`Flatten` のパラメータは {parameters} 個です。続く `Dense` には {count} 個の数と {units} クラスの組ごとに重みがあり、バイアス {units} 個と合わせて {denseParameters} 個です。',
      },
      point: ({ line, at, map }) => ({
        layer: 'pool2',
        index: [Number(line) - 1, Number(at) - 1, Number(map) - 1],
      }),
    },
    {
      goal: { en: 'The largest sum', ja: 'いちばん大きい和' },
      covered: true,
      numbers: answers,
      ask: {
        kind: 'choice',
        text: {
          en: 'Three of the {count} sums of the last `Dense`, for one picture: {second} {z2}, {last} {z3}, {first} {z1}. Which is the answer of these three?',
          ja: 'ある画像に対する最後の `Dense` の {count} 個の和のうちの 3 つです。{second}は {z2}、{last}は {z3}、{first}は {z1} でした。3 つのうち、どれが答えになりますか。',
        },
        options: [
          {
            text: { en: '{last}, {z3}', ja: '{last}（{z3}）' },
            why: {
              en: 'A long way below zero is no strong vote for a class but one against it.',
              ja: '0 よりずっと小さい和は、そのクラスを強く支持するのではなく、強く否定しています。',
            },
          },
          {
            text: { en: '{first}, {z1}', ja: '{first}（{z1}）' },
            right: true,
            why: {
              en: 'The largest sum gets the largest share. It need not be above zero: only the others matter.',
              ja: '和が最大のクラスの確率が最大になります。0 より大きい必要はなく、ほかとの差だけが問題です。',
            },
          },
          {
            text: { en: '{second}, {z2}', ja: '{second}（{z2}）' },
            why: {
              en: 'It comes second: {z1} is larger than {z2}.',
              ja: 'これは 2 番目です。{z1} は {z2} より大きい値です。',
            },
          },
        ],
      },
      reveal: {
        en: '{first} is the answer. A share of the whole is still missing: how sure is it? Softmax makes {share1} of {z1}, and {share2} of {z2}.',
        ja: '答えは{first}です。では、どのくらい確かなのでしょうか。ソフトマックスは、{z1} を {share1} に、{z2} を {share2} に変えます。',
      },
      point: ({ unit }) => ({ layer: 'answer', index: [Number(unit)] }),
    },
    {
      goal: { en: 'Softmax by hand', ja: 'ソフトマックスを手で計算する' },
      state: { pointed: { layer: 'answer', index: [HELPED] } },
      covered: true,
      numbers: async (stage) => {
        await remember(stage);
        return answers(stage);
      },
      ask: {
        kind: 'amount',
        text: {
          en: 'Each sum z becomes e to the power of z − {z1}: {first} 1, {second} {e2}, and so on. All {count} together are {total}. Which share does {first} get, from 0 to 1?',
          ja: '和 z をそれぞれ e の (z − {z1}) 乗に変えると、{first}は 1、{second}は {e2} などとなり、{count} クラスの合計は {total} です。{first}の確率はいくつですか（0 から 1 の数で答えてください）。',
        },
        right: 'share1',
        within: 0.02,
        why: {
          en: '1 / {total} = {share1}.',
          ja: '1 / {total} = {share1} です。',
        },
        mistakes: [
          {
            of: 'one',
            why: {
              en: '1 is the exponential. It is still to be divided by what all have together, {total}.',
              ja: '1 は指数関数の値です。さらに、すべての合計 {total} で割ります。',
            },
          },
          {
            of: 'total',
            why: {
              en: '{total} is the whole. The share is 1 **of** {total}.',
              ja: '{total} は全体です。求めるのは {total} **のうちの** 1 の割合です。',
            },
          },
          {
            of: 'equal',
            why: {
              en: 'Each of {count} would get {equal} if all sums were equal. Here {first} has the largest.',
              ja: 'すべての和が等しければ、{count} クラスのそれぞれが {equal} です。ここでは{first}の和が最大です。',
            },
          },
        ],
        otherwise: {
          en: 'Divide the exponential of {first}, which is 1, by the exponentials of all together, {total}.',
          ja: '{first}の指数関数の値 1 を、すべての合計 {total} で割ります。',
        },
      },
      act: {
        at: 'inspector',
        text: {
          en: 'The panel shows the class {helped}. Open **Kernel** and raise its **bias**, until the network answers {helped}.',
          ja: 'パネルはクラス「{helped}」を表示しています。**カーネル**を開いて**バイアス**を大きくし、ネットワークの答えを「{helped}」に変えてください。',
        },
        done: async (stage) =>
          stage.session.editing.edited.length > 0 && (await ranked(stage))[0]?.unit === HELPED,
      },
      reveal: {
        en: 'You raised **one** sum, from {before.z} to {z}; its share went from {before.share} to {share}. No other sum changed, and yet every other share fell: they all divide one whole, and always add up to 1.',
        ja: '大きくしたのは **1 つ**の和（{before.z} → {z}）だけで、その確率は {before.share} から {share} になりました。ほかの和は変わらないのに、ほかの確率はすべて下がりました。確率は 1 つの全体を分け合い、合計はいつも 1 です。',
      },
    },
    {
      goal: { en: 'Without convolutions', ja: '畳み込みがなければ' },
      state: { network: denseOnly, trained: false, shown: ['training'] },
      numbers: against,
      ask: {
        kind: 'choice',
        text: {
          en: 'This network has dense layers alone, and {parameters} parameters. It learns from the same pictures, for {steps} steps, as the network with convolutions did. {known} The shapes lie anywhere in the pictures. How many does this one get right?',
          ja: 'このネットワークは全結合層だけで、パラメータは {parameters} 個です。畳み込みのあるネットワークと同じ画像で、同じ {steps} ステップ学習します。{known}図形は画像のどこにでもあります。こちらの正解率はどうなるでしょうか。',
        },
        options: [
          {
            text: { en: 'About as many', ja: '同じくらい' },
            why: {
              en: 'It could, if every shape were always at the same place. Here a bar at the left and a bar at the right have no pixel in common.',
              ja: '図形がいつも同じ場所にあれば、そうかもしれません。ここでは、左の棒と右の棒に共通する画素がありません。',
            },
          },
          {
            text: {
              en: 'More: each of its units sees the whole picture',
              ja: '高くなる。どのユニットも画像全体を見るから',
            },
            why: {
              en: 'It sees all, but has another weight for every pixel: what it learns at one place is of no use at the next.',
              ja: '全体は見えますが、重みが画素ごとに別々です。ある場所で学んだことが、別の場所では役に立ちません。',
            },
          },
          {
            text: { en: 'Far fewer', ja: 'ずっと低くなる' },
            right: true,
            why: {
              en: 'It has to learn every shape anew at every place. A filter has the same weights everywhere.',
              ja: '同じ図形を、場所ごとに学び直さなければなりません。フィルタの重みはどこでも同じです。',
            },
          },
        ],
      },
      act: {
        at: 'play',
        text: {
          en: 'Press play, and watch the curve until the run ends.',
          ja: '再生を押し、学習が終わるまで曲線を見てください。',
        },
        done: ({ session }) => session.hasEnded,
      },
      reveal: {
        en: '{still} % of the test pictures are right; guessing gives {chance} %. Moved by {far} pixels: {moved} %. {beside} The convolutions lose by the move as well, for a `Dense` layer follows them, but they start from what they found **anywhere**.',
        ja: 'テスト画像の正解率は {still} %（でたらめなら {chance} %）、すべての画像を {far} 画素ずらすと {moved} % です。{beside}畳み込みのあるネットワークも、あとに `Dense` があるのでずらすと下がりますが、**どこにあっても**見つけた特徴から出発できます。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      const [side, maps] = [3 + drawn(seed, 5), 4 + 2 * drawn(seed + 5, 5)];
      const count = side * side * maps;
      return { side, maps, count, right: count * 10 + 10, weights: count * 10, flat: side * side * 10 + 10 };
    },
    ask: {
      kind: 'amount',
      text: {
        en: '{maps} maps of {side}×{side}, then `Flatten` and `Dense(10)`. How many parameters do these two layers have?',
        ja: '{side}×{side} のマップ {maps} 枚のあとに、`Flatten` と `Dense(10)` があります。この 2 層のパラメータは全部で何個ですか。',
      },
      right: 'right',
      why: {
        en: '`Flatten` has none; `Dense` has {count} × 10 weights and 10 biases.',
        ja: '`Flatten` は 0 個、`Dense` は重み {count} × 10 個とバイアス 10 個です。',
      },
      mistakes: [
        {
          of: 'weights',
          why: {
            en: 'These are the weights. Each of the 10 units also has a bias.',
            ja: 'それは重みの個数です。10 個のユニットにはバイアスもあります。',
          },
        },
        {
          of: 'flat',
          why: {
            en: '`Flatten` gives the numbers of all {maps} maps, {count}, not of one.',
            ja: '`Flatten` の出力は 1 枚分ではなく、{maps} 枚分の {count} 個です。',
          },
        },
      ],
      otherwise: {
        en: 'How many numbers come out of `Flatten`? Each of 10 units has a weight for each, and one bias.',
        ja: '`Flatten` から出る数は何個ですか。10 個のユニットが、そのそれぞれへの重みとバイアス 1 個をもちます。',
      },
    },
    reveal: {
      en: '{count} × 10 + 10 = {right}.',
      ja: '{count} × 10 + 10 = {right} です。',
    },
  },
};
