// Words of the shader tab.

import { wordsOf } from '../locale';
import type { ShaderProblem } from '../../inspect/shader/shaderFacade';
import { integer } from './integer';

const en = {
  lead: 'A simple shader for this layer: each invocation computes one value. Edit it and watch the maps. Training keeps the original.',
  editor: 'WGSL shader of the layer. Escape, then Tab leaves it.',
  original: 'The original shader.',
  edited: 'The maps of this layer, and those after it, come from the edited shader.',
  typing: 'Typing…',
  compiling: 'Compiling…',
  unchanged: (count: number) =>
    count === 1 ? '1 error. The maps are unchanged.' : `${count} errors. The maps are unchanged.`,
  stopped: 'The shader was stopped. The maps are those of the original shader.',
  reset: 'Reset',
  resetLabel: 'Reset to the original shader',
  line: (line: number) => `Line ${line}`,
  problems: {
    compile: ({ message }: ShaderProblem) => message,
    pipeline: ({ message }: ShaderProblem) => `The shader does not fit the buffers of this layer. ${message}`,
    endless: ({ limit = 0 }: ShaderProblem) =>
      `This loop was stopped: the loops ran more than ${integer.format(limit)} times.`,
    unbounded: () => 'This loop needs an exit: end it with a condition or with break.',
  },
  kinds: { error: 'Compile error', warning: 'Warning', stopped: 'Stopped' },
  dropped: {
    network: 'The network changed. The edited shader is gone; this is the original one.',
    device: 'The graphics processor was restarted. The edited shader is gone; this is the original one.',
  },
  picture: 'The input picture is copied to the graphics processor. No shader computes it.',
  reshapes: 'This layer only puts its numbers in another order of reading. No shader runs for it.',
  noPlain: 'There is no simple shader for this layer. This is the one that runs.',
  runs: {
    title: 'As it runs here',
    lead: 'The shader tuned for this device and this layer. The page uses it when nothing is edited.',
    editor: (kernel: string) => `The shader ${kernel}, read only`,
    workgroups: 'Workgroups',
    each: (groups: string, size: number) => `${groups} × ${integer.format(size)} invocations`,
    flops: 'Operations',
    flopsTitle: 'Floating-point operations for one picture; a multiply-add counts as two',
    read: 'Read',
    written: 'Written',
    bytesTitle: 'Bytes of the tensors, each counted once',
  },
  phrases: {} as Readonly<Record<string, string>>,
};

const ja: typeof en = {
  lead: 'この層を計算する簡単なシェーダです。1 回の呼び出しが値を 1 つ計算します。書きかえると特徴マップがすぐに変わります。学習には元のシェーダを使います。',
  editor: 'この層の WGSL シェーダ。Esc キーのあと Tab キーで外に出ます。',
  original: '元のシェーダです。',
  edited: 'この層とその後の特徴マップは、編集したシェーダによるものです。',
  typing: '入力中…',
  compiling: 'コンパイル中…',
  unchanged: (count) => `コンパイルエラー ${count} 件。特徴マップは変わっていません。`,
  stopped: 'シェーダを停止しました。特徴マップは元のシェーダによるものです。',
  reset: '元に戻す',
  resetLabel: '元のシェーダに戻す',
  line: (line) => `${line} 行目`,
  problems: {
    compile: ({ message }) => message,
    pipeline: ({ message }) => `シェーダがこの層のバッファに合いません。${message}`,
    endless: ({ limit = 0 }) => `ループが合計 ${integer.format(limit)} 回を超えたため、ここで停止しました。`,
    unbounded: () => 'このループには出口が必要です。条件または break で終わるようにしてください。',
  },
  kinds: { error: 'コンパイルエラー', warning: '警告', stopped: '停止' },
  dropped: {
    network: 'ネットワークが変わったため、編集したシェーダは元に戻りました。',
    device: 'GPU が再起動したため、編集したシェーダは元に戻りました。',
  },
  picture: '入力画像は GPU にコピーされるだけで、シェーダは計算しません。',
  reshapes: 'この層は値の並びを読みかえるだけなので、シェーダは動きません。',
  noPlain: 'この層には簡単なシェーダがありません。実際に動いているシェーダを表示しています。',
  runs: {
    title: '実際に動くシェーダ',
    lead: 'このデバイスとこの層に合わせて最適化したシェーダです。編集していないときはこれを使います。',
    editor: (kernel) => `シェーダ ${kernel}（読み取り専用）`,
    workgroups: 'ワークグループ',
    each: (groups, size) => `${groups} × ${integer.format(size)} 呼び出し`,
    flops: '演算',
    flopsTitle: '画像 1 枚あたりの浮動小数点演算の回数。積和は 2 回と数えます',
    read: '読み出し',
    written: '書き込み',
    bytesTitle: 'テンソルのバイト数。それぞれ 1 回だけ数えます',
  },
  phrases: {
    'Control character': '制御文字',
    'Selection deleted': '選択範囲を削除しました',
    Diagnostics: 'コンパイルエラー',
    'No diagnostics': 'コンパイルエラーはありません',
    close: '閉じる',
  },
};

export const shader = { en, ja };

export type ShaderWords = (typeof shader)['en'];
export const shaderWords = wordsOf('shader', shader);
