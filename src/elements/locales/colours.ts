// Words of the colour scale at the foot of the stage.

const en = {
  scope: 'Scale per',
  scopes: { unit: 'map', layer: 'layer', network: 'network' },
  explained: {
    unit: 'Each map has its own range: compare shapes, not strengths.',
    layer: 'All maps of a layer share one range: compare maps within a layer.',
    network: 'All maps share one range, and all kernels share another: compare layers.',
  },
  follow: 'Follow',
  followExplained:
    'The range follows the values, down as well as up. Off: the range widens, but never narrows.',
  fit: 'Fit to current values',
  fitExplained: 'Set the ranges to the current values',
  range: (what: string, range: string) => `${what}: ${range}`,
  pixels: 'pixels',
  channels: ['red', 'green', 'blue'],
  inColour: (range: string) => `weights of red, green and blue as brightness, grey is 0: ${range}`,
  activations: 'activation',
  weights: 'weight',
  eachOwn: 'separate for each map',
  broken: {
    or: ' or ',
    count: (layer: string, count: string) => `${layer} ${count}`,
    kernel: (layer: string) => `${layer} kernel`,
    explained: 'Striped cells hold a non-finite value, which no colour can show.',
  },
};

const ja: typeof en = {
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

export const colours = { en, ja };
