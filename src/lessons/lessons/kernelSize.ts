// Lesson 4: kernel_size.

import { drawn, fieldOf, layerOf, optionOf } from '../facts';
import type { Lesson, LessonStage } from '../lesson';
import type { NetworkConfig } from '../../models/network';
import { SHAPES, small, withOptions } from '../networks';

/** The second convolution keeps the size of its maps, so that the kernel is all that changes. */
const network = withOptions(small, 'conv2', { padding: 'same' });

/** Larger by so much. */
const LARGE = 5;
const FILTERS = 6;

const convolution = (name: string): NetworkConfig['layers'][number] => ({
  name,
  kind: 'conv2d',
  options: { filters: FILTERS, kernelSize: 3, padding: 'same', activation: 'relu' },
});

/** Convolutions one after the other, without pooling between them. */
const row = (count: number): NetworkConfig => ({
  name: 'small-kernels',
  input: [28, 28, 1],
  layers: [
    ...Array.from({ length: count }, (_, at) => convolution(`conv${at + 1}`)),
    { name: 'pool', kind: 'globalMaxPooling2d' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
});

/** Parameters of a layer with square kernels. */
const parametersOf = (side: number, maps: number, filters: number): number =>
  (side ** 2 * maps + 1) * filters;

function sizes(stage: LessonStage) {
  const { kernel, parameterCount } = layerOf(stage, 'conv2');
  const [size = 0, , maps = 0, filters = 0] = kernel?.shape ?? [];
  return {
    ...{ size, maps, filters, large: LARGE, parameters: parameterCount },
    weights: size ** 2,
    kernels: maps * filters,
    products: size ** 2 * maps,
    right: parametersOf(LARGE, maps, filters),
    noBias: LARGE ** 2 * maps * filters,
    oneMap: parametersOf(LARGE, 1, filters),
    oneKernel: parameterCount + LARGE ** 2 - size ** 2,
    sides: Math.round((parameterCount * LARGE) / Math.max(1, size)),
  };
}

/** All convolutions behind the first, and how far the last one sees. */
function behind(stage: LessonStage) {
  const layers = stage.session.layers.filter(({ kind }) => kind === 'conv2d').slice(1);
  const last = layers.at(-1)?.name ?? 'conv1';
  const [size = 0, , maps = 0, filters = 0] = layers[0]?.kernel?.shape ?? [];
  return {
    ...{ size, maps, filters, large: LARGE },
    count: layers.length,
    parameters: layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0),
    one: parametersOf(LARGE, maps, filters),
    weights: size ** 2,
    both: size ** 2 * 2,
    largeWeights: LARGE ** 2,
    field: fieldOf(stage, last, [14, 14, 0]),
  };
}

export const kernelSize: Lesson = {
  id: 'kernel-size',
  title: { en: 'The size of a kernel', ja: 'カーネルの大きさ' },
  asks: {
    en: 'How many parameters when 3×3 becomes 5×5?',
    ja: '3×3 を 5×5 にすると、パラメータはいくつになるでしょうか。',
  },
  minutes: 5,
  state: { network, data: SHAPES, picture: 'square', shown: ['network'] },
  steps: [
    {
      goal: { en: 'What a larger kernel costs', ja: '大きなカーネルにかかるもの' },
      state: { pointed: { layer: 'conv2', index: [7, 7, 0] } },
      numbers: sizes,
      ask: {
        kind: 'amount',
        text: {
          en: 'The second `Conv2D` has {filters} filters on {maps} maps. With `kernel_size={size}` it has {parameters} parameters. How many with `kernel_size={large}`?',
          ja: '2 番目の `Conv2D` は {maps} 枚のマップを読む {filters} 個のフィルタをもち、`kernel_size={size}` のときパラメータは {parameters} 個です。`kernel_size={large}` では何個になりますか。',
        },
        right: 'right',
        why: {
          en: '{large} × {large} weights for each of the {maps} maps and one bias make a filter, and there are {filters} filters.',
          ja: 'フィルタ 1 個は、{maps} 枚のマップごとに {large} × {large} 個の重みと、バイアス 1 個です。それが {filters} 個あります。',
        },
        mistakes: [
          {
            of: 'sides',
            why: {
              en: 'That is larger in one direction only. A kernel grows in height **and** width: {large} × {large} in place of {size} × {size}.',
              ja: '1 方向だけを大きくした数です。カーネルは縦**と**横の両方に広がり、{size} × {size} が {large} × {large} になります。',
            },
          },
          {
            of: 'noBias',
            why: {
              en: 'That is the number of weights. Each of the {filters} filters also has a bias.',
              ja: 'それは重みの個数です。{filters} 個のフィルタには、それぞれバイアスもあります。',
            },
          },
          {
            of: 'oneMap',
            why: {
              en: 'That would be right on a single map. A filter has a kernel for each of the {maps} maps.',
              ja: 'それはマップが 1 枚のときの数です。フィルタは {maps} 枚のマップごとにカーネルをもちます。',
            },
          },
          {
            of: 'oneKernel',
            why: {
              en: 'Only one kernel grew here. All {kernels} of them do.',
              ja: 'カーネルを 1 つだけ大きくした数です。{kernels} 個すべてが大きくなります。',
            },
          },
        ],
        otherwise: {
          en: 'Begin with one filter: {large} × {large} weights for each of the {maps} maps, and one bias. Then times {filters}.',
          ja: 'フィルタ 1 個から考えます。{maps} 枚のマップごとに {large} × {large} 個の重みがあり、バイアスが 1 個です。それを {filters} 倍します。',
        },
      },
      act: {
        at: 'network',
        text: {
          en: 'See it: in the list, open the second `Conv2D` and slide `kernel_size` to {large}.',
          ja: '確かめましょう。一覧で 2 番目の `Conv2D` を開き、`kernel_size` を {large} までスライドしてください。',
        },
        done: (stage) => optionOf(stage, 'conv2', 'kernelSize') === LARGE,
      },
      reveal: {
        en: '{before.parameters} parameters became {parameters}: each of the {kernels} kernels has {weights} weights in place of {before.weights}. And every cell of the new maps is now the sum of {products} products, before of {before.products}. Both grow with the **square** of `kernel_size`.',
        ja: 'パラメータは {before.parameters} 個から {parameters} 個になりました。{kernels} 個のカーネルの重みが、それぞれ {before.weights} 個から {weights} 個に増えたからです。新しいマップのセル 1 つも、{before.products} 個の積の和から {products} 個の積の和になります。重みも計算も `kernel_size` の **2 乗**で増えます。',
      },
    },
    {
      goal: { en: 'What two in a row see', ja: '2 つ続けると見える範囲' },
      state: { network: row(2), shown: ['inspector'] },
      covered: true,
      numbers: (stage) => {
        const size = optionOf(stage, 'conv2', 'kernelSize');
        const field = fieldOf(stage, 'conv2', [14, 14, 0]);
        return { size, field, twice: size * 2, squared: size ** 2, more: size - 1 };
      },
      ask: {
        kind: 'amount',
        text: {
          en: 'Two `Conv2D` in a row, both with {size}×{size} kernels. A cell of the second reads {size}×{size} cells of the first. How many pixels **wide** is the part of the picture that it sees?',
          ja: '{size}×{size} のカーネルの `Conv2D` が 2 つ続いています。2 番目の層のセルは、1 番目の層の {size}×{size} 個のセルを読みます。このセルが見ている画像の範囲は、**横に**何画素ですか。',
        },
        right: 'field',
        why: {
          en: 'The middle one of the {size} cells sees {size} pixels. Its neighbours see one more, to the left and to the right.',
          ja: '{size} 個のセルのうち中央のセルは {size} 画素を見ます。左右の隣のセルは、それぞれ外側へ 1 画素ずつ多く見ています。',
        },
        mistakes: [
          {
            of: 'squared',
            why: {
              en: '{size} cells with {size} pixels each: but their windows overlap. Neighbours see nearly the same.',
              ja: '{size} 個のセルが {size} 画素ずつ、と数えましたが、窓は重なっています。隣どうしはほとんど同じ場所を見ています。',
            },
          },
          {
            of: 'twice',
            why: {
              en: 'The second layer does not add {size} pixels: it adds one at each side.',
              ja: '2 番目の層で {size} 画素増えるのではありません。両側に 1 画素ずつ増えます。',
            },
          },
          {
            of: 'size',
            why: {
              en: 'That is the width of its window on the maps of the first `Conv2D`. Each cell there has already seen {size} pixels.',
              ja: 'それは 1 番目の `Conv2D` のマップ上での窓の幅です。そこのセルは、それぞれすでに {size} 画素を見ています。',
            },
          },
        ],
        otherwise: {
          en: 'Think of the outermost cells of the {size}: how far do their own windows reach?',
          ja: '{size} 個のセルのうち両端のセルを考えます。そのセルの窓は、どこまで届いていますか。',
        },
      },
      reveal: {
        en: 'Follow the frames from the marked cell to the left: {size}×{size} cells of the first `Conv2D`, {field}×{field} pixels of the picture. This is its [[receptive-field|receptive field]]. Every further {size}×{size} layer makes it {more} pixels wider.',
        ja: '印のついたセルから左へ枠をたどってください。1 番目の `Conv2D` では {size}×{size} 個のセル、画像では {field}×{field} 画素です。これが[[receptive-field]]です。{size}×{size} の層が 1 つ増えるごとに、{more} 画素ずつ広がります。',
      },
      point: () => ({ layer: 'conv2', index: [14, 14, 0] }),
    },
    {
      goal: { en: 'One large, or two small?', ja: '大きな 1 つか、小さな 2 つか' },
      state: { network: row(3) },
      numbers: behind,
      ask: {
        kind: 'choice',
        text: {
          en: 'The second and the third `Conv2D`, both {size}×{size}, have {parameters} parameters together. A single {large}×{large} layer in their place would see as much. How many parameters would it have?',
          ja: '2 番目と 3 番目の `Conv2D`（どちらも {size}×{size}）のパラメータは、合わせて {parameters} 個です。代わりに {large}×{large} の層を 1 つ置くと、同じ範囲が見えます。そのパラメータは何個でしょうか。',
        },
        options: [
          {
            text: { en: 'Fewer than {parameters}', ja: '{parameters} 個より少ない' },
            why: {
              en: 'It is one layer in place of two, but each of its kernels has {largeWeights} weights; a {size}×{size} kernel has {weights}.',
              ja: '層は 2 つから 1 つに減りますが、カーネル 1 つの重みは {largeWeights} 個です。{size}×{size} のカーネルなら {weights} 個です。',
            },
          },
          {
            text: { en: 'More than {parameters}', ja: '{parameters} 個より多い' },
            right: true,
            why: {
              en: '{largeWeights} weights a kernel are more than {weights} + {weights} = {both}.',
              ja: 'カーネル 1 つの重み {largeWeights} 個は、{weights} + {weights} = {both} 個より多いからです。',
            },
          },
          {
            text: { en: 'Exactly {parameters}', ja: 'ちょうど {parameters} 個' },
            why: {
              en: 'It sees the same pixels, but what a layer sees does not say how many weights it has. Count those of a kernel.',
              ja: '見える範囲は同じですが、それだけでは重みの個数は決まりません。カーネル 1 つの重みを数えてみてください。',
            },
          },
        ],
      },
      act: {
        at: 'network',
        text: {
          en: 'Build it: in the list, open the third `Conv2D` and remove it with the bin below its options. Then set `kernel_size` of the second to {large}.',
          ja: '実際につくりましょう。一覧で 3 番目の `Conv2D` を開き、下にあるごみ箱のボタンで削除します。次に、2 番目の `kernel_size` を {large} にしてください。',
        },
        done: (stage) => behind(stage).count === 1 && behind(stage).size === LARGE,
      },
      reveal: {
        en: '{parameters} parameters in place of {before.parameters}. The last `Conv2D` sees {field} pixels in width, as before ({before.field}). Two small kernels see as much for less, and have a ReLU between them: that is why many networks use nothing but {before.size}×{before.size}.',
        ja: 'パラメータは {before.parameters} 個から {parameters} 個になりました。最後の `Conv2D` が見る幅は {field} 画素で、前（{before.field} 画素）と同じです。小さなカーネル 2 つなら、同じ範囲を少ない重みで見ることができ、間に ReLU も入ります。多くのネットワークが {before.size}×{before.size} だけを使うのはこのためです。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const size = 3 + 2 * drawn(session.settings.seed, 3);
      const layers = 3 + drawn(session.settings.seed + 5, 3);
      return { size, layers, more: size - 1, right: 1 + layers * (size - 1), times: layers * size };
    },
    ask: {
      kind: 'amount',
      text: {
        en: '{layers} `Conv2D` in a row, all {size}×{size}, `strides=1`. How many pixels wide does a cell of the last one see?',
        ja: '`strides=1` で {size}×{size} の `Conv2D` が {layers} 個続いています。最後の層のセルが見る範囲は、横に何画素ですか。',
      },
      right: 'right',
      why: {
        en: '1 + {layers} × {more}: every layer adds {more} pixels to the cell itself.',
        ja: '1 + {layers} × {more} です。層が 1 つ増えるごとに {more} 画素広がります。',
      },
      mistakes: [
        {
          of: 'times',
          why: {
            en: 'The windows of neighbours overlap, so a layer adds less than {size} pixels.',
            ja: '隣り合う窓は重なるので、1 つの層で広がるのは {size} 画素より少なくなります。',
          },
        },
        {
          of: 'size',
          why: {
            en: 'That is what the first of them sees. Every further one sees more.',
            ja: 'それは最初の層が見る範囲です。層を重ねるごとに広がります。',
          },
        },
      ],
      otherwise: {
        en: 'The first layer sees {size} pixels. How many does the next one add at each side?',
        ja: '最初の層は {size} 画素を見ます。次の層では、両側に何画素ずつ増えますか。',
      },
    },
    reveal: {
      en: '{right} pixels: small kernels, one after the other, see far.',
      ja: '{right} 画素です。小さなカーネルも、続けて使えば広い範囲が見えます。',
    },
  },
};
