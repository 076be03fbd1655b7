// Lesson 11: LeNet, AlexNet, VGG. The two that are too large for the stage are counted from their definitions.

import type { Network, NetworkConfig, NetworkLayer } from '../../models/network';
import { preset } from '../../models/presets';
import { drawn } from '../facts';
import type { Lesson, LessonStage, Numbers } from '../lesson';
import { SHAPES } from '../networks';

/** Layers and their parameters; what defines them is loaded when it is wanted. */
async function defined(config: NetworkConfig): Promise<Network> {
  const { defineNetwork } = await import('../../models/network');
  return defineNetwork(config);
}

/** An option of a layer that is a number, or the first of a pair. */
function optionOf({ options }: NetworkLayer, name: string): number {
  const value: unknown = options[name];
  return Number(Array.isArray(value) ? value[0] : value);
}

const percent = (part: number, whole: number): number => Math.round((part / whole) * 100);

/** Where the parameters of a network lie. */
async function countsOf(config: NetworkConfig) {
  const { layers, parameterCount: total } = await defined(config);
  const ofKind = (kind: string): readonly NetworkLayer[] =>
    layers.filter(({ definition }) => definition.kind === kind);
  const convolutions = ofKind('conv2d');
  const dense = ofKind('dense');
  const [[flatten], [dropout], [first]] = [ofKind('flatten'), ofKind('dropout'), dense];
  if (!first || !flatten) throw new Error(`network '${config.name}': has no dense layer after Flatten`);
  const [height = 0, width = 0, maps = 0] = flatten.inputShapes[0] ?? [];
  const units = optionOf(first, 'units');
  const inputs = height * width * maps;
  const convolved = convolutions.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const numbers = {
    ...{ total, convolved, height, width, maps, units, inputs },
    largest: first.parameterCount,
    weights: inputs * units,
    share: percent(first.parameterCount, total),
    rest: percent(convolved, total),
    dropped: dropout ? optionOf(dropout, 'rate') * 100 : 0,
    convolutions: convolutions.length,
    depth: convolutions.length + dense.length,
  };
  return { numbers, convolutions, dense };
}

const LENET = preset('lenet5');
const VGG = preset('vgg16');

async function lenet(): Promise<Numbers> {
  const { numbers, convolutions, dense } = await countsOf(LENET);
  const counts = (layers: readonly NetworkLayer[], name: string) =>
    Object.fromEntries(layers.map(({ parameterCount }, at) => [`${name}${at + 1}`, parameterCount]));
  const [inputs = 0, lastUnits = 0] = dense.slice(-2).map((layer) => optionOf(layer, 'units'));
  return {
    ...{ ...numbers, ...counts(convolutions, 'convolution'), ...counts(dense, 'dense') },
    ...{ lastInputs: inputs, lastUnits },
  };
}

async function alexnet(): Promise<Numbers> {
  const { numbers } = await countsOf(preset('alexnet'));
  const { numbers: first } = await countsOf(LENET);
  const { height, width, units, inputs, total } = numbers;
  return {
    ...numbers,
    oneMap: height * width * units,
    sum: inputs + units,
    times: Math.round(total / first.total),
  };
}

/** Two small kernels one after the other, against a large one; and what is seen of the picture through both. */
async function vgg({ session, pointed }: LessonStage): Promise<Numbers> {
  const { numbers, convolutions } = await countsOf(VGG);
  const [first] = convolutions;
  const maps = first ? optionOf(first, 'filters') : 0;
  const [window] =
    pointed?.layer === 'conv1_2'
      ? (session.trace('back', pointed.layer, pointed.index).find(({ layer }) => layer === 'input')
          ?.windows ?? [])
      : [];
  return {
    ...{ convolutions: numbers.convolutions, depth: numbers.depth, maps },
    ...{ small: 2 * 3 * 3 * maps * maps, large: 5 * 5 * maps * maps },
    seenRows: window ? window.bottom - window.top : 0,
    seenColumns: window ? window.right - window.left : 0,
  };
}

/** Each map's mean in place of all its numbers. */
async function averaged(): Promise<Numbers> {
  const { numbers } = await countsOf(VGG);
  const layers = VGG.layers.map((layer) =>
    layer.kind === 'flatten' ? { ...layer, kind: 'globalAveragePooling2d' } : layer,
  );
  const network = await defined({ ...VGG, layers });
  const first = network.layers.find(({ definition }) => definition.kind === 'dense');
  return {
    ...numbers,
    places: numbers.height * numbers.width,
    smaller: first?.parameterCount ?? 0,
    left: network.parameterCount,
  };
}

export const architectures: Lesson = {
  id: 'architectures',
  title: { en: 'LeNet, AlexNet, VGG', ja: 'LeNet・AlexNet・VGG' },
  asks: {
    en: 'Where do most parameters of a CNN lie?',
    ja: 'CNN のパラメータの大部分は、どこにあるでしょうか。',
  },
  minutes: 5,
  state: { network: LENET, data: SHAPES, picture: 'triangle', shown: [] },
  steps: [
    {
      goal: { en: 'LeNet, 1998', ja: 'LeNet（1998 年）' },
      numbers: lenet,
      ask: {
        kind: 'choice',
        text: {
          en: 'LeNet-5 is on the stage: two convolutions with pooling, then three `Dense` layers. It has {total} [[parameter|parameters]]. Which layer has most of them?',
          ja: 'ステージにあるのは LeNet-5 です。畳み込みとプーリングが 2 組、そのあとに `Dense` が 3 層あり、[[parameter]]は全部で {total} 個です。いちばん多いのはどの層でしょうか。',
        },
        options: [
          {
            text: { en: 'The first `Conv2D`', ja: '最初の `Conv2D`' },
            why: {
              en: 'Its maps are the largest, but its weights the fewest: {convolution1}. One kernel serves every place of the picture.',
              ja: 'マップはいちばん大きいのですが、パラメータは {convolution1} 個で最も少ない層です。1 つのカーネルを画像のあらゆる場所で使い回すからです。',
            },
          },
          {
            text: { en: 'The second `Conv2D`', ja: '2 番目の `Conv2D`' },
            why: {
              en: 'It has most filters, and each reads all maps before it; yet that comes to {convolution2}.',
              ja: 'フィルタが最も多く、それぞれが前のすべてのマップを読みますが、それでも {convolution2} 個です。',
            },
          },
          {
            text: { en: 'The first `Dense` after `Flatten`', ja: '`Flatten` のあとの最初の `Dense`' },
            right: true,
            why: {
              en: 'Here nothing is shared: each of the {units} units has a weight of its own for each of the {inputs} numbers.',
              ja: 'ここでは重みを共有しません。{units} 個のユニットのそれぞれが、{inputs} 個の数値に 1 つずつ重みをもちます。',
            },
          },
          {
            text: { en: 'The last `Dense`, which answers', ja: '答えを出す最後の `Dense`' },
            why: {
              en: 'It reads only {lastInputs} numbers, and has {lastUnits} units: {dense3} parameters.',
              ja: '読む数値は {lastInputs} 個だけで、ユニットも {lastUnits} 個です。パラメータは {dense3} 個になります。',
            },
          },
        ],
      },
      act: {
        at: 'layer:dense1',
        text: {
          en: 'Click one of the units of that layer. Its [[receptive-field]] is everything before it.',
          ja: 'その層のユニットを 1 つクリックしましょう。[[receptive-field]]は、前の層のすべてです。',
        },
        done: ({ pointed }) => pointed?.layer === 'dense1',
      },
      reveal: {
        en: '{height} × {width} × {maps} = {inputs} inputs, times {units} units, plus {units} biases: {largest} parameters, {share} % of all. Both convolutions together have {convolved}. What LeNet brought: nobody designs the filters; gradient descent learns the whole network at once, from the first convolution to the answer.',
        ja: '入力 {height} × {width} × {maps} = {inputs} 個に {units} ユニットを掛け、バイアス {units} 個を足して {largest} 個、全体の {share} % です。畳み込みは 2 層合わせて {convolved} 個です。LeNet がもたらしたのは、フィルタを人が設計するのではなく、ネットワーク全体を勾配降下法で学習させるという考えです。',
      },
    },
    {
      goal: { en: 'AlexNet, 2012', ja: 'AlexNet（2012 年）' },
      state: { pointed: { layer: 'dense1', index: [0] } },
      numbers: alexnet,
      ask: {
        kind: 'choice',
        text: {
          en: 'AlexNet is too large for the stage, but its definition can be counted. `Flatten` gets {height} × {width} × {maps}, and the `Dense` after it has {units} units. How many weights has that layer?',
          ja: 'AlexNet はステージには大きすぎますが、定義から数えられます。`Flatten` の入力は {height} × {width} × {maps}、そのあとの `Dense` は {units} ユニットです。この層の重みは何個でしょうか。',
        },
        options: [
          {
            text: { en: '{weights}', ja: '{weights}' },
            right: true,
            why: {
              en: '{height} × {width} × {maps} = {inputs} inputs, and {inputs} × {units} = {weights}.',
              ja: '入力は {height} × {width} × {maps} = {inputs} 個で、{inputs} × {units} = {weights} です。',
            },
          },
          {
            text: { en: '{oneMap}', ja: '{oneMap}' },
            why: {
              en: 'That is {height} × {width} × {units}: one map only. A unit reads all {maps} maps.',
              ja: 'それは {height} × {width} × {units}、マップ 1 枚分です。ユニットは {maps} 枚すべてを読みます。',
            },
          },
          {
            text: { en: '{sum}', ja: '{sum}' },
            why: {
              en: 'That is {inputs} + {units}. Each unit has a weight for each input: multiply.',
              ja: 'それは {inputs} + {units} です。各ユニットが入力ごとに重みをもつので、掛け算になります。',
            },
          },
        ],
      },
      reveal: {
        en: '{share} % of its {total} parameters lie in that one layer; the whole has {times} times as many as LeNet. What AlexNet brought: ReLU in place of tanh, training on two GPUs, and dropout, which in training silences {dropped} % of the units of just these large layers, so that they do not learn by heart. In 2012 it won ImageNet by far.',
        ja: '全 {total} 個のパラメータの {share} % が、この 1 層にあります。全体では LeNet の {times} 倍です。AlexNet がもたらしたのは、tanh に代わる ReLU、2 台の GPU による学習、そしてドロップアウトです。学習中にこの大きな層のユニットの {dropped} % を休ませ、丸暗記を防ぎます。2012 年の ImageNet で大差をつけて優勝しました。',
      },
    },
    {
      goal: { en: 'VGG, 2014', ja: 'VGG（2014 年）' },
      state: { network: preset('vgg-mnist') },
      numbers: vgg,
      ask: {
        kind: 'choice',
        text: {
          en: 'VGG has only 3×3 kernels. Two such layers in a row, both with {maps} maps in and out, against one layer with 5×5: which has more weights?',
          ja: 'VGG のカーネルは 3×3 だけです。入力も出力も {maps} 枚のマップとして、3×3 の層を 2 つ重ねたものと、5×5 の層 1 つでは、どちらの重みが多いでしょうか。',
        },
        options: [
          {
            text: { en: 'The two layers: they are two', ja: '2 つ重ねたほう。層が 2 つあるから' },
            why: {
              en: 'Two kernels, but small ones: 2 × 9 weights in place of 25, for each pair of maps.',
              ja: 'カーネルは 2 つですが、小さいものです。マップの組ごとに、25 個ではなく 2 × 9 個です。',
            },
          },
          {
            text: { en: 'The one with 5×5', ja: '5×5 の 1 層' },
            right: true,
            why: {
              en: '5 × 5 × {maps} × {maps} = {large}, against 2 × 3 × 3 × {maps} × {maps} = {small}.',
              ja: '5 × 5 × {maps} × {maps} = {large} 個に対し、2 × 3 × 3 × {maps} × {maps} = {small} 個です。',
            },
          },
          {
            text: { en: 'Both have as many', ja: 'どちらも同じ' },
            why: {
              en: 'They see equally much of the picture, but 2 × 9 is less than 25.',
              ja: '見える範囲は同じですが、2 × 9 は 25 より少ない数です。',
            },
          },
        ],
      },
      act: {
        at: 'layer:conv1_2',
        text: {
          en: 'A small VGG is on the stage. Click a cell of the second `Conv2D`, and look at the input: how much of it does the cell see?',
          ja: 'ステージにあるのは小さな VGG です。2 番目の `Conv2D` のセルをクリックし、入力画像を見ましょう。セルはどれだけの範囲を見ているでしょうか。',
        },
        done: ({ pointed }) => pointed?.layer === 'conv1_2',
      },
      reveal: {
        en: 'Through two 3×3 layers your cell sees {seenRows}×{seenColumns} pixels (5×5 away from the border): as much as one 5×5, with fewer weights and one ReLU more. What VGG brought: only 3×3, and many of them; VGG16 has {convolutions} convolutions and {depth} layers that learn.',
        ja: '3×3 の層を 2 つ通して、このセルは {seenRows}×{seenColumns} 画素を見ています（端でなければ 5×5）。5×5 の 1 層と同じ広さを、少ない重みで見て、ReLU も 1 つ多く入ります。VGG がもたらしたのは、3×3 だけを深く重ねることです。VGG16 には畳み込みが {convolutions} 層、学習する層が {depth} 層あります。',
      },
    },
    {
      goal: { en: 'Doing without the largest layer', ja: '最大の層をなくす' },
      state: { network: preset('vgg-mnist') },
      numbers: averaged,
      ask: {
        kind: 'amount',
        text: {
          en: 'VGG16, too, has {share} % of its {total} parameters in the first `Dense`. It reads {height} × {width} × {maps} numbers. Put `GlobalAveragePooling2D` in the place of `Flatten`: how many does it read then?',
          ja: 'VGG16 でも、全 {total} 個のパラメータの {share} % が最初の `Dense` にあります。読む数値は {height} × {width} × {maps} です。`Flatten` を `GlobalAveragePooling2D` に替えると、読む数値は何個になりますか。',
        },
        right: 'maps',
        why: {
          en: 'Of each map only its mean is left, and there are {maps} maps.',
          ja: '各マップは平均 1 つになり、マップは {maps} 枚あります。',
        },
        mistakes: [
          {
            of: 'inputs',
            why: {
              en: 'That is what `Flatten` gives: every number of every map.',
              ja: 'それは `Flatten` の出力です。すべてのマップのすべての数値を並べます。',
            },
          },
          {
            of: 'places',
            why: {
              en: '{places} is the size of one map. The mean is taken over these, so they are gone; the maps stay.',
              ja: '{places} はマップ 1 枚の大きさです。平均をとるとこれがなくなり、マップの枚数が残ります。',
            },
          },
        ],
        otherwise: {
          en: 'It takes one mean of each map. How many maps are there?',
          ja: 'マップごとに平均を 1 つとります。マップは何枚ありますか。',
        },
      },
      reveal: {
        en: '{smaller} parameters in that layer in place of {largest}, and {left} in all in place of {total}. Later networks are built like this: deeper than VGG, and yet far smaller.',
        ja: 'この層のパラメータは {largest} 個から {smaller} 個に、全体では {total} 個から {left} 個に減ります。その後のネットワークの多くはこのようにつくられ、VGG より深く、しかもずっと小さくなりました。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const { seed } = session.settings;
      const size = 3 + drawn(seed, 5);
      const maps = 4 * (1 + drawn(seed + 3, 4));
      const units = 10 * (1 + drawn(seed + 5, 5));
      const inputs = size * size * maps;
      return {
        size,
        maps,
        units,
        inputs,
        right: inputs * units + units,
        weights: inputs * units,
        oneMap: size * size * units + units,
      };
    },
    ask: {
      kind: 'amount',
      text: {
        en: '`Flatten` gets {size} × {size} × {maps}, and `Dense({units})` follows. How many parameters has the `Dense` layer?',
        ja: '`Flatten` の入力が {size} × {size} × {maps} で、そのあとに `Dense({units})` があります。この `Dense` のパラメータは何個ですか。',
      },
      right: 'right',
      why: {
        en: '{inputs} inputs × {units} units, and {units} biases.',
        ja: '入力 {inputs} 個 × {units} ユニットに、バイアス {units} 個です。',
      },
      mistakes: [
        {
          of: 'weights',
          why: {
            en: 'These are the weights. Each unit also has a bias.',
            ja: 'それは重みの個数です。ユニットにはそれぞれバイアスもあります。',
          },
        },
        {
          of: 'oneMap',
          why: {
            en: '`Flatten` puts all {maps} maps into one row, not a single one.',
            ja: '`Flatten` は 1 枚ではなく、{maps} 枚のマップすべてを 1 列に並べます。',
          },
        },
      ],
      otherwise: {
        en: 'Count the inputs first: {size} × {size} × {maps}. Each unit has a weight for each, and a bias.',
        ja: 'まず入力を数えます。{size} × {size} × {maps} 個です。各ユニットがそれぞれに重みを 1 つずつと、バイアスを 1 つもちます。',
      },
    },
    reveal: {
      en: '{inputs} × {units} + {units} = {right}.',
      ja: '{inputs} × {units} + {units} = {right} です。',
    },
  },
};
