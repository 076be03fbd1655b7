// What the engine refuses and why, in English and in Japanese. Where an error brings no facts, its own message is shown.

import type { ErrorFacts, Expectation } from '../../session/errorFacts';
import { formatShort } from '../text/format';

type Facts<Code extends ErrorFacts['code']> = Extract<ErrorFacts, { code: Code }>;
type Sentences = { readonly [Code in ErrorFacts['code']]: (facts: Facts<Code>) => string };
type ShapeMismatch = Facts<'shape'>['mismatch'];

/** Sentences that are loaded with the code whose errors they are (dataSetErrors.ts); until then the engine's own stand for them. */
export const later: { dataSetFile: Sentences['dataSetFile'] | null } = { dataSetFile: null };

const shape = (lengths: readonly number[]): string => lengths.join('×');
const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function expectedEn(expected: Expectation): string {
  switch (expected.wants) {
    case 'range':
      return expected.max === Infinity
        ? `at least ${expected.min}`
        : `between ${expected.min} and ${expected.max}`;
    case 'choice':
      return `one of ${list(expected.values)}`;
    case 'whole':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'pair':
      return 'a whole number, or one for the rows and one for the columns';
    case 'flag':
      return 'on or off';
    case 'shape':
      return 'a list of whole numbers of at least 1, or −1';
    case 'oneUnknown':
      return 'a list with at most one −1';
    case 'border':
      return 'a whole number of at least 0, two of them, or two pairs';
    case 'sixOrNull':
      return '6 or nothing';
    case 'belowOne':
      return 'at least 0 and below 1';
    default:
      return expected satisfies never;
  }
}

function expectedJa(expected: Expectation): string {
  switch (expected.wants) {
    case 'range':
      return expected.max === Infinity ? `${expected.min} 以上` : `${expected.min} 以上 ${expected.max} 以下`;
    case 'choice':
      return `${list(expected.values)} のどれか`;
    case 'whole':
      return '整数';
    case 'number':
      return '数';
    case 'pair':
      return '整数 1 つ、または行と列の整数 2 つ';
    case 'flag':
      return 'オンかオフ';
    case 'shape':
      return '1 以上の整数か −1 の並び';
    case 'oneUnknown':
      return '−1 が 1 つまでの並び';
    case 'border':
      return '0 以上の整数、その 2 つ組、または 2 つ組 2 つ';
    case 'sixOrNull':
      return '6 か、なし';
    case 'belowOne':
      return '0 以上 1 未満';
    default:
      return expected satisfies never;
  }
}

function mismatchEn(mismatch: ShapeMismatch): string {
  switch (mismatch.why) {
    case 'window':
      return `the window of ${shape(mismatch.reach)} is larger than its input of ${shape(mismatch.input)}`;
    case 'rank':
      return `the input must have rows, columns and channels, but it is ${shape(mismatch.input) || 'a single number'}`;
    case 'unequal':
      return `all inputs must be ${shape(mismatch.expected)}, but one is ${shape(mismatch.received)}`;
    case 'unequalBut':
      return `all inputs must agree with ${shape(mismatch.expected)} on all axes except ${mismatch.axis}, but one is ${shape(mismatch.received)}`;
    case 'axis':
      return `the axis must be 1 to ${mismatch.most}, or −1 to −${mismatch.most}, but it is ${mismatch.received}`;
    case 'count':
      return `the new shape must hold the ${mismatch.expected} values of the input, but it is ${shape(mismatch.received)}`;
    case 'scalar':
      return 'the input must have at least one axis';
    case 'inputs':
      return `at least ${mismatch.least} inputs are needed`;
    default:
      return mismatch satisfies never;
  }
}

function mismatchJa(mismatch: ShapeMismatch): string {
  switch (mismatch.why) {
    case 'window':
      return `${shape(mismatch.reach)} の窓が、入力 ${shape(mismatch.input)} より大きくなっています`;
    case 'rank':
      return `入力には行・列・チャンネルが必要ですが、${shape(mismatch.input) || '1 つの数'} です`;
    case 'unequal':
      return `入力はすべて ${shape(mismatch.expected)} でなければなりませんが、${shape(mismatch.received)} があります`;
    case 'unequalBut':
      return `入力は、軸 ${mismatch.axis} 以外が ${shape(mismatch.expected)} とそろっていなければなりませんが、${shape(mismatch.received)} があります`;
    case 'axis':
      return `軸は 1 から ${mismatch.most}、または −1 から −${mismatch.most} でなければなりませんが、${mismatch.received} です`;
    case 'count':
      return `新しい形には入力の ${mismatch.expected} 個の数が入らなければなりませんが、${shape(mismatch.received)} です`;
    case 'scalar':
      return '入力には少なくとも 1 つの軸が必要です';
    case 'inputs':
      return `入力が少なくとも ${mismatch.least} つ必要です`;
    default:
      return mismatch satisfies never;
  }
}

const statesJa = {
  loading: '読み込み中',
  compiling: 'コンパイル中',
  idle: '一時停止中',
  training: '学習中',
  failed: '停止中',
  recovering: '復旧中',
} as const;

const en: Sentences = {
  noWebGpu: () =>
    'This browser does not support WebGPU, or the page was not opened over https or from localhost. Try a current Chrome, Edge, Safari or Firefox.',
  noAdapter: ({ reason }) =>
    `WebGPU found no graphics processor: its driver is not supported, or the browser blocks it.${reason === null ? '' : ` (${reason})`}`,
  noDevice: ({ adapter, reason }) => `The graphics processor “${adapter}” could not be used. (${reason})`,
  noFeature: ({ feature }) => `This graphics processor does not support \`${feature}\`.`,
  shader: ({ shader }) => `The shader \`${shader}\` could not be compiled on this device.`,
  tooLarge: ({ label, needsBytes, allowsBytes }) =>
    `\`${label}\` needs ${mebibytes(needsBytes)}, but this device allows ${mebibytes(allowsBytes)}. Choose a smaller batch or a smaller layer.`,
  noMemory: ({ network, needsBytes }) =>
    `This device does not have enough free memory for \`${network}\`, which needs ${mebibytes(needsBytes)}.`,
  memory: ({ network, batch, totalBytes, largest, largestBytes }) =>
    `\`${network}\` does not fit this device: a step on ${batch} picture${batch === 1 ? '' : 's'} needs ${mebibytes(totalBytes)}, the largest part \`${largest}\` alone ${mebibytes(largestBytes)}. Choose a smaller batch or smaller layers.`,
  unknownOption: ({ where, option, known }) =>
    `${where} has no option \`${option}\`. Available: ${list(known) || 'none'}.`,
  missingOption: ({ where, option }) => `${where} needs \`${option}\`.`,
  badOption: ({ where, option, expected, received }) =>
    `${where}: \`${option}\` must be ${expectedEn(expected)}, but it is ${received}.`,
  shape: ({ layer, mismatch }) =>
    `${layer === null ? 'A layer' : `\`${layer}\``} cannot be built: ${mismatchEn(mismatch)}.`,
  noLoss: ({ loss, known }) => `There is no loss \`${loss}\`. Available: ${list(known)}.`,
  lossTarget: ({ loss, expected, received }) =>
    `The loss \`${loss}\` expects targets of shape ${shape(expected) || 'one number'}, but received ${shape(received) || 'one number'}.`,
  lossOutput: ({ loss }) => `The loss \`${loss}\` needs an output with at least one axis.`,
  sameName: ({ name }) => `Two layers are called \`${name}\`. Names must differ.`,
  noLayers: ({ network }) => `\`${network}\` has no layers.`,
  noOutput: ({ network, output }) => `The output \`${output}\` is not a layer of \`${network}\`.`,
  badInput: ({ input, received }) =>
    `Every axis of the input \`${input}\` must be a whole number of at least 1, but it is ${received}.`,
  readsUnknown: ({ where, reads }) =>
    `${where} takes \`${reads}\` as its input, but no earlier layer has that name.`,
  inputCount: ({ where, least, received }) => `${where} needs at least ${least} inputs, but has ${received}.`,
  ends: ({ network, inputs, outputs }) =>
    `Only networks with one input and one output can be trained. \`${network}\` has ${inputs} and ${outputs}.`,
  pictures: ({ network, expected, received }) =>
    `The input of \`${network}\` is ${shape(expected)}, but the pictures of the data are ${shape(received)}.`,
  noPooling: () => 'There is no pooling layer to swap.',
  noLayer: ({ layer }) => `There is no layer \`${layer}\`.`,
  twinAnswers: ({ expected, received }) =>
    `Both networks must have the same output shape: ${shape(expected)}, not ${shape(received)}.`,
  twinsAlike: () => 'The two networks do not differ.',
  nonFinite: ({ step, operation, learningRate }) =>
    `The loss of step ${step + 1} is not a finite number.${operation === null ? '' : ` The first non-finite value comes from \`${operation}\`.`} Training stopped at the last finite parameters. Try a learning rate smaller than ${formatShort(learningRate)}.`,
  notWhile: () => 'This is not possible at the moment. Try again when training has paused.',
  deviceLost: () => 'The browser lost the graphics processor in the meantime.',
  dataFile: ({ file, url, silent, status }) =>
    silent
      ? `The server has not sent anything of the file \`${file}\` for some time (${url}).`
      : `The file \`${file}\` could not be loaded from ${url}${status === null ? '' : ` (HTTP ${status})`}.`,
  // The engine's own message.
  dataSetFile: () => '',
  frozen: ({ layer }) =>
    `\`${layer}\` is frozen (\`trainable=False\`): training does not compute gradients of its weights.`,
  replaced: () => 'The network was replaced in the meantime.',
  notKept: ({ step }) => `Step ${step} is no longer saved.`,
  notPinned: () => 'Pin two moments first.',
  differenceShown: () =>
    'The stage shows the change between two moments. Go back to now to see single values.',
  otherData: ({ expected, received }) =>
    `The session was trained on ${received} pictures, but the data here have ${expected}. A session can continue only with the same data.`,
  brokenRun: () =>
    'The session is damaged: its batch size or step does not match its recorded training state.',
};

const ja: Sentences = {
  noWebGpu: () =>
    'このブラウザでは WebGPU が使えないか、ページが https または localhost で開かれていません。最新の Chrome、Edge、Safari、Firefox をお試しください。',
  noAdapter: () =>
    'WebGPU で使える GPU が見つかりません。ドライバが対応していないか、ブラウザで無効になっています。',
  noDevice: ({ adapter }) => `GPU「${adapter}」を使えませんでした。`,
  noFeature: ({ feature }) => `この GPU には \`${feature}\` の機能がありません。`,
  shader: ({ shader }) => `シェーダ \`${shader}\` をこの GPU 向けにコンパイルできませんでした。`,
  tooLarge: ({ label, needsBytes, allowsBytes }) =>
    `\`${label}\` には ${mebibytes(needsBytes)} が必要ですが、この GPU の上限は ${mebibytes(allowsBytes)} です。バッチか層を小さくしてください。`,
  noMemory: ({ network, needsBytes }) =>
    `\`${network}\` に必要な ${mebibytes(needsBytes)} のメモリを、この GPU では確保できませんでした。`,
  memory: ({ network, batch, totalBytes, largest, largestBytes }) =>
    `\`${network}\` はこの GPU に収まりません。画像 ${batch} 枚の 1 ステップに ${mebibytes(totalBytes)} が必要で、最も大きい \`${largest}\` だけで ${mebibytes(largestBytes)} です。バッチか層を小さくしてください。`,
  unknownOption: ({ where, option, known }) =>
    `${where} に \`${option}\` という引数はありません。${known.length > 0 ? `使えるのは ${list(known)} です。` : ''}`,
  missingOption: ({ where, option }) => `${where} には \`${option}\` が必要です。`,
  badOption: ({ where, option, expected, received }) =>
    `${where} の \`${option}\` は${expectedJa(expected)}でなければなりませんが、${received} です。`,
  shape: ({ layer, mismatch }) =>
    `${layer === null ? 'この層' : `\`${layer}\` `}を構築できません。${mismatchJa(mismatch)}。`,
  noLoss: ({ loss, known }) => `\`${loss}\` という損失はありません。使えるのは ${list(known)} です。`,
  lossTarget: ({ loss, expected, received }) =>
    `損失 \`${loss}\` の正解は ${shape(expected) || '1 つの数'} の形でなければなりませんが、${shape(received) || '1 つの数'} です。`,
  lossOutput: ({ loss }) => `損失 \`${loss}\` には、軸が 1 つ以上ある出力が必要です。`,
  sameName: ({ name }) => `\`${name}\` という名前の層が 2 つあります。名前は別々にしてください。`,
  noLayers: ({ network }) => `\`${network}\` には層がありません。`,
  noOutput: ({ network, output }) => `出力 \`${output}\` は \`${network}\` の層ではありません。`,
  badInput: ({ input, received }) =>
    `入力 \`${input}\` の各軸は 1 以上の整数でなければなりませんが、${received} です。`,
  readsUnknown: ({ where, reads }) =>
    `${where} の入力 \`${reads}\` という名前の層が、それより前にありません。`,
  inputCount: ({ where, least, received }) =>
    `${where} には入力が少なくとも ${least} つ必要ですが、${received} つです。`,
  ends: ({ network, inputs, outputs }) =>
    `学習できるのは入力 1 つ、出力 1 つのネットワークです。\`${network}\` は入力 ${inputs} つ、出力 ${outputs} つです。`,
  pictures: ({ network, expected, received }) =>
    `\`${network}\` の入力は ${shape(expected)} の画像ですが、データは ${shape(received)} です。`,
  noPooling: () => '入れ替えるプーリング層がありません。',
  noLayer: ({ layer }) => `\`${layer}\` という層はありません。`,
  twinAnswers: ({ expected, received }) =>
    `2 つのネットワークの出力の形は同じでなければなりません（${shape(expected)} と ${shape(received)}）。`,
  twinsAlike: () => '2 つのネットワークに違いがありません。',
  nonFinite: ({ step, operation, learningRate }) =>
    `ステップ ${step + 1} の損失が有限の数ではなくなりました。${operation === null ? '' : `有限でない値が最初に現れたのは \`${operation}\` の結果です。`}パラメータを有限だった最後の値に戻し、学習を止めました。学習率を ${formatShort(learningRate)} より小さくしてみてください。`,
  notWhile: ({ state }) =>
    `${statesJa[state]}は実行できません。学習が一時停止してから、もう一度お試しください。`,
  deviceLost: () => '途中で GPU が失われました。',
  dataFile: ({ file, url, silent, status }) =>
    silent
      ? `ファイル \`${file}\` がしばらくサーバから届いていません（${url}）。`
      : `ファイル \`${file}\` を ${url} から取得できませんでした${status === null ? '' : `（HTTP ${status}）`}。`,
  dataSetFile: (facts) => later.dataSetFile?.(facts) ?? '',
  frozen: ({ layer }) =>
    `\`${layer}\` は学習しない層（\`trainable=False\`）なので、重みの勾配は計算されません。`,
  replaced: () => '途中でネットワークが置き換えられました。',
  notKept: ({ step }) => `ステップ ${step} はもう保存されていません。`,
  notPinned: () => '先に 2 つの時点を固定してください。',
  differenceShown: () => '2 つの時点の変化を表示しています。個々の値を見るには、現在に戻ってください。',
  otherData: ({ expected, received }) =>
    `このセッションは ${received} 枚の画像で学習したものですが、ここにある画像は ${expected} 枚です。続きは同じデータでしか学習できません。`,
  brokenRun: () => 'このセッションは壊れています。記録されたバッチサイズやステップが、設定と一致しません。',
};

export const errors = { en, ja };
