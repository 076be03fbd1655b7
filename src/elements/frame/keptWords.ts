// The words of what is kept in the browser come with their messages.

import { wordsOf } from '../locale';
import { kept } from '../locales/kept';

export const keptWords = wordsOf('kept', kept);
