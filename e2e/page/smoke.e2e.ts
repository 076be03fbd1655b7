import { expect, test } from '../support/test';

test('the browser has a WebGPU adapter', async ({ page }) => {
  await page.goto('./');
  const description = await page.evaluate(async () => {
    const gpu = (navigator as { gpu?: GPU }).gpu;
    if (!gpu) return 'navigator.gpu is missing';
    const adapter = await gpu.requestAdapter();
    if (!adapter) return 'requestAdapter() gave null';
    const device = await adapter.requestDevice();
    device.destroy();
    return 'adapter and device';
  });
  expect(description, 'Chromium needs the flags of scripts/browser.mjs for WebGPU').toBe(
    'adapter and device',
  );
});

test('a WebGPU canvas shows its pixels', async ({ page }) => {
  await page.goto('./');
  // With some of the SwiftShader flags missing the device is lost here and the picture stays blank.
  const canvas = await page.evaluateHandle(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter!.requestDevice();
    const element = document.createElement('canvas');
    element.width = element.height = 32;
    element.style.cssText = 'position: fixed; inset: 0; z-index: 2147483647';
    document.body.append(element);
    const context = element.getContext('webgpu')!;
    context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat() });
    const encoder = device.createCommandEncoder();
    const view = context.getCurrentTexture().createView();
    const clearValue = { r: 1, g: 0.5, b: 0, a: 1 };
    encoder
      .beginRenderPass({ colorAttachments: [{ view, clearValue, loadOp: 'clear', storeOp: 'store' }] })
      .end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return element;
  });
  const png = (await canvas.screenshot()).toString('base64');
  const pixel = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    return [...context.getImageData(16, 16, 1, 1).data];
  }, png);
  expect(pixel[0]).toBeGreaterThan(250);
  expect(pixel[1]).toBeGreaterThan(120);
  expect(pixel[1]).toBeLessThan(136);
  expect(pixel[2]).toBeLessThan(5);
});
