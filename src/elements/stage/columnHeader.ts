// Names of layers as they stand above their columns: the Keras class in code font, free to break between its
// words, and the output shape.

import { html, type TemplateResult } from 'lit';

/** `MaxPooling2D` may break into `Max` and `Pooling2D`. */
export function breakable(className: string): (string | TemplateResult)[] {
  return className
    .split(/(?<=[a-z])(?=[A-Z])/)
    .flatMap((part, at) => (at === 0 ? [part] : [html`<wbr />`, part]));
}
