// Words of worksheets: the dialog that makes a link, the line above the stage, and why a link is refused.

import type { Part } from '../share/parts';
import type { Expected } from '../share/worksheetError';

type Expecting = (expected: Expected) => string;

const list = (names: readonly string[]): string => names.join(', ');

const expectedEn: Expecting = (expected) => {
  switch (expected.kind) {
    case 'object':
      return 'an object {…}';
    case 'boolean':
      return 'true or false';
    case 'text':
      return `a text of at most ${expected.most} characters`;
    case 'list':
      return `a list of at most ${expected.most}`;
    case 'number':
      return `a number from ${expected.least} to ${expected.most}`;
    case 'whole':
      return `a whole number from ${expected.least} to ${expected.most}`;
    case 'oneOf':
      return `one of ${list(expected.names)}`;
    case 'fields':
      return `nothing but ${list(expected.names)}`;
    case 'network':
    case 'augmentation':
    case 'schedule':
      return `other values (${expected.reason})`;
    case 'version':
      return 'a link of version 1';
    case 'complete':
      return 'a complete link: this one is cut off or changed';
    case 'short':
      return 'a shorter link';
    default:
      return expected satisfies never;
  }
};

const expectedJa: Expecting = (expected) => {
  switch (expected.kind) {
    case 'object':
      return 'オブジェクト {…}';
    case 'boolean':
      return 'true か false';
    case 'text':
      return `${expected.most} 文字以内の文字列`;
    case 'list':
      return `要素が ${expected.most} 個以内のリスト`;
    case 'number':
      return `${expected.least} から ${expected.most} までの数`;
    case 'whole':
      return `${expected.least} から ${expected.most} までの整数`;
    case 'oneOf':
      return `${list(expected.names)} のどれか`;
    case 'fields':
      return `${list(expected.names)} だけ`;
    case 'network':
    case 'augmentation':
    case 'schedule':
      return `ほかの値（${expected.reason}）`;
    case 'version':
      return 'バージョン 1 のリンク';
    case 'complete':
      return '欠けていないリンク（途中で切れているか、書き換えられています）';
    case 'short':
      return 'もっと短いリンク';
    default:
      return expected satisfies never;
  }
};

const en = {
  title: 'Share this state',
  lead: 'The link has the network, the data set, the settings, the seed, and what is selected. Whoever opens it starts at step 0 and gets the same numbers. Trained weights and drawings are not in it: save the session as a file for those.',
  link: 'Link',
  copy: 'Copy link',
  copied: 'Copied.',
  notCopied: 'This browser does not let the page copy. Select the link and copy it yourself.',
  characters: (count: number) => `${count} characters`,
  task: 'Task (shown above the stage)',
  taskPlaceholder: 'For example: find the filter that responds to vertical edges.',
  show: 'Show',
  parts: {
    views: 'Other views',
    files: 'Open or save',
    data: 'Data',
    picture: 'Draw a picture',
    network: 'Network',
    inspector: 'Inspector',
    training: 'Training',
  } satisfies Record<Part, string>,
  language: 'Open in this language',
  embed: 'For a web page',
  embedHint: 'The stage alone, in an iframe.',
  copyEmbed: 'Copy HTML',
  qr: 'QR code of the link',
  qrTooLong: 'This link is too long for a QR code.',
  close: 'Close',
  unlinkable: (name: string) =>
    `The pictures of “${name}” are files on this device, so a link cannot bring them. Choose digits, shapes or rendered fruit, or save the session as a file.`,
  expected: expectedEn,
  refused: (place: string, expected: string, received: string) =>
    place === '' ? `Expected ${expected}.` : `“${place}”: expected ${expected}. Received ${received}.`,
  sheet: 'Task',
  again: 'Start again',
  hide: 'Hide the task',
  whole: 'Open in Convscope',
};

const ja: typeof en = {
  title: 'この状態を共有',
  lead: 'リンクには、ネットワーク・データセット・設定・シード・選択中のものが入ります。開いた人はステップ 0 から始まり、同じ数値になります。学習した重みと描いた絵は入りません。それらはセッションをファイルに保存してください。',
  link: 'リンク',
  copy: 'リンクをコピー',
  copied: 'コピーしました。',
  notCopied: 'このブラウザではコピーできません。リンクを選択してコピーしてください。',
  characters: (count) => `${count} 文字`,
  task: '課題（ステージの上に表示されます）',
  taskPlaceholder: '例：縦のエッジに反応するフィルタを探しましょう。',
  show: '表示するもの',
  parts: {
    views: 'ほかのビュー',
    files: '開く・保存',
    data: 'データ',
    picture: '絵を描く',
    network: 'ネットワーク',
    inspector: 'インスペクタ',
    training: '学習',
  },
  language: 'この言語で開く',
  embed: 'ウェブページ用',
  embedHint: 'ステージだけを iframe に表示します。',
  copyEmbed: 'HTML をコピー',
  qr: 'リンクの QR コード',
  qrTooLong: 'このリンクは長すぎて QR コードにできません。',
  close: '閉じる',
  unlinkable: (name) =>
    `「${name}」の画像はこの端末のファイルなので、リンクでは渡せません。手書き数字・図形・合成した果物を選ぶか、セッションをファイルに保存してください。`,
  expected: expectedJa,
  refused: (place, expected, received) =>
    place === ''
      ? `必要なのは${expected}です。`
      : `「${place}」：必要なのは ${expected} ですが、${received} でした。`,
  sheet: '課題',
  again: '最初から始める',
  hide: '課題を隠す',
  whole: 'Convscope で開く',
};

export const share = { en, ja };
