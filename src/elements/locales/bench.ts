// Words of the page that times engines, bench.html.

import { wordsOf } from '../locale';

const en = {
  title: 'Benchmark on this device',
  lead: 'Compares Convscope with other engines on this device, in this tab. All engines get the same numbers. First their outputs, losses and gradients are compared; engines that disagree are not timed. Then they run in turns, and each time ends when the last result is available. Close other programs for steadier numbers.',
  suites: 'What to measure',
  suite: {
    lenet: { name: 'LeNet-5', what: 'a training step on 64 pictures of 28×28, memory, first step' },
    cifar: {
      name: 'A CIFAR network',
      what: 'a training step on 32 colour pictures of 32×32, four convolutions',
    },
    ops: { name: 'Single layers', what: 'convolution, pooling and dense layers, forward and backward' },
    infer: {
      name: 'Prediction',
      what: 'one picture through LeNet-5 and, unless Short is chosen, VGG-16 (0.6 GB)',
    },
    scaling: { name: 'Scaling', what: 'how the time of a step grows with batch size and with channels' },
    draw: { name: 'Drawing', what: 'training with and without drawing the maps' },
  },
  against: 'Settings',
  engine: (id: string) =>
    ({
      ours: 'Convscope',
      jax: 'jax-js',
      tfjs: 'TensorFlow.js (WebGPU)',
      'tfjs-cpu': 'TensorFlow.js (no GPU)',
    })[id] ?? id,
  quick: 'Short',
  quickWhat: 'fewer repetitions, fewer shapes',
  run: 'Run',
  cancel: 'Cancel',
  progress: 'Progress',
  row: (text: string) => text,
  results: 'Results',
  columns: { engine: 'Engine', time: 'One run, median', times: 'Relative time' },
  peak: (share: string) => `· ${share} % of the device's peak`,
  unchecked: '· not compared: only one engine ran',
  differs: (engine: string, reference: string, result: string, by: string) =>
    `Not timed: ${engine} and ${reference} disagree on ${result}, by ${by} of its largest value.`,
  missing: 'did not run:',
  check: 'Self-check against the reference',
  checked: (numbers: string, off: string) => `${numbers} numbers, largest error ${off}`,
  checkedWrong: (layers: string) => `wrong: ${layers}`,
  best: 'Limits of the device',
  ceilings: {
    fma: 'Multiply-adds',
    loads: 'Loads',
    copy: 'Memory copy',
    dispatch: 'One dispatch',
    submit: 'One submit',
  },
  firstStep: 'First LeNet step from a cold start',
  memory: 'Peak memory',
  drawn: 'One step, with / without drawing',
  rests:
    'Point at a time to see its quartiles. The peak is measured with small programs that only calculate; a network also reads and writes memory.',
  copy: 'Copy as Markdown',
  copyJson: 'Copy as JSON',
  copied: 'Copied',
  download: 'Download JSON',
};

/** What the benchmark calls its rows, in the order in which longer names come first. */
const ROW_WORDS: readonly (readonly [string, string])[] = [
  [' training step by batch', 'の学習 1 ステップと枚数'],
  [' training step by channels', 'の学習 1 ステップとチャンネル数'],
  ['training with its maps drawn and not drawn', 'マップを描く学習と描かない学習'],
  [' training step', 'の学習 1 ステップ'],
  ['first step from a cold start', 'コールドスタートからの最初の 1 ステップ'],
  ['limits of the device', '端末の上限'],
  ['input gradient', '入力の勾配'],
  ['weight gradient', '重みの勾配'],
  ['max pool', '最大値プーリング'],
  ['forward', '順伝播'],
  ['batch', 'バッチ'],
  ['memory', 'メモリ'],
  ['calls', '呼び出し'],
  ['dense', '全結合'],
  ['conv', '畳み込み'],
  ['valid', '端なし'],
  [' on ', '、'],
];

function rowInJapanese(text: string | number): string {
  return ROW_WORDS.reduce((done, [word, japanese]) => done.replaceAll(word, japanese), String(text));
}

const ja: typeof en = {
  title: 'この端末でのベンチマーク',
  lead: 'この端末のこのタブで、Convscope をほかのエンジンと比べます。どのエンジンにも同じ数値を渡します。まず出力・損失・勾配を比べ、一致しないエンジンは計測しません。次に 1 回ずつ順番に実行し、最後の結果が出るまでの時間を測ります。ほかのプログラムを閉じておくと、結果が安定します。',
  suites: '測るもの',
  suite: {
    lenet: {
      name: 'LeNet-5（手書き数字）',
      what: '28×28 の画像 64 枚での学習 1 ステップ、メモリ、最初の 1 ステップ',
    },
    cifar: {
      name: 'CIFAR 向けネットワーク',
      what: '32×32 のカラー画像 32 枚での学習 1 ステップ、畳み込み 4 層',
    },
    ops: { name: '層ごと', what: '畳み込み・プーリング・全結合の順伝播と逆伝播' },
    infer: {
      name: '予測',
      what: '画像 1 枚を LeNet-5 に、「短く」でなければ VGG-16（0.6 GB）にも通します',
    },
    scaling: {
      name: 'スケーリング',
      what: 'バッチサイズやチャンネル数とともに 1 ステップの時間がどう増えるか',
    },
    draw: { name: '描画', what: 'マップを描きながらの学習と、描かない学習' },
  },
  against: '設定',
  engine: (id) =>
    ({
      ours: 'Convscope（本体）',
      jax: 'jax-js（比較）',
      tfjs: 'TensorFlow.js（WebGPU 版）',
      'tfjs-cpu': 'TensorFlow.js（GPU なし）',
    })[id] ?? id,
  quick: '短く',
  quickWhat: '回数と形を減らします',
  run: '計測する',
  cancel: '中止',
  progress: '進み具合',
  row: (text) => rowInJapanese(text),
  results: '結果',
  columns: { engine: 'エンジン', time: '1 回の中央値', times: '時間の比' },
  peak: (share) => `・端末の上限の ${share} %`,
  unchecked: '・比較なし（1 つのエンジンだけ）',
  differs: (engine, reference, result, by) =>
    `計測していません。${engine} と ${reference} の ${result} が、最大値の ${by} 倍だけ食い違います。`,
  missing: '実行できませんでした：',
  check: '自己診断（参照実装との比較）',
  checked: (numbers: string, off: string) => `${numbers} 個の数値、最大の誤差 ${off}`,
  checkedWrong: (layers: string) => `正しくない層：${layers}`,
  best: 'この端末の上限',
  ceilings: {
    fma: '積和演算',
    loads: '読み出し',
    copy: 'メモリのコピー',
    dispatch: 'ディスパッチ 1 回',
    submit: 'サブミット 1 回',
  },
  firstStep: 'コールドスタートから LeNet の最初の 1 ステップまで',
  memory: '最大メモリ',
  drawn: '1 ステップ（描く／描かない）',
  rests:
    '時間の上にポインタを置くと四分位数が出ます。上限は計算だけをする小さなプログラムで測ります。ネットワークには、数値を読み書きする時間も要ります。',
  copy: 'Markdown でコピー',
  copyJson: 'JSON としてコピー',
  copied: 'コピーしました',
  download: 'JSON をダウンロード',
};

export const bench = { en, ja };

export const benchWords = wordsOf('bench', bench);
