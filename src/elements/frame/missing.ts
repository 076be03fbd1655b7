// The page of a browser without WebGPU: which browsers have it, how to turn it on, and a recorded run meanwhile.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Recording } from '../../draw/recording';
import { ConnectedElement } from '../connectedElement';
import { withoutGpuWords } from '../locales/withoutGpu';
import { shared } from '../controls/styles';
import { webgpuHelp } from './webgpuHelp';

/** `api`: the browser has no WebGPU · `adapter`: it has, but no GPU for it · `insecure`: not on this address. */
export type MissingReason = 'api' | 'adapter' | 'insecure';

@customElement('cs-missing')
export class MissingElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        max-width: 1080px;
        margin: 0 auto;
        padding: var(--space-32) var(--space-24);
        font-size: 15px;
        line-height: 1.65;
      }
      .title {
        font: 650 22px / 1.3 var(--font);
        letter-spacing: -0.01em;
        color: var(--ink);
        text-transform: none;
        margin: 0 0 var(--space-12);
      }
      .text {
        max-width: 62ch;
        display: grid;
        gap: var(--space-12);
        margin-bottom: var(--space-32);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-4) var(--space-16);
        margin: 0;
      }
      dt {
        font-weight: 600;
      }
      dd {
        margin: 0;
      }
    `,
  ];

  @property() reason: MissingReason = 'api';
  /** Undefined while it loads; null if it could not be loaded. */
  @property({ attribute: false }) recording: Recording | null | undefined = undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Browsers that have WebGPU never show it.
    if (changed.has('recording') && this.recording) void import('./recordingView');
  }

  protected override render(): TemplateResult {
    const { missing, recording } = withoutGpuWords();
    return html`<div class="text" data-testid="missing">
        <h2 class="title">${missing.title}</h2>
        ${this.#why()}
        <p>${missing.lead}</p>
        <dl>
          ${missing.browsers.map(
            ([name, versions]) =>
              html`<dt>${name}</dt>
                <dd>${versions}</dd>`,
          )}
        </dl>
      </div>
      ${
        this.recording === undefined
          ? nothing
          : html`<h2 class="title">${missing.meanwhile}</h2>
              ${this.recording ? html`<cs-recording .recording=${this.recording}></cs-recording>` : html`<p>${recording.absent}</p>`}`
      }`;
  }

  /** What is missing, and what helps in this browser. */
  #why(): TemplateResult {
    const { missing } = withoutGpuWords();
    if (this.reason === 'insecure') return html`<p>${missing.insecure}</p>`;
    const help = webgpuHelp(navigator.userAgent, missing.help);
    return html`<p data-testid="missing-help">
      ${this.reason === 'adapter' ? missing.noAdapter : missing.notSupported} ${help}
    </p>`;
  }
}
