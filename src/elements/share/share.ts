// Share this state: a dialog over the page that makes a worksheet's link, with a task and without the parts that are not
// wanted; as a link, a QR code for the classroom, and HTML for a web page.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { renderSVG } from 'uqr';
import { copyText } from '../clipboard';
import { ConnectedElement } from '../connectedElement';
import { buttonStyles } from '../controls/buttonStyles';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { switchControl } from '../controls/switchStyles';
import { locale, type Language } from '../locale';
import { PARTS, type Part } from './parts';
import { shareStyles } from './shareStyles';
import { shareWords } from './words';

/** What the dialog adds to the state of the page. */
export interface Sharing {
  readonly task: string;
  readonly hidden: readonly Part[];
  readonly language: Language | null;
}

export interface Links {
  readonly link: string;
  /** The same, the stage alone. */
  readonly embed: string;
}

/** Of a QR code with the least correction. Source: ISO/IEC 18004, version 40-L, bytes. */
const MAX_QR_CHARACTERS = 2953;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

@customElement('cs-share')
export class ShareElement extends ConnectedElement {
  static override readonly styles = [shared, buttonStyles, switchControl, shareStyles];

  /** Makes the links of the state that the page is in. */
  @property({ attribute: false }) links: ((sharing: Sharing) => Promise<Links>) | null = null;
  /** The name of a data set that no link can bring; null: the state can be shared. */
  @property() unlinkable: string | null = null;
  /** @see MAX_TASK of worksheets */
  @property({ type: Number }) longest = 1000;
  @state() private task = '';
  @state() private leftOut: readonly Part[] = [];
  @state() private fixedLanguage = false;
  @state() private made: Links | null = null;
  @state() private said = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  async show(): Promise<void> {
    await this.updateComplete;
    if (!this.dialog || this.dialog.open) return;
    this.said = '';
    this.dialog.showModal();
    await this.#make();
  }

  protected override updated(changed: PropertyValues): void {
    const options: readonly PropertyKey[] = ['task', 'leftOut', 'fixedLanguage'];
    if (options.some((name) => changed.has(name)) && this.dialog?.open) void this.#make();
  }

  async #make(): Promise<void> {
    const { task, leftOut } = this;
    if (!this.links || this.unlinkable !== null) return;
    const made = await this.links({
      task,
      hidden: leftOut,
      language: this.fixedLanguage ? locale.language : null,
    });
    // Meanwhile something else may have been chosen.
    if (task === this.task && leftOut === this.leftOut) this.made = made;
  }

  async #copy(text: string): Promise<void> {
    const { copied, notCopied } = shareWords();
    this.said = (await copyText(text)) ? copied : notCopied;
  }

  #toggle(part: Part, shown: boolean): void {
    this.leftOut = PARTS.filter((one) => (one === part ? !shown : this.leftOut.includes(one)));
  }

  protected override render(): TemplateResult {
    const words = shareWords();
    return html`<dialog aria-labelledby="title" data-testid="share">
      <div class="head">
        <h2 id="title">${words.title}</h2>
        <button class="icon" aria-label=${words.close} @click=${() => this.dialog?.close()}>
          ${icons.close()}
        </button>
      </div>
      <div class="body">
        ${
          this.unlinkable === null
            ? this.#form()
            : html`<p class="note" role="status" data-testid="unlinkable">
                ${words.unlinkable(this.unlinkable)}
              </p>`
        }
      </div>
    </dialog>`;
  }

  #form(): TemplateResult {
    const words = shareWords();
    const { made } = this;
    const embed = made ? `<iframe src="${escaped(made.embed)}" width="100%" height="520"></iframe>` : '';
    return html`<p class="lead">${words.lead}</p>
      <div class="halves">
        <section>
          <label class="field"
            ><span>${words.task}</span
            ><textarea
              rows="3"
              maxlength=${this.longest}
              placeholder=${words.taskPlaceholder}
              data-testid="share-task"
              .value=${this.task}
              @input=${(event: Event) => (this.task = (event.target as HTMLTextAreaElement).value)}
            ></textarea>
          </label>
          <fieldset>
            <legend>${words.show}</legend>
            ${PARTS.map((part) =>
              this.#switch(words.parts[part], `show-${part}`, !this.leftOut.includes(part), (shown) =>
                this.#toggle(part, shown),
              ),
            )}
          </fieldset>
          ${this.#switch(words.language, 'share-language', this.fixedLanguage, (on) => (this.fixedLanguage = on))}
        </section>
        <section>
          ${this.#output(words.link, made?.link ?? '', words.copy, 'share-link', made ? words.characters(made.link.length) : '')}
          ${made ? this.#qr(made.link) : nothing}
          ${this.#output(words.embed, embed, words.copyEmbed, 'share-embed', words.embedHint)}
        </section>
      </div>
      <p class="said" role="status" data-testid="share-said">${this.said}</p>`;
  }

  #switch(
    text: string,
    testId: string,
    checked: boolean,
    changed: (checked: boolean) => void,
  ): TemplateResult {
    return html`<label class="switch"
      ><input
        type="checkbox"
        role="switch"
        data-testid=${testId}
        .checked=${checked}
        @change=${(event: Event) => changed((event.target as HTMLInputElement).checked)}
      />${text}</label
    >`;
  }

  #output(title: string, text: string, copy: string, testId: string, hint: string): TemplateResult {
    return html`<div class="field">
      <label for=${testId}>${title}</label>
      <div class="copied">
        <input
          id=${testId}
          class="mono"
          readonly
          data-testid=${testId}
          .value=${text}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        />
        <button
          ?disabled=${text === ''}
          data-testid=${`${testId}-copy`}
          @click=${() => void this.#copy(text)}
        >
          ${copy}
        </button>
      </div>
      <p class="hint">${hint}</p>
    </div>`;
  }

  #qr(link: string): TemplateResult {
    const { qr, qrTooLong } = shareWords();
    if (link.length > MAX_QR_CHARACTERS) return html`<p class="hint">${qrTooLong}</p>`;
    const source = `data:image/svg+xml,${encodeURIComponent(renderSVG(link, { ecc: 'L', border: 2 }))}`;
    return html`<img class="qr" alt=${qr} src=${source} data-testid="share-qr" />`;
  }
}
