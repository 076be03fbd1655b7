// One class: chosen to be recorded into, its name to be written over, its newest pictures, and what else can be done.

import { html, nothing, type TemplateResult } from 'lit';
import type { LabClass, LabPicture } from '../../../lab/picture';
import { icons } from '../../controls/icons';
import { className, labWords } from '../words';

export interface ClassRow {
  readonly one: LabClass;
  /** Oldest first. */
  readonly pictures: readonly LabPicture[];
  /** Into which it can be merged. */
  readonly others: readonly LabClass[];
  readonly chosen: boolean;
  /** All pictures are shown. */
  readonly open: boolean;
  readonly url: (picture: LabPicture) => string;
  readonly drop: { readonly over: (event: DragEvent) => void; readonly drop: (event: DragEvent) => void };
  readonly choose: () => void;
  readonly toggle: () => void;
  readonly rename: (name: string) => void;
  readonly upload: () => void;
  readonly merge: (into: string) => void;
  readonly leaveOut: () => void;
  readonly remove: () => void;
  readonly removePicture: (id: string) => void;
}

const NEWEST = 5;
const MAX_SHOWN = 120;

export function classRow(row: ClassRow): TemplateResult {
  const { collect } = labWords();
  const { one, pictures, chosen, open, others } = row;
  const name = className(one);
  const menu = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const [what, into = ''] = select.value.split('\n');
    select.value = '';
    if (what === 'merge') row.merge(into);
    else if (what === 'upload') row.upload();
    else if (what === 'out') row.leaveOut();
    else if (what === 'remove') row.remove();
  };
  return html`<li
    class=${chosen ? 'chosen' : ''}
    data-testid=${`class-${one.id}`}
    @dragover=${row.drop.over}
    @drop=${row.drop.drop}
  >
    <input
      type="radio"
      name="into"
      .checked=${chosen}
      aria-label=${collect.into(name)}
      data-testid=${`into-${one.id}`}
      @change=${row.choose}
    />
    <input
      type="text"
      class="name"
      size="8"
      .value=${name}
      aria-label=${collect.name(name)}
      @click=${row.choose}
      @change=${(event: Event) => row.rename((event.target as HTMLInputElement).value)}
    />
    <button
      class="strip"
      ?disabled=${pictures.length === 0}
      aria-expanded=${open ? 'true' : 'false'}
      aria-label=${`${name}: ${collect.count(pictures.length)}`}
      @click=${row.toggle}
    >
      ${
        open
          ? nothing
          : pictures
              .slice(-NEWEST)
              .reverse()
              .map((picture) => html`<img src=${row.url(picture)} alt="" width="26" height="26" />`)
      }
      <span class="figure">${pictures.length}</span>
    </button>
    <span class="more">
      <select aria-label=${collect.menu(name)} data-testid=${`menu-${one.id}`} @change=${menu}>
        <option value="" selected hidden>⋯</option>
        <option value="upload">${collect.upload}</option>
        ${others.map((into) => html`<option value=${`merge\n${into.id}`}>${collect.mergeInto(className(into))}</option>`)}
        <option value="out">${collect.leaveOut}</option>
        <option value="remove">${collect.remove}</option>
      </select>
    </span>
    ${open && pictures.length > 0 ? pictureGrid(row) : nothing}
  </li>`;
}

function pictureGrid({ pictures, url, removePicture }: ClassRow): TemplateResult {
  const { collect } = labWords();
  const shown = pictures.slice(-MAX_SHOWN).reverse();
  return html`<div class="grid">
    ${shown.map(
      (picture) =>
        html`<button
          class="picture"
          aria-label=${collect.removePicture(picture.name)}
          title=${collect.removePicture(picture.name)}
          @click=${() => removePicture(picture.id)}
        >
          <img src=${url(picture)} alt="" loading="lazy" />${icons.bin(16)}
        </button>`,
    )}
    ${pictures.length > shown.length ? html`<span class="hint">${collect.more(pictures.length - shown.length)}</span>` : nothing}
  </div>`;
}
