// The words of Compare come with it: the first view of the page does without.

import { locale } from '../locale';
import { compare } from '../locales/compare';

export type CompareWords = (typeof compare)['en'];

export const compareWords = (): CompareWords => compare[locale.language];
