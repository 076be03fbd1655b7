// Above the editor, where there is more than one file: which of them is the script, and which is seen. Below it, what became
// of files that were dropped.

import { html, nothing, type TemplateResult } from 'lit';
import { errorText } from '../text/errorText';
import { locale } from '../locale';
import type { TabEvent } from '../controls/tabs';
import { codeWords } from './words';

/** What was done with files that were dropped last. */
export type Dropping =
  | {
      readonly kind: 'taken';
      readonly count: number;
      readonly added: readonly string[];
      readonly leftOut: readonly string[];
      /** The text that they took the place of. */
      readonly before: string;
    }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Program {
  /** Files that the script is made of, itself first. */
  readonly names: readonly string[];
  readonly open: string;
  readonly script: string;
  /** Files that may be the script. */
  readonly scripts: readonly string[];
}

export interface ProgramActions {
  readonly show: (name: string) => void;
  readonly choose: (script: string) => void;
  readonly back: () => void;
}

export function programBar(program: Program, actions: ProgramActions): TemplateResult {
  const { names, open, script, scripts } = program;
  const words = codeWords().files;
  return html`${
    scripts.length > 1
      ? html`<label class="script"
          >${words.script}
          <select
            data-testid="code-script"
            @change=${({ target }: Event) => actions.choose((target as HTMLSelectElement).value)}
          >
            ${scripts.map((name) => html`<option value=${name} ?selected=${name === script}>${name}</option>`)}
          </select></label
        >`
      : nothing
  }
  ${
    names.length > 1
      ? html`<cs-tabs
          data-testid="code-files"
          .label=${words.list}
          .tabs=${names.map((name) => ({ id: name, name: shortName(name, names) }))}
          .chosen=${open}
          @cs-tab=${({ id }: TabEvent) => actions.show(id)}
        ></cs-tabs>`
      : nothing
  }`;
}

/** By its last name, with as many folders as tell it from the others. */
function shortName(name: string, names: readonly string[]): string {
  const parts = name.split('/');
  for (let count = 1; count < parts.length; count++) {
    const end = parts.slice(-count).join('/');
    if (!names.some((other) => other !== name && `/${other}`.endsWith(`/${end}`))) return end;
  }
  return name;
}

const MOST_NAMES = 4;
const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', …' : '');

/** What became of the files that were dropped. */
export function dropped(dropping: Dropping, { back }: ProgramActions): TemplateResult {
  const words = codeWords().files;
  if (dropping.kind === 'failed')
    return html`<p class="note warning" role="alert" data-testid="code-drop-failed">
      ${words.failed} ${errorText(dropping.error, locale.words)}
    </p>`;
  const { count, added, leftOut } = dropping;
  return html`<div class="note" role="status" data-testid="code-dropped">
    <div class="head">
      <p>${added.length > 0 ? words.added(listed(added)) : words.taken(count)}</p>
      <button data-testid="code-back" @click=${() => back()}>${words.back}</button>
    </div>
    ${leftOut.length === 0 ? nothing : html`<p class="small">${words.leftOut(listed(leftOut))}</p>`}
  </div>`;
}
