// The data sets as cards, and the place where files are dropped.

import { html, nothing, type TemplateResult } from 'lit';
import type { DataSet } from '../../data/dataSet';
import { marked } from '../text/marked';
import { formatShape } from '../text/format';
import { locale } from '../locale';
import { dataWords } from '../locales/data';
import type { DataChoice } from './catalogue';
import { dataName } from './names';

/** Pictures of a card, one of each class. */
export const STRIP = 10;

/** The places of the first test picture of each class. */
export const stripOf = ({ test }: DataSet): readonly number[] =>
  test.classNames
    .map((_, label) => test.labels.indexOf(label))
    .filter((at) => at >= 0)
    .slice(0, STRIP);

export interface ChoiceList {
  readonly choices: readonly DataChoice[];
  readonly chosen: DataChoice;
  readonly used: DataChoice | null;
  /** Its pictures, where they are loaded. */
  readonly loaded: (choice: DataChoice) => DataSet | null;
  readonly choose: (choice: DataChoice) => void;
}

export function choiceList({ choices, chosen, used, loaded, choose }: ChoiceList): TemplateResult {
  const { sets, about, inUse } = dataWords();
  const { data } = locale.words;
  return html`<nav aria-label=${sets}>
    ${choices.map((choice, at) => {
      const { kind, reference, shape, classNames, train, test } = choice;
      const set = loaded(choice);
      return html`<button
        class="choice"
        aria-current=${choice === chosen ? 'true' : 'false'}
        data-testid=${`data-${reference.name}`}
        @click=${() => choose(choice)}
      >
        <span class="head"
          ><b>${dataName(reference)}</b
          >${choice === used ? html`<span class="badge">${inUse}</span>` : nothing}</span
        >
        <span class="about">${about[kind]}</span>
        <span class="mono">
          ${formatShape(shape)} · ${data.classes(classNames.length)} ·
          <span class="one">${data.parts(train, test)}</span></span
        >
        ${
          set
            ? html`<span class="strip" aria-hidden="true"
                >${stripOf(set).map(
                  (index) =>
                    html`<canvas
                      width=${set.test.width}
                      height=${set.test.height}
                      data-set=${at}
                      data-index=${index}
                    ></canvas>`,
                )}</span
              >`
            : nothing
        }
      </button>`;
    })}
  </nav>`;
}

/** What files are being read; null: none. */
export interface Reading {
  readonly fraction: number | null;
  readonly cancel: () => void;
}

export interface FileArea {
  readonly over: boolean;
  readonly reading: Reading | null;
  readonly choose: (what: 'files' | 'folder') => void;
}

export function fileArea({ over, reading, choose }: FileArea): TemplateResult {
  const { files, use } = dataWords();
  return html`<section class="files ${over ? 'over' : ''}" aria-labelledby="own" data-testid="data-area">
    <h2 id="own">${files.title}</h2>
    <p>${marked(files.lead)} ${files.private}</p>
    ${
      reading
        ? html`<div class="busy">
            <progress aria-label=${files.reading} value=${reading.fraction ?? nothing}></progress>
            <button class="small" data-testid="data-reading-cancel" @click=${reading.cancel}>
              ${use.cancel}
            </button>
          </div>`
        : html`<div class="ways">
            <button class="small" data-testid="data-files" @click=${() => choose('files')}>
              ${files.files}</button
            ><button class="small" data-testid="data-folder" @click=${() => choose('folder')}>
              ${files.folder}
            </button>
          </div>`
    }
  </section>`;
}
