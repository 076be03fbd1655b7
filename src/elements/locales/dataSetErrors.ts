// The Japanese sentence of a file that is no data set; the English one is data/files/dataSetMessage.ts.

import type { ErrorFacts } from '../../session/errorFacts';
import { later } from './errorSentences';

type Facts = Extract<ErrorFacts, { code: 'dataSetFile' }>;
type Expected = Facts['expected'];
type Received = Facts['received'];
type Counted = Extract<Received, { is: 'count' }>['of'];

function dataSetMessageJa({ file, entry, place, expected, received }: Facts): string {
  const where = file === '' ? 'データセット' : `ファイル「${file}」${entry === null ? '' : `の「${entry}」`}`;
  return `${where}${placeJa(place)}：必要なのは${expectedJa(expected)}ですが、${receivedJa(received)}。`;
}

const dims = (shape: readonly number[]): string => shape.join('×') || '次元なし';
const MAX_LISTED = 12;

function list(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  const shown = names.slice(0, MAX_LISTED).map((name) => `「${name}」`);
  return `${shown.join('')}${more > 0 ? `ほか ${more} 個` : ''}` || 'なし';
}

const COUNTS: Readonly<Record<Counted, (count: number) => string>> = {
  images: (count) => `画像 ${count} 枚`,
  classes: (count) => `クラス ${count} 個`,
  pixels: (count) => `${count} 画素`,
  bytes: (count) => `${count} バイト`,
};

const PLACES = {
  header: 'のヘッダ',
  values: 'の値',
  images: 'の画像',
  labels: 'のラベル',
  classes: 'のクラス',
  folders: 'のフォルダ',
  pixels: 'の画素値',
} as const;

const partJa = (part: 'train' | 'test'): string => (part === 'train' ? '学習用' : 'テスト用');

function placeJa(place: Facts['place']): string {
  switch (place.at) {
    case 'file':
      return '';
    case 'label':
      return `の ${place.index} 番のラベル`;
    case 'class':
      return `のクラス「${place.name}」`;
    case 'part':
      return `の${partJa(place.part)}データ`;
    default:
      return PLACES[place.at];
  }
}

function expectedJa(expected: Expected): string {
  switch (expected.wants) {
    case 'dataSet':
      return ' `IDX`、`CIFAR`（バイナリ版）、`NumPy`（`.npz`・`.npy`）、またはクラスごとのフォルダに入った `PNG`・`JPEG`・`WebP` ';
    case 'pictureFile':
      return ' `PNG`・`JPEG`・`WebP` の画像';
    case 'decodable':
      return '壊れていない画像';
    case 'numpyHeader':
      return ' `descr`・`fortran_order`・`shape` を含む `NumPy` のヘッダ';
    case 'numpyVersion':
      return ' `NumPy` 形式のバージョン 1〜3 ';
    case 'imageShape':
      return ' N×H×W、N×H×W×C または N×C×H×W（C は 1、3、4）の形';
    case 'numbers':
      return '整数、浮動小数点数または真偽値';
    case 'oneHot':
      return '1 が 1 つで残りが 0 の並び';
    case 'wholeNumber':
      return ' 0 以上の整数';
    case 'pixelRange':
      return ' 0〜1 または 0〜255 の数';
    case 'classFolders':
      return 'クラスごとのフォルダ';
    case 'noArchive':
      return 'アーカイブを入れ子にしないこと';
    case 'oneFormat':
      return '1 種類の形式のファイル';
    case 'oneDataSet':
      return '1 つのデータセットのファイル';
    case 'cifarBytes':
      return ' 3073 バイト（`CIFAR-10`）または 3074 バイト（`CIFAR-100`）の倍数';
    case 'binaryVersion':
      return ' `CIFAR` のバイナリ版';
    case 'idxMagic':
      return `マジックナンバー ${expected.magic}（符号なしバイト、${expected.dimensions} 次元）`;
    case 'count':
      return COUNTS[expected.of](expected.count);
    case 'atLeast':
      return `${COUNTS[expected.of](expected.count)}以上`;
    case 'atMost':
      return `${COUNTS[expected.of](expected.count)}以下`;
    case 'shapeBytes':
      return ` ${dims(expected.shape)} の値のための ${expected.bytes} バイト`;
    case 'range':
      return ` ${expected.min} 以上 ${expected.max} 以下の整数`;
    case 'labelEach':
      return `画像 ${expected.images} 枚それぞれのラベル`;
    case 'one':
      return `${partJa(expected.part)}${expected.of === 'images' ? '画像' : 'ラベル'}のファイルか配列 1 つ`;
    case 'classes':
      return `クラス${list(expected.names)}`;
    case 'classOf':
      return `クラス${list(expected.names)}のどれか`;
    case 'size':
      return `大きさ ${dims(expected.size)} `;
    case 'intact':
      return `壊れていない \`${expected.kind}\` ファイル`;
    default:
      return expected satisfies never;
  }
}

const KINDS: Readonly<Record<Extract<Received, { is: 'kind' }>['kind'], string>> = {
  empty: '空のファイル',
  text: 'テキスト',
  html: ' `HTML` か `XML` のページ',
  pickle: ' `Python` の `pickle` ',
  hdf5: ' `HDF5` ',
  parquet: ' `Parquet` ',
  pdf: ' `PDF` ',
  archive: 'アーカイブ',
  picture: '別の形式の画像',
  video: '動画',
  unknown: '不明な形式',
};

const PROBLEMS: Readonly<Record<Extract<Received, { is: 'archive' }>['problem'], string>> = {
  cutOff: '途中で切れたファイル',
  damaged: '壊れたファイル',
  checksum: 'チェックサムの合わないファイル',
  encrypted: '暗号化されたファイル',
  method: '対応していない圧縮方式',
  missing: 'その項目のないファイル',
  tooLarge: '展開すると大きすぎるファイル',
  tooMany: '項目の多すぎるファイル',
};

function receivedJa(received: Received): string {
  switch (received.is) {
    case 'number':
      return ` ${received.value} です`;
    case 'verbatim':
      return ` \`${received.text}\` です`;
    case 'count':
      return `${COUNTS[received.of](received.count)}です`;
    case 'bytes':
      return ` ${received.bytes} バイト（${received.bytes < received.needed ? '途中で切れている' : '長すぎる'}）です`;
    case 'size':
      return ` ${dims(received.size)} です`;
    case 'names':
      return `${list(received.names)}です`;
    case 'kind':
      return `${KINDS[received.kind]}です`;
    case 'archive':
      return `${PROBLEMS[received.problem]}です`;
    case 'nothing':
      return 'ありません';
    case 'damagedPicture':
      return 'デコードできない画像です';
    case 'otherHeader':
      return '別の内容です';
    default:
      return received satisfies never;
  }
}

later.dataSetFile = dataSetMessageJa;
