// Words of the fruit lab: collect pictures, let a network learn from them, try it live.

import type { ProblemFacts } from '../../../lab/problem';
import { fruit } from '../fruit';
import { labCollect } from './collect';
import { labTrain } from './train';
import { labTry } from './try';
import { plural } from '../plural';

type Sentences = {
  readonly [Code in ProblemFacts['code']]: (facts: Extract<ProblemFacts, { code: Code }>) => string;
};

const en = {
  title: 'Fruit lab',
  lead: 'Train a small network to recognize fruit, try it live, and see why it gives its answers.',
  private: 'Nothing leaves this device',
  privateHint: 'Pictures, camera and network stay in this browser. Nothing is sent to a server.',
  loading: 'Opening the lab…',
  fruit: fruit.en,
  ways: {
    title: 'Three ways to train a network',
    own: 'Your own pictures',
    ownHint: 'Starts with random weights. Needs about 50 pictures per class.',
    transfer: 'Transfer learning',
    transferHint:
      'Uses the features of a trained MobileNetV2 (2 MB, from this site). Ten per class can be enough.',
    rendered: 'Rendered fruit',
    renderedHint: 'Synthetic pictures: nothing to collect. Real fruit is harder.',
    result: (accuracy: string) => `accuracy on held-out pictures: ${accuracy}`,
  },
  ...labCollect.en,
  ...labTrain.en,
  ...labTry.en,
  problems: {
    heic: ({ name }) =>
      `${name}: this browser cannot read HEIC photographs. Export it as JPEG, or set the phone to “Most Compatible” (Settings, Camera, Formats).`,
    broken: ({ name }) => `${name}: the file is damaged and cannot be decoded. Copy or save it again.`,
    notPicture: ({ name }) => `${name}: this is not a picture (JPEG, PNG, WebP, GIF, BMP or AVIF).`,
    empty: ({ name }) => `${name}: the file is empty.`,
    tooLarge: ({ name, megapixels }) =>
      `${name}：${Math.round(megapixels)} megapixels are too many to decode here. Reduce its size first.`,
    archive: ({ name, reason }) => `${name}: the zip cannot be read (${reason}).`,
    storage: ({ reason }) =>
      `The browser cannot save anything (${reason}). The pictures will be lost when this page is closed. Save them as a zip.`,
    stage: () => 'Other pictures were put on the stage meanwhile, so training ended. Start it again here.',
    classes: ({ there }) =>
      there === 0
        ? 'Collect pictures of at least two classes.'
        : 'A network needs at least two classes to tell apart. Collect a second one.',
    fewPictures: ({ className, there }) =>
      `${className}: ${plural(there, 'picture')}. At least four are needed, or leave this class out.`,
  } as Sentences,
};

const ja: typeof en = {
  title: '果物ラボ',
  lead: '小さなネットワークに果物の見分け方を学習させ、その場で試し、なぜそう答えるのかを確かめます。',
  private: 'データはこの端末の外に出ません',
  privateHint: '画像もカメラ映像もネットワークも、このブラウザの中だけで扱います。サーバには送りません。',
  loading: 'ラボを開いています…',
  fruit: fruit.ja,
  ways: {
    title: 'ネットワークを学習させる 3 つの方法',
    own: '自分の画像で',
    ownHint: 'ランダムな重みから学習します。クラスごとに 50 枚ほど必要です。',
    transfer: '転移学習',
    transferHint:
      '学習済みの MobileNetV2（2 MB）の特徴を使います。クラスごとに 10 枚で足りることもあります。',
    rendered: '合成した果物で',
    renderedHint: '合成画像なので、集める必要がありません。本物の果物はもっと難しくなります。',
    result: (accuracy) => `検証用画像の正解率 ${accuracy}`,
  },
  ...labCollect.ja,
  ...labTrain.ja,
  ...labTry.ja,
  problems: {
    heic: ({ name }) =>
      `${name}：HEIC 形式はこのブラウザでは読めません。JPEG に書き出すか、iPhone の「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んで撮り直してください。`,
    broken: ({ name }) => `${name}：壊れていて読み込めません。コピーか保存をやり直してください。`,
    notPicture: ({ name }) => `${name}：画像（JPEG、PNG、WebP、GIF、BMP、AVIF）ではありません。`,
    empty: ({ name }) => `${name}：中身が空です。`,
    tooLarge: ({ name, megapixels }) =>
      `${name}：${Math.round(megapixels)} メガ画素あり、ここでは読み込めません。小さくしてから追加してください。`,
    archive: ({ name, reason }) => `${name}：zip を読み込めません（${reason}）。`,
    storage: ({ reason }) =>
      `ブラウザに保存できません（${reason}）。画像はこのページを閉じると消えるので、zip で保存してください。`,
    stage: () => 'ステージの画像が途中で変更されたため、学習を終了しました。ここからもう一度始めてください。',
    classes: ({ there }) =>
      there === 0
        ? 'まず 2 つ以上のクラスの画像を集めてください。'
        : 'クラスが 1 つだけでは見分けられません。2 つ目のクラスを集めてください。',
    fewPictures: ({ className, there }) =>
      `${className}：${there} 枚しかありません。4 枚以上にするか、このクラスを学習から外してください。`,
  },
};

export const lab = { en, ja };
