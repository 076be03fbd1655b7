// All words that depend on what the classes are: ten digits, as those of MNIST, or anything else. `label` is the name of a
// class as the data gives it.

const en = {
  digits: {
    column: 'digit',
    answer: (label: string) => `Answer · digit ${label}`,
    probability: (label: string, percent: string, _count: number) =>
      `The network gives the digit ${label} a probability of ${percent}. The ten probabilities add up to 1.`,
    sample: (label: string) => `Show a handwritten ${label} from the test set`,
    shown: (label: string) => `Show a handwritten ${label}`,
    picture: (label: string, value: string) => `A ${label}, activation ${value}`,
    disagreement: (label: string, first: string, second: string) =>
      `A ${label}. ${first}; ${second}. Show this picture.`,
    trueLabel: (label: string) => `is a ${label}`,
    onePicture: 'digit',
    fromStage: 'The digit from the stage, enlarged.',
    useStage: 'Use the digit',
    evaluating: 'Evaluating 10,000 digits',
    greatest: (score: string, label: string, _count: number) =>
      `The largest score is m = ${score}, for digit ${label}. It is subtracted from all ten scores.`,
    exponential: (label: string, power: string, total: string) =>
      `Digit ${label}: ${power}. Sum so far ${total}.`,
    quotient: (label: string, quotient: string) => `${quotient}. This is the probability of digit ${label}.`,
    silenced: 'Answer units cannot be silenced: softmax divides 100 % among all ten.',
  },
  others: {
    column: 'class',
    answer: (label: string) => `Answer · ${label}`,
    probability: (label: string, percent: string, count: number) =>
      `The network gives the class “${label}” a probability of ${percent}. The ${count} probabilities add up to 1.`,
    sample: (label: string) => `Show a picture of the class “${label}” from the test set`,
    shown: (label: string) => `Show a picture of the class “${label}”`,
    picture: (label: string, value: string) => `A picture of the class “${label}”, activation ${value}`,
    disagreement: (label: string, first: string, second: string) =>
      `Class “${label}”. ${first}; ${second}. Show this picture.`,
    trueLabel: (label: string) => label,
    onePicture: 'picture',
    fromStage: 'The picture from the stage, scaled.',
    useStage: 'Use the picture from the stage',
    evaluating: 'Evaluating the test set',
    greatest: (score: string, label: string, count: number) =>
      `The largest score is m = ${score}, for the class “${label}”. It is subtracted from all ${count} scores.`,
    exponential: (label: string, power: string, total: string) => `${label}: ${power}. Sum so far ${total}.`,
    quotient: (label: string, quotient: string) =>
      `${quotient}. This is the probability of the class “${label}”.`,
    silenced: 'Answer units cannot be silenced: softmax divides 100 % among all of them.',
  },
  /** Above a list of many classes. */
  search: 'Find a class',
  searchIn: (count: number) => `Find one of ${count} classes`,
  noneFound: 'No class has this name.',
  more: (count: number) => `${count} more`,
};

const ja: typeof en = {
  digits: {
    column: '数字',
    answer: (label) => `答え · 数字 ${label}`,
    probability: (label, percent) =>
      `ネットワークが出した、数字「${label}」である確率は ${percent} です。10 個の確率の合計は 1 です。`,
    sample: (label) => `テストデータの手書き数字「${label}」を表示`,
    shown: (label) => `手書き数字「${label}」を見せる`,
    picture: (label, value) => `数字「${label}」、活性値 ${value}`,
    disagreement: (label, first, second) => `正解は ${label}。${first}、${second}。この画像を表示`,
    trueLabel: (label) => `正解 ${label}`,
    onePicture: '数字',
    fromStage: 'ステージの数字を拡大したものです。',
    useStage: '数字に戻す',
    evaluating: 'テストデータ 10,000 枚で評価しています',
    greatest: (score, label) =>
      `最大のスコアは「${label}」の m = ${score} です。これを 10 個すべてから引きます。`,
    exponential: (label, power, total) => `数字「${label}」：${power}。ここまでの和は ${total}。`,
    quotient: (label, quotient) => `${quotient}。これが「${label}」である確率です。`,
    silenced: '答えのユニットは無効にできません。softmax が 10 個の合計を 100 % にするためです。',
  },
  others: {
    column: 'クラス',
    answer: (label) => `答え · ${label}`,
    probability: (label, percent, count) =>
      `ネットワークが出した、クラス「${label}」である確率は ${percent} です。${count} 個の確率の合計は 1 です。`,
    sample: (label) => `テストデータからクラス「${label}」の画像を表示`,
    shown: (label) => `クラス「${label}」の画像を見せる`,
    picture: (label, value) => `クラス「${label}」の画像、活性値 ${value}`,
    disagreement: (label, first, second) => `正解は「${label}」。${first}、${second}。この画像を表示`,
    trueLabel: (label) => `正解 ${label}`,
    onePicture: '画像',
    fromStage: 'ステージの画像を拡大・縮小したものです。',
    useStage: 'ステージの画像に戻す',
    evaluating: 'テストデータで評価しています',
    greatest: (score, label, count) =>
      `最大のスコアは「${label}」の m = ${score} です。これを ${count} 個すべてから引きます。`,
    exponential: (label, power, total) => `「${label}」：${power}。ここまでの和は ${total}。`,
    quotient: (label, quotient) => `${quotient}。これが「${label}」である確率です。`,
    silenced: '答えのユニットは無効にできません。softmax が全クラスの合計を 100 % にするためです。',
  },
  search: 'クラスを探す',
  searchIn: (count) => `${count} クラスから探す`,
  noneFound: 'この名前のクラスはありません。',
  more: (count) => `ほか ${count} クラス`,
};

export const classes = { en, ja };
