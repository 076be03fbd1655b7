// Lesson 7: pooling.

import { drawn, layerOf, poolingsOf, shapeOf, poolWindowOf } from '../facts';
import type { Grid, Lesson, LessonStage, Numbers, Text } from '../lesson';
import { pooledPicture, SHAPES, small } from '../networks';

/** Steps of the twins after which their answers tell something. */
const TWIN_STEPS = 40;
/** Windows with no more between their darkest and their brightest pixel hold noise alone. */
const NOISE = 0.2;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

interface Window {
  readonly row: number;
  readonly column: number;
  readonly max: number;
  readonly average: number;
  readonly values: readonly number[];
}

/** The window of 2×2 pixels that is best by a measure. */
function best(stage: LessonStage, measure: (window: Window) => number): Window {
  const [height = 2, width = 2] = shapeOf(stage, 'input');
  const windows = Array.from({ length: (height >> 1) * (width >> 1) }, (_, at): Window => {
    const [row, column] = [Math.floor(at / (width >> 1)), at % (width >> 1)];
    const values = poolWindowOf(stage, row, column).flat();
    return { row, column, values, max: Math.max(...values), average: sumOf(values) / 4 };
  });
  return windows.reduce((found, one) => (measure(one) > measure(found) ? one : found));
}

/** Its largest, its mean and its sum are three different numbers. */
const byHand = (stage: LessonStage): Window =>
  best(stage, ({ max, average }) => Math.min(max - average, 4 * average - max));

const gap = ({ max, average }: Pick<Window, 'max' | 'average'>): number => max - average;

/** One pixel is far brighter than the other three. */
const point = (stage: LessonStage): Window =>
  best(stage, ({ max, values }) => max - ([...values].sort((a, b) => b - a)[1] ?? 0));

/** A plain part of the picture, where the noise is largest. */
const plainPart = (stage: LessonStage): Window =>
  best(stage, ({ max, values }) => {
    const range = max - Math.min(...values);
    return range <= NOISE ? range : -range;
  });

const grid = (stage: LessonStage, { row, column }: Window, title: Text): Grid => ({
  title,
  rows: poolWindowOf(stage, row, column),
  as: 'numbers',
});

async function handNumbers(stage: LessonStage) {
  const { row, column, values } = byHand(stage);
  const [pooled] = await poolingsOf(stage, [[row, column]]);
  const { outputShape, parameterCount } = layerOf(stage, 'pool1');
  const [height = 0, width = 0] = shapeOf(stage, 'input');
  const [outHeight = 0, outWidth = 0] = outputShape;
  return {
    ...{ row, column, height, width, outHeight, outWidth, parameters: parameterCount },
    ...{ line: row + 1, place: column + 1 },
    max: pooled?.max ?? NaN,
    average: pooled?.average ?? NaN,
    sum: sumOf(values),
  };
}

async function pairNumbers(stage: LessonStage): Promise<Numbers> {
  const [bright, plain, most] = [point(stage), plainPart(stage), best(stage, gap)];
  const [one, other] = await poolingsOf(stage, [
    [bright.row, bright.column],
    [plain.row, plain.column],
  ]);
  const seen = stage.seen?.view === 'compare' && stage.seen.tab === 'poolings' ? stage.seen : null;
  return {
    point: bright.max,
    pointMax: one?.max ?? NaN,
    pointAverage: one?.average ?? NaN,
    noiseMax: other?.max ?? NaN,
    noiseAverage: other?.average ?? NaN,
    dark: Math.min(...plain.values),
    // Many windows of the picture have it.
    least: Math.floor(gap(most) * 7) / 10,
    ...{ row: most.row, column: most.column },
    line: (seen?.row ?? 0) + 1,
    place: (seen?.column ?? 0) + 1,
    max: seen?.max ?? NaN,
    average: seen?.average ?? NaN,
    difference: seen ? gap(seen) : NaN,
  };
}

function sizes(stage: LessonStage): Numbers {
  const { inputShapes, outputShape, parameterCount, options } = layerOf(stage, 'pool1');
  const [height = 0, width = 0, maps = 0] = inputShapes[0] ?? [];
  const [outHeight = 0, outWidth = 0, outMaps = 0] = outputShape;
  const size = Number([options.poolSize].flat()[0]);
  const rest = height - outHeight * size;
  const said: Text =
    rest > 0
      ? {
          en: `${height} = ${outHeight} × ${size} + ${rest}: no window covers what is left at the end, as with strides.`,
          ja: `${height} = ${outHeight} × ${size} + ${rest} なので、端の余りはどの窓にも入りません。ストライドのときと同じです。`,
        }
      : {
          en: `${height} = ${outHeight} × ${size}: the windows cover all of it.`,
          ja: `${height} = ${outHeight} × ${size} なので、窓は全体を覆っています。`,
        };
  return {
    ...{ height, width, maps, outHeight, outWidth, outMaps, size, parameters: parameterCount },
    fewer: maps / 2,
    rest: said,
  };
}

function twinNumbers({ seen }: LessonStage): Numbers {
  const asked = seen?.view === 'compare' && seen.tab === 'twins' ? seen.asked : null;
  const { step = 0, first = 0, second = 0, count = 0 } = asked ?? {};
  return { step, first, second, count, gap: Math.abs(first - second), least: TWIN_STEPS };
}

export const pooling: Lesson = {
  id: 'pooling',
  title: { en: 'Pooling', ja: 'プーリング' },
  asks: {
    en: 'Which pooling keeps a single bright point, and which evens out noise?',
    ja: '明るい 1 点を残すのは、ノイズをならすのは、どちらのプーリングでしょうか。',
  },
  minutes: 6,
  state: { network: pooledPicture, data: SHAPES, picture: 'square', shown: ['inspector'] },
  steps: [
    {
      goal: { en: 'Four numbers become one', ja: '4 つの数が 1 つになる' },
      covered: true,
      numbers: handNumbers,
      grids: (stage) => [grid(stage, byHand(stage), { en: 'the window', ja: '窓' })],
      ask: {
        kind: 'choice',
        text: {
          en: '`MaxPooling2D` with `pool_size=2` lays its window on these four pixels. What does it write?',
          ja: '`pool_size=2` の `MaxPooling2D` の窓が、この 4 つの画素に重なっています。出力はいくつですか。',
        },
        options: [
          {
            text: { en: '{average}', ja: '{average}' },
            why: {
              en: '{average} is the mean, the sum of the four divided by 4. That is what `AveragePooling2D` writes.',
              ja: '{average} は 4 つの和を 4 で割った平均です。それは `AveragePooling2D` の出力です。',
            },
          },
          {
            text: { en: '{sum}', ja: '{sum}' },
            why: {
              en: '{sum} is the sum. A filter adds; this layer only compares.',
              ja: '{sum} は和です。足し算をするのはフィルタで、この層は大きさを比べるだけです。',
            },
          },
          {
            text: { en: '{max}', ja: '{max}' },
            right: true,
            why: {
              en: 'It is the largest of the four. The other three leave no trace.',
              ja: '4 つのうちで最大の値です。残りの 3 つは何の影響も与えません。',
            },
          },
        ],
      },
      reveal: {
        en: 'The marked cell, row {line}, column {place}, is {max}; `AveragePooling2D` would have {average} there. The windows do not overlap, so {height}×{width} pixels become {outHeight}×{outWidth} numbers. There is no weight in this: a [[pooling-layer]] has {parameters} parameters.',
        ja: '印のついた {line} 行 {place} 列のセルは {max} です。`AveragePooling2D` なら {average} になります。窓は重ならないので、{height}×{width} 画素は {outHeight}×{outWidth} 個の数になります。重みは使いません。[[pooling-layer]]のパラメータは {parameters} 個です。',
      },
      point: ({ row, column }) => ({ layer: 'pool1', index: [Number(row), Number(column), 0] }),
    },
    {
      goal: { en: 'A bright point, and noise', ja: '明るい点とノイズ' },
      state: { view: 'compare' },
      covered: true,
      numbers: pairNumbers,
      grids: (stage) => [
        grid(stage, point(stage), { en: 'one bright pixel', ja: '明るい画素が 1 つ' }),
        grid(stage, plainPart(stage), { en: 'a plain part: noise only', ja: '一様な部分：ノイズだけ' }),
      ],
      ask: {
        kind: 'choice',
        text: {
          en: 'Which pooling keeps the bright pixel, and which evens out the noise?',
          ja: '明るい画素を残すのはどちらのプーリングで、ノイズをならすのはどちらでしょうか。',
        },
        options: [
          {
            text: {
              en: 'Max keeps the pixel, average evens out the noise',
              ja: '最大値が明るい画素を残し、平均値がノイズをならす',
            },
            right: true,
            why: {
              en: 'Max keeps {pointMax}, average only {pointAverage} of it. In the plain part average gives {noiseAverage}, the middle of the four.',
              ja: '最大値は {pointMax} をそのまま残し、平均値では {pointAverage} になります。一様な部分では、平均値は 4 つの中ほどの {noiseAverage} です。',
            },
          },
          {
            text: {
              en: 'Average keeps the pixel, max evens out the noise',
              ja: '平均値が明るい画素を残し、最大値がノイズをならす',
            },
            why: {
              en: 'The mean spreads one pixel over four: {pointAverage} is left of {point}. And the largest of four noisy pixels, {noiseMax}, is the one that noise made brightest.',
              ja: '平均は 1 つの画素を 4 つに薄めるので、{point} は {pointAverage} になります。また、4 つの最大値 {noiseMax} は、ノイズで最も明るくなった画素そのものです。',
            },
          },
          {
            text: { en: 'Max does both', ja: 'どちらも最大値' },
            why: {
              en: 'It keeps the pixel, {pointMax}. But in the plain part it always takes the brightest disturbance, {noiseMax}, where the mean is {noiseAverage}.',
              ja: '明るい画素 {pointMax} は残します。しかし一様な部分では、いつも最も明るいノイズ {noiseMax} を選びます。平均は {noiseAverage} です。',
            },
          },
        ],
      },
      act: {
        at: 'pool-difference',
        text: {
          en: 'The view shows both for the whole picture. In the map “max − average”, choose a cell where the difference is at least {least}.',
          ja: 'この画面では、画像全体の両方の結果を見られます。「最大値 − 平均値」のマップで、差が {least} 以上のセルを選んでください。',
        },
        done: ({ seen }, { least }) =>
          seen?.view === 'compare' && seen.tab === 'poolings' && gap(seen) >= Number(least),
      },
      reveal: {
        en: 'Row {line}, column {place}: max {max}, average {average}, difference {difference}. They part at edges and points, and nearly agree on plain areas. [[max-pooling|Max]] tells that something **is** in the window, [[average-pooling|average]] tells **how much** of it.',
        ja: '{line} 行 {place} 列は、最大値 {max}、平均値 {average}、差 {difference} です。差が出るのは縁や点で、一様な部分ではほぼ一致します。[[max-pooling]]は窓に何かが**あるか**を、[[average-pooling]]は**どれだけあるか**を伝えます。',
      },
    },
    {
      goal: { en: 'Smaller, not fewer', ja: '小さくなるが、減らない' },
      state: { network: small, shown: ['network'] },
      covered: true,
      numbers: sizes,
      ask: {
        kind: 'choice',
        text: {
          en: 'The first `MaxPooling2D` reads {maps} maps of {height}×{width}; `pool_size` is {size}. What comes out?',
          ja: '1 番目の `MaxPooling2D` は {height}×{width} のマップ {maps} 枚を読みます。`pool_size` は {size} です。何が出てきますか。',
        },
        options: [
          {
            text: { en: '1 map of {outHeight}×{outWidth}', ja: '{outHeight}×{outWidth} のマップ 1 枚' },
            why: {
              en: 'One map would come of adding the {maps}, as a filter does. Pooling treats every map by itself.',
              ja: '{maps} 枚を足し合わせるフィルタなら 1 枚になります。プーリングは、マップを 1 枚ずつ別々に扱います。',
            },
          },
          {
            text: {
              en: '{maps} maps of {outHeight}×{outWidth}',
              ja: '{outHeight}×{outWidth} のマップ {maps} 枚',
            },
            right: true,
            why: {
              en: 'Every map is pooled by itself: as many as before, each smaller.',
              ja: 'マップごとに別々にプーリングします。枚数は同じで、それぞれが小さくなります。',
            },
          },
          {
            text: { en: '{fewer} maps of {height}×{width}', ja: '{height}×{width} のマップ {fewer} 枚' },
            why: {
              en: 'The window lies over rows and columns of one map, never over several maps: height and width shrink, the number of maps stays.',
              ja: '窓は 1 枚のマップの行と列に重なり、複数のマップにまたがりません。縦と横が縮み、枚数は変わりません。',
            },
          },
        ],
      },
      act: {
        at: 'network',
        text: {
          en: 'In the list of layers open the first `MaxPooling2D`, and raise `pool_size`.',
          ja: '層の一覧で 1 番目の `MaxPooling2D` を開き、`pool_size` を大きくしてください。',
        },
        done: (stage, before) => Number(sizes(stage).size) > Number(before.size),
      },
      reveal: {
        en: 'From {before.outHeight}×{before.outWidth} to {outHeight}×{outWidth}, still {outMaps} maps, still {parameters} parameters. {rest}',
        ja: '{before.outHeight}×{before.outWidth} から {outHeight}×{outWidth} になり、マップは {outMaps} 枚、パラメータは {parameters} 個のままです。{rest}',
      },
    },
    {
      goal: { en: 'A fair trial', ja: '公平に比べる' },
      state: { network: small, view: 'compare' },
      numbers: twinNumbers,
      ask: {
        kind: 'choice',
        text: {
          en: 'Two networks differ in nothing but the kind of pooling: same first weights, same pictures in the same order. After training one is slightly ahead. What does that show?',
          ja: '2 つのネットワークは、プーリングの種類だけが違います。最初の重みも、画像とその順番も同じです。学習後、一方がわずかに上でした。ここから何がいえますか。',
        },
        options: [
          {
            text: { en: 'That kind of pooling is the better one', ja: 'そのプーリングのほうが優れている' },
            why: {
              en: 'With other first weights the order may turn round: one seed cannot tell.',
              ja: '最初の重みが違えば、順位は入れ替わるかもしれません。1 つのシードだけではわかりません。',
            },
          },
          {
            text: {
              en: 'Nothing: training is random, so one cannot compare',
              ja: '学習は偶然に左右されるので、比べることはできない',
            },
            why: {
              en: 'One can: with several seeds, and by asking whether the difference is larger than what the seeds alone make.',
              ja: '比べられます。いくつかのシードで試し、差がシードによるばらつきより大きいかを調べます。',
            },
          },
          {
            text: {
              en: 'It may be chance: other seeds have to confirm it',
              ja: '偶然かもしれない。別のシードでも確かめる必要がある',
            },
            right: true,
            why: {
              en: 'All else was equal, so the pooling made the difference **here**. Whether it does so again, other seeds tell.',
              ja: 'ほかはすべて同じなので、**ここでの**差はプーリングによるものです。いつもそうなるかは、別のシードで確かめます。',
            },
          },
        ],
      },
      act: {
        at: 'twins',
        text: {
          en: 'Open “Controlled experiment” and press play. Pause at step {least} or later: then both are asked about all test pictures.',
          ja: '「対照実験（同じ初期値）」を開いて、再生を押してください。ステップ {least} 以降で一時停止すると、両方をすべてのテスト画像で評価します。',
        },
        done: ({ seen }) =>
          seen?.view === 'compare' && seen.tab === 'twins' && (seen.asked?.step ?? 0) >= TWIN_STEPS,
      },
      reveal: {
        en: 'Step {step}: with max {first} of {count} are right, with average {second}; {gap} apart. Further down, “Compare several seeds” says whether that is more than chance.',
        ja: 'ステップ {step} での正解は、{count} 枚のうち最大値で {first} 枚、平均値で {second} 枚、差は {gap} 枚です。下の「複数のシードで比べる」で、これが偶然を超える差かどうかがわかります。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      const [a, b] = [1 + drawn(seed, 4), 5 + drawn(seed + 3, 4)];
      const [c, d] = [9 + drawn(seed + 7, 4), 14 + drawn(seed + 11, 4)];
      return { a, b, c, d, mean: (a + b + c + d) / 4, max: d, sum: a + b + c + d };
    },
    ask: {
      kind: 'amount',
      text: {
        en: 'A window of 2×2 holds {b}, {d}, {a} and {c}. What does `AveragePooling2D` write?',
        ja: '2×2 の窓に {b}、{d}、{a}、{c} が入っています。`AveragePooling2D` の出力はいくつですか。',
      },
      right: 'mean',
      within: 0.01,
      why: {
        en: '({b} + {d} + {a} + {c}) / 4.',
        ja: '({b} + {d} + {a} + {c}) / 4 です。',
      },
      mistakes: [
        {
          of: 'max',
          why: {
            en: '{max} is the largest: that is `MaxPooling2D`.',
            ja: '{max} は最大値です。それは `MaxPooling2D` の出力です。',
          },
        },
        {
          of: 'sum',
          why: {
            en: '{sum} is the sum; it is still to be divided by 4.',
            ja: '{sum} は和です。さらに 4 で割ります。',
          },
        },
      ],
      otherwise: {
        en: 'Add all four, and divide by how many they are.',
        ja: '4 つすべてを足し、個数で割ります。',
      },
    },
    reveal: {
      en: 'The mean is {sum} / 4 = {mean}. `MaxPooling2D` would write {max}.',
      ja: '平均は {sum} / 4 = {mean} です。`MaxPooling2D` なら {max} になります。',
    },
  },
};
