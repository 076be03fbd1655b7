import { expect, test, vi } from 'vitest';
import type { Evaluator } from '../../src/train/evaluator';
import { LazyEvaluator } from '../../src/train/lazyEvaluator';

const RESULT = { loss: 0.5, accuracy: 0.75, samples: 8 };

function made(): { readonly make: () => Promise<Evaluator>; readonly destroy: () => void } {
  const destroy = vi.fn();
  const evaluator = { run: () => Promise.resolve(RESULT), destroy } as unknown as Evaluator;
  return { make: vi.fn(() => Promise.resolve(evaluator)), destroy };
}

test('the evaluator is made at the first run, once', async () => {
  const { make } = made();
  const lazy = new LazyEvaluator(make);
  expect(make).not.toHaveBeenCalled();
  expect(await Promise.all([lazy.run(), lazy.run()])).toEqual([RESULT, RESULT]);
  expect(make).toHaveBeenCalledOnce();
});

test('destroyed before it ran, none is made', () => {
  const { make, destroy } = made();
  new LazyEvaluator(make).destroy();
  expect(make).not.toHaveBeenCalled();
  expect(destroy).not.toHaveBeenCalled();
});

test('destroyed while it is made, it is destroyed as soon as it is there', async () => {
  const { make, destroy } = made();
  const lazy = new LazyEvaluator(make);
  const running = lazy.run();
  lazy.destroy();
  await running;
  expect(destroy).toHaveBeenCalledOnce();
});

test('a failure to make it is the failure of the run', async () => {
  const lazy = new LazyEvaluator(() => Promise.reject(new Error('does not compile')));
  await expect(lazy.run()).rejects.toThrow('does not compile');
  lazy.destroy();
});
