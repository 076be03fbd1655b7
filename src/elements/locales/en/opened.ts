// Words for opened maps, the walk through them, and the order of maps.

import { integer } from '../integer';

export const opened = {
  order: {
    active: 'Most active first',
    activeLabel: 'Show the most active maps first. The order stays until the picture changes.',
  },
  open: (what: string) => `Open ${what} and see how it is computed`,
  region: (what: string) => `${what}, opened`,
  close: 'Back to the network',
  previous: 'Previous map',
  next: 'Next map',
  place: (at: number, of: number) => `${at} of ${of}`,
  more: (count: number) => `+ ${count} more`,
  fewer: 'fewer',
  heads: {
    picture: 'Picture',
    inputs: (count: number) => (count === 1 ? 'Input map' : `${count} input maps`),
    numbers: (count: number) => `${integer.format(count)} inputs`,
    filter: (filter: number) => `Filter ${filter}`,
    weights: 'Weights',
    products: 'Products',
    sum: (bias: boolean): string => (bias ? 'Σ + bias' : 'Σ'),
    map: (channel: number) => `Map ${channel}`,
    units: 'Units',
    answer: 'softmax',
  },
  part: (at: number) => `slice ${at}`,
  showPart: (at: number) => `Show the values of slice ${at}`,
  patch: 'Patch',
  kernel: 'Kernel',
  products: 'Products',
  largestProducts: 'Largest products',
  unit: (unit: number) => `input ${unit}`,
  cellOf: (map: number, row: number, column: number) => `map ${map} · ${row}, ${column}`,
  soFar: 'sum so far',
  table: {
    score: 'score z',
    largest: (score: string) => `m = ${score}`,
    probability: 'share',
  },
  player: {
    title: 'Step by step',
    play: 'Play step by step',
    pause: 'Pause',
    step: 'Next step',
    back: 'Previous step',
    speed: (times: number) => `Speed ${times}×`,
    keys: 'Right arrow or full stop: next step. Left arrow or comma: step back. K: play or pause.',
  },
  keys: 'Arrow keys move the cell, Page Up and Page Down change the map. Full stop: next step. Comma: step back. K: play or pause. Escape: back to the network.',
  openKey: 'Enter opens the map.',
  say: {
    rest: 'Point at any cell: all windows follow the pointer. Press Play to see the calculation step by step.',
    window: (size: string, maps: number) =>
      maps === 1
        ? `The window covers ${size} values.`
        : `The window covers ${size} values of each of ${maps} maps.`,
    all: (count: number) => `All ${integer.format(count)} inputs are used.`,
    part: (at: number, value: string, running: string) =>
      `Slice ${at}: the products add up to ${value}. Sum so far ${running}.`,
    only: (value: string) => `The products add up to ${value}.`,
    term: (product: string, running: string) => `${product}. Sum so far ${running}.`,
    plain: (value: string, running: string) => `${value} is added. The sum so far is ${running}.`,
    rests: (count: number, value: string, running: string) =>
      `The other ${integer.format(count)} add up to ${value}. Sum so far ${running}.`,
    bias: (value: string, running: string) => `The bias ${value} is added. Sum ${running}.`,
    taken: (value: string) => `${value} is the largest so far.`,
    left: (value: string, running: string) => `${value} is not larger. The largest is still ${running}.`,
    gather: (value: string, running: string) => `${value} is added. Sum so far ${running}.`,
    divide: (quotient: string) => `${quotient}. This mean is the value of the cell.`,
    cut: (sum: string) => `ReLU sets ${sum} to 0. This is the value of the cell.`,
    kept: (value: string) => `ReLU leaves ${value} unchanged. This is the value of the cell.`,
    bent: (equation: string) => `${equation}. This is the value of the cell.`,
    largest: (value: string) => `The largest value is ${value}. This is the value of the cell.`,
    result: (value: string) => `The value of the cell is ${value}.`,
    waiting: 'Loading the values of this cell.',
  },
};
