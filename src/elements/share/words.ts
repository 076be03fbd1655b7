// The words of worksheets come with them: the first view of the page does without.

import { wordsOf, type Messages } from '../locale';
import { share } from '../locales/share';
import { errorText } from '../text/errorText';
import { WorksheetError } from './worksheetError';

export type ShareWords = (typeof share)['en'];

export const shareWords = wordsOf('share', share);

/** Why a worksheet is not opened. */
export function worksheetErrorText(error: unknown, words: Messages): string {
  if (!(error instanceof WorksheetError)) return errorText(error, words);
  const { refused, expected } = shareWords();
  return refused(error.place, expected(error.expected), error.received);
}
