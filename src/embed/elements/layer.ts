// Registers <convscope-layer>.

import { define } from '../define';
import { ConvscopeLayer } from '../layer';

define('convscope-layer', ConvscopeLayer);

export { ConvscopeLayer };
export type { CellDetail } from '../layer';

declare global {
  interface HTMLElementTagNameMap {
    'convscope-layer': ConvscopeLayer;
  }
}
