// What can be wrong with a script, in words: one sentence a problem, saying what would be read instead.

import type { KerasFault } from '../../formats/keras/layers';
import type { Problem, ReadAs, Unread } from '../../formats/keras/code/lints';
import { integer } from './integer';

type Of<Code extends Problem['code']> = Problem & { readonly code: Code };
type Said = { readonly [Code in Problem['code']]: (problem: Of<Code>) => string };
type LayerFault = (problem: Of<'layer'>) => string;

interface ProblemWords {
  readonly unread: Readonly<Record<Unread, string>>;
  readonly layer: Readonly<Record<KerasFault, LayerFault>>;
  readonly say: Said;
}

/** One table of functions, each of its own problem: TypeScript cannot see that they belong together. */
const spoken = ({ say }: ProblemWords, problem: Problem): string =>
  (say[problem.code] as (problem: Problem) => string)(problem);

const unreadEn: ProblemWords['unread'] = {
  class: 'there is no layer here for what this class calculates with tensors.',
  while: 'how often this loop runs is known only when the script runs. Use `for … in range(…)`.',
  lambda: 'custom functions are not read.',
  condition: 'this condition is known only when the script runs. The first branch that can be read is taken.',
  loop: 'the values of this loop are known only when the script runs. Use `range(…)` or a list of numbers.',
  spread: 'what `*` or `**` stands for is known only when the script runs. Write the arguments out.',
  operator: 'there is no layer here that does this with a tensor.',
  nested: 'a model cannot be put into itself.',
  shared:
    'a `Sequential` takes each layer only once, in Keras as well. Call the layer at both places instead: `y = layer(x)`.',
  application:
    'networks that come with their weights are not here. Open a file that was saved with it instead.',
  imported: 'this comes from another file. Drop that file, too.',
  method: 'this call is not read.',
  statement: 'this statement is not read.',
  trainable:
    'which layers this freezes is known only when the script runs. Write `trainable=False` into the layers.',
};

const unreadJa: ProblemWords['unread'] = {
  class: 'このクラスがテンソルに対して行う計算は、ここには層としてありません。',
  while: 'この繰り返しの回数は実行しないと決まりません。`for … in range(…)` を使ってください。',
  lambda: '自作の関数は読み取れません。',
  condition: 'この条件は実行しないと決まりません。読み取れる最初の分岐を使います。',
  loop: 'この繰り返しの対象は実行しないと決まりません。`range(…)` か数のリストを使ってください。',
  spread: '`*` や `**` の中身は実行しないと決まりません。引数を 1 つずつ書いてください。',
  operator: 'テンソルにこの計算をする層はここにはありません。',
  nested: 'モデルを自分自身の中に入れることはできません。',
  shared:
    '`Sequential` には同じ層を 1 回しか入れられません（Keras も同じです）。`y = layer(x)` のように、使う場所ごとに層を呼び出してください。',
  application: '学習済みの重みがついたネットワークはここにはありません。保存したファイルを開いてください。',
  imported: '別のファイルから import されています。そのファイルも一緒にドロップしてください。',
  method: 'この呼び出しは読み取れません。',
  statement: 'この文は読み取れません。',
  trainable: 'どの層を凍結するかは実行しないと決まりません。層に `trainable=False` と書いてください。',
};

/** Names that exist and look like the one that does not. */
const listed = (start: string, names: readonly string[], between: string, end: string): string =>
  names.length === 0 ? '' : `${start}${names.map((name) => `\`${name}\``).join(between)}${end}`;

const named = (name: string): string => (name === '' ? '' : `\`${name}\`: `);

const readAsEn: Readonly<Record<ReadAs, (name: string, as: string) => string>> = {
  reflection: (name) =>
    `The code of ${name} is in another file. It is read as a border that mirrors what is inside.`,
  application: (name, as) => `${name} is read as the ${as} of Keras. Details may differ.`,
  pixels: (name, as) =>
    `${name} is read as ${as}, which takes values between pixels at slightly other places.`,
  sameName: (name, as) => `The code of ${name} is in another file. It is read as the ${as} of Keras.`,
  inference: (name, as) => `${name} is read as ${as}, which is what it does outside training.`,
  number: (name, as) => `There is no layer ${name}. It is read as ${as}.`,
  instance: (name, as) => `${name} is read as ${as}.`,
  factors: (name) =>
    `The code of ${name} is in another file. It is read as a factor and a summand for each channel.`,
};

const readAsJa: Readonly<Record<ReadAs, (name: string, as: string) => string>> = {
  reflection: (name) => `${name} のコードは別のファイルにあります。内側を鏡のように写した縁として読みます。`,
  application: (name, as) => `${name} は Keras の ${as} として読みます。細部は異なることがあります。`,
  pixels: (name, as) => `${name} は ${as} として読みます。画素の間の値を取る位置がわずかに違います。`,
  sameName: (name, as) => `${name} のコードは別のファイルにあります。Keras の ${as} として読みます。`,
  inference: (name, as) => `${name} は ${as} として読みます。学習時以外の働きはこれと同じです。`,
  number: (name, as) => `${name} という層はありません。${as} として読みます。`,
  instance: (name, as) => `${name} は ${as} として読みます。`,
  factors: (name) =>
    `${name} のコードは別のファイルにあります。チャンネルごとに掛ける数と足す数として読みます。`,
};

const en: ProblemWords = {
  unread: unreadEn,
  layer: {
    class: ({ className, expected, similar }) =>
      `There is no layer \`${className}\` here. ${listed('Similar: ', similar, ', ', '. ')}Available: ${expected}.`,
    missing: ({ className, argument }) => `\`${className}\`: \`${argument}\` must be given.`,
    unknown: ({ className, argument, expected, similar }) =>
      `\`${className}\` has no argument \`${argument}\`. ${listed('Similar: ', similar, ', ', '. ')}Available: ${expected}.`,
    unfit: ({ className, argument, expected, received }) =>
      `\`${className}\`: \`${argument}\` must be ${expected}. Received ${received}.`,
    unsupported: ({ className, argument, expected, received }) =>
      `\`${className}\`: here \`${argument}\` can only be ${expected}. Received ${received}.`,
  },
  say: {
    syntax: () => 'This is not Python: a bracket, a comma or a quote may be missing before here.',
    tooMuch: ({ what, limit }) =>
      what === 'number'
        ? 'This number is too large.'
        : `Too much to read: more than ${integer.format(limit)} ${{ size: 'characters', depth: 'brackets within brackets', steps: 'steps', layers: 'layers', calls: 'calls within calls', files: 'files' }[what]}.`,
    unknownName: ({ name }) => `\`${name}\` has no value here.`,
    notImported: ({ name, line }) => `\`${name}\` is not imported. Python needs \`${line}\`.`,
    bareOptimizer: ({ name }) => `\`${name}\` has no value here. It is read as \`"${name}"\`.`,
    unknownValue: ({ what }) => `\`${what}\`: the value is known only when the script runs. Write a number.`,
    unread: ({ what, name, file }) =>
      file ? `${named(name)}\`${file}\` is not here. Drop it, too.` : `${named(name)}${unreadEn[what]}`,
    circular: ({ name, file }) =>
      `\`${name}\` has no value yet: \`${file}\` and this file import each other.`,
    notInFile: ({ name, file }) => `\`${file}\` has no \`${name}\`.`,
    layer: (problem) => en.layer[problem.fault](problem),
    tooManyArguments: ({ className, most }) =>
      `\`${className}\` takes at most ${most} arguments without a name.`,
    twice: ({ argument }) => `\`${argument}\` is given twice.`,
    sameName: ({ name }) => `Two layers are called \`${name}\`. Names must differ.`,
    notALayer: ({ received }) => `A layer is expected here. Received ${received}.`,
    inputShape: ({ received }) =>
      `The input shape must be whole numbers of at least 1, without the batch axis, such as \`(28, 28, 1)\`. Received ${received}.`,
    adaptedInput: ({ from, to }) =>
      `Pictures here have the shape \`${to}\`. \`${from}\` is read as \`${to}\`.`,
    shape: ({ message }) => message,
    pixelScale: ({ scale }) =>
      `The scale of \`Rescaling\` is read as ${scale}: pictures here are numbers from 0 to 1, not from 0 to 255.`,
    pixelOption: ({ className, argument, value }) =>
      `The \`${argument}\` of \`${className}\` is read as \`${value}\`: pictures here are numbers from 0 to 1, not from 0 to 255.`,
    leftOut: ({ className, what }) =>
      what === 'augmentation'
        ? `\`${className}\` is left out: it changes pictures only while the network is trained.`
        : what === 'noise'
          ? `\`${className}\` is left out: it is only for training.`
          : `\`${className}\` is left out: pictures here are numbers from 0 to 1 already.`,
    argumentLeftOut: ({ className, argument, received }) =>
      `\`${className}\`: \`${argument}\` is left out. ${received} is not available here.`,
    assumed: ({ what, value }) =>
      `\`${what}\` is known only when the script runs. It is read as ${value}, the number of classes here.`,
    assumedValue: ({ what, value }) =>
      `\`${what}\` is known only when the script runs. It is read as \`${value}\`.`,
    readAs: ({ name, as, why }) => readAsEn[why](`\`${name}\``, `\`${as}\``),
    channelsFirst: ({ from, to }) => `\`${from}\` has the channels first. It is read as \`${to}\`.`,
    untrained: ({ name }) => `\`${name}\`: its layers are read, without the weights that it comes with.`,
    notCalled: ({ name }) => `\`${name}\` is not called. What it describes is read.`,
    assumedInput: ({ to }) => `The code does not say how large the pictures are. It is read as \`${to}\`.`,
    firstOf: ({ what, value }) => `\`${what}\` has several values to try. It is read as the first, ${value}.`,
    loopOnce: () =>
      'What this loop goes through is known only when the script runs. What it does is read once.',
    otherModel: ({ line, file, why }) =>
      `This model cannot be built here. ${spoken(en, why)} The model of line ${line}${file && ` of \`${file}\``} is read instead.`,
    disconnected: () => 'This tensor does not depend on the inputs of the model.',
    unused: ({ layer }) => `\`${layer}\` is not part of the model.`,
    noModel: () => 'There is no model in the code. Begin with `model = Sequential()`.',
    empty: () => 'The model has no layers.',
    optimizer: ({ name, known }) => `There is no optimizer \`${name}\` here. Available: ${known}.`,
    optimizerArgument: ({ className, argument, expected, received }) =>
      `\`${className}\`: \`${argument}\` must be ${expected}. Received ${received}.`,
    loss: ({ name, known }) => `There is no loss \`${name}\` here. Available: ${known}.`,
    setting: ({ argument, expected, received }) =>
      `\`${argument}\` must be ${expected}. Received ${received}.`,
  },
};

/** What is expected, as the engine says it. Names and values stay. */
const EXPECTED_JA: readonly (readonly [RegExp, string])[] = [
  [/^at least (\S+) and below (\S+)$/, '$1 以上 $2 未満'],
  [/^at least (\S+)$/, '$1 以上'],
  [/^between (\S+) and (\S+)$/, '$1 以上 $2 以下'],
  [/^a whole number of at least (\S+)$/, '$1 以上の整数'],
  [/^a number between (\S+) and (\S+)$/, '$1 から $2 の数'],
  [/^a number of at least (\S+)$/, '$1 以上の数'],
  [/^a number from (\S+) to below (\S+)$/, '$1 以上 $2 未満の数'],
  [/^a number from (\S+) to (\S+)$/, '$1 以上 $2 以下の数'],
  [/^above (\S+)$/, '$1 より大きい数'],
  [/^numbers of at least 0 by class, such as (.*)$/, 'クラスごとの 0 以上の数。例：$1'],
  [/^None beside another kind of clipping$/, 'クリッピングは 1 種類だけ（ほかは `None`）'],
  [/^one more than `(\w+)`$/, '`$1` より 1 つ多い個数の数'],
  [/^a whole number or two of them.*$/, '整数 1 つ、または 2 つ（行、列）'],
  [/^a whole number$/, '整数'],
  [/^a number$/, '数'],
  [/^true or false$/, '`True` か `False`'],
  [/^one of (.*)$/, '$1 のどれか'],
];

function expectedJa(text: string): string {
  const found = EXPECTED_JA.find(([pattern]) => pattern.test(text));
  return found ? text.replace(...found) : text;
}

const ja: ProblemWords = {
  unread: unreadJa,
  layer: {
    class: ({ className, expected, similar }) =>
      `\`${className}\` という層はここでは使えません。${listed('似た名前の層：', similar, '、', '。')}使える層：${expected}。`,
    missing: ({ className, argument }) => `\`${className}\` には \`${argument}\` が必要です。`,
    unknown: ({ className, argument, expected, similar }) =>
      `\`${className}\` に \`${argument}\` という引数はありません。${listed('似た名前の引数：', similar, '、', '。')}使える引数：${expected}。`,
    unfit: ({ className, argument, expected, received }) =>
      `\`${className}\` の \`${argument}\` に ${received} は使えません（使える値：${expectedJa(expected)}）。`,
    unsupported: ({ className, argument, expected, received }) =>
      `\`${className}\` の \`${argument}\` には、ここでは ${expectedJa(expected)} だけが使えます（書かれた値：${received}）。`,
  },
  say: {
    syntax: () =>
      'Python として読めません。この前で、かっこ・カンマ・引用符のどれかが抜けているかもしれません。',
    tooMuch: ({ what, limit }) =>
      what === 'number'
        ? 'この数は大きすぎて計算できません。'
        : `多すぎて読み取れません（上限は ${integer.format(limit)} ${{ size: '文字', depth: '重のかっこ', steps: 'ステップ', layers: '層', calls: '重の呼び出し', files: '個のファイル' }[what]}）。`,
    unknownName: ({ name }) => `\`${name}\` の値が決まっていません。`,
    notImported: ({ name, line }) => `\`${name}\` が import されていません。\`${line}\` が必要です。`,
    bareOptimizer: ({ name }) => `\`${name}\` の値が決まっていません。\`"${name}"\` として読みます。`,
    unknownValue: ({ what }) => `\`${what}\` の値は実行しないと決まりません。数を書いてください。`,
    unread: ({ what, name, file }) =>
      file
        ? `${named(name)}\`${file}\` がありません。このファイルも一緒にドロップしてください。`
        : `${named(name)}${unreadJa[what]}`,
    circular: ({ name, file }) =>
      `\`${name}\` の値がまだ決まっていません。\`${file}\` とこのファイルが互いを import しています。`,
    notInFile: ({ name, file }) => `\`${file}\` に \`${name}\` がありません。`,
    layer: (problem) => ja.layer[problem.fault](problem),
    tooManyArguments: ({ className, most }) =>
      `\`${className}\` に名前なしで渡せる引数は ${most} 個までです。`,
    twice: ({ argument }) => `\`${argument}\` が 2 回指定されています。`,
    sameName: ({ name }) => `\`${name}\` という層が 2 つあります。名前は別々にしてください。`,
    notALayer: ({ received }) => `ここには層が必要です（書かれたもの：${received}）。`,
    inputShape: ({ received }) =>
      `入力の形は、バッチの軸を除いた 1 以上の整数で、\`(28, 28, 1)\` のように書きます（書かれた値：${received}）。`,
    adaptedInput: ({ from, to }) =>
      `ここの画像の形は \`${to}\` です。\`${from}\` を \`${to}\` として読みます。`,
    shape: ({ message }) => message,
    pixelScale: ({ scale }) =>
      `\`Rescaling\` の係数は ${scale} として読みます。ここの画像の値は 0 から 255 ではなく、0 から 1 です。`,
    pixelOption: ({ className, argument, value }) =>
      `\`${className}\` の \`${argument}\` は \`${value}\` として読みます。ここの画像の値は 0 から 255 ではなく、0 から 1 です。`,
    leftOut: ({ className, what }) =>
      what === 'augmentation'
        ? `\`${className}\` は省きます。学習中に画像を変えるだけの層です。`
        : what === 'noise'
          ? `\`${className}\` は省きます。学習のためだけのものです。`
          : `\`${className}\` は省きます。ここの画像の値はもともと 0 から 1 です。`,
    argumentLeftOut: ({ className, argument, received }) =>
      `\`${className}\` の \`${argument}\` は省きます。${received} はここでは使えません。`,
    assumed: ({ what, value }) =>
      `\`${what}\` の値は実行しないと決まりません。ここのクラスの数 ${value} として読みます。`,
    assumedValue: ({ what, value }) =>
      `\`${what}\` の値は実行しないと決まりません。\`${value}\` として読みます。`,
    readAs: ({ name, as, why }) => readAsJa[why](`\`${name}\``, `\`${as}\``),
    channelsFirst: ({ from, to }) => `\`${from}\` はチャンネルが先頭です。\`${to}\` として読みます。`,
    untrained: ({ name }) => `\`${name}\` の層だけを読みます。学習済みの重みは含まれません。`,
    notCalled: ({ name }) => `\`${name}\` は呼び出されていません。その中のモデルを読みます。`,
    assumedInput: ({ to }) => `画像の大きさはコードからは分かりません。\`${to}\` として読みます。`,
    firstOf: ({ what, value }) =>
      `\`${what}\` には試す値がいくつもあります。最初の ${value} として読みます。`,
    loopOnce: () => 'この繰り返しの対象は実行しないと決まりません。中身を 1 回だけ読みます。',
    otherModel: ({ line, file, why }) =>
      `このモデルはここでは作れません。${spoken(ja, why)}代わりに ${file && `\`${file}\` の `}${line} 行目のモデルを読みます。`,
    disconnected: () => 'このテンソルはモデルの入力につながっていません。',
    unused: ({ layer }) => `\`${layer}\` はモデルに含まれていません。`,
    noModel: () => 'モデルがありません。`model = Sequential()` から始めてください。',
    empty: () => 'モデルに層がありません。',
    optimizer: ({ name, known }) =>
      `\`${name}\` という最適化手法はここでは使えません。使えるもの：${known}。`,
    optimizerArgument: ({ className, argument, expected, received }) =>
      `\`${className}\` の \`${argument}\` に ${received} は使えません（使える値：${expectedJa(expected)}）。`,
    loss: ({ name, known }) => `\`${name}\` という損失関数はここでは使えません。使えるもの：${known}。`,
    setting: ({ argument, expected, received }) =>
      `\`${argument}\` に ${received} は使えません（使える値：${expectedJa(expected)}）。`,
  },
};

export const codeProblems = { en, ja };
