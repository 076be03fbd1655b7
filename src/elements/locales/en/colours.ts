// Words of the colour scale at the foot of the stage.

export const colours = {
  legend: 'What the colours mean, and how maps are shown',
  legendTitle: 'Colours',
  maps: 'Maps',
  ends: {
    pixels: 'pixel: black is 0, white is 1',
    activation: 'activation: 0 to the largest value',
    signed: 'activation: negative, 0, positive',
    weight: 'weight: negative, 0, positive',
    broken: 'non-finite: no colour can show it',
  },
  perScope: { unit: 'scale per map', layer: 'scale per layer', network: 'one scale for all' },
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
