// Words of the gallery: the famous networks, to scale.

/** A network in words: what it brought. */
type Stories = Readonly<Record<string, string>>;

const en = {
  title: 'The famous networks, to scale',
  lead: 'Each network at its true size. A block is as wide as the layer has channels and as high as its maps; three bars show where its parameters, its arithmetic and its numbers are.',
  list: 'Networks',
  parameters: 'Parameters',
  year: (year: number) => `${year}`,
  own: 'made for Convscope',
  stories: {
    lenet5:
      'Convolutions that share their weights over the picture, pooling, then dense layers: the plan that every network here follows. As it is taught today, with ReLU and maximum pooling in place of tanh and means.',
    'lenet5-1998':
      'In the 1990s it read the amounts on bank cheques. Its kernels were learned from pixels where others had designed features by hand, and average pooling made its answers depend less on exact places.',
    dnn: 'Nothing but dense layers, to compare with. It is told nothing of pictures: every unit sees every pixel, no weight is shared, and a digit moved by a few pixels is another input to it. It takes four times the parameters of LeNet-5.',
    'vgg-mnist':
      'VGG’s plan at the size of a digit: two 3×3 convolutions, then pooling, three times over. It has fewer parameters than LeNet-5 and does four and a half times the arithmetic.',
    'vgg-cifar':
      'The same plan for small colour pictures such as those of CIFAR-10. Three blocks instead of five, and one dense layer of 128 units instead of two of 4096.',
    alexnet:
      'Won the ImageNet contest of 2012 with 15.3 % top-5 errors where the runner-up had 26.2 %, and turned the field to deep learning. ReLU instead of tanh let it train several times faster, dropout kept its dense layers from learning by heart, and it ran on two graphics cards.',
    vgg11:
      'The shallowest of six networks that ask one question: what does depth bring, if all else is kept plain? Only 3×3 windows, each followed by ReLU. With response normalization added it did no better, so the others leave it out.',
    vgg13:
      'Two more convolutions. Two 3×3 windows, one after the other, see 5×5 pixels: with 18 weights for each pair of channels where one 5×5 window has 25, and one ReLU more.',
    vgg16:
      'Three 3×3 windows see 7×7 pixels, with 27 weights where one window has 49. Second in the ImageNet contest of 2014, and for years the network whose features others built upon. Its three dense layers hold nine of ten parameters.',
    vgg19:
      'Three more convolutions than VGG-16, and hardly a gain: 8.0 % top-5 errors instead of 8.1 %. Depth alone had come to its end; a year later ResNet’s shortcuts went on from there.',
    fruitnet:
      'For some hundred photographs of fruit, learned from nothing. Batch normalization between pooling and ReLU lets it learn in few epochs, and the mean of each map stands in the place of large dense layers.',
  } as Stories,
  facts: {
    input: 'Picture',
    weighted: 'Layers with weights',
    parameters: 'Parameters',
    multiplyAdds: 'Multiply-adds a picture',
    memory: 'A training step takes',
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
      `${title}, ${layers} layers drawn to scale. The table below holds the numbers.`,
    legend: 'Width: channels. Height: side of the maps.',
    kinds: {
      shared: 'weights shared over the map',
      row: 'a weight for every connection',
      plain: 'nothing to learn',
    },
    scale: 'Scale',
    own: 'this network',
    all: 'same for all',
    compare: 'Compare with',
    none: 'no other',
    same: (a: string, b: string) => `${a} and ${b} at the same scale.`,
    tiny: (title: string) => `At the scale of the largest, ${title} is this small.`,
    hint: 'Point at a block, or go through the table with the arrow keys.',
  },
  bars: {
    title: 'Where it all is',
    parameters: 'Parameters',
    multiplyAdds: 'Multiply-adds',
    results: 'Numbers kept (results)',
    says: (what: string, total: string, parts: string) => `${what}, ${total} in all: ${parts}`,
    part: (name: string, share: string) => `${name} ${share}`,
    rest: (count: number) => `${count} smaller`,
    dense: (kinds: string, held: string, all: string, share: string, work: string) =>
      `\`${kinds}\` layers hold ${held} of ${all} parameters (${share}) and do ${work} of the arithmetic.`,
  },
  tabs: { title: 'Numbers', layers: 'Layers', summary: 'model.summary()' },
  table: {
    layer: 'Layer',
    window: 'Window',
    shape: 'Output',
    parameters: 'Parameters',
    share: 'Share',
    multiplyAdds: 'Multiply-adds',
    parameterBytes: 'Parameters in memory',
    resultBytes: 'Result in memory',
    total: 'All',
    caption: (title: string) => `${title}: its layers, for one picture`,
  },
  copy: 'Copy',
  copied: 'Copied',
  open: 'Open on the stage',
  opening: 'Building…',
  run: 'Run it on one picture',
  isOpen: 'On the stage now',
  goThere: 'Go to the stage',
  opens: 'Weights that fit are kept. It can be undone there.',
  failed: 'The network could not be opened',
  large: (shape: string, here: string) =>
    `It takes pictures of ${shape}; those here are ${here}, so it is not trained in the page.`,
  terminal: 'In the terminal it trains on pictures of yours, where the device can:',
};

const ja: typeof en = {
  title: '有名なネットワークを同じ縮尺で',
  lead: 'どのネットワークも本来の大きさです。ブロックの幅は層のチャンネル数、高さは特徴マップの一辺を表します。3 本の棒で、パラメータ・計算量・出力値がどの層にあるかがわかります。',
  list: 'ネットワーク',
  parameters: 'パラメータ数',
  year: (year) => `${year} 年`,
  own: 'Convscope で用意したもの',
  stories: {
    lenet5:
      '画像全体で重みを共有する畳み込み、プーリング、そして全結合層。ここに並ぶどのネットワークも、この設計を受け継いでいます。現在の教科書にならい、tanh と平均値の代わりに ReLU と最大値プーリングを使います。',
    'lenet5-1998':
      '1990 年代に、銀行の小切手に書かれた金額を読み取っていました。人が特徴を設計していた時代に、カーネルを画素から学習した点が画期的でした。平均値プーリングが、答えを細かな位置に左右されにくくしています。',
    dnn: '比較のための、全結合層だけのネットワークです。画像であることは何も教えられていません。どのユニットもすべての画素を見て、重みの共有はなく、数字が数画素ずれただけで別の入力になります。パラメータは LeNet-5 の約 4 倍です。',
    'vgg-mnist':
      'VGG の設計を手書き数字の大きさに縮めたものです。3×3 の畳み込み 2 回とプーリングを、3 回くり返します。パラメータは LeNet-5 より少なく、計算量は約 4.5 倍です。',
    'vgg-cifar':
      '同じ設計を、CIFAR-10 のような小さなカラー画像に合わせたものです。ブロックは 5 つではなく 3 つ、全結合層は 4096 ユニット 2 層の代わりに 128 ユニット 1 層です。',
    alexnet:
      '2012 年の ImageNet コンテストで優勝しました。上位 5 候補の誤り率は 15.3 %、2 位は 26.2 % でした。これを機に、研究の主流は深層学習へ移ります。tanh の代わりの ReLU で学習が数倍速くなり、ドロップアウトが全結合層の過学習を抑え、2 枚の GPU で学習しました。',
    vgg11:
      '「ほかを単純に保ったまま、深くすると何が得られるか」を調べた 6 つのネットワークのうち、最も浅いものです。ウィンドウは 3×3 だけで、必ず ReLU が続きます。局所応答正規化を加えても良くならなかったため、ほかの 5 つでは使われていません。',
    vgg13:
      '畳み込みが 2 層増えました。3×3 を 2 回続けると 5×5 画素が見えます。重みはチャンネルの組ごとに 18 個で、5×5 を 1 回使う場合の 25 個より少なく、ReLU は 1 つ多くなります。',
    vgg16:
      '3×3 を 3 回続けると 7×7 画素が見えます。重みは 49 個ではなく 27 個で済みます。2014 年の ImageNet コンテストで 2 位になり、その特徴は何年にもわたって広く利用されました。パラメータの 9 割は、最後の 3 つの全結合層にあります。',
    vgg19:
      'VGG-16 より畳み込みが 3 層多いのに、上位 5 候補の誤り率は 8.1 % から 8.0 % になっただけでした。深くするだけの方法はここで限界を迎え、翌年、ショートカットをもつ ResNet がその先へ進みます。',
    fruitnet:
      '果物の写真数百枚から、一から学習するためのものです。プーリングと ReLU の間のバッチ正規化によって少ないエポックで学習でき、大きな全結合層の代わりに各特徴マップの平均を使います。',
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
      row: 'つながりごとに 1 つの重み',
      plain: '学習するものなし',
    },
    scale: '縮尺',
    own: 'このネットワークに合わせる',
    all: 'すべて同じ',
    compare: '比べる相手',
    none: 'なし',
    same: (a, b) => `${a} と ${b} を同じ縮尺で描いています。`,
    tiny: (title) => `最大のネットワークの縮尺では、${title} はこの大きさです。`,
    hint: 'ブロックにポインタを合わせるか、表の行を矢印キーでたどってください。',
  },
  bars: {
    title: '内訳',
    parameters: 'パラメータ',
    multiplyAdds: '積和',
    results: '保持する出力値',
    says: (what, total, parts) => `${what}、合計 ${total}。内訳: ${parts}`,
    part: (name, share) => `${name} ${share}`,
    rest: (count) => `ほか ${count} 層`,
    dense: (kinds, held, all, share, work) =>
      `\`${kinds}\` 層は、パラメータ ${all} のうち ${held}（${share}）をもち、計算の ${work} を受けもちます。`,
  },
  tabs: { title: '数値', layers: '層ごと', summary: 'model.summary()' },
  table: {
    layer: '層',
    window: 'ウィンドウ',
    shape: '出力',
    parameters: 'パラメータ数',
    share: '割合',
    multiplyAdds: '積和',
    parameterBytes: 'パラメータのメモリ',
    resultBytes: '出力のメモリ',
    total: '合計',
    caption: (title) => `${title} の層（画像 1 枚あたり）`,
  },
  copy: 'コピー',
  copied: 'コピーしました',
  open: 'ステージで開く',
  opening: '構築中…',
  run: '画像 1 枚で動かす',
  isOpen: '今ステージにあります',
  goThere: 'ステージへ',
  opens: '合う重みは引き継がれます。ステージで元に戻せます。',
  failed: 'ネットワークを開けませんでした',
  large: (shape, here) =>
    `入力は ${shape} の画像です。ここにある画像は ${here} なので、このページでは学習しません。`,
  terminal: 'GPU に余裕があれば、手元の画像を使ってターミナルで学習できます:',
};

export const gallery = { en, ja };
