// Words of the lab's third step, live answers, and of the numbers below.

import { plural } from '../plural';

const en = {
  try: {
    title: 'Try',
    closed: 'Available after training.',
    opening: 'Getting ready…',
    source: 'Input of the network',
    camera: 'Camera',
    picture: 'Held-out pictures',
    file: 'A file…',
    notSure: 'Not sure',
    threshold: (value: string, right: string, count: number) =>
      `Below a probability of ${value} the answer is “not sure”. Of ${plural(count, 'held-out picture')} above that, ${right} were right.`,
    nothing: 'The network knows only its classes. For anything else it still answers with one of them.',
    unlike: 'The same goes for a picture that is not like any it learned from.',
    unfamiliar: 'Not like any of the pictures it learned from',
    says: (name: string, probability: string) => `${name}, ${probability}`,
    speed: (frames: string, ms: string) => `${frames} pictures/s · ${ms} ms each`,
    cam: 'Explain the answer (Grad-CAM)',
    camHint: (name: string) => `Bright parts raise the score of ${name}. Dark parts have no effect.`,
    ask: (name: string) => `Explain ${name}`,
    seen: 'What the network sees',
    seenSize: (size: number) => `${size}×${size} pixels`,
    lookHint: 'Opens the stage on this network, with the picture that it sees now',
    stage: {
      newest: (step: number) => `This is the network as you trained it further on the stage (step ${step}).`,
      fromLab: 'This is the network from the lab, without the training on the stage.',
      training: 'It is being trained on the stage. Once training pauses there, the answer here follows.',
      following: 'Taking over the network from the stage…',
      useLab: 'Use the one from the lab',
      useStage: 'Use the one trained on the stage',
    },
    maps: 'Feature maps of this picture',
    mapsOf: (layer: string, count: number, shape: string) => `${layer}: ${count} of ${shape}`,
    experiments: 'Experiments',
    cover: 'Cover the fruit',
    coverHint:
      'Drag the grey square over the picture, or move it with the arrow keys. Which part does the answer depend on?',
    coverSize: 'Size of the square',
    background: 'Change the background',
    backgroundHint:
      'Everything outside the circle is replaced. If the network looks at the fruit, the answer should stay the same.',
    radius: 'Size of the circle',
    scenes: { own: 'original', grey: 'grey', stripes: 'stripes', green: 'green', white: 'white' },
    before: (name: string, from: string, to: string) => `${name}: ${from} before, ${to} now`,
    steady: 'The answer hardly changes: it does not depend on that.',
    falls: 'The probability falls: the answer depends on the covered part.',
    fallsBackground: 'The answer changes with the background: the network does not look only at the fruit.',
    end: 'End the experiment',
    export: {
      title: 'Take it with you',
      lead: 'A web page with this network inside, in one file. Open it on a phone or another computer: it answers there, without Convscope.',
      save: 'Save as a web page (.html)',
      saving: 'Saving…',
      camera:
        'For the camera, put the file on a web server with https: many browsers, above all on phones, have no camera for pages opened from a file. Pictures always work.',
    },
  },
  numbers: {
    title: 'Evaluation on held-out pictures',
    lead: (count: number, by: string) =>
      `Results on ${plural(count, 'picture')} that were not used for training (${by}).`,
    by: {
      recording: 'whole recordings held out',
      frame: 'single frames held out',
      rendered: 'newly rendered',
    },
    leak: (frame: string, recording: string) =>
      `With single frames held out, the accuracy is ${frame}; with whole recordings held out, it is ${recording}. The difference is data leakage: neighbouring frames were used for training.`,
    calibration: 'Calibration',
    calibrationHint: 'Answers with a probability of 80 % should be correct four times in five.',
    said: 'probability',
    right: 'accuracy',
    answers: (count: number) => plural(count, 'answer'),
    ece: (value: string) => `Expected calibration error: ${value} on average.`,
    mistakes: 'Mistakes with the highest probability',
    noMistakes: 'No mistakes on these pictures.',
    mistake: (label: string, answer: string, probability: string) =>
      `${label}, answered ${answer}: ${probability}`,
    few: 'With so few pictures, a single mistake changes these numbers by several points.',
  },
};

const ja: typeof en = {
  try: {
    title: '試す',
    closed: '学習が終わると使えるようになります。',
    opening: '準備しています…',
    source: 'ネットワークへの入力',
    camera: 'カメラ',
    picture: '検証用画像',
    file: 'ファイル…',
    notSure: 'わかりません',
    threshold: (value, right, count) =>
      `確率が ${value} 未満なら「わかりません」と答えます。それ以上だった検証用画像 ${count} 枚のうち、${right} が正解でした。`,
    nothing:
      'ネットワークが知っているのは学習したクラスだけです。ほかの物を見せても、どれかのクラスを答えます。',
    unlike: '学習した画像のどれにも似ていないときも、同じように答えます。',
    unfamiliar: '学習した画像のどれにも似ていません',
    says: (name, probability) => `${name}、${probability}`,
    speed: (frames, ms) => `毎秒 ${frames} 枚 · 1 枚 ${ms} ms`,
    cam: '答えの根拠（Grad-CAM）',
    camHint: (name) => `明るい部分は「${name}」のスコアを上げます。暗い部分は影響しません。`,
    ask: (name) => `${name}の根拠を見る`,
    seen: 'ネットワークが見ている画像',
    seenSize: (size) => `${size}×${size} 画素`,
    lookHint: 'このネットワークと、いま見ている画像をステージで開きます',
    stage: {
      newest: (step) => `ステージでさらに学習したネットワークです（ステップ ${step}）。`,
      fromLab: 'ラボのネットワークです（ステージでの学習は含みません）。',
      training: 'ステージで学習しています。学習を止めると、ここの答えにも反映されます。',
      following: 'ステージのネットワークを取り込んでいます…',
      useLab: 'ラボのネットワークを使う',
      useStage: 'ステージで学習したネットワークを使う',
    },
    maps: 'この画像の特徴マップ',
    mapsOf: (layer, count, shape) => `${layer}：${shape} のうち ${count} 枚`,
    experiments: '実験',
    cover: '果物を隠す',
    coverHint:
      '灰色の四角を画像の上でドラッグするか、矢印キーで動かしてください。どこを隠すと答えが変わるでしょうか。',
    coverSize: '四角の大きさ',
    background: '背景を変える',
    backgroundHint:
      '円の外側をすべて置き換えます。果物を見ているネットワークなら、答えは変わらないはずです。',
    radius: '円の大きさ',
    scenes: { own: 'そのまま', grey: '灰色', stripes: 'しま模様', green: '緑', white: '白' },
    before: (name, from, to) => `${name}：はじめ ${from}、今 ${to}`,
    steady: '答えはほとんど変わりません。答えはそこに依存していません。',
    falls: '確率が下がりました。答えは隠した部分に依存しています。',
    fallsBackground: '背景で答えが変わりました。ネットワークは果物だけを見ているのではありません。',
    end: '実験を終える',
    export: {
      title: '持ち出す',
      lead: 'このネットワークを、1 つのファイルの Web ページとして保存します。スマートフォンやほかのパソコンで開けば、Convscope がなくてもそこで答えます。',
      save: 'Web ページとして保存（.html）',
      saving: '保存しています…',
      camera:
        'カメラを使うには、ファイルを https の Web サーバに置いてください。スマートフォンをはじめ、ファイルから開いたページではカメラを使えないブラウザが多くあります。画像はいつでも使えます。',
    },
  },
  numbers: {
    title: '未学習データでの評価',
    lead: (count, by) => `学習に使っていない ${count} 枚での結果です（${by}）。`,
    by: { recording: '記録ごとに分割', frame: '1 枚ごとに分割', rendered: '新たに描画' },
    leak: (frame, recording) =>
      `1 枚ごとに分けると ${frame}、記録ごとに分けると ${recording} です。この差は、隣り合うフレームを学習に使ったために起こるデータリークです。`,
    calibration: '確率の較正',
    calibrationHint: '確率 80 % の答えは、5 回に 4 回正解になるのが理想です。',
    said: '確率',
    right: '正解率',
    answers: (count) => `${count} 件`,
    ece: (value) => `期待較正誤差（平均のずれ）：${value}`,
    mistakes: '高い確率で間違えた画像',
    noMistakes: 'これらの画像に間違いはありません。',
    mistake: (label, answer, probability) => `${label}を${answer}と回答：${probability}`,
    few: '枚数が少ないため、1 枚の間違いで数値が大きく変わります。',
  },
};

export const labTry = { en, ja };
