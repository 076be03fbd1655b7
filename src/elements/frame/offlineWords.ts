// The words of the page without a network.

import { wordsOf } from '../locale';
import { offline } from '../locales/offline';

export const offlineWords = wordsOf('offline', offline);
