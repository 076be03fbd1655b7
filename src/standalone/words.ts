// Words of the standalone page in both languages. Those of the camera are the fruit lab's.

import { camera } from '../elements/locales/camera';
import type { CameraProblem } from '../elements/picture/camera';

export type Language = 'en' | 'ja';
export const LANGUAGES = { en: 'English', ja: '日本語' } as const;

/** Why nothing can be classified. */
export type Obstacle = 'noWebGpu' | 'insecure' | 'noAdapter' | 'lost' | 'noModel' | 'damaged' | 'failed';

const en = {
  camera: camera.en.shared,
  /** Where the page was opened from a file, browsers differ. */
  cameraOfFile: {
    insecure:
      'This browser has no camera for pages opened from a file. Put the page on a web server (https or localhost), or use picture files instead.',
    denied:
      'The browser is not allowed to use the camera. Allow it in the address bar, then turn the camera on again. If it does not ask: some browsers have no camera for pages opened from a file. Put the page on a web server, or use picture files instead.',
  } as Partial<Record<CameraProblem, string>>,
  separator: ', ',
  language: 'Language',
  theme: 'Light or dark',
  source: 'Input of the network',
  choose: 'Choose a picture…',
  draw: 'Draw',
  erase: 'Erase',
  pad: 'Drawing pad: draw with mouse, finger or pen',
  drop: 'You can also drop or paste a picture.',
  dropHere: 'Drop the picture here',
  invite: 'Turn the camera on, or choose a picture.',
  shown: 'The picture shown to the network',
  freeze: 'Freeze',
  resume: 'Continue',
  invert: 'Swap light and dark',
  seen: 'What the network sees',
  size: (height: number, width: number, isGrey: boolean) =>
    `${width}×${height} pixels in ${isGrey ? 'grey' : 'colour'}`,
  answer: 'Answer',
  probability: (label: string) => `Probability of ${label}`,
  notSure: 'Not sure',
  none: 'No picture yet',
  opening: 'Getting ready…',
  speed: (pictures: string) => `${pictures} pictures/s, averaged over about half a second`,
  others: (count: number) => `${count} more`,
  threshold: (percent: string) => `Below a probability of ${percent} the answer is “not sure”.`,
  knowsOnly: 'The network knows only its classes. For anything else it may still answer with one of them.',
  unlike: 'The same goes for a picture that is not like any it learned from.',
  unfamiliar: 'Not like any of the pictures it learned from',
  private: 'The network runs in this page, on your device. No picture leaves it.',
  network: (name: string, parameters: string) => `${name} · ${parameters} parameters · Convscope`,
  broken: (name: string) => `${name} cannot be read as a picture. Use a PNG, JPEG or WebP file.`,
  pasted: 'What was pasted',
  obstacles: {
    noWebGpu:
      'The network needs WebGPU, which this browser does not have or has turned off. Open this page in a current Chrome, Edge or Firefox, or in Safari 26.',
    insecure:
      'The network needs WebGPU, which works only on https, on localhost, or in a page opened from a file.',
    noAdapter:
      'This browser has WebGPU, but found no graphics processor that it can use. Update the browser and turn on hardware acceleration in its settings.',
    lost: 'The graphics processor stopped. Reload the page.',
    noModel: 'This page holds no network. Save one as a web page in Convscope.',
    damaged: 'The network in this page is damaged.',
    failed: 'The network could not be run on this device.',
  } satisfies Record<Obstacle, string>,
};

export type Words = Omit<typeof en, 'obstacles'> & { readonly obstacles: Readonly<Record<Obstacle, string>> };

const ja: Words = {
  camera: camera.ja.shared,
  cameraOfFile: {
    insecure:
      'このブラウザでは、ファイルから開いたページでカメラを使えません。ページを Web サーバ（https か localhost）に置くか、画像ファイルを使ってください。',
    denied:
      'カメラの使用が許可されていません。アドレスバーで許可してから、もう一度カメラを使ってください。許可を求められないときは、ファイルから開いたページでカメラを使えないブラウザかもしれません。ページを Web サーバに置くか、画像ファイルを使ってください。',
  },
  separator: '、',
  language: '言語',
  theme: 'ライト／ダーク',
  source: 'ネットワークへの入力',
  choose: '画像を選ぶ…',
  draw: '描く',
  erase: '消す',
  pad: '描画エリア：マウス、指、ペンで描けます',
  drop: '画像のドロップや貼り付けもできます。',
  dropHere: 'ここに画像をドロップ',
  invite: 'カメラを使うか、画像を選んでください。',
  shown: 'ネットワークに見せている画像',
  freeze: '静止',
  resume: '再開',
  invert: '明暗を反転',
  seen: 'ネットワークが見ている画像',
  size: (height, width, isGrey) => `${width}×${height} 画素、${isGrey ? 'グレースケール' : 'カラー'}`,
  answer: '答え',
  probability: (label) => `${label}である確率`,
  notSure: 'わかりません',
  none: 'まだ画像がありません',
  opening: '準備しています…',
  speed: (pictures) => `毎秒 ${pictures} 枚、約 0.5 秒間の平均`,
  others: (count) => `ほか ${count} クラス`,
  threshold: (percent) => `確率が ${percent} 未満なら「わかりません」と答えます。`,
  knowsOnly:
    'ネットワークが知っているのは学習したクラスだけです。ほかの物を見せても、どれかのクラスを答えることがあります。',
  unlike: '学習した画像のどれにも似ていないときも、同じように答えます。',
  unfamiliar: '学習した画像のどれにも似ていません',
  private: 'ネットワークはこのページの中、お使いの端末で動きます。画像はどこにも送信されません。',
  network: (name, parameters) => `${name} · パラメータ ${parameters} 個 · Convscope`,
  broken: (name) => `${name} は画像として読み込めません。PNG、JPEG、WebP のファイルを使ってください。`,
  pasted: '貼り付けたもの',
  obstacles: {
    noWebGpu:
      'ネットワークを動かすには WebGPU が必要ですが、このブラウザにはないか、無効になっています。最新の Chrome、Edge、Firefox、または Safari 26 で開いてください。',
    insecure:
      'ネットワークを動かすには WebGPU が必要です。WebGPU は https、localhost、またはファイルから開いたページでだけ使えます。',
    noAdapter:
      'このブラウザは WebGPU に対応していますが、使える GPU が見つかりませんでした。ブラウザを更新し、設定でハードウェア アクセラレーションを有効にしてください。',
    lost: 'GPU が停止しました。ページを再読み込みしてください。',
    noModel:
      'このページにはネットワークが入っていません。Convscope でネットワークを Web ページとして保存してください。',
    damaged: 'このページのネットワークは壊れています。',
    failed: 'この端末ではネットワークを動かせませんでした。',
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { en, ja };
