// What is said below the code: what can't be read and where, what is lacking, why the network is another, what was not
// taken over.

import { html, nothing, type TemplateResult } from 'lit';
import { fileAt, placeIn } from '../../formats/keras/code/files';
import type { Lint } from '../../formats/keras/code/lints';
import { notTaken } from '../../formats/keras/code/training';
import { previewNetwork } from '../../session/editing/preview';
import { errorText } from '../text/errorText';
import { locale } from '../locale';
import { buildingWords } from '../locales/building';
import { problemText } from '../network/words';
import { marked } from '../text/marked';
import type { CodeLink } from './codeLink';
import { codeWords, lintWords } from './words';

export interface NoteActions {
  /** To a place in the code. */
  readonly go: (at: number) => void;
  readonly complete: () => void;
  readonly useCode: () => void;
  readonly rewrite: () => void;
}

const MOST = 6;
const RANK = { error: 0, warning: 1, info: 2 } as const;

/** What is wrong, in the page's language: shapes that do not fit as the sliders would say it. */
export function lintText(lint: Lint, { reading, goal }: CodeLink): string {
  if (lint.problem.code !== 'shape') return lintWords(lint);
  const layers = reading.layers.map(({ name, kind, options, inputs, trainable, owner }) => ({
    ...{ name, kind: kind ?? '', inputs },
    ...(owner === name ? { options, trainable } : { sharesWith: owner }),
  }));
  const input = reading.inputs.map(({ name, shape }) => ({ name, shape: shape ?? goal.picture }));
  const { problem } = previewNetwork({ name: 'code', input, layers });
  return problem === null ? lintWords(lint) : problemText(problem);
}

export function notes(link: CodeLink, actions: NoteActions): TemplateResult {
  return html`${syncState(link, actions)} ${lints(link, actions)} ${remarks(link)}`;
}

function lints(link: CodeLink, { go }: NoteActions): TemplateResult | typeof nothing {
  const words = codeWords();
  const { reading, syncState } = link;
  if (syncState.kind === 'waiting' || reading.lints.length === 0) return nothing;
  const sorted = [...reading.lints].sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.from - b.from);
  return html`<ul class="lints" data-testid="code-lints">
    ${sorted.slice(0, MOST).map(
      (lint) =>
        html`<li>
          <button class="lint ${lint.severity}" data-severity=${lint.severity} @click=${() => go(lint.from)}>
            <span class="where">${where(reading.code, lint.from)} · ${words.severity[lint.severity]}</span>
            ${marked(lintText(lint, link))}
          </button>
        </li>`,
    )}
    ${sorted.length > MOST ? html`<li class="small">${words.more(sorted.length - MOST)}</li>` : nothing}
  </ul>`;
}

/** The line, with its file where there are several. */
function where(code: string, at: number): string {
  const { line } = placeIn(code, at);
  const { name } = fileAt(code, at);
  return name === '' ? codeWords().line(line) : `${name}:${line}`;
}

function syncState(link: CodeLink, actions: NoteActions): TemplateResult | typeof nothing {
  const words = codeWords();
  const messages = locale.words;
  const { syncState } = link;
  switch (syncState.kind) {
    case 'lacking':
      return lacking(link, actions);
    case 'impossible':
      return html`<p class="note warning" data-testid="code-problem">
        ${marked((syncState.problem.layer ? buildingWords().problem.in(syncState.problem.layer) : '') + problemText(syncState.problem))}
      </p>`;
    case 'refused':
    case 'unwritable':
      return html`<p class="note warning" data-testid="code-problem">
        ${errorText(syncState.error, messages)}
      </p>`;
    case 'diverged': {
      const { why } = syncState;
      const text =
        typeof why === 'string'
          ? words.diverged[why]
          : why.refused === 'unreadable'
            ? words.diverged.unread
            : words.diverged[why.refused](why.layer, why.shared);
      return html`<div class="note warning" data-testid="code-diverged">
        <p>${marked(text)}</p>
        <div class="buttons">
          <button data-testid="use-code" @click=${() => actions.useCode()}>${words.diverged.useCode}</button>
          <button data-testid="rewrite" @click=${() => actions.rewrite()}>${words.diverged.rewrite}</button>
        </div>
      </div>`;
    }
    case 'same':
    case 'waiting':
    case 'unread':
    case 'building':
      return nothing;
    default:
      return syncState satisfies never;
  }
}

function lacking({ reading, canComplete, goal }: CodeLink, { complete }: NoteActions): TemplateResult {
  const words = codeWords().lacking;
  return html`<div class="note" data-testid="code-lacking">
    <div class="head">
      <p>${words.title}</p>
      ${
        canComplete
          ? html`<button class="primary" data-testid="complete" @click=${() => complete()}>
              ${words.complete}
            </button>`
          : nothing
      }
    </div>
    <ul>
      ${reading.lacking.map((what) => html`<li>${marked(words.list[what](goal))}</li>`)}
    </ul>
    ${canComplete ? nothing : html`<p class="small">${words.cannot}</p>`}
  </div>`;
}

function remarks({ reading, syncState }: CodeLink): TemplateResult | typeof nothing {
  const words = codeWords().notTaken;
  const list = syncState.kind === 'waiting' ? [] : notTaken(reading);
  return list.length === 0
    ? nothing
    : html`<ul class="remarks small" data-testid="code-remarks">
        ${list.map((what) => html`<li>${marked(words[what])}</li>`)}
      </ul>`;
}
