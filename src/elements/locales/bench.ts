// Words of the page that times engines, bench.html.

const en = {
  title: 'How fast is it here',
  lead: 'Convscope beside other engines, on this device and in this tab. All get the same numbers. First their outputs, losses and gradients are compared, and where they differ nothing is timed. Then they take turns, and each time ends when the last result is there. Close other programs for calmer numbers.',
  suites: 'What to measure',
  suite: {
    lenet: { name: 'LeNet-5', what: 'a training step on 64 pictures of 28×28, memory, first step' },
    cifar: {
      name: 'A CIFAR network',
      what: 'a training step on 32 colour pictures of 32×32, four convolutions',
    },
    ops: { name: 'Single layers', what: 'convolution, pooling and dense layers, forward and backward' },
    infer: { name: 'Prediction', what: 'one picture through LeNet-5 and, unless short, VGG-16 (0.6 GB)' },
    scaling: { name: 'Growth', what: 'how the time of a step grows with pictures and with channels' },
    draw: { name: 'Drawing', what: 'training with the maps drawn against not drawn' },
  },
  against: 'How',
  engine: (id: string) =>
    ({
      ours: 'Convscope',
      jax: 'jax-js',
      tfjs: 'TensorFlow.js (WebGPU)',
      'tfjs-cpu': 'TensorFlow.js (no GPU)',
    })[id] ?? id,
  quick: 'Short',
  quickWhat: 'fewer rounds, fewer shapes',
  run: 'Run',
  cancel: 'Cancel',
  progress: 'Progress',
  row: (text: string) => text,
  results: 'Results',
  columns: { engine: 'Engine', time: 'One run, median', times: 'Times as long' },
  peak: (share: string) => `· ${share} % of the device's peak`,
  unchecked: '· not compared, one engine ran alone',
  differs: (engine: string, reference: string, result: string, by: string) =>
    `Not timed: ${engine} and ${reference} disagree on ${result}, by ${by} of its largest number.`,
  missing: 'did not run:',
  best: 'The device',
  ceilings: {
    fma: 'Multiply-adds at best',
    loads: 'Loads at best',
    copy: 'Copying memory',
    dispatch: 'One more dispatch',
    submit: 'One more submit',
  },
  firstStep: 'From nothing to the first LeNet step',
  memory: 'Peak memory',
  drawn: 'A step, drawn / not drawn',
  rests:
    'Point at a time to see its quartiles. The peak is measured with small programs that only calculate; a network also has to fetch and store numbers.',
  copy: 'Copy as Markdown',
  copied: 'Copied',
  download: 'Download JSON',
};

/** What the benchmark calls its rows, in the order in which longer names come first. */
const ROW_WORDS: readonly (readonly [string, string])[] = [
  [' training step by batch', 'の学習 1 ステップと枚数'],
  [' training step by channels', 'の学習 1 ステップとチャンネル数'],
  ['training with its maps drawn and not drawn', 'マップを描く学習と描かない学習'],
  [' training step', 'の学習 1 ステップ'],
  ['first step from a cold start', '何もない状態からの最初の 1 ステップ'],
  ['what the device can do at best', '端末の上限'],
  ['input gradient', '入力の勾配'],
  ['weight gradient', '重みの勾配'],
  ['max pool', '最大プーリング'],
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
  title: 'この端末での速さ',
  lead: 'Convscope をほかのエンジンと並べて、この端末のこのタブの中で測ります。どのエンジンにも同じ数値を渡します。まず出力・損失・勾配を比べ、食い違うものは計測しません。次に 1 回ずつ順番に走らせ、最後の結果が出そろうまでを測ります。ほかのプログラムを閉じておくと、結果が安定します。',
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
    scaling: { name: '増え方', what: '枚数やチャンネル数とともに 1 ステップの時間がどう増えるか' },
    draw: { name: '描画', what: 'マップを描きながらの学習と、描かない学習' },
  },
  against: '測り方',
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
  columns: { engine: 'エンジン', time: '1 回の中央値', times: '何倍かかるか' },
  peak: (share) => `・端末の上限の ${share} %`,
  unchecked: '・比較なし（1 つのエンジンだけ）',
  differs: (engine, reference, result, by) =>
    `計測していません。${engine} と ${reference} の ${result} が、最大値の ${by} 倍だけ食い違います。`,
  missing: '実行できませんでした：',
  best: 'この端末',
  ceilings: {
    fma: '積和演算の上限',
    loads: '読み出しの上限',
    copy: 'メモリのコピー',
    dispatch: 'ディスパッチ 1 回',
    submit: 'サブミット 1 回',
  },
  firstStep: '何もない状態から LeNet の最初の 1 ステップまで',
  memory: '最大メモリ',
  drawn: '1 ステップ（描く／描かない）',
  rests:
    '時間の上にポインターを置くと四分位数が出ます。上限は計算だけをする小さなプログラムで測ります。ネットワークには、数値を読み書きする時間も要ります。',
  copy: 'Markdown でコピー',
  copied: 'コピーしました',
  download: 'JSON をダウンロード',
};

export const bench = { en, ja };
