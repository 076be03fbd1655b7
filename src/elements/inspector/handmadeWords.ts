// The words of kernels made by hand come with their tab.

import { wordsOf } from '../locale';
import { kernels } from '../locales/kernels';

export type HandmadeWords = (typeof kernels)['en'];

export const handmadeWords = wordsOf('kernels', kernels);
