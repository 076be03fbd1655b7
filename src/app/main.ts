// The page begins here: language and theme first, so that nothing is seen in the wrong one (elements wait for their words).

import { locale } from '../elements/locale';
import { themeChoice } from '../elements/theme';
import './page';

/** The language is what did not come, so it is said in both. */
const NO_WORDS =
  'Convscope could not be loaded. Reload the page. / 読み込めませんでした。ページを再読み込みしてください。';

locale.start().catch(() => document.body.append(NO_WORDS));
themeChoice.start();
