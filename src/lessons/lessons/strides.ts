// Lesson 5: strides.

import { drawn, layerOf, optionOf, shapeOf, windowOf } from '../facts';
import type { Lesson, LessonStage } from '../lesson';
import { oneConvolution, SHAPES, withOptions } from '../networks';

const network = oneConvolution({ filters: 2, kernelSize: 3, activation: 'relu', useBias: false });
const twoByTwo = withOptions(network, 'conv1', { strides: 2 });

/** For upright edges and for level ones, dark before bright; the number of the filter runs fastest. */
const EDGES = [-1, -1, 0, -1, 1, -1, -1, 0, 0, 0, 1, 0, -1, 1, 0, 1, 1, 1] as const;

/** Of the first row of windows: how many there are, and what the last one reads. */
function facts(stage: LessonStage) {
  const [, width = 0] = shapeOf(stage, 'input');
  const [rows = 0, columns = 0, filters = 0] = shapeOf(stage, 'conv1');
  const size = optionOf(stage, 'conv1', 'kernelSize');
  const strides = optionOf(stage, 'conv1', 'strides');
  const { left, right } = windowOf(stage, 'conv1', [0, columns - 1, 0]);
  const room = width - size;
  return {
    ...{ width, rows, columns, filters, size, strides, right, room },
    first: left + 1,
    steps: room / strides,
    wholeSteps: Math.floor(room / strides),
    cells: rows * columns,
    products: rows * columns * size ** 2 * filters,
    parameters: layerOf(stage, 'conv1').parameterCount,
  };
}

/** What comes out with strides of two. */
function two(stage: LessonStage) {
  const { width, room, ...now } = facts(stage);
  const steps = room / 2;
  return {
    ...now,
    ...{ width, room, steps, stepsPlus: steps + 1, wholeSteps: Math.floor(steps) },
    answer: Math.floor(steps) + 1,
    halfOfAll: width / 2,
  };
}

export const strides: Lesson = {
  id: 'strides',
  title: { en: 'Strides', ja: 'ストライド' },
  asks: {
    en: '28 pixels, kernel 3, strides 2: how large is the map?',
    ja: '28 画素、カーネル 3、ストライド 2。マップの大きさは？',
  },
  minutes: 6,
  state: {
    network,
    data: SHAPES,
    weights: { 'conv1/weight': EDGES },
    picture: 'circle',
    shown: ['network'],
  },
  steps: [
    {
      goal: { en: 'Two pixels at a time', ja: '2 画素ずつ動かす' },
      numbers: two,
      ask: {
        kind: 'amount',
        text: {
          en: 'The picture is {width} pixels wide, the kernel {size}, and it moves one pixel at a time: the maps are {columns} cells wide. With `strides=2` it moves **two** pixels at a time. How wide are the maps then?',
          ja: '画像の幅は {width} 画素、カーネルの幅は {size} で、1 画素ずつ動くと、マップの幅は {columns} セルです。`strides=2` では **2** 画素ずつ動きます。マップの幅はいくつになりますか。',
        },
        right: 'answer',
        why: {
          en: '{width} − {size} = {room} pixels are left to move over: {wholeSteps} whole steps of 2. With the place where it begins, {answer}.',
          ja: '動ける距離は {width} − {size} = {room} 画素で、2 画素ずつなら {wholeSteps} 歩です。最初の位置を加えて {answer} です。',
        },
        mistakes: [
          {
            of: 'halfOfAll',
            why: {
              en: 'Half of {width}. But the window must lie inside the picture as a whole, and it is {size} wide: it cannot begin in the last columns.',
              ja: '{width} の半分ですが、窓は全体が画像の中になければなりません。幅が {size} あるので、最後の列から始めることはできません。',
            },
          },
          {
            of: 'wholeSteps',
            why: {
              en: 'That is the number of its steps. The place where it begins, before the first step, is a cell, too.',
              ja: 'それは動く回数です。動く前の最初の位置も、1 つのセルになります。',
            },
          },
          {
            of: 'stepsPlus',
            why: {
              en: 'Half a step is not taken, and there is no half cell.',
              ja: '半歩だけ動くことはなく、半分のセルもありません。',
            },
          },
          {
            of: 'steps',
            why: {
              en: 'Half a step is not taken; and the place where the window begins is a cell, too.',
              ja: '半歩だけ動くことはありません。また、最初の位置も 1 つのセルになります。',
            },
          },
        ],
        otherwise: {
          en: 'The window begins in column 1, then 3, then 5. Where does the last one begin that still fits, and how many are that?',
          ja: '窓は 1 列目、3 列目、5 列目、…から始まります。まだ収まる最後の窓は何列目から始まり、全部でいくつありますか。',
        },
      },
      act: {
        at: 'network',
        text: {
          en: 'See it: in the list, open `Conv2D` and set `strides` to 2.',
          ja: '確かめましょう。一覧で `Conv2D` を開き、`strides` を 2 にしてください。',
        },
        done: (stage) => optionOf(stage, 'conv1', 'strides') === 2,
      },
      reveal: {
        en: 'The maps are {columns} cells wide, before {before.columns}. The windows begin in columns 1, 3, 5 … {first}. The [[stride]] makes maps smaller, as pooling does: {cells} cells in place of {before.cells}.',
        ja: 'マップの幅は {before.columns} セルから {columns} セルになりました。窓は 1、3、5、…、{first} 列目から始まります。[[stride]]を大きくすると、プーリングと同じようにマップが小さくなります。セルは {before.cells} 個から {cells} 個に減りました。',
      },
    },
    {
      goal: { en: 'When it does not divide', ja: '割り切れないとき' },
      state: { network: twoByTwo, pointed: { layer: 'conv1', index: [12, 12, 0] } },
      covered: true,
      numbers: facts,
      ask: {
        kind: 'choice',
        text: {
          en: '{room} pixels to move over, in steps of {strides}: {steps} steps. The last window reads columns {first} to {right}. What happens to column {width} of the picture?',
          ja: '動ける距離は {room} 画素で、{strides} 画素ずつなら {steps} 歩です。最後の窓は {first}〜{right} 列目を読みます。画像の {width} 列目はどうなるでしょうか。',
        },
        options: [
          {
            text: {
              en: 'Keras reports an error: the strides do not fit',
              ja: 'ストライドが合わないので、Keras がエラーを出す',
            },
            why: {
              en: 'Some teaching pages refuse such strides, so it may look like a rule. Keras takes the whole steps, here {wholeSteps}, and goes on.',
              ja: 'このようなストライドを認めない教材もあるので、規則のように見えるかもしれません。Keras は小数部分を切り捨てて {wholeSteps} 歩とし、計算を続けます。',
            },
          },
          {
            text: {
              en: 'The last window moves back a little, to reach it',
              ja: '最後の窓が少しずれて、その列も読む',
            },
            why: {
              en: 'All windows are {strides} pixels apart. If one were moved, its cell would not stand for the place that it seems to.',
              ja: '窓の間隔はどこでも {strides} 画素です。1 つだけずらすと、そのセルの位置と画像の位置が合わなくなります。',
            },
          },
          {
            text: {
              en: 'Zeros are added, so that one more window fits',
              ja: '0 を加えて、窓をもう 1 つ置く',
            },
            why: {
              en: 'That is what `padding="same"` does. Here it is `"valid"`: nothing is added.',
              ja: 'それは `padding="same"` の場合です。ここでは `"valid"` なので、何も加えません。',
            },
          },
          {
            text: { en: 'No window reads it', ja: 'どの窓にも読まれない' },
            right: true,
            why: {
              en: 'Half a step is left over. Keras leaves it out, and with it the last column and the last row.',
              ja: '残った半歩を Keras は切り捨てます。最後の列と最後の行は読まれません。',
            },
          },
        ],
      },
      act: {
        at: 'network',
        text: {
          en: 'Find another `kernel_size`, or other `strides` above 1, with which the last window ends in column {width}. Leave `padding` as it is.',
          ja: '最後の窓が {width} 列目で終わるような `kernel_size`、または 1 より大きい `strides` を見つけてください。`padding` は変えません。',
        },
        done: (stage) => {
          const { strides: step, right, width } = facts(stage);
          return step > 1 && right === width && layerOf(stage, 'conv1').options.padding === 'valid';
        },
      },
      reveal: {
        en: 'Kernel {size}, strides {strides}: {width} − {size} = {room}, and {room} / {strides} = {steps} is whole. Now the last window ends in column {right}. In general: width of the map = ({width} − `kernel_size`) / `strides`, rounded down, plus 1.',
        ja: 'カーネル {size}、ストライド {strides} では {width} − {size} = {room} で、{room} / {strides} = {steps} と割り切れます。最後の窓は {right} 列目で終わります。一般に、マップの幅は ({width} − `kernel_size`) / `strides` の小数部分を切り捨てて、1 を足したものです。',
      },
    },
    {
      goal: { en: 'Strides with padding', ja: 'パディングがあるとき' },
      state: { network: twoByTwo },
      numbers: (stage) => {
        const now = facts(stage);
        const answer = Math.ceil(now.width / now.strides);
        const needed = (answer - 1) * now.strides + now.size;
        return { ...now, answer, needed, zeros: needed - now.width };
      },
      ask: {
        kind: 'amount',
        text: {
          en: 'Kernel {size}, `strides={strides}`, and {width} pixels. With `padding="valid"` the maps are {columns} cells wide. How wide are they with `padding="same"`?',
          ja: 'カーネル {size}、`strides={strides}`、幅 {width} 画素です。`padding="valid"` ではマップの幅は {columns} セルです。`padding="same"` ではいくつになりますか。',
        },
        right: 'answer',
        why: {
          en: '{width} / {strides} = {answer}. With `same` the size of the kernel does not matter: zeros are added until the windows fit.',
          ja: '{width} / {strides} = {answer} です。`same` では、窓が収まるまで 0 を加えるので、カーネルの大きさは関係しません。',
        },
        mistakes: [
          {
            of: 'width',
            why: {
              en: '`same` means the same size only with `strides=1`. Here the window still moves {strides} pixels at a time.',
              ja: '`same` で同じ大きさになるのは `strides=1` のときだけです。ここでは窓が {strides} 画素ずつ動きます。',
            },
          },
          {
            of: 'columns',
            why: {
              en: 'Zeros are added for the column that was left over, so there is room for another window.',
              ja: '余っていた列のために 0 が加わるので、窓をもう 1 つ置けます。',
            },
          },
        ],
        otherwise: {
          en: 'With `same`, a window belongs to every pixel, to every second one with `strides=2`.',
          ja: '`same` では、すべての画素に窓が 1 つずつ対応します。`strides=2` なら、1 つおきの画素です。',
        },
      },
      act: {
        at: 'network',
        text: {
          en: 'See it: in the list, open `Conv2D` and choose `same` for `padding`.',
          ja: '確かめましょう。一覧で `Conv2D` を開き、`padding` で `same` を選んでください。',
        },
        done: (stage) =>
          layerOf(stage, 'conv1').options.padding === 'same' && optionOf(stage, 'conv1', 'strides') === 2,
      },
      reveal: {
        en: '{columns} cells: {width} / {strides}, rounded up. {columns} windows need {before.needed} columns, and the picture has {width}: so {before.zeros} column of zeros was added. At which side? That is the next lesson.',
        ja: '{width} / {strides} を切り上げて {columns} セルです。窓 {columns} 個には {before.needed} 列が必要ですが、画像は {width} 列なので、0 の列が {before.zeros} 列加わりました。左右のどちらに加わるのかは、次のレッスンで見ます。',
      },
    },
    {
      goal: { en: 'What it saves', ja: '何が節約できるか' },
      numbers: (stage) => {
        const now = facts(stage);
        const columns = two(stage).answer;
        const products = columns ** 2 * now.size ** 2 * now.filters;
        return { ...now, less: columns, lessProducts: products };
      },
      ask: {
        kind: 'choice',
        text: {
          en: '`strides=1` gives maps of {columns}×{columns} cells, `strides=2` of {less}×{less}. What becomes a quarter?',
          ja: 'マップは `strides=1` で {columns}×{columns} セル、`strides=2` で {less}×{less} セルです。4 分の 1 になるのは何でしょうか。',
        },
        options: [
          {
            text: { en: 'The parameters of the layer', ja: '層のパラメータの個数' },
            why: {
              en: 'The kernels are the same, only moved in larger steps: {parameters} parameters in both cases.',
              ja: '同じカーネルを大きな歩幅で動かすだけなので、パラメータはどちらも {parameters} 個です。',
            },
          },
          {
            text: { en: 'The products to be computed', ja: '計算する積の個数' },
            right: true,
            why: {
              en: 'A quarter of the cells, and each costs as much as before.',
              ja: 'セルが 4 分の 1 になり、セル 1 つの計算量は変わらないからです。',
            },
          },
          {
            text: { en: 'Both', ja: '両方' },
            why: {
              en: 'The products do. But the same {parameters} parameters serve all cells, be they many or few.',
              ja: '積は 4 分の 1 になります。しかしパラメータは、セルが多くても少なくても同じ {parameters} 個を使います。',
            },
          },
        ],
      },
      reveal: {
        en: '{lessProducts} products in place of {products}, and {parameters} parameters in both cases. What is lost: the map says only to within two pixels **where** something was found.',
        ja: '積は {products} 個から {lessProducts} 個に減り、パラメータはどちらも {parameters} 個です。失われるのは**位置**の細かさで、どこで見つけたかは 2 画素単位でしかわからなくなります。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      // Such that the usual mistakes give different numbers; one pixel is left over.
      const size = 5 + 2 * drawn(seed + 3, 2);
      const step = size === 5 ? 2 : 2 + drawn(seed, 2);
      const wholeSteps = 6 + drawn(seed + 9, 6);
      const width = size + wholeSteps * step + 1;
      return {
        ...{ size, step, width, wholeSteps, right: wholeSteps + 1, rounded: wholeSteps + 2 },
        room: width - size,
        same: Math.ceil(width / step),
      };
    },
    ask: {
      kind: 'amount',
      text: {
        en: '{width} pixels wide, `kernel_size={size}`, `strides={step}`, `padding="valid"`. How wide is the map?',
        ja: '幅 {width} 画素、`kernel_size={size}`、`strides={step}`、`padding="valid"`。マップの幅はいくつですか。',
      },
      right: 'right',
      why: {
        en: '({width} − {size}) / {step}, rounded down, is {wholeSteps}; plus 1 for the place where it begins.',
        ja: '({width} − {size}) / {step} を切り捨てて {wholeSteps}、最初の位置の 1 を足します。',
      },
      mistakes: [
        {
          of: 'wholeSteps',
          why: {
            en: 'That is the number of steps. The place where the window begins counts, too.',
            ja: 'それは窓が動く回数です。最初の位置も数えます。',
          },
        },
        {
          of: 'same',
          why: {
            en: 'That is so with `padding="same"`. With `"valid"` the whole window must fit.',
            ja: 'それは `padding="same"` の場合です。`"valid"` では窓全体が収まらなければなりません。',
          },
        },
        {
          of: 'rounded',
          why: {
            en: '{room} / {step} is not whole, and Keras rounds down: what is left over is not read.',
            ja: '{room} / {step} は割り切れず、Keras は切り捨てます。余りは読まれません。',
          },
        },
      ],
      otherwise: {
        en: 'How many steps of {step} fit into {width} − {size}? And then the first place.',
        ja: '{width} − {size} に {step} の歩幅は何歩入りますか。それに最初の位置を加えます。',
      },
    },
    reveal: {
      en: '{right} cells. Keras rounds down: what is left over is not read.',
      ja: '{right} セルです。Keras は小数部分を切り捨て、余った部分は読まれません。',
    },
  },
};
