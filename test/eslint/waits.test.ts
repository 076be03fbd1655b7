import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { directWaits } from '../../eslint/waits.mjs';

const lint = (code: string): string[] =>
  new Linter({ configType: 'flat' })
    .verify(code, [{ rules: { 'no-restricted-syntax': ['error', directWaits] } }])
    .map(({ message }) => message);

test.each([
  'await device.queue.onSubmittedWorkDone();',
  'queue.onSubmittedWorkDone().then(go);',
  'await entry.buffer.mapAsync(GPUMapMode.READ, 0, 4);',
  'await staging?.mapAsync(1);',
])('%s waits past the helper', (code) => {
  expect(lint(`async function wait() { ${code} }`)).toEqual([directWaits.message]);
});

test('the helper itself, and counting calls, are no waits', () => {
  expect(
    lint('waitForSubmittedWork(device); counts.mapAsync++; buffer.mapAsync = mapAsync.bind(buffer);'),
  ).toEqual([]);
});
