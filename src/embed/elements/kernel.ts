// Registers <convscope-kernel>.

import { define } from '../define';
import { ConvscopeKernel } from '../kernel';

define('convscope-kernel', ConvscopeKernel);

export { ConvscopeKernel };
export type { KernelDetail } from '../kernel';

declare global {
  interface HTMLElementTagNameMap {
    'convscope-kernel': ConvscopeKernel;
  }
}
