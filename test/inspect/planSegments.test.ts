// A plan in pieces: which dispatches are of which layer.

import { expect, it } from 'vitest';
import { segmentsOfPlan } from '../../src/inspect/planSegments';

const labels = [
  'batch/gather',
  'conv/x',
  'conv/forward',
  'conv/long/forward',
  'fc',
  'fc/softmax/forward',
  'conv/grad weight',
  'optimizer/sgd',
];

it('neighbours of one layer are one piece, and what is of no layer goes by its first word', () => {
  expect(segmentsOfPlan({ labels }, ['conv', 'fc'])).toEqual([
    { layer: 'batch', first: 0, end: 1 },
    { layer: 'conv', first: 1, end: 4 },
    { layer: 'fc', first: 4, end: 6 },
    { layer: 'conv', first: 6, end: 7 },
    { layer: 'optimizer', first: 7, end: 8 },
  ]);
});

it('the longest name that fits is meant, and what comes behind the end is left out', () => {
  expect(segmentsOfPlan({ labels }, ['conv', 'conv/long', 'fc'], 4)).toEqual([
    { layer: 'batch', first: 0, end: 1 },
    { layer: 'conv', first: 1, end: 3 },
    { layer: 'conv/long', first: 3, end: 4 },
  ]);
});
