// Registers <convscope-classifier>.

import { ConvscopeClassifier } from '../classifier';
import { define } from '../define';

define('convscope-classifier', ConvscopeClassifier);

export { ConvscopeClassifier };
export type { AnswerDetail } from '../classifier';

declare global {
  interface HTMLElementTagNameMap {
    'convscope-classifier': ConvscopeClassifier;
  }
}
