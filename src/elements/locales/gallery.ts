// Words of the gallery: the famous networks, to scale.

import { wordsOf } from '../locale';

/** A network in words: what it brought. */
type Stories = Readonly<Record<string, string>>;

const en = {
  title: 'Famous networks, drawn to scale',
  lead: 'Each network at its true size. The width of a block is the number of channels of the layer, its height is the side of its maps. Three bars show how parameters, arithmetic and activations are distributed over the layers.',
  list: 'Networks',
  parameters: 'Parameters',
  year: (year: number) => `${year}`,
  own: 'made for Convscope',
  stories: {
    lenet5:
      'Convolutions that share their weights over the picture, pooling, then dense layers: the design that most networks here follow. This is the version taught today, with ReLU and max pooling in place of tanh and average pooling.',
    'lenet5-1998':
      'In the 1990s it read the amounts on bank cheques. Its kernels were learned from pixels, while others still designed features by hand. Average pooling made its answers depend less on exact positions.',
    dnn: 'Only dense layers, for comparison. Every unit sees every pixel, no weights are shared, and a digit moved by a few pixels is a completely different input. It has four times as many parameters as LeNet-5.',
    'vgg-mnist':
      'The design of VGG at the size of a digit: two 3×3 convolutions, then pooling, repeated three times. It has fewer parameters than LeNet-5, but needs four and a half times as many multiply-adds.',
    'vgg-cifar':
      'The same design for small colour pictures such as those of CIFAR-10. Three blocks instead of five, and one dense layer of 128 units instead of two of 4096.',
    alexnet:
      'It won the ImageNet contest of 2012 with a top-5 error of 15.3 %; the runner-up had 26.2 %. This turned the field to deep learning. ReLU instead of tanh made training several times faster, dropout reduced overfitting in the dense layers, and it was trained on two graphics cards.',
    vgg11:
      'The shallowest of six networks that test one question: what does depth add if everything else stays simple? It uses only 3×3 windows, each followed by ReLU. Adding local response normalization did not help, so the others leave it out.',
    vgg13:
      'Two more convolutions. Two 3×3 windows, one after the other, see 5×5 pixels. They need 18 weights for each pair of channels instead of the 25 of one 5×5 window, and add one more ReLU.',
    vgg16:
      'Three 3×3 windows see 7×7 pixels, with 27 weights instead of the 49 of one window. It came second in the ImageNet contest of 2014, and its features were reused for years. Its three dense layers hold nine tenths of the parameters.',
    vgg19:
      'Three more convolutions than VGG-16, but hardly any gain: a top-5 error of 8.0 % instead of 8.1 %. Depth alone no longer helped. A year later, the shortcut connections of ResNet made deeper networks work.',
    shapenet:
      'Made for the generated shapes: bars, crosses, circles, stripes. Its eight 5×5 filters become edge detectors within seconds. Global max pooling asks whether a form is anywhere in the picture, so its position does not matter.',
    fruitnet:
      'Made to learn from a few hundred photographs of fruit, starting with random weights. Batch normalization between pooling and ReLU lets it learn in few epochs, and the mean of each map replaces large dense layers.',
  } as Stories,
  facts: {
    input: 'Picture',
    weighted: 'Layers with weights',
    parameters: 'Parameters',
    multiplyAdds: 'Multiply-adds per picture',
    memory: 'Memory of a training step',
    memoryOf: (total: string) => `${total} (SGD, one picture)`,
  },
  drawing: {
    title: 'To scale',
    picture: 'picture',
    axis: {
      cells: (count: number) => `side of ${count} pixel${count === 1 ? '' : 's'}`,
      channels: (count: number) => `${count} channel${count === 1 ? '' : 's'}`,
    },
    says: (title: string, layers: number) =>
      `${title}, ${layers} layers drawn to scale. The table below gives the numbers.`,
    legend: 'Width: channels. Height: side of the maps.',
    kinds: {
      shared: 'weights shared over the map',
      row: 'a weight for every connection',
      plain: 'no parameters',
    },
    scale: 'Scale',
    own: 'this network',
    all: 'same for all networks',
    compare: 'Compare with',
    none: 'none',
    same: (a: string, b: string) => `${a} and ${b} at the same scale.`,
    tiny: (title: string) => `At the scale of the largest network, ${title} is this small.`,
    hint: 'Point at a block, or move through the table with the arrow keys.',
  },
  bars: {
    title: 'Distribution over the layers',
    parameters: 'Parameters',
    multiplyAdds: 'Multiply-adds',
    results: 'Activations',
    says: (what: string, total: string, parts: string) => `${what}, ${total} in total: ${parts}`,
    part: (name: string, share: string) => `${name} ${share}`,
    rest: (count: number) => `${count} smaller`,
    dense: (kinds: string, held: string, all: string, share: string, work: string) =>
      `\`${kinds}\` layers hold ${held} of ${all} parameters (${share}) and do ${work} of the multiply-adds.`,
  },
  tabs: { title: 'Numbers', layers: 'Layers', summary: 'model.summary()' },
  table: {
    layer: 'Layer',
    window: 'Window',
    shape: 'Output',
    parameters: 'Parameters',
    share: 'Share',
    multiplyAdds: 'Multiply-adds',
    parameterBytes: 'Parameter memory',
    resultBytes: 'Activation memory',
    total: 'Total',
    caption: (title: string) => `${title}: its layers, for one picture`,
  },
  copy: 'Copy',
  copied: 'Copied',
  open: 'Open on the stage',
  opening: 'Building…',
  run: 'Run on one picture',
  isOpen: 'On the stage now',
  goThere: 'Go to the stage',
  opens: 'Weights that fit are reused. You can undo this on the stage.',
  failed: 'The network could not be opened',
  fitted: (shape: string, classes: number) =>
    `Fitted to the pictures of the stage: input ${shape}, ${classes} classes. `,
  large: (shape: string, here: string) =>
    `It is made for pictures of ${shape}; those of the stage are ${here}. Too small for its layers, or too many parameters to train here.`,
  terminal: 'In the terminal you can train it on your own pictures, if the device has enough memory:',
};

const ja: typeof en = {
  title: '有名なネットワークの縮尺図',
  lead: 'どのネットワークも本来の大きさです。ブロックの幅は層のチャンネル数、高さは特徴マップの一辺を表します。3 本の棒は、パラメータ・計算量・活性値が各層にどう分かれているかを表します。',
  list: 'ネットワーク',
  parameters: 'パラメータ数',
  year: (year) => `${year} 年`,
  own: 'Convscope で用意したもの',
  stories: {
    lenet5:
      '画像全体で重みを共有する畳み込み、プーリング、そして全結合層。ここに並ぶネットワークの多くが、この設計を受け継いでいます。現在の教科書にならい、tanh と平均値の代わりに ReLU と最大値プーリングを使います。',
    'lenet5-1998':
      '1990 年代に、銀行の小切手に書かれた金額を読み取っていました。人が特徴を設計していた時代に、カーネルを画素から学習した点が画期的でした。平均値プーリングが、答えを細かな位置に左右されにくくしています。',
    dnn: '比較のための、全結合層だけのネットワークです。どのユニットもすべての画素を見ます。重みの共有はなく、数字が数画素ずれただけでまったく別の入力になります。パラメータは LeNet-5 の約 4 倍です。',
    'vgg-mnist':
      'VGG の設計を手書き数字の大きさに縮めたものです。3×3 の畳み込み 2 回とプーリングを、3 回くり返します。パラメータは LeNet-5 より少なく、計算量は約 4.5 倍です。',
    'vgg-cifar':
      '同じ設計を、CIFAR-10 のような小さなカラー画像に合わせたものです。ブロックは 5 つではなく 3 つ、全結合層は 4096 ユニット 2 層の代わりに 128 ユニット 1 層です。',
    alexnet:
      '2012 年の ImageNet コンテストで優勝しました。上位 5 候補の誤り率は 15.3 %、2 位は 26.2 % でした。これを機に、研究の主流は深層学習へ移ります。tanh の代わりの ReLU で学習が数倍速くなり、ドロップアウトが全結合層の過学習を抑え、2 枚の GPU で学習しました。',
    vgg11:
      '「ほかを単純に保ったまま、深くすると何が得られるか」を調べた 6 つのネットワークのうち、最も浅いものです。窓は 3×3 だけで、必ず ReLU が続きます。局所応答正規化を加えても良くならなかったため、ほかの 5 つでは使われていません。',
    vgg13:
      '畳み込みが 2 層増えました。3×3 を 2 回続けると 5×5 画素が見えます。重みはチャンネルの組ごとに 18 個で、5×5 を 1 回使う場合の 25 個より少なく、ReLU は 1 つ多くなります。',
    vgg16:
      '3×3 を 3 回続けると 7×7 画素が見えます。重みは 49 個ではなく 27 個で済みます。2014 年の ImageNet コンテストで 2 位になり、その特徴は何年にもわたって広く利用されました。パラメータの 9 割は、最後の 3 つの全結合層にあります。',
    vgg19:
      'VGG-16 より畳み込みが 3 層多いのに、上位 5 候補の誤り率は 8.1 % から 8.0 % になっただけでした。深くするだけの方法はここで限界を迎え、翌年、ショートカットをもつ ResNet がその先へ進みます。',
    shapenet:
      '棒・十字・円・縞などの合成図形のためのものです。8 個の 5×5 フィルタは、数秒の学習でエッジ検出器になります。大域最大値プーリングは、その形が画像のどこかにあるかどうかだけを調べるので、位置が変わっても答えは変わりません。',
    fruitnet:
      '果物の写真数百枚で、ランダムな重みから学習するためのものです。プーリングと ReLU の間のバッチ正規化によって少ないエポックで学習でき、大きな全結合層の代わりに各特徴マップの平均を使います。',
  },
  facts: {
    input: '入力画像',
    weighted: '重みをもつ層',
    parameters: 'パラメータ数',
    multiplyAdds: '画像 1 枚の積和',
    memory: '学習 1 ステップのメモリ',
    memoryOf: (total) => `${total}（SGD、画像 1 枚）`,
  },
  drawing: {
    title: '縮尺図',
    picture: '画像',
    axis: {
      cells: (count) => `一辺 ${count} 画素`,
      channels: (count) => `${count} チャンネル`,
    },
    says: (title, layers) => `${title} の ${layers} 層を縮尺どおりに描いた図。数値は下の表にあります。`,
    legend: '幅はチャンネル数、高さは特徴マップの一辺。',
    kinds: {
      shared: '重みをマップ全体で共有',
      row: '結合ごとに 1 つの重み',
      plain: 'パラメータなし',
    },
    scale: '縮尺',
    own: 'このネットワークに合わせる',
    all: 'すべて同じ',
    compare: '比較対象',
    none: 'なし',
    same: (a, b) => `${a} と ${b} を同じ縮尺で描いています。`,
    tiny: (title) => `最大のネットワークの縮尺では、${title} はこの大きさです。`,
    hint: 'ブロックにポインタを合わせるか、表の行を矢印キーでたどってください。',
  },
  bars: {
    title: '層ごとの内訳',
    parameters: 'パラメータ',
    multiplyAdds: '積和',
    results: '活性値',
    says: (what, total, parts) => `${what}、合計 ${total}。内訳：${parts}`,
    part: (name, share) => `${name} ${share}`,
    rest: (count) => `ほか ${count} 層`,
    dense: (kinds, held, all, share, work) =>
      `\`${kinds}\` 層は、パラメータ ${all} のうち ${held}（${share}）をもち、積和の ${work} を受けもちます。`,
  },
  tabs: { title: '数値', layers: '層ごと', summary: 'model.summary()' },
  table: {
    layer: '層',
    window: '窓',
    shape: '出力',
    parameters: 'パラメータ数',
    share: '割合',
    multiplyAdds: '積和',
    parameterBytes: 'パラメータのメモリ',
    resultBytes: '活性値のメモリ',
    total: '合計',
    caption: (title) => `${title} の層（画像 1 枚あたり）`,
  },
  copy: 'コピー',
  copied: 'コピーしました',
  open: 'ステージで開く',
  opening: '構築中…',
  run: '画像 1 枚で実行する',
  isOpen: '今、ステージにあります',
  goThere: 'ステージへ',
  opens: '合う重みは引き継がれます。ステージで元に戻せます。',
  failed: 'ネットワークを開けませんでした',
  fitted: (shape, classes) => `ステージの画像に合わせます（入力 ${shape}、${classes} クラス）。`,
  large: (shape, here) =>
    `${shape} の画像のためのネットワークです。ステージの画像は ${here} なので、層に対して小さすぎるか、ここで学習するにはパラメータが多すぎます。`,
  terminal: 'GPU のメモリが足りれば、ターミナルで手元の画像を使って学習できます：',
};

export const gallery = { en, ja };

export type GalleryWords = (typeof gallery)['en'];
export const galleryWords = wordsOf('gallery', gallery);
