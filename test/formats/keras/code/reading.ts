// How tests read a script: what is said of it, and which layers it has.

import { lintText } from '../../../../src/formats/keras/code/lints';
import { readCode } from '../../../../src/formats/keras/code/read';

/** Severity and text of each remark. */
export const said = (code: string): string[] =>
  readCode(code).lints.map((lint) => `${lint.severity} ${lintText(lint.problem)}`);

/** Layers by class and first option. */
export const row = (code: string): string =>
  readCode(code)
    .layers.map(({ className, options }) => [className, ...Object.values(options).slice(0, 1)].join(' '))
    .join(', ');
