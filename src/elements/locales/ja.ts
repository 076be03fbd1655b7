// 日本語のページ。キーは en.ts とそろえる（欠けていれば型エラーになる）。Keras の名前は訳さない。

import type { Messages } from '../locale';
import { errors } from './errors';
import { kept } from './kept';
import { learningRate } from './learningRate';
import { travel } from './travel';
import { classes } from './classes';
import { colours } from './colours';
import { notFinite } from './notFinite';
import { why } from './why';
import { building } from './building';
import { kernels } from './kernels';
import { opened } from './opened';

const integer = new Intl.NumberFormat('ja');

export const ja: Messages = {
  why: why.ja,
  notFinite: notFinite.ja,
  building: building.ja,
  handmade: kernels.ja,
  busy: '計算しています…',
  title: 'Convscope：学習するようすが見えるニューラルネットワーク',
  toContent: 'ネットワークの表示へ移動',
  header: {
    views: {
      title: '画面',
      stage: 'ステージ',
      compare: '比較',
      shifts: '平行移動',
      lab: '果物ラボ',
      gallery: 'ギャラリー',
    },
    language: '言語',
    toDark: '暗い配色にする',
    toLight: '明るい配色にする',
    files: '開く・保存',
    openLeft: '画像とネットワーク',
    openRight: '選択中の値',
    close: '閉じる',
  },
  opening: {
    title: 'ネットワークを準備しています',
    lead: '小さなニューラルネットワークが、このページの中で手書き数字の読み方を学びます。計算はお使いの端末の GPU で行います。描いた数字が外へ送られることはありません。',
    device: 'GPU を探しています',
    data: '手書き数字 70,000 枚を読み込んでいます',
    compile: 'GPU のプログラム（シェーダ）をコンパイルしています',
    failed: 'ネットワークを準備できませんでした',
    failedHint:
      'ページを再読み込みしてください。それでも直らないときは、GPU を使っているほかのタブを閉じるか、ブラウザを更新してください。',
    reload: '再読み込み',
    dataHint: '学習に使う画像が届きませんでした。接続とサーバを確かめてから、もう一度お試しください。',
    retry: 'もう一度試す',
  },
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
  picture: {
    title: '画像',
    draw: '数字を描く',
    pad: '描画パッド。矢印キーでペンを動かし、スペースキーか Enter キーを押している間だけ描きます。Delete キーで消します。',
    hint: '学習データと同じように、大きさと位置を整えて入力します。',
    clear: '消す',
    pen: 'ペン',
    thickness: 'ペンの太さ',
  },
  network: {
    title: 'ネットワーク',
    as: 'ネットワークの表し方',
    layers: '層',
    code: 'コード',
    input: '入力',
    total: (count) => `パラメータ ${integer.format(count)} 個`,
    noParameters: 'パラメータなし',
    show: (name) => `${name} をステージに表示`,
    size: '大きさ',
    parameters: 'パラメータ',
  },
  stage: {
    title: 'ステージ',
    input: '入力',
    answer: '答え',
    more: (count) => `ほか ${count} 枚`,
    fewer: '折りたたむ',
    moreOf: (count, layer) => `${layer} のマップをほか ${count} 枚表示`,
    fewerOf: (layer) => `${layer} のマップの表示を減らす`,
    mapLabel: (layer, channel, rows, columns) => `${layer} の特徴マップ ${channel}、${rows} 行 ${columns} 列`,
    stripLabel: (layer, units) => `${layer}、ユニット ${units} 個`,
    pictureLabel: (rows, columns) => `入力画像、${rows} 行 ${columns} 列`,
    channelLabel: (channel, rows, columns) => `入力画像の${channel}チャネル、${rows} 行 ${columns} 列`,
    keys: '矢印キーでセルを、Page Up と Page Down でマップを移動します。',
    cell: (row, column) => `${row} 行 ${column} 列`,
    unit: (unit) => `ユニット ${unit}`,
    kernels: 'カーネル',
    showKernels: 'カーネルをマップの横に表示',
    reading: (what, value) => `${what}：${value}`,
    figure: '図を保存',
    saveFigure: (format) => `${format} でステージの図を保存`,
  },
  colours: colours.ja,
  classes: classes.ja,
  opened: opened.ja,
  inspector: {
    title: '選択中の値',
    tabs: { value: '値', kernel: 'カーネル', gradient: '勾配', why: '根拠', shader: 'シェーダ' },
    shader: {
      explained: 'この値は編集したシェーダによるものです。この層の式では説明できません。',
      parts: 'このセルの値は編集したシェーダによるものです。途中のマップは元の式による値です。',
      original: '元のシェーダで計算しています。ステージの特徴マップは編集したシェーダによるものです。',
      chip: 'シェーダ編集中',
      reset: (layer) => `${layer} のシェーダを元に戻す`,
      hint: 'この層とその後の特徴マップは、編集したシェーダによるものです。クリックすると元に戻ります。',
    },
    at: {
      map: (layer, channel) => `${layer} · マップ ${channel}`,
      unit: (layer, unit) => `${layer} · ユニット ${unit}`,
      picture: '入力画像',
      channel: (channel) => `入力画像 · ${channel}`,
    },
    cell: (row, column) => `${row} 行 ${column} 列`,
    patch: 'パッチ',
    kernel: 'カーネル',
    patchInColour: 'カラーのパッチ',
    kernelInColour: 'カーネル（灰色が 0）',
    window: '窓',
    channel: (at, of) => `入力マップ ${at}／${of}`,
    previous: '前の入力マップ',
    next: '次の入力マップ',
    slices: 'カーネル（入力マップごと）',
    sumOfSlices: '入力マップごとの和',
    contributions: '大きい積',
    weights: '重み（入力マップごと）',
    allInputs: (count) => `入力 ${integer.format(count)} 個`,
    place: 'マップ · 行, 列',
    largest: '最大値',
    mean: '平均値',
    bias: 'バイアス',
    sum: '和',
    map: '特徴マップ',
    value: '値',
    field: '受容野',
    fieldAll: '全結合層のユニットは画像全体を見ています。',
    fieldSize: (rows, columns) => `${rows}×${columns} 画素`,
    rest: 'マップを指すと、計算に使う窓がいっしょに動きます。クリックで固定、Esc キーで解除します。',
    kept: '固定中です。Esc キーで解除します。',
    say: {
      pixel: '画像の 1 画素です。0 が黒、1 が白です。ネットワークが受け取るのは、この値だけです。',
      colourPixel:
        '入力画像の 1 画素です。赤・緑・青の明るさを、それぞれ 0（暗い）から 1（明るい）で表します。ネットワークが受け取るのは、この値だけです。',
      strong: (kernel) =>
        `パッチは ${kernel} のカーネルとよく似ています。紫のところが明るく、茶色のところが暗いので、値が大きくなります。`,
      some: '正の積と負の積が混ざっています。和は少しだけ正になります。',
      opposite: (kernel) =>
        `パッチは ${kernel} のカーネルと明暗がほぼ逆です。茶色のところが明るく、紫のところが暗いので、和が負になります。`,
      against: '負の積のほうが大きいので、和は負になります。',
      cut: 'ReLU はこれを 0 にします。',
      weak: '正の積と負の積がほぼ打ち消し合い、和は 0 に近くなります。',
      blank: '窓の中の入力はすべて 0 なので、バイアスだけが残ります。',
      max: '窓の中で最も大きい値だけを次の層へ渡します。窓のどこにあったかは関係なくなります。',
      mean: '窓の中の値を平均します。この層にパラメータはありません。',
      unit: '入力の 1 つ 1 つに別々の重みを掛け、積をすべて足し、バイアスを加えます。',
      other: 'この層は入力の形を変えるだけで、値は変えません。',
    },
  },
  time: {
    title: '学習',
    play: '学習する',
    pause: '一時停止',
    step: '1 ステップ進む',
    slowMotion: '学習の 1 ステップをスローモーションで',
    reset: '同じ初期値に戻す',
    dice: '新しいシード',
    seed: (seed) => `シード ${seed}`,
    moment: (epoch, step) => `エポック ${integer.format(epoch)} · ステップ ${integer.format(step)}`,
    of: (step, steps) => `${integer.format(step)}／${integer.format(steps)}`,
    speed: (pictures) => `毎秒 ${pictures} 枚`,
    untrained: 'まだ学習していません。「学習する」を押して、マップの変化を見てください。',
    paused: '一時停止中',
    testAccuracy: 'テスト正解率',
    loss: '損失',
    learningRate: '学習率',
    batch: 'バッチサイズ',
    curve: '学習ステップごとの損失と正解率',
    curveEmpty: '最初のステップから曲線が始まります。',
    curveAccuracy: 'テスト正解率',
    curveTraining: '学習データの正解率',
    curveLoss: '損失',
  },
  travel: travel.ja,
  errors: errors.ja,
  kept: kept.ja,
  learningRate: learningRate.ja,
  states: {
    loading: '読み込み中',
    compiling: 'コンパイル中',
    idle: '一時停止中',
    training: '学習中',
    failed: '停止',
    recovering: '復旧中',
  },
  failure: {
    title: '学習が止まりました',
    what: '何が起きたか',
    tryThis: '試すこと',
    reset: '同じ初期値に戻す',
    slower: '学習率を 10 分の 1 にして続ける',
    hints: [
      '1 ステップの更新が大きすぎると、損失が際限なく大きくなることがあります。学習率を小さくしてみてください。',
      'パラメータは、有限だった最後の値に戻してあります。失われたものはありません。',
      '繰り返し起きるときは、ページを再読み込みしてください。',
    ],
  },
  notice: {
    dismiss: 'メッセージを閉じる',
    known: {
      deviceLost: () => 'GPU が一時的に使えなくなりました。最後のチェックポイントから準備し直しています。',
      deviceRestored: ({ step }) =>
        `GPU がまた使えるようになりました。最後のチェックポイント（ステップ ${step ?? 0}）から続けます。`,
      fallback: ({ kernels }) =>
        `このデバイスでは ${kernels ?? ''} の高速版をコンパイルできません。代わりに簡単な版で計算するため、学習は遅くなります。`,
      finished: ({ epochs, accuracy }) =>
        `${epochs ?? ''} エポックの学習が終わりました。テスト正解率は ${(100 * Number(accuracy)).toFixed(2)} % です。「学習する」を押すと続けられます。`,
    },
    other: (key, values) => `エンジンからの通知：${key}${values ? `（${values}）` : ''}`,
  },
};
