// Words of the code panel: how the code stands to the network, what is lacking, what was not taken over. What can be wrong
// with a script is in codeProblems.ts.

import type { ReadingGoal } from '../../formats/keras/code/goal';
import type { Lacking } from '../../formats/keras/code/read';
import type { NotTaken } from '../../formats/keras/code/training';

type LackingWords = Readonly<Record<Lacking, (goal: ReadingGoal) => string>>;

const shapeText = ({ picture }: ReadingGoal): string => `(${picture.join(', ')})`;
const sizeText = ({ picture }: ReadingGoal): string =>
  String(picture.reduce((size, length) => size * length, 1));

const en = {
  editor: 'Keras code of the network. Escape, then Tab leaves it.',
  copy: 'Copy the code',
  copied: 'Copied',
  notCopied: 'The browser does not let the page copy. Select the code and press Ctrl+C.',
  download: 'Download as a Python file',
  syncState: {
    same: 'The network matches the code.',
    waiting: 'Typing…',
    unread: (count: number) =>
      count === 1
        ? 'One place cannot be read. The network is unchanged.'
        : `${count} places cannot be read. The network is unchanged.`,
    lacking: 'The code was read. The network is unchanged until the missing parts are added.',
    building: 'Building the network…',
    impossible: 'This network cannot be built. The previous network is unchanged.',
    refused: 'This network was refused. The previous network is unchanged.',
    diverged: 'The code and the network differ.',
    unwritable: 'This network cannot be written as Keras code.',
  },
  files: {
    list: 'Files of the program',
    script: 'Script',
    added: (names: string) => `Added: ${names}`,
    taken: (count: number) => (count === 1 ? 'A file was opened.' : `${count} files were opened.`),
    leftOut: (names: string) => `Left out, because it is not UTF-8 text or is too long: ${names}`,
    failed: 'The files could not be read. The code is unchanged.',
    back: 'Back to the code before',
    wentBack: 'The code before is back.',
  },
  line: (line: number) => `Line ${line}`,
  severity: { error: 'Error', warning: 'Warning', info: 'Note' },
  more: (count: number) => `and ${count} more`,
  lacking: {
    title: 'To train on these pictures it still needs:',
    list: {
      input: (goal) => `an input shape: \`input_shape=${shapeText(goal)}\``,
      flat: (goal) =>
        `pictures as its input: \`${shapeText(goal)}\`, followed by \`Flatten\`, instead of a row of ${sizeText(goal)} numbers`,
      pictures: (goal) => `the pictures as its input: their shape is \`${shapeText(goal)}\``,
      flatten: () => 'a `Flatten` layer, which arranges the maps in one row',
      answer: ({ classes }) => `an output for each class: \`Dense(${classes}, activation="softmax")\``,
      softmax: ({ classes }) => `\`softmax\`, which turns the ${classes} numbers into probabilities`,
    } as LackingWords,
    complete: 'Add this to the code',
    cannot: 'Please change this in the code by hand.',
    completed: 'The code was completed.',
  },
  diverged: {
    unread: 'The network was changed outside the code while the code could not be read.',
    loop: (layer: string, shared: number) =>
      shared > 1
        ? `\`${layer}\` was changed outside the code. In the code, one argument sets ${shared} layers.`
        : `\`${layer}\` was changed outside the code. In the code, a loop computes its value.`,
    place: (layer: string) =>
      layer === ''
        ? 'The network was changed outside the code, and the code has no place for the change.'
        : `\`${layer}\` was changed outside the code, and the code has no place for the change.`,
    unwritten: 'The code editor was closed before the network was built from the code.',
    useCode: 'Build the network from the code',
    rewrite: 'Rewrite the code from the network',
  },
  notTaken: {
    loss: 'The page trains with cross-entropy. Another `loss` is ignored.',
    validation: 'The page tests on the test pictures of the data set. `validation_split` is ignored.',
    schedule:
      'This schedule of the learning rate is not available here. Its initial rate is used, and decays along a cosine.',
    checkpoint: 'The page saves the run by itself. `ModelCheckpoint` is not needed.',
    monitor:
      'A run watches `val_loss` or `val_accuracy`. A callback with another `monitor` or `mode` is ignored.',
    callback: 'Callbacks other than `EarlyStopping` and `ReduceLROnPlateau` are ignored.',
  } as Readonly<Record<NotTaken, string>>,
  summary: {
    title: 'What Keras prints:',
    copy: 'Copy the summary',
    ofCode: 'This is the network in the code. It is not built yet.',
  },
  phrases: {} as Readonly<Record<string, string>>,
};

const ja: typeof en = {
  editor: 'ネットワークの Keras コード。Escape の次に Tab で外に出ます。',
  copy: 'コードをコピー',
  copied: 'コピーしました',
  notCopied: 'ブラウザがコピーを許可していません。コードを選んで Ctrl+C を押してください。',
  download: 'Python ファイルとして保存',
  syncState: {
    same: 'ネットワークはコードのとおりです。',
    waiting: '入力中…',
    unread: (count) => `読めないところが ${count} か所あります。ネットワークは元のままです。`,
    lacking: 'コードは読めました。足りないものがそろうまで、ネットワークは元のままです。',
    building: 'ネットワークを構築中…',
    impossible: 'このネットワークは作れません。ネットワークは元のままです。',
    refused: 'このネットワークは受け付けられませんでした。ネットワークは元のままです。',
    diverged: 'コードとネットワークが食い違っています。',
    unwritable: 'このネットワークは Keras のコードでは書けません。',
  },
  files: {
    list: 'プログラムのファイル',
    script: 'スクリプト',
    added: (names) => `追加したファイル：${names}`,
    taken: (count) => `${count} 個のファイルを開きました。`,
    leftOut: (names) => `UTF-8 のテキストでないか、長すぎるため、読み込まなかったファイル：${names}`,
    failed: 'ファイルを読み込めませんでした。コードは元のままです。',
    back: '前のコードに戻す',
    wentBack: '前のコードに戻しました。',
  },
  line: (line) => `${line} 行目`,
  severity: { error: 'エラー', warning: '注意', info: 'メモ' },
  more: (count) => `ほか ${count} か所`,
  lacking: {
    title: 'この画像で学習するために足りないもの：',
    list: {
      input: (goal) => `入力の形：\`input_shape=${shapeText(goal)}\``,
      flat: (goal) =>
        `画像の入力：${sizeText(goal)} 個の数の列ではなく \`${shapeText(goal)}\` と、その後の \`Flatten\``,
      pictures: (goal) => `画像に合う入力：形は \`${shapeText(goal)}\` です`,
      flatten: () => 'マップを 1 列に並べる `Flatten`',
      answer: ({ classes }) => `クラスごとの出力：\`Dense(${classes}, activation="softmax")\``,
      softmax: ({ classes }) => `${classes} 個の数を確率にする \`softmax\``,
    },
    complete: 'コードに書き加える',
    cannot: 'ここはコードを手で直す必要があります。',
    completed: 'コードを補いました。',
  },
  diverged: {
    unread: 'コードが読めない間に、ネットワークがほかの場所で変更されました。',
    loop: (layer, shared) =>
      shared > 1
        ? `\`${layer}\` がほかの場所で変更されました。コードでは 1 つの引数が ${shared} つの層に使われています。`
        : `\`${layer}\` がほかの場所で変更されました。コードではループの中で値を計算しています。`,
    place: (layer) =>
      layer === ''
        ? 'ネットワークがほかの場所で変更されましたが、コードにその変更を書く場所がありません。'
        : `\`${layer}\` がほかの場所で変更されましたが、コードにその変更を書く場所がありません。`,
    unwritten: 'コードがネットワークに反映される前に、エディタが閉じられました。',
    useCode: 'コードからネットワークを作る',
    rewrite: 'ネットワークからコードを書き直す',
  },
  notTaken: {
    loss: 'このページは交差エントロピーで学習します。ほかの `loss` は使われません。',
    validation: 'このページはデータセットのテスト用の画像で確かめます。`validation_split` は使われません。',
    schedule: 'この学習率スケジュールはここでは使えません。最初の学習率を使い、コサインに沿って下げます。',
    checkpoint: 'このページは学習の状態を自動で保存します。`ModelCheckpoint` は不要です。',
    monitor:
      'ここで監視できるのは `val_loss` と `val_accuracy` です。ほかの `monitor` や `mode` のコールバックは使われません。',
    callback: '`EarlyStopping` と `ReduceLROnPlateau` 以外のコールバックは使われません。',
  },
  summary: {
    title: 'Keras の表示：',
    copy: '表示をコピー',
    ofCode: 'コードにあるネットワークです（まだ作られていません）。',
  },
  phrases: {
    'Control character': '制御文字',
    'Selection deleted': '選択範囲を削除しました',
    'folded code': '折りたたまれたコード',
    unfold: '開く',
    to: 'から',
    close: '閉じる',
    Completions: '入力候補',
    Diagnostics: '読めないところ',
    'No diagnostics': '読めないところはありません',
  },
};

export const code = { en, ja };
