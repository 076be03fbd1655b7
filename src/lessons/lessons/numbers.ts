// Lesson 1: a picture is numbers.

import { drawn, pictureRows, pixelOf, shapeOf } from '../facts';
import type { Lesson, LessonStage, Text } from '../lesson';
import { COLOUR_SHAPES, SHAPES, small, withOptions } from '../networks';

/** Colours by the channels that are strong in them: red, green, blue. */
const COLOURS: Readonly<Record<string, Text>> = {
  '000': { en: 'nearly black', ja: 'ほとんど黒' },
  '100': { en: 'red', ja: '赤' },
  '010': { en: 'green', ja: '緑' },
  '001': { en: 'blue', ja: '青' },
  '110': { en: 'yellow', ja: '黄' },
  '011': { en: 'cyan', ja: '水色' },
  '101': { en: 'magenta', ja: '赤紫' },
  '111': { en: 'nearly white', ja: 'ほとんど白' },
};

/** The most colourful pixel of the picture: where its channels differ most. */
function colourful(stage: LessonStage): { row: number; column: number; channels: readonly number[] } {
  const [height = 1, width = 1] = shapeOf(stage, 'input');
  let best = { row: 0, column: 0, channels: [0, 0, 0] as readonly number[] };
  const spread = (channels: readonly number[]): number => Math.max(...channels) - Math.min(...channels);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const channels = [0, 1, 2].map((channel) => pixelOf(stage, row, column, channel));
      if (spread(channels) > spread(best.channels)) best = { row, column, channels };
    }
  return best;
}

function colourNumbers(stage: LessonStage) {
  const { row, column, channels } = colourful(stage);
  const middle = (Math.max(...channels) + Math.min(...channels)) / 2;
  const key = channels.map((value) => (value > middle ? '1' : '0'));
  // Other colours differ in one channel, or in all of them.
  const flipped = (...at: readonly number[]): Text => {
    const other = key.map((bit, channel) => (at.includes(channel) ? (bit === '1' ? '0' : '1') : bit));
    return COLOURS[other.join('')] ?? { en: '', ja: '' };
  };
  const [red = 0, green = 0, blue = 0] = channels;
  return {
    ...{ row, column, red, green, blue, line: row + 1, place: column + 1 },
    colour: flipped(),
    oneOff: flipped(drawn(row * 32 + column, 3)),
    opposite: flipped(0, 1, 2),
  };
}

const at = (row: unknown, column: unknown): readonly number[] => [Number(row), Number(column), 0];

export const numbers: Lesson = {
  id: 'numbers',
  title: { en: 'A picture is numbers', ja: '画像は数値の集まり' },
  asks: { en: 'Which shape is this grid of numbers?', ja: 'この数値の表は、どの図形でしょうか。' },
  minutes: 4,
  state: {
    network: small,
    data: SHAPES,
    pointed: { layer: 'input', index: [14, 14, 0] },
    shown: ['inspector'],
  },
  steps: [
    {
      goal: { en: 'What a network gets', ja: 'ネットワークが受け取るもの' },
      state: { picture: 'triangle' },
      covered: true,
      numbers: (stage) => {
        const rows = pictureRows(stage);
        return {
          brightest: Math.max(...rows.flat()),
          height: rows.length,
          width: rows[0]?.length ?? 0,
          count: rows.flat().length,
        };
      },
      grids: (stage) => [
        {
          title: { en: '0 is black, 9 is white', ja: '0 が黒、9 が白' },
          rows: pictureRows(stage, 2),
          as: 'picture',
        },
      ],
      ask: {
        kind: 'choice',
        text: { en: 'Which shape is this grid of numbers?', ja: 'この数値の表は、どの図形でしょうか。' },
        options: [
          {
            text: { en: 'A circle', ja: '円' },
            why: {
              en: 'A circle has no corners: its rows get longer and shorter again, the same above and below.',
              ja: '円には角がありません。上から下へ、行の幅が同じように広がって、また狭まるはずです。',
            },
          },
          {
            text: { en: 'A triangle', ja: '三角形' },
            right: true,
            why: {
              en: 'The large numbers make a solid form with three corners. You had to search for it; a network sees nothing else than such numbers.',
              ja: '大きな数値が、角の 3 つある形に集まっています。探すのに苦労したはずです。ネットワークが受け取るのは、このような数値だけです。',
            },
          },
          {
            text: { en: 'A cross', ja: '十字' },
            why: {
              en: 'A cross is two lines that meet in the middle. Here the large numbers fill an area.',
              ja: '十字は中央で交わる 2 本の線です。ここでは大きな数値が面を埋めています。',
            },
          },
        ],
      },
      reveal: {
        en: 'The whole picture has {height} × {width} = {count} numbers, one for each [[pixel]]: 0 is black, 1 is white. The grid above had every second of them, in tenths.',
        ja: '画像全体は {height} × {width} = {count} 個の数値で、[[pixel]] 1 つに 1 つずつあります。0 が黒、1 が白です。上の表は、それを半分に縮めて 10 段階で書いたものです。',
      },
    },
    {
      goal: { en: 'Paint a number', ja: '数値を描く' },
      state: { picture: 'triangle', shown: ['picture', 'inspector'] },
      act: {
        at: 'picture',
        text: {
          en: 'Draw a stroke on the pad. Then click one of its cells in the first column of the stage (`Input`), to read its number.',
          ja: 'パッドに線を 1 本描いてください。次に、ステージの最初の列（`Input`）でその線のセルをクリックし、数値を読んでください。',
        },
        done: ({ picture, label, pointed }) => {
          if (pointed?.layer !== 'input' || label !== null) return false;
          const [row = 0, column = 0] = pointed.index;
          return (picture?.[row * 28 + column] ?? 0) > 0.5;
        },
      },
      numbers: (stage) => {
        const [row = 0, column = 0] = stage.pointed?.index ?? [];
        const lit = stage.picture?.filter((value) => value > 0.5).length ?? 0;
        return { value: pixelOf(stage, row, column), lit, line: row + 1, place: column + 1 };
      },
      reveal: {
        en: 'Row {line}, column {place}: {value}. Your picture has {lit} cells above 0.5; to the network it **is** these numbers, and it never sees the stroke of your hand.',
        ja: '{line} 行 {place} 列の値は {value} です。あなたの画像には 0.5 を超えるセルが {lit} 個あります。ネットワークにとって、画像とはこの数値**そのもの**で、手の動きは見えません。',
      },
    },
    {
      goal: { en: 'Three numbers make a colour', ja: '3 つの数値で色になる' },
      state: {
        network: { ...withOptions(small, 'conv1', {}), input: [32, 32, 3] },
        data: COLOUR_SHAPES,
        picture: 'square',
      },
      covered: true,
      numbers: (stage) => {
        const [height = 0, width = 0, channels = 0] = shapeOf(stage, 'input');
        return { ...colourNumbers(stage), height, width, channels, count: height * width * channels };
      },
      ask: {
        kind: 'choice',
        text: {
          en: 'A pixel has red {red}, green {green}, blue {blue}. What does it look like?',
          ja: 'ある画素は赤 {red}、緑 {green}、青 {blue} です。何色に見えるでしょうか。',
        },
        options: [
          {
            text: { en: '{opposite}', ja: '{opposite}' },
            why: {
              en: 'That would be the colour if every channel were the other way round: the strong ones weak, the weak ones strong.',
              ja: 'それは、強いチャンネルと弱いチャンネルをすべて入れ替えたときの色です。',
            },
          },
          {
            text: { en: '{oneOff}', ja: '{oneOff}' },
            why: {
              en: 'One of the three channels would have to be different for that.',
              ja: 'その色になるには、3 つのチャンネルのうち 1 つが違う値でなければなりません。',
            },
          },
          {
            text: { en: '{colour}', ja: '{colour}' },
            right: true,
            why: {
              en: 'Red {red}, green {green} and blue {blue} light mixed look {colour}.',
              ja: '赤 {red}、緑 {green}、青 {blue} の光を混ぜると「{colour}」に見えます。',
            },
          },
        ],
      },
      reveal: {
        en: 'It is the marked pixel, row {line}, column {place}. A colour picture is three grids, its [[channel|channels]] red, green and blue: {height} × {width} × {channels} = {count} numbers.',
        ja: '印のついた {line} 行 {place} 列の画素です。カラー画像は赤・緑・青の 3 つの[[channel]]、つまり 3 枚の表でできていて、{height} × {width} × {channels} = {count} 個の数値です。',
      },
      point: ({ row, column }) => ({ layer: 'input', index: at(row, column) }),
    },
  ],
  recall: {
    numbers: ({ session }) => {
      const sizes = [8, 16, 24, 32, 48] as const;
      const size = sizes[drawn(session.settings.seed, sizes.length)] ?? 32;
      return { size, pixels: size ** 2, right: size ** 2 * 3, sum: size * 2 + 3 };
    },
    ask: {
      kind: 'amount',
      text: {
        en: 'How many numbers are a colour picture of {size} × {size} pixels?',
        ja: '{size} × {size} 画素のカラー画像は、何個の数値でできていますか。',
      },
      right: 'right',
      why: {
        en: '{size} × {size} pixels, and three channels of each.',
        ja: '{size} × {size} 画素の 1 つ 1 つに、3 チャンネルあります。',
      },
      mistakes: [
        {
          of: 'pixels',
          why: {
            en: '{pixels} is the number of pixels. Each of them has red, green and blue.',
            ja: '{pixels} は画素の個数です。1 つの画素に赤・緑・青があります。',
          },
        },
        {
          of: 'sum',
          why: {
            en: 'Height, width and channels are multiplied, not added.',
            ja: '高さ・幅・チャンネルは、足すのではなく掛けます。',
          },
        },
      ],
      otherwise: {
        en: 'Count the pixels first: {size} rows of {size}. Then think of how many grids make a colour.',
        ja: 'まず画素を数えます。{size} 個の行が {size} 行です。次に、色は何枚の表でできているかを考えてください。',
      },
    },
    reveal: {
      en: 'A picture in colour is {size} × {size} × 3 = {right} numbers.',
      ja: 'カラー画像は {size} × {size} × 3 = {right} 個の数値です。',
    },
  },
};
