// The page begins here: language and theme first, so that nothing is seen in the wrong one.

import { locale } from '../elements/locale';
import { themeChoice } from '../elements/theme';
import './page';

locale.start();
themeChoice.start();
