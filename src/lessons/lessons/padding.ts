// Lesson 6: padding.

import { cellOf, drawn, layerOf, optionOf, pixelOf, shapeOf, windowOf } from '../facts';
import type { Lesson, LessonStage } from '../lesson';
import type { NetworkConfig } from '../../models/network';
import { oneConvolution, SHAPES, withOptions } from '../networks';

/** Dark at the left and bright at the right gives a large number. */
const EDGE = [-1, 0, 1, -1, 0, 1, -1, 0, 1] as const;
/** The mean of the window: the border does not stand out. */
const MEAN = EDGE.map(() => 1 / EDGE.length);

const network = oneConvolution({
  filters: 1,
  kernelSize: 3,
  padding: 'same',
  activation: 'relu',
  useBias: false,
});

const LAYERS = 4;
const plain: NetworkConfig = {
  name: 'four-convolutions',
  input: [28, 28, 1],
  layers: [
    ...Array.from({ length: LAYERS }, (_, at) => ({
      name: `conv${at + 1}`,
      kind: 'conv2d',
      options: { filters: 2, kernelSize: 3, activation: 'relu' },
    })),
    { name: 'pool', kind: 'globalMaxPooling2d' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};

/** How many of the numbers under the window of a cell are zeros that were added. */
async function zerosAt(stage: LessonStage, row: number, column: number) {
  const { terms } = await cellOf(stage, 'conv1', [row, column, 0]);
  return { zeros: terms.filter(({ padded }) => padded).length, taps: terms.length };
}

/** Where `same` puts its zeros. */
async function border(stage: LessonStage) {
  const [, width = 0] = shapeOf(stage, 'input');
  const [rows = 0, columns = 0] = shapeOf(stage, 'conv1');
  const size = optionOf(stage, 'conv1', 'kernelSize');
  const strides = optionOf(stage, 'conv1', 'strides');
  const [row = 0, column = 0] = stage.pointed?.layer === 'conv1' ? stage.pointed.index : [];
  const first = await zerosAt(stage, 0, 0);
  const last = await zerosAt(stage, rows - 1, columns - 1);
  const here = await zerosAt(stage, row, column);
  const needed = (columns - 1) * strides + size;
  return {
    ...{ width, columns, size, strides, needed, total: needed - width },
    ...{ firstZeros: first.zeros, lastZeros: last.zeros, zeros: here.zeros, taps: here.taps },
    ...{ line: row + 1, place: column + 1 },
  };
}

/** A row of the cross in which its left border is plain. */
const ROW = 20;

/** What the filter makes of the plain border. */
async function edge(stage: LessonStage) {
  const first = await cellOf(stage, 'conv1', [ROW, 0, 0]);
  const second = await cellOf(stage, 'conv1', [ROW, 1, 0]);
  const [, columns = 0] = shapeOf(stage, 'conv1');
  return {
    ...{ line: ROW + 1, columns },
    brightness: pixelOf(stage, ROW, 0),
    value: first.value,
    inner: second.value,
  };
}

/** How many cells of the first map read a pixel. */
function readers(stage: LessonStage, row: number, column: number): number {
  const [rows = 0, columns = 0] = shapeOf(stage, 'conv1');
  let count = 0;
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1) {
      const { top, left, bottom, right } = windowOf(stage, 'conv1', [y, x, 0]);
      if (row >= top && row < bottom && column >= left && column < right) count += 1;
    }
  return count;
}

function shrinking(stage: LessonStage) {
  const [height = 0, width = 0] = shapeOf(stage, 'input');
  const [, first = 0] = shapeOf(stage, 'conv1');
  const [rows = 0, last = 0] = shapeOf(stage, `conv${LAYERS}`);
  return {
    ...{ width, first, last, layers: LAYERS, size: optionOf(stage, 'conv1', 'kernelSize') },
    perLayer: width - first,
    oneEach: width - LAYERS,
    all: height * width,
    lost: height * width - rows * last,
    corner: readers(stage, 0, 0),
    middle: readers(stage, height >> 1, width >> 1),
  };
}

export const padding: Lesson = {
  id: 'padding',
  title: { en: 'Padding', ja: 'パディング' },
  asks: {
    en: 'Where does “same” padding put its odd zero?',
    ja: 'same パディングで余った 1 列の 0 は、どちら側に置かれるでしょうか。',
  },
  minutes: 6,
  state: {
    network,
    data: SHAPES,
    weights: { 'conv1/weight': EDGE },
    picture: 'cross',
    shown: ['inspector'],
  },
  steps: [
    {
      goal: { en: 'Zeros at the corner', ja: '角にある 0' },
      state: { weights: { 'conv1/weight': MEAN }, pointed: { layer: 'conv1', index: [14, 14, 0] } },
      covered: true,
      numbers: async (stage) => {
        const [height = 0, width = 0] = shapeOf(stage, 'input');
        const [rows = 0, columns = 0] = shapeOf(stage, 'conv1');
        const size = optionOf(stage, 'conv1', 'kernelSize');
        const { zeros, taps } = await zerosAt(stage, 0, 0);
        const side = await zerosAt(stage, 14, 0);
        return {
          ...{ height, width, rows, columns, size, zeros, taps, side: side.zeros },
          pixels: taps - zeros,
          twice: side.zeros * 2,
        };
      },
      ask: {
        kind: 'amount',
        text: {
          en: 'A kernel of {size}×{size}, `strides=1` and `padding="same"`: {height}×{width} pixels give {rows}×{columns} cells. So the window of the cell in the **upper left corner** reaches beyond the picture. How many of the {taps} numbers under it are added zeros?',
          ja: '{size}×{size} のカーネル、`strides=1`、`padding="same"` では、{height}×{width} 画素から {rows}×{columns} セルができます。そのため、**左上の角**のセルの窓は画像の外にはみ出します。窓の中の {taps} 個の数のうち、加えられた 0 はいくつですか。',
        },
        right: 'zeros',
        why: {
          en: 'The middle of the window lies on the corner pixel. The row above and the column at the left are outside: {side} + {side} zeros, less the one that is counted twice, is {zeros}.',
          ja: '窓の中央が角の画素に重なります。上の行と左の列が外に出て、0 は {side} + {side} 個、そのうち 1 個は重複しているので {zeros} 個です。',
        },
        mistakes: [
          {
            of: 'side',
            why: {
              en: 'That is so at a side. In the corner, the window reaches out at two sides.',
              ja: 'それは辺のセルの場合です。角では、窓が 2 つの辺からはみ出します。',
            },
          },
          {
            of: 'twice',
            why: {
              en: 'The row above has {side}, the column at the left {side}: but one cell belongs to both.',
              ja: '上の行に {side} 個、左の列に {side} 個ありますが、1 個は両方に入っています。',
            },
          },
          {
            of: 'pixels',
            why: {
              en: 'That is how many are pixels of the picture. The others are zeros.',
              ja: 'それは画像の画素の個数です。残りが 0 です。',
            },
          },
        ],
        otherwise: {
          en: 'Draw {size}×{size} cells with their middle on the corner of the picture. Which of them are outside?',
          ja: '中央が画像の角に重なるように {size}×{size} のマスを描いてみてください。外に出るのはどれですか。',
        },
      },
      reveal: {
        en: 'The panel shows the window of the marked cell: {pixels} pixels, and {zeros} zeros, which are hatched. Those are the [[zero-padding|zero padding]]: thanks to it, every pixel has a cell of its own, and the map is as large as the picture.',
        ja: '印のついたセルの窓がパネルにあります。画素が {pixels} 個と、斜線で示された 0 が {zeros} 個です。これが[[zero-padding]]です。これによって、どの画素にもセルが 1 つずつ対応し、マップは画像と同じ大きさになります。',
      },
      point: () => ({ layer: 'conv1', index: [0, 0, 0] }),
    },
    {
      goal: { en: 'The odd zero', ja: '余った 1 列の 0' },
      state: {
        network: withOptions(network, 'conv1', { strides: 2 }),
        pointed: { layer: 'conv1', index: [7, 7, 0] },
      },
      numbers: border,
      ask: {
        kind: 'choice',
        text: {
          en: 'Now `strides={strides}`. {columns} windows need {needed} columns, but the picture has {width}: {total} column of zeros is added. Where?',
          ja: '今度は `strides={strides}` です。窓 {columns} 個には {needed} 列が必要ですが、画像は {width} 列なので、0 の列が {total} 列加わります。どこに加わるでしょうか。',
        },
        options: [
          {
            text: { en: 'At the left, before the first pixel', ja: '左側、最初の画素の前' },
            why: {
              en: 'Reading from the left, one begins with the padding. But Keras puts no more zeros at the left than at the right: the first window begins on the first pixel.',
              ja: '左から読むと、まず 0 が来るように思えます。しかし Keras では、左の 0 が右より多くなることはなく、最初の窓は最初の画素から始まります。',
            },
          },
          {
            text: { en: 'At the right, behind the last pixel', ja: '右側、最後の画素の後' },
            right: true,
            why: {
              en: 'Keras shares the zeros equally between both sides, and puts one that is left over at the right, and at the bottom.',
              ja: 'Keras は 0 を両側に等しく分け、余った 1 つを右側と下側に置きます。',
            },
          },
          {
            text: { en: 'At both sides', ja: '両側' },
            why: {
              en: 'An even number of columns is shared so. {total} column cannot be halved.',
              ja: '偶数なら両側に等しく分けます。しかし {total} 列を半分にはできません。',
            },
          },
        ],
      },
      act: {
        at: 'layer:conv1',
        text: {
          en: 'Find it: click a cell of the map whose window contains zeros (with keys: the arrows). The panel shows the window.',
          ja: '探してみましょう。マップのセルのうち、窓に 0 が含まれるものをクリックしてください（キーボードでは矢印キー）。窓はパネルに表示されます。',
        },
        done: async (stage) => {
          const { pointed } = stage;
          if (pointed?.layer !== 'conv1') return false;
          const [row = 0, column = 0] = pointed.index;
          return (await zerosAt(stage, row, column)).zeros > 0;
        },
      },
      reveal: {
        en: 'Row {line}, column {place}: {zeros} of {taps} are zeros. In the upper left corner there are {firstZeros}, in the lower right {lastZeros}. A library that puts the odd zero at the other side gets other numbers from the same weights.',
        ja: '{line} 行 {place} 列では、{taps} 個のうち {zeros} 個が 0 です。左上の角では {firstZeros} 個、右下の角では {lastZeros} 個です。余った 0 を反対側に置くライブラリでは、同じ重みでも違う数値になります。',
      },
    },
    {
      goal: { en: 'An edge that is none', ja: '本当はないエッジ' },
      state: { shown: ['network'], pointed: { layer: 'conv1', index: [ROW, 0, 0] } },
      covered: true,
      numbers: edge,
      ask: {
        kind: 'choice',
        text: {
          en: 'This filter answers to an edge from dark to bright. At its left border the picture is plain, about {brightness} everywhere. With `padding="same"`, what do the cells in the **first column** of the map hold?',
          ja: 'このフィルタは、暗い側から明るい側への境界に応答します。画像の左端は一様で、どこも約 {brightness} です。`padding="same"` のとき、マップの**最初の列**のセルはどんな値になるでしょうか。',
        },
        options: [
          {
            text: { en: 'A large number, as at an edge', ja: 'エッジがあるような大きな値' },
            right: true,
            why: {
              en: 'To the filter, the zeros are black pixels: black at the left, bright at the right.',
              ja: 'フィルタにとって 0 は黒い画素です。左が黒く、右が明るいことになります。',
            },
          },
          {
            text: { en: 'About 0, as wherever the picture is plain', ja: '一様な場所と同じで、ほぼ 0' },
            why: {
              en: 'That is so one column further in. Here the window reaches out of the picture, and what it finds there is 0, not {brightness}.',
              ja: '1 列内側ならそうなります。しかしここでは窓が画像の外にはみ出し、そこにある値は {brightness} ではなく 0 です。',
            },
          },
          {
            text: { en: 'There are no cells for the border', ja: '端にはセルがない' },
            why: {
              en: 'That would be `padding="valid"`. With `"same"`, every pixel has its cell.',
              ja: 'それは `padding="valid"` の場合です。`"same"` ではどの画素にもセルがあります。',
            },
          },
        ],
      },
      act: {
        at: 'network',
        text: {
          en: 'Look at the first column of the map, where a cell is marked: a line, as if the picture stood in a dark frame. Now open `Conv2D` in the list and choose `valid` for `padding`.',
          ja: 'マップの最初の列（セルに印があります）を見てください。画像が暗い額縁に入っているかのような線があります。一覧で `Conv2D` を開き、`padding` で `valid` を選んでください。',
        },
        done: (stage) => layerOf(stage, 'conv1').options.padding === 'valid',
      },
      reveal: {
        en: 'With `same`, the first cell of row {line} was {before.value}, its neighbour {before.inner}. With `valid` that line is gone, and with it the border: {columns} columns in place of {before.columns}.',
        ja: '`same` のとき、{line} 行目の最初のセルは {before.value}、その隣は {before.inner} でした。`valid` ではこの線がなくなり、端のセルもなくなって、{before.columns} 列が {columns} 列になりました。',
      },
    },
    {
      goal: { en: 'What valid padding loses', ja: 'valid で失われるもの' },
      state: { network: plain, weights: {}, shown: [] },
      covered: true,
      numbers: shrinking,
      ask: {
        kind: 'amount',
        text: {
          en: 'On {width}×{width} pixels, {layers} `Conv2D` follow one another, all {size}×{size} with `padding="valid"`. How wide are the maps of the last one?',
          ja: '{width}×{width} 画素の画像に、`padding="valid"` で {size}×{size} の `Conv2D` が {layers} つ続いています。最後の層のマップの幅はいくつですか。',
        },
        right: 'last',
        why: {
          en: 'Each layer loses one column at the left and one at the right: {layers} × {perLayer} in all.',
          ja: '層ごとに左右 1 列ずつ失われ、全部で {layers} × {perLayer} 列減ります。',
        },
        mistakes: [
          {
            of: 'oneEach',
            why: {
              en: 'One column a layer: but it is one at **each** side.',
              ja: '層ごとに 1 列としましたが、左右の**両側**で 1 列ずつ失われます。',
            },
          },
          {
            of: 'first',
            why: {
              en: 'That is the width of the maps of the first one. The next reads those, and loses as much again.',
              ja: 'それは最初の層のマップの幅です。次の層はそれを読んで、同じだけ失います。',
            },
          },
          {
            of: 'width',
            why: {
              en: 'That is so with `same`. With `valid` the window cannot be centred on the outermost pixels.',
              ja: 'それは `same` の場合です。`valid` では、端の画素を窓の中央に置くことができません。',
            },
          },
        ],
        otherwise: {
          en: 'How many columns does one layer lose? Then take that off {layers} times.',
          ja: '1 つの層で何列減りますか。それを {layers} 回引きます。',
        },
      },
      reveal: {
        en: '{width} → {first} → … → {last}: {lost} of {all} cells are gone. And the border counts less: the corner pixel is read by {corner} cell of a map, one in the middle by {middle}. So `same` is usual where many layers follow each other.',
        ja: '{width} → {first} → … → {last} と小さくなり、{all} セルのうち {lost} セルが失われました。端の画素は影響も小さくなります。1 枚のマップで角の画素を読むのは {corner} セル、中央の画素を読むのは {middle} セルです。層を多く重ねるときに `same` がよく使われるのはこのためです。',
      },
      point: () => ({ layer: `conv${LAYERS}`, index: [0, 0, 0] }),
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      const size = 3 + 2 * drawn(seed + 1, 2);
      const layers = 3 + drawn(seed + 4, 3);
      const width = 32 + 8 * drawn(seed + 8, 4);
      const perLayer = size - 1;
      return {
        ...{ size, layers, width, perLayer, right: width - layers * perLayer },
        one: width - perLayer,
        oneSide: width - (layers * perLayer) / 2,
      };
    },
    ask: {
      kind: 'amount',
      text: {
        en: '{layers} `Conv2D` in a row, `kernel_size={size}`, `padding="valid"`, on a picture {width} pixels wide. How wide is the last map?',
        ja: '幅 {width} 画素の画像に、`kernel_size={size}`、`padding="valid"` の `Conv2D` が {layers} つ続いています。最後のマップの幅はいくつですか。',
      },
      right: 'right',
      why: {
        en: 'Each layer takes {size} − 1 = {perLayer} columns: {width} − {layers} × {perLayer}.',
        ja: '層ごとに {size} − 1 = {perLayer} 列減ります。{width} − {layers} × {perLayer} です。',
      },
      mistakes: [
        {
          of: 'one',
          why: {
            en: 'That is after one layer. There are {layers}.',
            ja: 'それは 1 層分です。層は {layers} つあります。',
          },
        },
        {
          of: 'oneSide',
          why: {
            en: 'The map loses columns at both sides.',
            ja: '列は左右の両側で失われます。',
          },
        },
      ],
      otherwise: {
        en: 'A window of {size} has {width} − {size} + 1 places. Then once more for each further layer.',
        ja: '幅 {size} の窓は {width} − {size} + 1 か所に置けます。残りの層でも同じように計算します。',
      },
    },
    reveal: {
      en: '{right}. With `same` it would still be {width}.',
      ja: '{right} です。`same` なら {width} のままです。',
    },
  },
};
