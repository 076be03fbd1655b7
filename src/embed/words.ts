// What the elements say besides what is on the page, in both languages.

import { wordsOf } from '../elements/locale';

const en = {
  opening: 'Getting ready…',
  noWebGpu:
    'This figure computes on the graphics processor with WebGPU, which this browser does not have or has turned off. Open the page in a current Chrome, Edge or Firefox, or in Safari 26.',
  insecure:
    'This figure computes on the graphics processor with WebGPU, which works only on https, on localhost, or in a page opened from a file.',
  noAdapter:
    'This figure computes on the graphics processor with WebGPU. The browser has it, but found no graphics processor that it can use. Update the browser and turn on hardware acceleration in its settings.',
  failed: 'This figure could not be drawn.',
  again: 'Try again',
  picture: 'Picture',
  map: 'Feature map',
  size: (rows: number, columns: number) => `${rows}×${columns}`,
};

const ja: typeof en = {
  opening: '準備しています…',
  noWebGpu:
    'この図は WebGPU を使って GPU で計算します。このブラウザには WebGPU がないか、無効になっています。最新の Chrome、Edge、Firefox、または Safari 26 で開いてください。',
  insecure:
    'この図は WebGPU を使って GPU で計算します。WebGPU は https、localhost、またはファイルから開いたページでだけ使えます。',
  noAdapter:
    'この図は WebGPU を使って GPU で計算します。このブラウザは WebGPU に対応していますが、使える GPU が見つかりませんでした。ブラウザを更新し、設定でハードウェア アクセラレーションを有効にしてください。',
  failed: 'この図を表示できませんでした。',
  again: 'もう一度試す',
  picture: '画像',
  map: '特徴マップ',
  size: (rows, columns) => `${rows}×${columns}`,
};

export const embedWords = wordsOf('embed', { en, ja });
