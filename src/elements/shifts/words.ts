// The words of Shifts come with it: the first view of the page does without.

import { locale } from '../locale';
import { shifts } from '../locales/shifts';

export type ShiftsWords = (typeof shifts)['en'];

export const shiftsWords = (): ShiftsWords => shifts[locale.language];
