// The words of opening and saving come with it: the first view of the page does without.

import { wordsOf } from '../locale';
import { files } from '../locales/files';

export type FilesWords = (typeof files)['en'];

export const filesWords = wordsOf('files', files);
