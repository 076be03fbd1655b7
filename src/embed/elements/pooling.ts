// Registers <convscope-pooling>.

import { define } from '../define';
import { ConvscopePooling } from '../pooling';

define('convscope-pooling', ConvscopePooling);

export { ConvscopePooling };
export type { WindowDetail } from '../pooling';

declare global {
  interface HTMLElementTagNameMap {
    'convscope-pooling': ConvscopePooling;
  }
}
