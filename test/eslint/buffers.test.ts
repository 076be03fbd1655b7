import { ESLint, Linter } from 'eslint';
import { expect, test } from 'vitest';
import { directBuffers } from '../../eslint/buffers.mjs';

const lint = (code: string): string[] =>
  new Linter({ configType: 'flat' })
    .verify(code, [{ rules: { 'no-restricted-syntax': ['error', directBuffers] } }])
    .map(({ message }) => message);

test.each([
  "device.createBuffer({ label: 'x', size: 4, usage: 8 });",
  'this.device.createTexture({ size: [1, 1] });',
  'store.device?.createBuffer(descriptor);',
])('%s has no owner', (code) => {
  expect(lint(code)).toEqual([directBuffers.message]);
});

test('counting calls, and the one place that creates them, are allowed', () => {
  expect(
    lint("createBuffer(device, { label: 'x' }); device.createBuffer = device.createBuffer.bind(device);"),
  ).toEqual([]);
});

// Each part of the sources has rules of its own, and a later one replaces those before.
test.each([
  'src/train/snapshots.ts',
  'src/draw/painter.ts',
  'src/cli/train.ts',
  'src/elements/gallery/trialController.ts',
  'src/app/page.ts',
  'src/embed/device.ts',
])('the rule holds in %s', async (filePath) => {
  const [result] = await new ESLint().lintText('device.createBuffer(descriptor);\n', { filePath });
  expect(result?.messages.map(({ message }) => message)).toContain(directBuffers.message);
});
