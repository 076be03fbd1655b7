// The terms that the page uses, one for each thing: what Keras calls it, what it means, and the lesson that explains it.
// [[id]] in a text marks a term (text/marked.ts).

interface TermWords {
  readonly name: string;
  /** One line. */
  readonly meaning: string;
}

export interface Term {
  /** As in code; null if Keras has no name for it. */
  readonly keras: string | null;
  /** The lesson that explains it, by its id, if there is one. */
  readonly lesson: string | null;
  readonly en: TermWords;
  readonly ja: TermWords;
}

/** A term by its names in both languages, each with what it means. */
const named = (
  [en, meaning]: readonly [string, string],
  [ja, meaningJa]: readonly [string, string],
  { keras = null, lesson = null }: Partial<Pick<Term, 'keras' | 'lesson'>> = {},
): Term => ({ keras, lesson, en: { name: en, meaning }, ja: { name: ja, meaning: meaningJa } });

export const glossary = {
  filter: named(
    ['filter', 'A block of weights, one kernel for each input channel. It makes one feature map.'],
    [
      'フィルタ',
      '入力チャンネルごとのカーネルを合わせた重みの組。1 つのフィルタが特徴マップを 1 枚作ります。',
    ],
    { keras: 'filters', lesson: 'filter' },
  ),
  kernel: named(
    ['kernel', 'A small window of weights. A filter has one for each input channel.'],
    ['カーネル', '小さな窓に並んだ重み。フィルタは入力チャンネルごとに 1 つずつ持ちます。'],
    { keras: 'kernel_size', lesson: 'kernel-size' },
  ),
  pixel: named(
    ['pixel', 'One point of a picture: one number in a grey picture, three in a colour picture.'],
    ['画素', '画像を作る 1 つの点。白黒画像では数値 1 個、カラー画像では 3 個からなります。'],
    { lesson: 'numbers' },
  ),
  'feature-map': named(
    ['feature map', 'What one filter found in its input, and where.'],
    ['特徴マップ', '1 つのフィルタが何をどこで見つけたかを表す出力。'],
    { lesson: 'channels' },
  ),
  channel: named(
    ['channel', 'One of the maps, or colours, of the input or output of a layer.'],
    ['チャンネル', '層の入力や出力を作るマップ（画像では色）の 1 枚。'],
    { lesson: 'channels' },
  ),
  'convolutional-layer': named(
    [
      'convolutional layer',
      'Looks at one small part of its input after another, everywhere with the same weights.',
    ],
    ['畳み込み層', '入力の小さな部分を順に見ていく層。どこでも同じ重みを使います。'],
    { keras: 'Conv2D', lesson: 'filter' },
  ),
  stride: named(
    ['stride', 'How many cells the window moves at a time.'],
    ['ストライド', '窓を一度に動かすセルの数。'],
    { keras: 'strides', lesson: 'strides' },
  ),
  padding: named(
    ['padding', 'Cells added around the border of the input, so that the window fits there too.'],
    ['パディング', '入力の周りにセルを加えること。端でも窓が収まるようにします。'],
    { keras: 'padding', lesson: 'padding' },
  ),
  'zero-padding': named(
    ['zero padding', 'Padding whose added cells are all 0.'],
    ['ゼロパディング', '加えるセルの値がすべて 0 のパディング。'],
    { keras: 'padding="same"', lesson: 'padding' },
  ),
  'pooling-layer': named(
    [
      'pooling layer',
      'Makes every map smaller. It has no parameters, and the number of maps stays the same.',
    ],
    ['プーリング層', 'それぞれのマップを小さくする層。パラメータはなく、マップの枚数は変わりません。'],
    { lesson: 'pooling' },
  ),
  'max-pooling': named(
    ['max pooling', 'Keeps the largest value of each window.'],
    ['最大値プーリング', '窓ごとに最も大きい値を残します（Max プーリングともいいます）。'],
    { keras: 'MaxPooling2D', lesson: 'pooling' },
  ),
  'average-pooling': named(
    ['average pooling', 'Keeps the mean of each window.'],
    ['平均値プーリング', '窓ごとに値の平均を残します（Average プーリングともいいます）。'],
    { keras: 'AveragePooling2D', lesson: 'pooling' },
  ),
  'pool-size': named(
    ['pool size', 'The size of the window of a pooling layer.'],
    ['プールサイズ', 'プーリング層の窓の大きさ。'],
    { keras: 'pool_size', lesson: 'pooling' },
  ),
  'dense-layer': named(
    ['fully connected layer', 'Every output depends on every input. It is also called a dense layer.'],
    ['全結合層', 'すべての出力が、すべての入力とつながっている層。'],
    { keras: 'Dense', lesson: 'answer' },
  ),
  'activation-function': named(
    ['activation function', 'The nonlinear function that a layer applies after the sum.'],
    ['活性化関数', '層が和を求めたあとに通す、直線ではない関数。'],
    { keras: 'activation', lesson: 'filter' },
  ),
  activation: named(
    ['activation', 'The number that a unit gives for one picture.'],
    ['活性値', '1 枚の画像に対してユニットが出す値（出力値）。'],
    { lesson: 'filter' },
  ),
  weight: named(
    ['weight', 'A number that an input is multiplied by. Training changes it.'],
    ['重み', '入力に掛ける数。学習によって変わります。'],
    { lesson: 'learning' },
  ),
  bias: named(
    ['bias', 'A number that is added to the sum. Training changes it.'],
    ['バイアス', '和に加える数。学習によって変わります。'],
    { lesson: 'learning' },
  ),
  loss: named(
    ['loss', 'A number that says how wrong the answers are. Training makes it smaller.'],
    ['損失', '答えがどれだけ間違っているかを表す数。学習によって小さくしていきます。'],
    { keras: 'loss', lesson: 'learning' },
  ),
  'cross-entropy': named(
    ['cross-entropy', 'A loss: minus the logarithm of the probability given to the true class.'],
    ['交差エントロピー', '損失の 1 つ。正解のクラスに与えた確率の対数に、マイナスを付けた値。'],
    { keras: 'categorical_crossentropy', lesson: 'learning' },
  ),
  gradient: named(
    ['gradient', 'How much the loss changes when a number changes a little.'],
    ['勾配', 'ある数を少し変えたときに、損失がどれだけ変わるか。'],
    { lesson: 'learning' },
  ),
  backpropagation: named(
    [
      'backpropagation',
      'Computes the gradient of every number, from the loss back through the layers to the input.',
    ],
    ['誤差逆伝播法', '損失から入力へ向かって層を逆にたどり、すべての数の勾配を求める方法。'],
    { lesson: 'learning' },
  ),
  'learning-rate': named(
    ['learning rate', 'How far one step moves the weights along the gradient.'],
    ['学習率', '1 ステップで勾配に沿って重みをどれだけ動かすか。'],
    { keras: 'learning_rate', lesson: 'learning' },
  ),
  batch: named(['batch', 'The pictures of one step.'], ['バッチ', '1 ステップでまとめて使う画像。'], {
    keras: 'batch_size',
    lesson: 'learning',
  }),
  epoch: named(
    ['epoch', 'Once through all training data.'],
    ['エポック', '学習データ全体を 1 回使い終えるまで。'],
    { keras: 'epochs', lesson: 'learning' },
  ),
  step: named(
    ['step', 'One update of all parameters, computed from one batch.'],
    ['ステップ', '1 つのバッチから計算して、すべてのパラメータを 1 回更新すること。'],
    { lesson: 'learning' },
  ),
  optimizer: named(
    ['optimizer', 'The rule that turns a gradient into a step.'],
    ['最適化手法', '勾配からパラメータの更新量を決める方法。'],
    { keras: 'optimizer', lesson: 'learning' },
  ),
  'receptive-field': named(
    ['receptive field', 'The part of the picture that a unit can see.'],
    ['受容野', 'ユニットが見ることのできる画像の部分。'],
    { lesson: 'shifts' },
  ),
  'simple-cell': named(
    ['simple cell', 'Answers to a form at one place.'],
    ['単純型細胞', '決まった場所にある形に反応する細胞。'],
    { lesson: 'shifts' },
  ),
  'complex-cell': named(
    ['complex cell', 'Answers to a form, and keeps answering when the form shifts a little.'],
    ['複雑型細胞', '形に反応し、形の位置が少しずれても反応し続ける細胞。'],
    { lesson: 'shifts' },
  ),
  'translation-tolerance': named(
    ['translation tolerance', 'A small shift of the picture changes the output little.'],
    ['位置ずれの吸収', '画像の位置が少しずれても、出力があまり変わらないこと。'],
    { lesson: 'shifts' },
  ),
  'training-set': named(
    ['training set', 'The pictures that the network learns from.'],
    ['学習データ', 'ネットワークが学習に使う画像。'],
    { lesson: 'own-fruit' },
  ),
  'test-set': named(
    ['test set', 'Pictures that the network has never learned from. They show what it has learned.'],
    ['テストデータ', '学習に使わない画像。何を学んだかを調べます。'],
    { lesson: 'own-fruit' },
  ),
  accuracy: named(
    ['accuracy', 'The share of pictures whose answer is right.'],
    ['正解率', '正しく答えた画像の割合。'],
    { keras: 'metrics=["accuracy"]', lesson: 'own-fruit' },
  ),
  'confusion-matrix': named(
    ['confusion matrix', 'A table of which class was taken for which, and how often.'],
    ['混同行列', 'どのクラスをどのクラスと何回答えたかを表す表。'],
    { lesson: 'own-fruit' },
  ),
  'transfer-learning': named(
    ['transfer learning', 'Reuses part of a trained network for another task.'],
    ['転移学習', '学習済みのネットワークの一部を、別の課題に使うこと。'],
    { lesson: 'own-fruit' },
  ),
  hyperparameter: named(
    ['hyperparameter', 'A number that you set before training, such as the learning rate.'],
    ['ハイパーパラメータ', '学習率など、学習の前に人が決める数。'],
    { lesson: 'learning' },
  ),
  parameter: named(
    ['parameter', 'A number that the network learns: a weight or a bias.'],
    ['パラメータ', 'ネットワークが学習する数。重みとバイアスのことです。'],
    { lesson: 'kernel-size' },
  ),
  'handwritten-digits': named(
    ['handwritten digits', 'MNIST: 70,000 pictures of the digits 0 to 9, written by hand.'],
    ['手書き数字', 'MNIST。手で書かれた 0 から 9 の数字の画像 70,000 枚。'],
    { lesson: 'numbers' },
  ),
} satisfies Readonly<Record<string, Term>>;

export type TermId = keyof typeof glossary;
