// Tests read English words without waiting for them.

import { locale } from '../../src/elements/locale';
import { en } from '../../src/elements/locales/en';

locale.adopt('en', en);
