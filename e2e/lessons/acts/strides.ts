import { choose, openLayer, slide } from '../network';
import type { Acts } from '../taking';

export const strides: Acts = {
  1: async (page) => {
    await openLayer(page, 'conv1');
    await slide(page, 'strides', 2);
  },
  2: async (page) => {
    await openLayer(page, 'conv1');
    await slide(page, 'kernel_size', 4);
  },
  3: async (page) => {
    await openLayer(page, 'conv1');
    await choose(page, 'padding', 'same');
  },
};
