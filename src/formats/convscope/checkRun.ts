// Does a saved run hold together? For what comes from storage or a file: a run must never break who goes on with it.

import { defineNetwork } from '../../models/network';
import type { SavedRun } from '../../train/facade';

/** @throws Error naming what is wrong */
export function checkRun({ network, settings, checkpoint, history, past = [] }: SavedRun): void {
  defineNetwork(network);
  const { step } = checkpoint;
  if (!Number.isInteger(step) || step < 0) throw new Error(`step: must be a whole number. Received ${step}`);
  const { stride, testStep, testAccuracy, newest = [], ...columns } = history;
  const lengths = new Set(Object.values(columns).map((column) => column.length));
  if (lengths.size !== 1 || testStep.length !== testAccuracy.length || !(stride >= 1))
    throw new Error('history: its columns differ in length');
  if (newest.some((one) => !Number.isInteger(one.step) || one.step >= step))
    throw new Error('history: its newest steps are none of the run');
  if (past.some((instant) => !Number.isInteger(instant.step) || instant.step < 0 || instant.step > step))
    throw new Error('past: an instant of it is at no step of the run');
  const { learningRate, optimizerOptions = {}, batchSize, epochs, seed } = settings;
  if (typeof (optimizerOptions as unknown) !== 'object')
    throw new Error(`optimizer: its options must be given by name. Received ${typeof optimizerOptions}`);
  const counts = { batchSize, epochs, seed };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < (name === 'seed' ? 0 : 1))
      throw new Error(`${name}: must be a whole number. Received ${value}`);
  }
  if (!(learningRate >= 0 && learningRate < Infinity))
    throw new Error(`learning rate: must be a number. Received ${learningRate}`);
}
