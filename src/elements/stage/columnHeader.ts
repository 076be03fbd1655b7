// Names of layers as they stand above their columns: the Keras class in code font, in two lines where that is narrower.

import { html, type TemplateResult } from 'lit';
import { headerLines } from '../../draw/headerLines';

export const headerName = (className: string): (string | TemplateResult)[] =>
  headerLines(className).flatMap((line, at) => (at === 0 ? [line] : [html`<br />`, line]));
