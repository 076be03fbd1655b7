// Words of the lab's second step: learning and its progress.

import { plural } from '../plural';

const en = {
  train: {
    title: 'Train',
    start: 'Train',
    again: 'Train again',
    cancel: 'Cancel',
    finish: 'Finish now',
    best: 'One in ten of them is set aside to choose the best weights. Training stops early when nothing improves.',
    ready: (classes: number, pictures: number, epochs: number) =>
      `${plural(classes, 'class', 'classes')}, about ${plural(pictures, 'training picture')}, up to ${plural(epochs, 'epoch')}.`,
    leftOut: (names: string) => `Left out, because they have no pictures: ${names}.`,
    phases: {
      pictures: 'Preparing pictures',
      rendering: 'Rendering pictures',
      download: 'Loading MobileNetV2',
      compile: 'Compiling shaders',
      features: 'Computing features',
      learn: 'Training',
      test: 'Evaluating',
    },
    left: (seconds: number) =>
      seconds < 90
        ? `about ${Math.max(5, 5 * Math.round(seconds / 5))} s left`
        : `about ${Math.round(seconds / 60)} min left`,
    epoch: (epoch: number, epochs: number) => `epoch ${epoch} of ${epochs}`,
    curve: 'Loss and accuracy',
    heldOut: 'held-out pictures',
    validation: 'pictures to choose the best weights',
    learned: 'training pictures',
    loss: 'loss',
    empty: 'The curve appears here.',
    augmented: 'Training pictures of this step, augmented',
    augmentedLabel: 'Pictures of the batch, flipped, rotated, shifted and with changed brightness',
    plain: 'Original pictures',
    settings: 'Settings',
    epochs: 'Epochs',
    automatic: 'automatic',
    rate: 'Learning rate',
    augment: 'Augment training pictures',
    beside: 'Add rendered fruit',
    few: {
      own: 'These are few pictures to start from random weights: transfer learning is usually better with them.',
      transfer: 'There are only a few pictures. Adding rendered fruit may help: see the settings.',
    },
    besideHint: (perClass: number) =>
      `Adds ${perClass} rendered pictures of each kind of fruit to your own. This helps most when you have few pictures.`,
    seed: 'Seed',
    split: 'Held out',
    splits: { recording: 'whole recordings', frame: 'single frames' },
    splitHint:
      'Frames of one recording look alike. If single frames are held out, the network has already seen nearly the same pictures, and the accuracy is too high.',
    done: (accuracy: string, pictures: number) =>
      `Accuracy on ${plural(pictures, 'held-out picture')}: ${accuracy}.`,
    took: (seconds: string, pictures: number) => `${seconds} s, ${plural(pictures, 'training picture')}.`,
    oneRecording: (names: string) =>
      `There is only one recording of ${names}. The held-out pictures come from the same recording, so this accuracy is too high.`,
    own: (accuracy: string, pictures: number) =>
      `Accuracy on ${plural(pictures, 'picture')} of your own: ${accuracy}.`,
    synthetic: 'Trained only on synthetic pictures. Real fruit is harder.',
    failed: 'Training failed',
    rests: 'The network on the stage pauses meanwhile.',
    watch:
      'It is trained on the stage. “Look inside” shows its maps and kernels of your pictures as it learns.',
    look: 'Look inside',
    looking: 'Opening…',
    lookHint: 'Opens the stage on this network and your pictures: every map and kernel, also while it learns',
  },
};

const ja: typeof en = {
  train: {
    title: '学習する',
    start: '学習を始める',
    again: 'もう一度学習する',
    cancel: '中止',
    finish: 'ここで終える',
    best: 'そのうち 1 割は学習に使わず、最も良い重みを選ぶために使います。改善しなくなれば、途中で学習を終えます。',
    ready: (classes, pictures, epochs) =>
      `${classes} クラス、約 ${pictures} 枚を最大 ${epochs} エポック学習します。`,
    leftOut: (names) => `画像がないため使わないクラス：${names}`,
    phases: {
      pictures: '画像を準備しています',
      rendering: '画像を描画しています',
      download: 'MobileNetV2 を読み込んでいます',
      compile: 'シェーダをコンパイルしています',
      features: '特徴を計算しています',
      learn: '学習しています',
      test: '検証用画像で評価しています',
    },
    left: (seconds) =>
      seconds < 90
        ? `残り約 ${Math.max(5, 5 * Math.round(seconds / 5))} 秒`
        : `残り約 ${Math.round(seconds / 60)} 分`,
    epoch: (epoch, epochs) => `${epochs} エポック中 ${epoch}`,
    curve: '損失と正解率',
    heldOut: '検証用画像',
    validation: '最も良い重みを選ぶ画像',
    learned: '学習用画像',
    loss: '損失',
    empty: 'ここに学習曲線が表示されます。',
    augmented: 'このステップの学習用画像（データ拡張後）',
    augmentedLabel: '左右反転・回転・移動・明るさの変化を加えたバッチの画像',
    plain: '元の画像',
    settings: '詳細設定',
    epochs: 'エポック数',
    automatic: '自動',
    rate: '学習率',
    augment: '学習用画像をデータ拡張する',
    beside: '合成した果物を加える',
    few: {
      own: 'ランダムな重みから学習するには画像が少なめです。この枚数なら、転移学習のほうがうまくいくことが多いです。',
      transfer: '画像が少なめです。詳細設定で合成画像を加えると、正解率が上がることがあります。',
    },
    besideHint: (perClass) =>
      `自分の画像に、果物 1 種類につき ${perClass} 枚の合成画像を加えて学習します。自分の画像が少ないときに特に役立ちます。`,
    seed: 'シード',
    split: '検証に回す単位',
    splits: { recording: '記録ごと', frame: '1 枚ごと' },
    splitHint:
      '同じ記録の画像はよく似ています。1 枚ごとに分けると、ほぼ学習済みの画像で検証することになり、正解率が高く出すぎます。',
    done: (accuracy, pictures) => `検証用画像 ${pictures} 枚の正解率 ${accuracy}`,
    took: (seconds, pictures) => `${seconds} 秒、学習に使った画像 ${pictures} 枚`,
    oneRecording: (names) =>
      `${names}の記録は 1 つだけです。検証用画像も同じ記録のものなので、この正解率は実際より高めに出ています。`,
    own: (accuracy, pictures) => `自分の画像 ${pictures} 枚での正解率：${accuracy}`,
    synthetic: '合成画像だけで学習しました。本物の果物はもっと難しくなります。',
    failed: '学習に失敗しました',
    rests: 'その間、ステージのネットワークは学習を休止します。',
    watch:
      'ステージで学習しています。「中を見る」を押すと、自分の画像の特徴マップとカーネルが変わっていくようすを見られます。',
    look: '中を見る',
    looking: '開いています…',
    lookHint:
      'このネットワークと自分の画像をステージで開き、すべての特徴マップとカーネルを表示します（学習中も見られます）',
  },
};

export const labTrain = { en, ja };
