// Where the page keeps what suits a device. Storage may be forbidden; then the choice lasts for this visit, so that a
// device that comes back after it was lost gets the same one.

import { recall, remember } from '../elements/locale';
import type { ChoiceMemory } from '../tuning/choiceMemory';

const visit = new Map<string, string>();

export const pageMemory: ChoiceMemory = {
  read: (key) => visit.get(key) ?? recall(key),
  write: (key, value) => {
    visit.set(key, value);
    remember(key, value);
  },
};
