// The words of bench.html come with it: the first view of the page does without.

import { locale } from '../locale';
import { bench } from '../locales/bench';

export const benchWords = (): (typeof bench)['en'] => bench[locale.language];
