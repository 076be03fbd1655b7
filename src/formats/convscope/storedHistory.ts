// The curves of a run as files and the browser's storage have them: columns are lists of numbers.

import type { SavedHistory } from '../../train/history';

type ColumnName = 'step' | 'loss' | 'accuracy' | 'testStep' | 'testAccuracy';

export type StoredHistory = Omit<SavedHistory, ColumnName> & Readonly<Record<ColumnName, readonly number[]>>;

export function storedHistory(history: SavedHistory): StoredHistory {
  const { step, loss, accuracy, testStep, testAccuracy, ...others } = history;
  return {
    ...{ step: [...step], loss: [...loss], accuracy: [...accuracy] },
    ...{ testStep: [...testStep], testAccuracy: [...testAccuracy], ...others },
  };
}
