// What a first visit reads.

const en = {
  title: 'The first visit',
  learning: 'A network is learning to tell ten shapes apart, here in your browser.',
  learned: (share: string) =>
    `The network has learned ten shapes: ${share} of the pictures it never saw are right.`,
  rests: 'A network that learns to tell ten shapes apart, here in your browser. Press play to let it learn.',
  point: '**Point at a cell of any map: the panel says what it saw.**',
  pointed: 'That is what this cell saw. Try others, or continue:',
  lessons: 'Lessons',
  play: 'Free play',
};

const ja: typeof en = {
  title: 'はじめに',
  learning: 'いま、このブラウザの中でネットワークが 10 種類の図形の見分け方を学習しています。',
  learned: (share) => `ネットワークが 10 種類の図形を学習しました。初めて見る画像の ${share} に正解します。`,
  rests:
    'このブラウザの中で、ネットワークが 10 種類の図形の見分け方を学習します。再生ボタンで学習が始まります。',
  point: '**マップのセルを指してみましょう。そのセルが何を見たかがパネルに出ます。**',
  pointed: 'これがそのセルの見たものです。ほかのセルも指してみてください。次に進むには：',
  lessons: 'レッスン',
  play: '自由に試す',
};

export const beginning = { en, ja };
