// The first page of the dialog: what can be opened, and all that can be saved.

import { html, nothing, type TemplateResult } from 'lit';
import { FORMATS, READABLE_EXTENSIONS } from '../../formats/formats';
import { marked } from '../text/marked';
import type { Saving, Written } from './jobs';
import { offlineWords } from '../frame/offlineWords';
import { offline } from '../offline';
import { filesWords } from './words';

/** What came of the last saving. */
export type Saved =
  | { readonly kind: 'done'; readonly written: Written }
  | { readonly kind: 'failed'; readonly message: string };

export interface Choices {
  readonly step: number;
  readonly silenced: number;
  readonly busy: boolean;
  /** Files are held over the page. */
  readonly over: boolean;
  readonly choose: (what: 'files' | 'folder') => void;
  readonly save: (as: Saving | 'webPage') => void;
}

export function choices(given: Choices): TemplateResult {
  return html`<div class="halves">${opening(given)} ${saving(given)}</div>`;
}

function opening({ over, choose, busy }: Choices): TemplateResult {
  const words = filesWords().open;
  return html`<section aria-labelledby="open">
    <h3 id="open">${words.title}</h3>
    <p>${words.lead}</p>
    <div class="area ${over ? 'over' : ''}" data-testid="files-area">
      <p>${words.here}</p>
      <div class="ways">
        <button
          class="primary"
          autofocus
          data-testid="files-choose"
          ?disabled=${busy}
          @click=${() => choose('files')}
        >
          ${words.files}
        </button>
        <button data-testid="files-choose-folder" ?disabled=${busy} @click=${() => choose('folder')}>
          ${words.folder}
        </button>
      </div>
    </div>
    <dl class="reads">
      <dt>${words.reads}</dt>
      <dd class="mono">${[...READABLE_EXTENSIONS, '.py', '.ipynb'].join(' ')}</dd>
    </dl>
    <p class="small">${marked(words.several)}</p>
  </section>`;
}

/** Programs that train the network elsewhere. */
const PROGRAMS = ['kerasScript', 'torchProgram'] as const satisfies readonly Saving[];

function saving(given: Choices): TemplateResult {
  const { step, silenced, busy, save } = given;
  const words = filesWords().save;
  const button = (as: Saving | 'webPage', extension: string, name: string): TemplateResult =>
    html`<button
      class="small"
      data-testid=${`save-${as}`}
      aria-label=${`${name}: ${words.as(extension)}`}
      ?disabled=${busy}
      @click=${() => save(as)}
    >
      ${words.button}
    </button>`;
  // Convscope's own is first where all of it is kept, and last where it is one of many.
  const formats = [...FORMATS].sort((a, b) => Number(a.id === 'convscope') - Number(b.id === 'convscope'));
  return html`<section aria-labelledby="save">
    <h3 id="save">${words.title}</h3>
    <div class="whole">
      <b>${words.session}</b>
      <span class="mono">.zip</span>
      ${button('session', '.zip', words.session)}
      <p>${words.sessionLead(step)}</p>
    </div>
    <h4>${words.model}</h4>
    <ul class="formats">
      <li>
        <span class="mono">.html</span>
        <span>${words.webPage}</span>
        ${button('webPage', '.html', words.model)}
      </li>
      ${formats.map(
        ({ id, extension }) =>
          html`<li>
            <span class="mono">${extension}</span>
            <span>${marked(words.readers[id])}</span>
            ${button(id, extension, words.model)}
          </li>`,
      )}
    </ul>
    <h4>${words.elsewhere}</h4>
    <ul class="formats">
      ${PROGRAMS.map(
        (as) =>
          html`<li>
            <span class="mono">.zip</span>
            <span>${marked(words.programs[as])}</span>
            ${button(as, '.zip', words.elsewhere)}
          </li>`,
      )}
    </ul>
    <p class="small">${words.elsewhereLead}</p>
    ${silenced > 0 ? html`<p class="small">${words.silenced(silenced)}</p>` : nothing}
  </section>`;
}

/** The foot of it: what came of the last saving. */
export function outcome(saved: Saved | null): TemplateResult {
  const words = filesWords().save;
  if (saved === null)
    return html`<p class="small">${filesWords().open.private}</p>
      ${offline.ready ? html`<p class="small" data-testid="offline">${offlineWords().ready}</p>` : nothing}`;
  if (saved.kind === 'failed')
    return html`<p class="failure" data-testid="save-failed">
      ${words.failed} <span class="mono">${saved.message}</span>
    </p>`;
  const { name, bytes, remarks } = saved.written;
  return html`<p data-testid="saved">${words.done(name, bytes.byteLength)}</p>
    ${
      remarks.length > 0
        ? html`<ul class="small">
            ${remarks.map((remark) => html`<li lang="en">${remark}</li>`)}
          </ul>`
        : nothing
    }`;
}
