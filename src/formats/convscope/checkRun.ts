// Checks a saved run from storage or a file for consistency, so that resuming it never fails half-way.

import type { DataReference } from '../../data/dataSet';
import { defineNetwork } from '../../models/network';
import { SCHEDULES } from '../../optimizers/schedules';
import type { SavedRun } from '../../session/facade';
import { isRecord, received } from '../json';

/** @throws Error naming what is wrong */
export function checkRun(run: SavedRun): void {
  const { network, settings, data, checkpoint, history, past = [] } = run;
  defineNetwork(network);
  const { name, options = {}, digest = '' }: Partial<DataReference> = data ?? { name: '' };
  if (typeof name !== 'string' || !isRecord(options) || typeof digest !== 'string')
    throw new Error(`data: must be named, with their options. Received ${received(data)}`);
  const { step } = checkpoint;
  const whole: Readonly<Record<string, unknown>> = { settings, history };
  for (const [name, part] of Object.entries(whole))
    if (!isRecord(part)) throw new Error(`${name}: must be an object {…}. Received ${received(part)}`);
  if (!Number.isInteger(step) || step < 0)
    throw new Error(`step: must be a whole number. Received ${received(step)}`);
  if (run.fromSeed === true && step > 0)
    throw new Error(`step: must be 0 in a run that is as its seed gives it. Received ${received(step)}`);
  const { stride, testStep, testAccuracy, newest = [], validation = [], ...columns } = history;
  for (const [name, column] of Object.entries({ testStep, testAccuracy, ...columns }) as [string, unknown][])
    if (!Array.isArray(column) || column.some((value) => typeof value !== 'number'))
      throw new Error(`history: '${name}' must be a list of numbers. Received ${received(column)}`);
  const lengths = new Set(Object.values(columns).map((column) => column.length));
  if (lengths.size !== 1 || testStep.length !== testAccuracy.length || !(stride >= 1))
    throw new Error('history: its columns differ in length');
  const validations: unknown = validation;
  const isValidation = (one: unknown): boolean =>
    isRecord(one) && ['step', 'loss', 'accuracy'].every((name) => typeof one[name] === 'number');
  if (!Array.isArray(validations) || !validations.every(isValidation))
    throw new Error(`history: 'validation' must be a list of validations. Received ${received(validations)}`);
  const steps: unknown = newest;
  if (!Array.isArray(steps) || !steps.every(isRecord))
    throw new Error(`history: 'newest' must be a list of steps. Received ${received(steps)}`);
  if (newest.some((one) => !Number.isInteger(one.step) || one.step >= step))
    throw new Error('history: its newest steps are none of the run');
  if (past.some((instant) => !Number.isInteger(instant.step) || instant.step < 0 || instant.step > step))
    throw new Error('past: an instant of it is at no step of the run');
  const { learningRate, optimizerOptions = {}, batchSize, epochs, seed } = settings;
  if (!isRecord(optimizerOptions))
    throw new Error(`optimizer: its options must be given by name. Received ${received(optimizerOptions)}`);
  const counts = { batchSize, epochs, seed };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < (name === 'seed' ? 0 : 1))
      throw new Error(`${name}: must be a whole number. Received ${received(value)}`);
  }
  for (const name of ['earlyStopping', 'reduceOnPlateau'] as const) {
    const given: unknown = settings[name] ?? {};
    if (!isRecord(given)) throw new Error(`${name}: must be an object {…}. Received ${received(given)}`);
  }
  const { labelSmoothing = 0 } = settings;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new Error(`labelSmoothing: must be between 0 and 1. Received ${received(labelSmoothing)}`);
  const weights: unknown = settings.classWeights ?? 'balanced';
  if (weights !== 'balanced' && !(Array.isArray(weights) && weights.every((one) => one >= 0)))
    throw new Error(`classWeights: must be 'balanced' or a list of numbers. Received ${received(weights)}`);
  const ofLosses: unknown = settings.lossWeights ?? [];
  if (!Array.isArray(ofLosses) || !ofLosses.every((one) => Number.isFinite(one)))
    throw new Error(`lossWeights: must be a list of numbers. Received ${received(ofLosses)}`);
  const kind: unknown = settings.schedule?.kind;
  if (settings.schedule && !SCHEDULES.some((one) => one === kind))
    throw new Error(`schedule: must be one of ${SCHEDULES.join(', ')}. Received ${received(kind)}`);
  if (!(learningRate >= 0 && learningRate < Infinity))
    throw new Error(`learning rate: must be a number. Received ${received(learningRate)}`);
}
