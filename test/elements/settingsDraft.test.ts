// The training settings as they are edited: what a run has comes back unchanged, and what does not fit is said by field.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changesIn,
  draftOf,
  settingsOf,
  withOptimizer,
  withSchedule,
  type SettingsDraft,
} from '../../src/elements/time/settingsDraft';
import type { SessionSettings } from '../../src/session/facade';
import { settings as random } from '../formats/keras/code/random';

const NOW: SessionSettings = {
  ...{ network: 'lenet5', optimizer: 'adam', learningRate: 0.002, batchSize: 64, epochs: 5, seed: 1 },
};
const LENGTH = { stepsPerEpoch: 938, epochs: 5 };

it('random settings of a run are the same after they were edited in no way', () => {
  fc.assert(
    fc.property(random, fc.constantFrom(0.1, 0.02, 0.003), (given, learningRate) => {
      const { learningRate: _, ...options } = given.optimizerOptions;
      const now: SessionSettings = {
        ...NOW,
        optimizer: given.optimizer,
        // A run names only what differs from the defaults.
        optimizerOptions: options,
        learningRate,
        schedule: given.schedule ?? null,
        earlyStopping: given.earlyStopping ?? null,
        reduceOnPlateau: given.reduceOnPlateau ?? null,
        labelSmoothing: given.labelSmoothing ?? 0,
        classWeights: given.classWeights ?? null,
      };
      const once = settingsOf(draftOf(now, LENGTH), now);
      if ('field' in once) throw new Error(JSON.stringify(once));
      const after = { ...now, ...once };
      expect(settingsOf(draftOf(after, LENGTH), after)).toEqual(once);
      const { optimizerOptions: __, schedule: ___, ...others } = changesIn(once, now);
      expect(others).toEqual({});
    }),
    { numRuns: 100 },
  );
});

describe('a draft', () => {
  const draft = draftOf(NOW, LENGTH);

  it('begins with Keras’s defaults', () => {
    expect(changesIn(settingsOf(draft, NOW) as SessionSettings, NOW)).toEqual({});
    expect(draft.early).toEqual({
      ...{ monitor: 'val_loss', patience: '0', min_delta: '0', restore_best_weights: true },
    });
    expect(withOptimizer(draft, 'sgd')).toMatchObject({
      ...{ learningRate: '0.01', weightDecay: '0', options: { momentum: '0', nesterov: false } },
    });
    expect(withOptimizer(draft, 'adamw').weightDecay).toBe('0.004');
    expect(withSchedule(draft, 'CosineDecay', LENGTH).scheduleArguments).toEqual({
      ...{ decay_steps: '4690', alpha: '0', warmup_steps: '0' },
    });
  });

  it.each<[string, Partial<SettingsDraft>, object]>([
    ['a batch of 0', { batchSize: '0' }, { field: 'batch_size', expected: 'a whole number of at least 1' }],
    ['a word', { weightDecay: 'much' }, { field: 'weight_decay', received: 'much' }],
    ['smoothing above 1', { labelSmoothing: '2' }, { field: 'label_smoothing', expected: 'between 0 and 1' }],
    [
      'a factor of 1',
      { isReduced: true, reduce: { ...draft.reduce, factor: '1' } },
      { className: 'ReduceLROnPlateau', field: 'factor' },
    ],
    [
      'half an epoch of patience',
      { isEarly: true, early: { ...draft.early, patience: '0.5' } },
      { field: 'patience', expected: 'a whole number of at least 0' },
    ],
    [
      'as many rates as boundaries',
      { schedule: 'PiecewiseConstantDecay', scheduleArguments: { boundaries: '5, 9', values: '1, 2' } },
      { className: 'PiecewiseConstantDecay', field: 'values', expected: 'one more than `boundaries`' },
    ],
    [
      'a decay of 0 steps',
      { schedule: 'ExponentialDecay', scheduleArguments: { decay_steps: '0', decay_rate: '0.5' } },
      { className: 'ExponentialDecay', field: 'decay_steps' },
    ],
  ])('refuses %s', (_, change, wanted) => {
    expect(settingsOf({ ...draft, ...change }, NOW)).toMatchObject(wanted);
  });

  it('has a loss weight for each of several outputs; of 1 they are none', () => {
    const weights = (given: readonly string[], now = NOW) =>
      settingsOf({ ...draftOf(now, LENGTH, 2), lossWeights: given }, now) as SessionSettings;
    const weighed = { ...NOW, lossWeights: [1, 0.3] };
    expect(draftOf(NOW, LENGTH).lossWeights).toEqual([]);
    expect(draftOf(NOW, LENGTH, 2).lossWeights).toEqual(['1', '1']);
    expect(draftOf(weighed, LENGTH, 2).lossWeights).toEqual(['1', '0.3']);
    expect(changesIn(weights(['1', '0.3']), NOW)).toEqual({ lossWeights: [1, 0.3] });
    expect(changesIn(weights(['1', '0.3'], weighed), weighed)).toEqual({});
    expect(changesIn(weights(['1', '1']), NOW)).toEqual({});
    expect(changesIn(weights(['1', '1'], weighed), weighed)).toEqual({ lossWeights: null });
    // With one output what a run has stays.
    expect('lossWeights' in settingsOf(draftOf(weighed, LENGTH), weighed)).toBe(false);
    expect(weights(['1', '-2'])).toEqual({
      ...{ className: 'compile', field: 'loss_weights[1]' },
      ...{ expected: 'a number of at least 0', received: '-2' },
    });
  });

  it('keeps validation every so many steps, which it has no field for', () => {
    const now = { ...NOW, earlyStopping: { every: 100, patience: 300 } };
    expect(changesIn(settingsOf(draftOf(now, LENGTH), now) as SessionSettings, now)).toEqual({});
  });
});
