// The page of a browser without WebGPU, and the recorded run that it shows, in English and Japanese.

import { wordsOf } from '../locale';
import { integer } from './integer';

const en = {
  missing: {
    title: 'This browser does not offer WebGPU',
    lead: 'Convscope trains a network on your graphics processor (GPU) through WebGPU. These browsers support WebGPU:',
    browsers: [
      ['Chrome, Edge', 'current versions; tested with Chromium 156'],
      [
        'Firefox',
        'current versions on Windows and macOS, and on Linux with two preferences; tested with 153',
      ],
      ['Safari', '26 or newer; not tested'],
    ] as readonly (readonly [string, string])[],
    notSupported: 'This browser has no WebGPU, or it is turned off.',
    noAdapter: 'This browser supports WebGPU, but found no graphics processor that it can use.',
    help: {
      chromium: (scheme: string) =>
        `Update the browser and turn on hardware acceleration in its settings. ${scheme}://gpu shows the reason.`,
      chromiumLinux: (scheme: string) =>
        `On Linux, open ${scheme}://flags, enable #enable-unsafe-webgpu and #enable-vulkan, and restart the browser. ${scheme}://gpu shows the reason.`,
      firefox:
        'Update Firefox and turn on hardware acceleration in its settings. The section Graphics of about:support shows the reason.',
      firefoxLinux:
        'In Firefox on Linux, open about:config, set dom.webgpu.enabled and gfx.webgpu.ignore-blocklist to true, and restart Firefox. The section Graphics of about:support shows the reason.',
      safari: 'Safari needs version 26 or newer, on macOS 26, iOS 26 or iPadOS 26.',
      other: 'Open this page in one of the browsers below.',
    },
    insecure:
      'WebGPU works only on https:// addresses and on localhost. This page was opened in another way.',
    meanwhile: 'Meanwhile: a recorded run',
  },
  recording: {
    lead: (label: string) =>
      `A recording of the same network as it learned. Its input is a handwritten ${label}.`,
    absent: 'The recording could not be loaded.',
    play: 'Play the recording',
    pause: 'Pause the recording',
    scrub: 'Moment of training',
    moment: (step: number, accuracy: string) => `step ${integer.format(step)}, test accuracy ${accuracy}`,
    captions: {
      picture: ['Picture', 'A digit is 28×28 numbers. Black is 0, white is 1.'],
      maps: [
        'Convolution',
        'A filter slides a small kernel over the picture. Where the patch resembles the kernel, the feature map has a large value.',
      ],
      pool: [
        'Pooling',
        'Each 2×2 window becomes one value. The map gets smaller, and small shifts matter less.',
      ],
      dense: ['Dense layers', 'Each unit multiplies every input by a weight and adds up the products.'],
      answer: ['Probabilities', 'Ten numbers that add up to 1: how sure the network is of each digit.'],
    } as Readonly<Record<'picture' | 'maps' | 'pool' | 'dense' | 'answer', readonly [string, string]>>,
  },
};

const ja: typeof en = {
  missing: {
    title: 'このブラウザでは WebGPU を使えません',
    lead: 'Convscope は WebGPU を通して GPU でネットワークを学習させます。次のブラウザが WebGPU に対応しています。',
    browsers: [
      ['Chrome、Edge', '最新のバージョン（Chromium 156 で確認）'],
      ['Firefox', 'Windows と macOS の最新のバージョン、Linux では 2 つの設定が必要（153 で確認）'],
      ['Safari', 'バージョン 26 以降（未確認）'],
    ],
    notSupported: 'このブラウザは WebGPU に対応していないか、WebGPU が無効になっています。',
    noAdapter: 'このブラウザは WebGPU に対応していますが、使える GPU が見つかりませんでした。',
    help: {
      chromium: (scheme) =>
        `ブラウザを更新し、設定でハードウェア アクセラレーションを有効にしてください。原因は ${scheme}://gpu で確かめられます。`,
      chromiumLinux: (scheme) =>
        `Linux では、${scheme}://flags を開いて #enable-unsafe-webgpu と #enable-vulkan を有効にし、ブラウザを再起動してください。原因は ${scheme}://gpu で確かめられます。`,
      firefox:
        'Firefox を更新し、設定でハードウェア アクセラレーションを有効にしてください。原因は about:support の「グラフィックス」で確かめられます。',
      firefoxLinux:
        'Linux の Firefox では、about:config を開いて dom.webgpu.enabled と gfx.webgpu.ignore-blocklist を true にし、Firefox を再起動してください。原因は about:support の「グラフィックス」で確かめられます。',
      safari: 'Safari では、macOS 26・iOS 26・iPadOS 26 のバージョン 26 以降が必要です。',
      other: '下のいずれかのブラウザでこのページを開いてください。',
    },
    insecure:
      'WebGPU は https:// のページか localhost でしか使えません。このページは別の方法で開かれています。',
    meanwhile: '学習のようすを記録で見る',
  },
  recording: {
    lead: (label) => `同じネットワークが学習していく過程の記録です。見ているのは手書きの「${label}」です。`,
    absent: '記録を読み込めませんでした。',
    play: '記録を再生',
    pause: '記録を一時停止',
    scrub: '学習の時点',
    moment: (step, accuracy) => `ステップ ${integer.format(step)}、テスト正解率 ${accuracy}`,
    captions: {
      picture: ['画像', '数字の画像は 28×28 個の数です。0 が黒、1 が白を表します。'],
      maps: [
        '畳み込み層',
        'フィルタは小さなカーネルを画像の上で少しずつ動かします。カーネルに似た部分があると、特徴マップのその場所の値が大きくなります。',
      ],
      pool: [
        'プーリング層',
        '2×2 の窓を 1 つの値にまとめます。マップは小さくなり、わずかな位置ずれは影響しにくくなります。',
      ],
      dense: ['全結合層', 'それぞれのユニットが、すべての入力に重みを掛けて足し合わせます。'],
      answer: ['確率', '合計が 1 になる 10 個の数です。どの数字だとどれくらい確信しているかを表します。'],
    },
  },
};

export const withoutGpu = { en, ja };

export const withoutGpuWords = wordsOf('withoutGpu', withoutGpu);
