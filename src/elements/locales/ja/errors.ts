// What the engine refuses and why. Where an error brings no facts, its own message is shown.

import type { Expectation } from '../../../session/errorFacts';
import { formatShort } from '../../text/format';
import { list, mebibytes, shape, later, type Sentences, type ShapeMismatch } from '../errorSentences';

function expectedText(expected: Expectation): string {
  switch (expected.wants) {
    case 'range':
      return expected.max === Infinity ? `${expected.min} 以上` : `${expected.min} 以上 ${expected.max} 以下`;
    case 'choice':
      return `${list(expected.values)} のどれか`;
    case 'whole':
      return '整数';
    case 'number':
      return '数';
    case 'numbers':
      return '数値 1 つ、または各チャンネル（4 つまで）に 1 つずつ';
    case 'ends': {
      const { min, max, above } = expected;
      return min === undefined || max === undefined
        ? '異なる 2 つの数（最小値と最大値）'
        : `${min} ${above === true ? 'より大きく' : '以上'} ${max} 以下の数 1 つ、またはその範囲の 2 つの数（下限と上限）`;
    }
    case 'axes':
      return '1, 2, … を 1 回ずつ並べた軸の順序';
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
    case 'belowOne':
      return '0 以上 1 未満';
    default:
      return expected satisfies never;
  }
}

function mismatchText(mismatch: ShapeMismatch): string {
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
    case 'groups':
      return `グループ数は ${mismatch.of} の約数でなければなりませんが、${mismatch.groups} です`;
    case 'scalar':
      return '入力には少なくとも 1 つの軸が必要です';
    case 'inputs':
      return `入力が少なくとも ${mismatch.least} つ必要です`;
    default:
      return mismatch satisfies never;
  }
}

const stateNames = {
  loading: '読み込み中',
  compiling: 'コンパイル中',
  idle: '一時停止中',
  training: '学習中',
  failed: '停止中',
  recovering: '復旧中',
} as const;

export const errors: Sentences = {
  noWebGpu: () =>
    'このブラウザでは WebGPU が使えないか、ページが https または localhost で開かれていません。最新の Chrome、Edge、Safari、Firefox をお試しください。',
  noAdapter: () =>
    'WebGPU で使える GPU が見つかりません。ドライバが対応していないか、ブラウザで無効になっています。',
  noDevice: ({ adapter }) => `GPU「${adapter}」を使えませんでした。`,
  noFeature: ({ feature }) => `この GPU には \`${feature}\` の機能がありません。`,
  shader: ({ shader }) => `シェーダ \`${shader}\` をこの GPU 向けにコンパイルできませんでした。`,
  tooLarge: ({ label, needsBytes, allowsBytes }) =>
    `\`${label}\` には ${mebibytes(needsBytes)} が必要ですが、この GPU の上限は ${mebibytes(allowsBytes)} です。バッチか層を小さくしてください。`,
  noMemory: ({ network, needsBytes, at }) =>
    `\`${network}\` に必要な ${mebibytes(needsBytes)} のメモリを、この GPU では確保できませんでした。${at ? `\`${at.label}\`（${mebibytes(at.bytes)}）の分が残っていません。バッチか層を小さくしてください。` : ''}`,
  memory: ({ network, batch, totalBytes, largest, largestBytes }) =>
    `\`${network}\` はこの GPU に収まりません。画像 ${batch} 枚の 1 ステップに ${mebibytes(totalBytes)} が必要で、最も大きい \`${largest}\` だけで ${mebibytes(largestBytes)} です。バッチか層を小さくしてください。`,
  unknownOption: ({ where, option, known }) =>
    `${where} に \`${option}\` という引数はありません。${known.length > 0 ? `使えるのは ${list(known)} です。` : ''}`,
  missingOption: ({ where, option }) => `${where} には \`${option}\` が必要です。`,
  badOption: ({ where, option, expected, received }) =>
    `${where} の \`${option}\` は${expectedText(expected)}でなければなりませんが、${received} です。`,
  shape: ({ layer, mismatch }) =>
    `${layer === null ? 'この層' : `\`${layer}\` `}を構築できません。${mismatchText(mismatch)}。`,
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
  shares: ({ where, owner, why }) =>
    `${where} は \`${owner}\` と重みを共有できません。${{ unknown: 'その名前の層が、それより前にありません', kind: '層の種類が違います', options: '引数が違います', shape: '入力に合う重みの形が違います' }[why]}。`,
  inputCount: ({ where, least, received }) =>
    `${where} には入力が少なくとも ${least} つ必要ですが、${received} つです。`,
  ends: ({ network, inputs }) =>
    `データは画像 1 枚ずつなので、学習できるのは入力 1 つのネットワークです。\`${network}\` の入力は ${inputs} つです。`,
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
    `${stateNames[state]}は実行できません。学習が一時停止してから、もう一度お試しください。`,
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
  wrongDevice: ({ device, layer, gradientOf, expected, received }) =>
    `この GPU（${device}）の計算結果は正しくありません。\`${layer}\` の${gradientOf === null ? '出力' : `勾配（${gradientOf}）`}は ${expected.toPrecision(6)} になるはずですが、${received.toPrecision(6)} でした。GPU のドライバとブラウザを更新するか、ほかのブラウザを試してください。`,
  brokenRun: () => 'このセッションは壊れています。記録されたバッチサイズやステップが、設定と一致しません。',
};
