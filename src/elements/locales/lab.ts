// Words of the fruit lab: collect pictures, let a network learn from them, try it live.

import type { ProblemFacts } from '../../lab/problem';
import { labCollect } from './labCollect';
import { labTrain } from './labTrain';
import { labTry } from './labTry';
import { plural } from './plural';

type Sentences = {
  readonly [Code in ProblemFacts['code']]: (facts: Extract<ProblemFacts, { code: Code }>) => string;
};

const en = {
  title: 'Fruit lab',
  lead: 'Let a small network learn to tell fruit apart, try it live, and see why it answers as it does.',
  private: 'Nothing leaves this machine',
  privateHint: 'Pictures, camera and network stay in this browser. No server sees any of them.',
  loading: 'Opening the lab…',
  fruit: {
    apple: 'Apple',
    banana: 'Banana',
    orange: 'Orange',
    lemon: 'Lemon',
    pear: 'Pear',
    kiwi: 'Kiwi',
    pineapple: 'Pineapple',
    watermelon: 'Watermelon',
    strawberry: 'Strawberry',
    grape: 'Grape',
    peach: 'Peach',
    tomato: 'Tomato',
    mango: 'Mango',
    avocado: 'Avocado',
  } as Readonly<Record<string, string>>,
  ways: {
    title: 'Three ways to make a network',
    own: 'Your own pictures',
    ownHint: 'From random weights. Wants some fifty pictures a class.',
    transfer: 'Ten pictures are enough',
    transferHint: 'On the features of a trained MobileNetV2 (2 MB, from this site).',
    rendered: 'Rendered fruit',
    renderedHint: 'Nothing to collect: synthetic pictures. Real fruit are harder.',
    result: (accuracy: string) => `${accuracy} right on held-out pictures`,
  },
  ...labCollect.en,
  ...labTrain.en,
  ...labTry.en,
  problems: {
    heic: ({ name }) =>
      `${name}: HEIC photographs cannot be read by this browser. Export it as JPEG, or set the phone to “Most Compatible” (Settings, Camera, Formats).`,
    broken: ({ name }) => `${name}: is damaged and cannot be decoded. Copy or save it once more.`,
    notPicture: ({ name }) => `${name}: is no picture (JPEG, PNG, WebP, GIF, BMP or AVIF).`,
    empty: ({ name }) => `${name}: is empty.`,
    tooLarge: ({ name, megapixels }) =>
      `${name}: has ${Math.round(megapixels)} megapixels, more than can be decoded here. Make it smaller first.`,
    archive: ({ name, reason }) => `${name}: the zip cannot be read (${reason}).`,
    storage: ({ reason }) =>
      `The browser keeps nothing (${reason}): pictures last until this page is closed. Save them as a zip.`,
    classes: ({ there }) =>
      there === 0
        ? 'Collect pictures of two classes at least.'
        : 'One class alone leaves nothing to tell apart. Collect a second one.',
    fewPictures: ({ className, there }) =>
      `${className}: ${plural(there, 'picture')}. Four at least are needed, or leave the class out.`,
  } as Sentences,
};

const ja: typeof en = {
  title: '果物ラボ',
  lead: '小さなネットワークに果物の見分け方を学習させ、その場で試し、なぜそう答えるのかを確かめます。',
  private: 'データはこの端末の外に出ません',
  privateHint: '画像もカメラ映像もネットワークも、このブラウザーの中だけで扱います。サーバーには送りません。',
  loading: 'ラボを開いています…',
  fruit: {
    apple: 'りんご',
    banana: 'バナナ',
    orange: 'オレンジ',
    lemon: 'レモン',
    pear: '洋なし',
    kiwi: 'キウイ',
    pineapple: 'パイナップル',
    watermelon: 'すいか',
    strawberry: 'いちご',
    grape: 'ぶどう',
    peach: '桃',
    tomato: 'トマト',
    mango: 'マンゴー',
    avocado: 'アボカド',
  },
  ways: {
    title: 'ネットワークを作る 3 つの方法',
    own: '自分の画像で',
    ownHint: 'ランダムな重みから学習します。クラスごとに 50 枚ほど必要です。',
    transfer: '10 枚ずつで転移学習',
    transferHint: '学習済みの MobileNetV2（取得 2 MB）の特徴を使います。',
    rendered: '合成した果物で',
    renderedHint: '集める手間のない合成画像です。本物の果物はもっと難しくなります。',
    result: (accuracy) => `検証用画像の正解率 ${accuracy}`,
  },
  ...labCollect.ja,
  ...labTrain.ja,
  ...labTry.ja,
  problems: {
    heic: ({ name }) =>
      `${name}: HEIC 形式はこのブラウザーでは読めません。JPEG に書き出すか、iPhone の「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んで撮り直してください。`,
    broken: ({ name }) => `${name}: 壊れていて読み込めません。コピーか保存をやり直してください。`,
    notPicture: ({ name }) => `${name}: 画像（JPEG、PNG、WebP、GIF、BMP、AVIF）ではありません。`,
    empty: ({ name }) => `${name}: 中身が空です。`,
    tooLarge: ({ name, megapixels }) =>
      `${name}: ${Math.round(megapixels)} メガピクセルあり、ここでは読み込めません。小さくしてから追加してください。`,
    archive: ({ name, reason }) => `${name}: zip を読み込めません（${reason}）。`,
    storage: ({ reason }) =>
      `ブラウザーに保存できません（${reason}）。画像はこのページを閉じると消えるので、zip で保存してください。`,
    classes: ({ there }) =>
      there === 0
        ? 'まず 2 つ以上のクラスの画像を集めてください。'
        : 'クラスが 1 つだけでは見分けられません。2 つ目のクラスを集めてください。',
    fewPictures: ({ className, there }) =>
      `${className}: ${there} 枚しかありません。4 枚以上にするか、このクラスを学習から外してください。`,
  },
};

export const lab = { en, ja };
