// Lesson 3: filters and channels.

import { drawn, layerOf, shapeOf } from '../facts';
import type { Lesson, LessonStage } from '../lesson';
import { small, SHAPES, withOptions } from '../networks';

const network = withOptions(withOptions(small, 'conv1', { filters: 3 }), 'conv2', { filters: 10 });

function counts(stage: LessonStage) {
  const { kernel, parameterCount } = layerOf(stage, 'conv2');
  const [height = 0, width = 0, maps = 0, filters = 0] = kernel?.shape ?? [];
  return {
    ...{ height, width, maps, filters, parameters: parameterCount },
    kernels: maps * filters,
    sum: maps + filters,
    weights: height * width * maps * filters,
  };
}

export const channels: Lesson = {
  id: 'channels',
  title: { en: 'Filters and channels', ja: 'フィルタとチャンネル' },
  asks: {
    en: 'How many kernels for 10 filters on 3 maps?',
    ja: '3 枚のマップに 10 個のフィルタ。カーネルはいくつ必要でしょうか。',
  },
  minutes: 4,
  state: { network, data: SHAPES, picture: 'cross', shown: ['inspector'] },
  steps: [
    {
      goal: { en: 'A filter reads all maps', ja: 'フィルタはすべてのマップを読む' },
      numbers: counts,
      ask: {
        kind: 'amount',
        text: {
          en: 'The second `Conv2D` has {filters} filters and reads {maps} maps. How many {height}×{width} kernels are that?',
          ja: '2 番目の `Conv2D` は {maps} 枚のマップを読む {filters} 個のフィルタをもっています。{height}×{width} のカーネルは全部でいくつですか。',
        },
        right: 'kernels',
        why: {
          en: 'Each of the {filters} filters has one kernel for each of the {maps} maps.',
          ja: '{filters} 個のフィルタのそれぞれが、{maps} 枚のマップに 1 つずつカーネルをもちます。',
        },
        mistakes: [
          {
            of: 'filters',
            why: {
              en: 'A filter is not one kernel: it has one for each map that it reads, and adds the results.',
              ja: 'フィルタはカーネル 1 つではありません。読むマップごとに 1 つずつもち、結果を足し合わせます。',
            },
          },
          {
            of: 'maps',
            why: {
              en: 'That would be a single filter. There are {filters} of them.',
              ja: 'それはフィルタ 1 個分です。フィルタは {filters} 個あります。',
            },
          },
          {
            of: 'sum',
            why: {
              en: 'Every filter reads every map: multiply, do not add.',
              ja: 'すべてのフィルタがすべてのマップを読みます。足すのではなく、掛けます。',
            },
          },
        ],
        otherwise: {
          en: 'Think of one filter first: it looks at all {maps} maps at once, with a kernel for each.',
          ja: 'まずフィルタ 1 個を考えます。{maps} 枚のマップを同時に見て、それぞれに 1 つのカーネルをもちます。',
        },
      },
      reveal: {
        en: '{filters} × {maps} = {kernels} kernels, but **{filters} filters** and so {filters} maps. A [[filter]] is a block of {height} × {width} × {maps} weights. `{parameters}` parameters: {weights} weights and one bias for each filter.',
        ja: 'カーネルは {filters} × {maps} = {kernels} 個ですが、フィルタは **{filters} 個**で、できるマップも {filters} 枚です。1 つの[[filter]]は {height} × {width} × {maps} 個の重みのブロックです。パラメータは `{parameters}` 個で、重み {weights} 個と、フィルタごとに 1 個のバイアスです。',
      },
      point: () => ({ layer: 'conv2', index: [5, 5, 0] }),
    },
    {
      goal: { en: 'Open the block', ja: 'ブロックを開く' },
      numbers: counts,
      act: {
        at: 'layer:conv2',
        text: {
          en: 'Click a map of the second `Conv2D`, and click it again: it opens. You see what its filter makes of each of the {maps} maps, and their sum.',
          ja: '2 番目の `Conv2D` のマップをクリックし、もう一度クリックすると開きます。{maps} 枚のマップのそれぞれからフィルタがつくったものと、その和が見えます。',
        },
        done: ({ map }) => map?.layer === 'conv2',
      },
      reveal: {
        en: 'From {maps} maps {maps} partial results, added cell by cell, plus the bias: **one** new map.',
        ja: '{maps} 枚のマップから {maps} 枚の途中結果ができ、セルごとに足され、バイアスが加わって、新しいマップが **1 枚**できます。',
      },
    },
    {
      goal: { en: 'More filters', ja: 'フィルタを増やす' },
      state: { shown: ['network'] },
      numbers: (stage) => ({ ...counts(stage), out: shapeOf(stage, 'conv2').at(-1) ?? 0 }),
      ask: {
        kind: 'choice',
        text: {
          en: 'You will raise `filters` of the first `Conv2D` from {maps}. What else changes?',
          ja: 'これから 1 番目の `Conv2D` の `filters` を {maps} から増やします。ほかに何が変わるでしょうか。',
        },
        options: [
          {
            text: { en: 'Only that layer', ja: 'その層だけ' },
            why: {
              en: 'It makes more maps then, and the second `Conv2D` has to read them: its filters need a kernel for each.',
              ja: 'その層のマップが増えると、2 番目の `Conv2D` はそれも読まなければなりません。フィルタごとにカーネルが増えます。',
            },
          },
          {
            text: {
              en: 'The second `Conv2D` gets more weights, but as many maps',
              ja: '2 番目の `Conv2D` の重みが増えるが、マップの枚数は同じ',
            },
            right: true,
            why: {
              en: 'Its filters become deeper, but there are still {filters} of them.',
              ja: 'フィルタは深くなりますが、個数は {filters} 個のままです。',
            },
          },
          {
            text: { en: 'The second `Conv2D` makes more maps', ja: '2 番目の `Conv2D` のマップが増える' },
            why: {
              en: 'How many maps a layer makes is its own `filters` alone, here {filters}.',
              ja: '層がつくるマップの枚数は、その層自身の `filters`（ここでは {filters}）だけで決まります。',
            },
          },
        ],
      },
      act: {
        at: 'network',
        text: {
          en: 'Try it: in the list at the left raise `filters` of the first `Conv2D`.',
          ja: '確かめましょう。左の一覧で 1 番目の `Conv2D` の `filters` を増やしてください。',
        },
        done: (stage, before) => (layerOf(stage, 'conv2').kernel?.shape[2] ?? 0) > Number(before.maps),
      },
      reveal: {
        en: 'The second `Conv2D` had {before.parameters} parameters and has {parameters} now: its kernels went from {before.kernels} to {kernels}. Its maps are still {filters}.',
        ja: '2 番目の `Conv2D` のパラメータは {before.parameters} 個から {parameters} 個に、カーネルは {before.kernels} 個から {kernels} 個に増えました。マップは {filters} 枚のままです。',
      },
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const filters = 4 + 2 * drawn(session.settings.seed, 5);
      const maps = 2 + drawn(session.settings.seed + 3, 4);
      return {
        filters,
        maps,
        right: filters * 9 * maps + filters,
        noBias: filters * 9 * maps,
        flat: filters * 9 + filters,
      };
    },
    ask: {
      kind: 'amount',
      text: {
        en: '`Conv2D({filters}, 3)` on {maps} maps: how many parameters?',
        ja: '{maps} 枚のマップに `Conv2D({filters}, 3)`。パラメータは何個ですか。',
      },
      right: 'right',
      why: {
        en: '{filters} × (3 × 3 × {maps} + 1).',
        ja: '{filters} × (3 × 3 × {maps} + 1) です。',
      },
      mistakes: [
        {
          of: 'noBias',
          why: {
            en: 'These are the weights. Each filter also has a bias.',
            ja: 'それは重みの個数です。フィルタにはそれぞれバイアスもあります。',
          },
        },
        {
          of: 'flat',
          why: {
            en: 'A filter has a 3×3 kernel for each of the {maps} maps, not one for all.',
            ja: 'フィルタは {maps} 枚のマップごとに 3×3 のカーネルをもちます。全体で 1 つではありません。',
          },
        },
      ],
      otherwise: {
        en: 'One filter: 3 × 3 weights for each map, and one bias. Then times {filters}.',
        ja: 'フィルタ 1 個は、マップごとに 3 × 3 個の重みとバイアス 1 個です。それを {filters} 倍します。',
      },
    },
    reveal: {
      en: '{filters} × (3 × 3 × {maps} + 1) = {right}.',
      ja: '{filters} × (3 × 3 × {maps} + 1) = {right} です。',
    },
  },
};
