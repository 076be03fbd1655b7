// Saves the lab's network as a web page of its own.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainedModel } from '../../../lab/lab';
import { download } from '../../clipboard';
import { ConnectedElement } from '../../connectedElement';
import { shared } from '../../controls/styles';
import type { Written } from '../../files/jobs';
import { writeWebPage } from '../../files/webPage';
import { filesWords } from '../../files/words';
import { labStyles } from '../labStyles';
import { classLabels, labErrorText, labWords } from '../words';

type State =
  | { readonly kind: 'ready' }
  | { readonly kind: 'saving'; readonly abort: AbortController }
  | { readonly kind: 'done'; readonly written: Written }
  | { readonly kind: 'failed'; readonly error: unknown };

@customElement('cs-lab-export')
export class LabExportElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    labStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-8);
        border-top: 1px solid var(--line);
        padding-top: var(--space-12);
      }
    `,
  ];

  @property({ attribute: false }) made: TrainedModel | null = null;
  @state() private saving: State = { kind: 'ready' };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.saving.kind === 'saving') this.saving.abort.abort();
  }

  /** Of another network nothing is saved yet. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('made') && this.saving.kind !== 'saving') this.saving = { kind: 'ready' };
  }

  async #save({ trained, report }: TrainedModel): Promise<void> {
    if (this.saving.kind === 'saving') return;
    const abort = new AbortController();
    this.saving = { kind: 'saving', abort };
    try {
      const { classes, familiarity } = trained;
      const source = {
        ...{ trained, labels: classLabels(classes), threshold: report.threshold.value },
        ...(familiarity && { familiarity }),
      };
      const written = await writeWebPage(source, { signal: abort.signal });
      download(written.name, new Blob([written.bytes], { type: 'text/html' }));
      this.saving = { kind: 'done', written };
    } catch (error) {
      this.saving = abort.signal.aborted ? { kind: 'ready' } : { kind: 'failed', error };
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { made, saving } = this;
    if (made === null) return nothing;
    const words = labWords().try.export;
    const { save } = filesWords();
    const isSaving = saving.kind === 'saving';
    return html`<h3>${words.title}</h3>
      <p class="hint">${words.lead}</p>
      <p class="hint">${words.camera}</p>
      <div class="bar">
        <button
          class="small"
          data-testid="lab-export"
          ?disabled=${isSaving}
          @click=${() => void this.#save(made)}
        >
          ${isSaving ? words.saving : words.save}
        </button>
        <span class="hint" role="status" data-testid="lab-exported"
          >${saving.kind === 'done' ? save.done(saving.written.name, saving.written.bytes.byteLength) : nothing}</span
        >
      </div>
      ${
        saving.kind === 'failed'
          ? html`<p class="note" role="alert">${save.failed} ${labErrorText(saving.error)}</p>`
          : nothing
      }`;
  }
}
