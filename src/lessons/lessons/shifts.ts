// Lesson 8: simple and complex cells.

import { accuraciesMoved, drawn, layerOf, percent } from '../facts';
import type { ClassOf, Lesson, LessonStage, Numbers, SeenShifts } from '../lesson';
import { SHAPES, small, twoCells } from '../networks';
import { EDGE } from './filter';

/** Columns of the bar that the Shifts view begins with. */
const BAR = 2;
/** So far the bar is moved to see what becomes of the answer. */
const FAR = 6;

const seenOf = ({ seen }: LessonStage): SeenShifts | null => (seen?.view === 'shifts' ? seen : null);

const answers = (curve: readonly number[]): number => curve.filter((value) => value > 0).length;

/** What the two cells give for the picture where it lies, and at how many places they answer. */
function cells(stage: LessonStage): Numbers {
  const { kernel, options } = layerOf(stage, 'conv1');
  const pool = Number([layerOf(stage, 'pool1').options.poolSize].flat()[0]);
  const [height = 0, width = 0] = kernel?.shape ?? [];
  const { dx = 0, at = 0, covered = 0, simple = [], complex } = seenOf(stage) ?? {};
  const simplePlaces = answers(simple);
  return {
    ...{ height, width, pool, dx, covered, simplePlaces },
    filters: Number(options.filters),
    places: simple.length,
    reach: (simple.length - 1) / 2,
    complexPlaces: answers(complex ?? []),
    // Where any column of the bar lies in the window.
    bar: BAR,
    touching: width + BAR - 1,
    product: simplePlaces * pool,
    simple: simple[at] ?? NaN,
    complex: complex?.[at] ?? NaN,
    most: Math.max(...simple),
    window: height * width,
  };
}

function shares(stage: LessonStage): {
  readonly answer: ClassOf;
  readonly share: number;
  readonly at: number;
} {
  const { answer = [] } = seenOf(stage) ?? {};
  const at = answer.indexOf(Math.max(...answer));
  return { answer: { classOf: stage.session.classNames[at] ?? '' }, share: percent(answer[at] ?? NaN), at };
}

async function honest(stage: LessonStage): Promise<Numbers> {
  const [still = NaN, one = NaN, two = NaN, far = NaN] = await accuraciesMoved(stage, [0, 1, 2, FAR]);
  const { dx = 0, dy = 0 } = seenOf(stage) ?? {};
  return {
    ...shares(stage),
    ...{ still: percent(still), one: percent(one), two: percent(two), moved: percent(far) },
    chance: percent(1 / stage.session.classNames.length),
    ...{ far: FAR, dx, dy },
  };
}

export const shifts: Lesson = {
  id: 'shifts',
  title: { en: 'Simple and complex cells', ja: '単純型細胞と複雑型細胞' },
  asks: {
    en: 'How far can a bar move before a cell falls silent?',
    ja: '棒をどこまで動かすと、細胞は反応しなくなるでしょうか。',
  },
  minutes: 5,
  state: {
    network: twoCells,
    data: SHAPES,
    weights: { 'conv1/weight': EDGE },
    picture: 'vertical-bar',
    shown: ['inspector'],
  },
  steps: [
    {
      goal: { en: 'The simple cell', ja: '単純型細胞' },
      state: { view: 'shifts' },
      covered: true,
      numbers: cells,
      ask: {
        kind: 'choice',
        text: {
          en: 'A [[simple-cell]] with the edge filter of “A filter by hand” looks at {height}×{width} pixels, where the left side of a bright bar lies: it answers {simple}. The bar, {bar} pixels wide, is put at {places} places, pixel by pixel up to {reach} to the left and to the right. At how many does this cell answer?',
          ja: '「フィルタを手で計算する」のエッジのフィルタをもつ[[simple-cell]]が、明るい棒の左側にある {height}×{width} 画素を見て、{simple} と反応しています。幅 {bar} 画素の棒を、左右に {reach} 画素まで 1 画素ずつ、{places} か所に置きます。この細胞が反応するのは何か所でしょうか。',
        },
        options: [
          {
            text: { en: '{touching}', ja: '{touching}' },
            why: {
              en: 'At {touching} places some of the bar lies in the window. But where the **right** side of the bar lies there, bright turns to dark: the sum is negative, and ReLU makes 0 of it.',
              ja: '棒の一部が窓に入るのは {touching} か所です。しかし、棒の**右側**が入るときは明るい側から暗い側への境界なので和が負になり、ReLU が 0 にします。',
            },
          },
          {
            text: { en: '{simplePlaces}', ja: '{simplePlaces}' },
            right: true,
            why: {
              en: 'Only where the left side of the bar lies in its window, in the middle or beside it.',
              ja: '棒の左側の境界が窓の中央かその隣にくるときだけです。',
            },
          },
          {
            text: { en: 'All {places}', ja: '{places} か所すべて' },
            why: {
              en: 'The **filter** finds the bar at all {places} places, each time with another cell. One cell sees {height}×{width} pixels and nothing else.',
              ja: '**フィルタ**は {places} か所のどこでも棒を見つけますが、反応するのはそのたびに別の細胞です。1 つの細胞に見えるのは {height}×{width} 画素だけです。',
            },
          },
        ],
      },
      act: {
        at: 'moved-picture',
        text: {
          en: 'Move the bar to the right, by dragging or with the arrow keys, until the simple cell is silent. What does the complex cell do meanwhile?',
          ja: '棒をドラッグするか矢印キーで右へ動かし、単純型細胞が反応しなくなるところまで移してください。そのとき複雑型細胞はどうなっていますか。',
        },
        done: (stage) => {
          const { simple, complex } = cells(stage);
          return simple === 0 && Number(complex) > 0;
        },
      },
      reveal: {
        en: 'With the bar {dx} pixels to the right the simple cell says {simple}: to it the bar is gone. The [[complex-cell]] still says {complex}. The curve shows it: of {places} places the simple cell answers at {simplePlaces}.',
        ja: '棒を右へ {dx} 画素動かすと、単純型細胞は {simple} になり、棒が見えなくなりました。[[complex-cell]]はまだ {complex} です。曲線を見ると、{places} か所のうち単純型細胞が反応するのは {simplePlaces} か所です。',
      },
    },
    {
      goal: { en: 'The complex cell', ja: '複雑型細胞' },
      state: { view: 'shifts' },
      covered: true,
      numbers: cells,
      ask: {
        kind: 'choice',
        text: {
          en: 'The complex cell is a cell of `MaxPooling2D({pool})`: the largest of {pool}×{pool} simple cells, so {pool} of them side by side. Each answers at {simplePlaces} places. And the complex cell?',
          ja: '複雑型細胞は `MaxPooling2D({pool})` のセルで、{pool}×{pool} 個の単純型細胞の最大値です。横には {pool} 個が並びます。それぞれが {simplePlaces} か所で反応します。では、複雑型細胞は何か所で反応しますか。',
        },
        options: [
          {
            text: { en: '{complexPlaces}', ja: '{complexPlaces}' },
            right: true,
            why: {
              en: 'The places of neighbours overlap: each further simple cell adds one place to the {simplePlaces} of the first.',
              ja: '隣どうしの場所は重なっています。最初の {simplePlaces} か所に、細胞が 1 つ増えるごとに 1 か所ずつ加わります。',
            },
          },
          {
            text: { en: '{product}', ja: '{product}' },
            why: {
              en: '{pool} × {simplePlaces} counts places twice: two neighbours answer to the same one.',
              ja: '{pool} × {simplePlaces} では同じ場所を二重に数えています。隣どうしの細胞は同じ場所にも反応します。',
            },
          },
          {
            text: { en: '{simplePlaces}', ja: '{simplePlaces}' },
            why: {
              en: 'That would be one simple cell alone. Where the first falls silent, the next one in the window still answers.',
              ja: 'それは単純型細胞 1 つ分です。最初の細胞が反応しなくなっても、窓の中の次の細胞が反応します。',
            },
          },
          {
            text: { en: 'All {places}', ja: '{places} か所すべて' },
            why: {
              en: 'It would have to pool the whole row of the map. Its window has {pool} columns.',
              ja: 'マップの行全体をまとめればそうなります。この窓は {pool} 列しかありません。',
            },
          },
        ],
      },
      act: {
        at: 'moved-picture',
        text: {
          en: 'Move the bar until the complex cell is silent, too.',
          ja: '複雑型細胞も反応しなくなるところまで、棒を動かしてください。',
        },
        done: (stage) => cells(stage).complex === 0,
      },
      reveal: {
        en: '{complexPlaces} places against {simplePlaces}, and at each of them the same number, {most}. So a small shift changes nothing after the pooling; the price is that the cell no longer says **where** in its window the bar is. This is [[translation-tolerance]].',
        ja: '単純型細胞の {simplePlaces} か所に対して {complexPlaces} か所で、どこでも同じ値 {most} です。小さなずれは、プーリングのあとでは何も変えません。その代わり、窓の**どこに**棒があるかはわからなくなります。これが[[translation-tolerance]]です。',
      },
    },
    {
      goal: { en: 'Cover a part', ja: '一部を隠す' },
      state: { view: 'shifts' },
      numbers: cells,
      ask: {
        kind: 'choice',
        text: {
          en: 'The bar is back in its place. A black square is put somewhere over the picture. When does the simple cell notice?',
          ja: '棒は元の位置に戻りました。画像のどこかを黒い四角で隠します。単純型細胞が気づくのはどのときでしょうか。',
        },
        options: [
          {
            text: {
              en: 'Whenever it hides a part of the bar',
              ja: '棒の一部が隠れればいつでも',
            },
            why: {
              en: 'The bar is longer than the window. What happens above and below, this cell cannot know.',
              ja: '棒は窓より長いので、窓の上や下で起きることはこの細胞にはわかりません。',
            },
          },
          {
            text: { en: 'Wherever the square is, a little', ja: '四角がどこにあっても少しは' },
            why: {
              en: 'That holds for a dense layer, which reads every pixel. This cell reads {window}.',
              ja: 'それはすべての画素を読む全結合層の場合です。この細胞が読むのは {window} 画素です。',
            },
          },
          {
            text: {
              en: 'Only where it covers pixels of its {height}×{width} window',
              ja: '{height}×{width} の窓の画素が隠れたときだけ',
            },
            right: true,
            why: {
              en: 'The sum has {window} products; no other pixel is in it.',
              ja: '和に入るのは {window} 個の積だけで、ほかの画素は入りません。',
            },
          },
        ],
      },
      act: {
        at: 'moved-picture',
        text: {
          en: 'Below the picture choose **cover**. Go over the picture (or use the arrow keys) until the simple cell is silent.',
          ja: '画像の下で**隠す**を選び、画像の上を動かして（または矢印キーで）、単純型細胞が反応しなくなる場所を探してください。',
        },
        done: (stage) => {
          const { covered, simple, dx } = cells(stage);
          return Number(covered) > 0 && dx === 0 && simple === 0;
        },
      },
      reveal: {
        en: '{covered} pixels are covered; it is enough that the {window} of this cell are among them. The complex cell says {complex}: its [[receptive-field]] is larger. In the same way one finds out on what a whole network’s answer rests: cover, and see what changes.',
        ja: '隠れているのは {covered} 画素で、この細胞の {window} 画素がその中に入っています。複雑型細胞は {complex} です。こちらの[[receptive-field]]はもっと広いのです。隠して変化を見るこの方法で、ネットワーク全体の答えの根拠も調べられます。',
      },
    },
    {
      goal: { en: 'Tolerance is not invariance', ja: '吸収できるずれには限りがある' },
      state: { network: small, weights: {}, trained: true, view: 'shifts' },
      covered: true,
      numbers: honest,
      ask: {
        kind: 'choice',
        text: {
          en: 'This network with two `MaxPooling2D` has just learned: {still} % of the test pictures are right. Now all of them are moved by {far} pixels. How many are right then?',
          ja: '2 つの `MaxPooling2D` をもつこのネットワークが学習を終えました。テスト画像の正解率は {still} % です。すべての画像を {far} 画素ずらすと、正解率はどうなりますか。',
        },
        options: [
          {
            text: { en: '{moved} %', ja: '{moved} %' },
            right: true,
            why: {
              en: 'Measured just now, as the mean of left, right, up and down. By one pixel: {one} %, by two: {two} %.',
              ja: 'いま測った値です（左・右・上・下の平均）。1 画素なら {one} %、2 画素なら {two} % です。',
            },
          },
          {
            text: {
              en: '{still} %, as before: pooling takes care of it',
              ja: 'プーリングがあるので {still} % のまま',
            },
            why: {
              en: 'It is often said so. Two windows of 2×2 absorb a pixel or so, not {far}; and after them `Dense` has other weights at every place.',
              ja: 'よくそういわれますが、2×2 の窓 2 つが吸収するのは 1 画素ほどで、{far} 画素は無理です。さらにそのあとの `Dense` の重みは場所ごとに違います。',
            },
          },
          {
            text: {
              en: '{chance} %: it only guesses then',
              ja: 'でたらめと同じ {chance} %',
            },
            why: {
              en: 'It would, had it learned every shape at one place only. The filters still find their edges, wherever they are.',
              ja: '図形を 1 か所でだけ学んでいればそうなります。フィルタは、境界がどこにあっても見つけます。',
            },
          },
        ],
      },
      act: {
        at: 'moved-picture',
        text: {
          en: 'Move the bar by {far} pixels or more, in any direction, and watch the answer at the right.',
          ja: '棒をどの方向でもよいので {far} 画素以上動かして、「答え」の変化を見てください。',
        },
        done: (stage) => {
          const { dx = 0, dy = 0 } = seenOf(stage) ?? {};
          return Math.max(Math.abs(dx), Math.abs(dy)) >= FAR;
        },
      },
      reveal: {
        en: 'It said {before.answer} with {before.share} %, and says {answer} with {share} % now. All test pictures: {still} % in place, {one} % moved by one pixel, {two} % by two, {moved} % by {far}. **Pooling tolerates small shifts; it does not make a network invariant to them.**',
        ja: '答えは{before.answer}（{before.share} %）から{answer}（{share} %）になりました。テスト画像全体では、そのままで {still} %、1 画素のずれで {one} %、2 画素で {two} %、{far} 画素で {moved} % です。**プーリングは小さなずれを吸収しますが、ずれに対して不変にはなりません。**',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      const size = 2 + drawn(seed, 3);
      const right = 2 + drawn(seed + 5, 4);
      const from = right * size;
      const column = from + 1 + drawn(seed + 9, size - 1);
      return { size, column, right, after: right + 1, times: column * size, from, to: from + size - 1 };
    },
    ask: {
      kind: 'amount',
      text: {
        en: 'A simple cell in column {column} is active (the first column is 0). After `MaxPooling2D({size})`, in which column does it still show?',
        ja: '{column} 列目（最初の列を 0 とします）の単純型細胞が反応しています。`MaxPooling2D({size})` のあと、反応は何列目に現れますか。',
      },
      right: 'right',
      why: {
        en: '{column} / {size}, rounded down.',
        ja: '{column} / {size} の小数点以下を切り捨てます。',
      },
      mistakes: [
        {
          of: 'column',
          why: {
            en: 'The map becomes {size} times as narrow, and the columns are counted anew.',
            ja: 'マップの幅は {size} 分の 1 になり、列は数え直しになります。',
          },
        },
        {
          of: 'after',
          why: {
            en: 'The first column is 0: round down, not up.',
            ja: '最初の列が 0 なので、切り上げではなく切り捨てます。',
          },
        },
        {
          of: 'times',
          why: {
            en: 'Pooling makes the map smaller: divide, do not multiply.',
            ja: 'プーリングはマップを小さくします。掛けるのではなく割ります。',
          },
        },
      ],
      otherwise: {
        en: 'Each column of the pooled map stands for {size} columns: 0 to {size} − 1, and so on.',
        ja: 'プーリング後の 1 列は、元の {size} 列分にあたります。',
      },
    },
    reveal: {
      en: 'Columns {from} to {to} all end in column {right}: the bar may move among them, and nothing changes.',
      ja: '{from} 列から {to} 列は、すべて {right} 列になります。この中で動いても、結果は変わりません。',
    },
  },
};
