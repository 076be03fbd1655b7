// Words of the colour scale at the foot of the stage.

const en = {
  scope: 'Scale',
  scopes: { unit: 'each map', layer: 'layer', network: 'whole network' },
  explained: {
    unit: 'Each map has a range of its own: compare shapes, not strengths.',
    layer: 'All maps of a layer share one range: compare them within the layer.',
    network: 'All maps share one range, and all kernels another: compare layers.',
  },
  follow: 'Follow',
  followExplained: 'Let the range follow the numbers, down as well as up. Off: it widens, and never shrinks.',
  fit: 'Fit now',
  fitExplained: 'Narrow the ranges to the numbers of now',
  range: (what: string, range: string) => `${what}: ${range}`,
  pixels: 'pixels',
  activations: 'activation',
  weights: 'weight',
  eachOwn: 'each map its own',
  broken: {
    or: ' or ',
    count: (layer: string, count: string) => `${layer} ${count}`,
    kernel: (layer: string) => `${layer} kernel`,
    explained: 'Striped cells hold no number that a colour could stand for.',
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
  followExplained:
    '値が小さくなったら範囲も狭めます。オフのときは、広がることはあっても狭まることはありません。',
  fit: '今に合わせる',
  fitExplained: '範囲を今の値に合わせて狭める',
  range: (what, range) => `${what}：${range}`,
  pixels: '画素',
  activations: '活性',
  weights: '重み',
  eachOwn: 'マップごとに別',
  broken: {
    or: ' または ',
    count: (layer, count) => `${layer} ${count} 個`,
    kernel: (layer) => `${layer} のカーネル`,
    explained: '縞模様のセルの値は数ではないため、色で表せません。',
  },
};

export const colours = { en, ja };
