import { expect } from '@playwright/test';
import { layersOf } from '../../support/app';
import { openLayer, slide } from '../network';
import { press, type Acts } from '../taking';

export const kernelSize: Acts = {
  1: async (page) => {
    await openLayer(page, 'conv2');
    await slide(page, 'kernel_size', 5);
  },
  3: async (page) => {
    await openLayer(page, 'conv3');
    const remove = page.getByTestId('layer-remove');
    await expect(remove).toBeEnabled();
    await press(remove);
    // The list closes the layer when the network is built.
    await expect.poll(async () => (await layersOf(page)).map(({ name }) => name)).not.toContain('conv3');
    await expect(page.locator('[data-testid=stack-layer][aria-expanded=true]')).toHaveCount(0);
    await openLayer(page, 'conv2');
    await slide(page, 'kernel_size', 5);
  },
};
