// The words of the tab that explains come with it: the first view of the page does without.

import { locale } from '../locale';
import { explain } from '../locales/explain';

export type ExplainWords = (typeof explain)['en'];

export const explainWords = (): ExplainWords => explain[locale.language];
