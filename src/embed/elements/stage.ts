// Registers <convscope-stage>.

import { define } from '../define';
import { ConvscopeStage } from '../stage';

define('convscope-stage', ConvscopeStage);

export { ConvscopeStage };
export type { ProgressDetail } from '../stage';

declare global {
  interface HTMLElementTagNameMap {
    'convscope-stage': ConvscopeStage;
  }
}
