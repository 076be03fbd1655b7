// The microscope's words come with it: the first view of the page does without.

import { locale } from '../locale';
import { microscope } from '../locales/microscope';

export type MicroscopeWords = (typeof microscope)['en'];

export const microscopeWords = (): MicroscopeWords => microscope[locale.language];
