// Words of the colour scale at the foot of the stage.

import type { colours as en } from '../en/colours';

export const colours: typeof en = {
  legend: '色の意味とマップの表示',
  legendTitle: '色',
  maps: 'マップ',
  ends: {
    pixels: '画素：黒は 0、白は 1',
    activation: '活性値：0 から最大値まで',
    signed: '活性値：負、0、正',
    weight: '重み：負、0、正',
    broken: '有限でない値：色では表せません',
  },
  perScope: { unit: 'マップごとの範囲', layer: '層ごとの範囲', network: '全体で共通の範囲' },
  scope: '色の範囲',
  scopes: { unit: 'マップごと', layer: '層ごと', network: '全体で共通' },
  explained: {
    unit: 'マップごとに範囲が違います。形は比べられますが、強さは比べられません。',
    layer: '1 つの層の中では範囲が共通です。同じ層のマップどうしを比べられます。',
    network: 'すべてのマップで範囲が共通です（カーネルどうしも共通）。層どうしを比べられます。',
  },
  follow: '追従',
  followExplained: '値が小さくなると範囲も狭くなります。オフのときは、範囲は広がるだけで狭くなりません。',
  fit: '現在の値に合わせる',
  fitExplained: '色の範囲を現在の値に合わせる',
  range: (what, range) => `${what}：${range}`,
  pixels: '画素',
  channels: ['赤', '緑', '青'],
  inColour: (range) => `赤・緑・青の重みを明るさで表示（灰色が 0）：${range}`,
  activations: '活性値',
  weights: '重み',
  eachOwn: 'マップごとに別',
  broken: {
    or: ' または ',
    count: (layer, count) => `${layer} ${count} 個`,
    kernel: (layer) => `${layer} のカーネル`,
    explained: '縞模様のセルの値は有限の数ではないため、色で表せません。',
  },
};
