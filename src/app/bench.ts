// The benchmark's page: what to measure, a bar while it runs, the results. With `?auto` it runs at once and leaves
// its report on `window.convscopeBench`, for `npm run bench -- --where chromium`.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { markdownOf } from '../bench/markdown';
import { SUITES, type Report, type SuiteName } from '../bench/report';
import { runBench } from '../bench/run';
import { DEFAULT_ROUNDS, QUICK_ROUNDS, type Settings } from '../bench/settings';
import type { EngineId } from '../bench/engines/engine';
import '../elements/bench/benchResults';
import { benchWords } from '../elements/locales/bench';
import { ConnectedElement } from '../elements/connectedElement';
import '../elements/frame/header';
import { locale } from '../elements/locale';
import { download } from '../elements/clipboard';
import { shared } from '../elements/controls/styles';
import { themeChoice } from '../elements/theme';
import { measureDraw } from './benchDraw';
import { LateParts } from './lateParts';
import { pageMemory } from './pageMemory';

const PEERS: readonly EngineId[] = ['jax', 'tfjs'];

/** What a program that opened the page waits for. */
interface Left {
  convscopeBench?: Report;
  convscopeBenchError?: string;
  convscopeBenchProgress?: string;
}

class CancelledError extends Error {}

type Copied = 'markdown' | 'json';

@customElement('convscope-bench')
export class BenchElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      main {
        max-width: 960px;
        margin: 0 auto;
        padding: var(--space-24) var(--space-16) 64px;
        display: grid;
        gap: var(--space-24);
      }
      h1 {
        margin: 0;
        font: 650 22px/1.3 var(--font);
        letter-spacing: -0.01em;
      }
      .lead {
        max-width: 66ch;
        color: var(--muted);
        margin-top: var(--space-8);
      }
      fieldset {
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
        background: var(--panel);
        margin: 0;
        padding: var(--space-8) var(--space-16) var(--space-12);
        display: grid;
        align-content: start;
        gap: 6px;
      }
      legend {
        color: var(--muted);
        font-size: var(--type-figure);
        padding: 0 var(--space-4);
      }
      label {
        display: flex;
        gap: var(--space-8);
        align-items: baseline;
        min-height: 24px;
      }
      label small {
        color: var(--muted);
        font-size: var(--type-figure);
      }
      input {
        accent-color: var(--accent);
      }
      .asked {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 1fr);
        gap: var(--space-16);
      }
      .run {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-12);
        align-items: center;
      }
      .first:not(:disabled) {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
      progress {
        flex: 1;
        min-width: 160px;
        height: 6px;
        accent-color: var(--accent);
      }
      .doing {
        flex-basis: 100%;
        color: var(--muted);
        font-size: var(--type-figure);
        min-height: 1.5em;
      }
      .missing {
        flex-basis: 100%;
      }
      .error {
        color: var(--warning);
      }
      .frame:empty {
        display: none;
      }
      iframe {
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
        width: 100%;
        height: 560px;
        background: var(--paper);
      }
      @media (max-width: 620px) {
        .asked {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @state() private suites: ReadonlySet<SuiteName> = new Set(['lenet', 'ops']);
  @state() private peers: ReadonlySet<EngineId> = new Set(['jax']);
  @state() private quick = true;
  @state() private running = false;
  @state() private doing = '';
  @state() private share = 0;
  @state() private report: Report | null = null;
  @state() private error = '';
  @state() private copied: Copied | null = null;
  #cancelled = false;
  readonly #lateParts = new LateParts(this);

  override connectedCallback(): void {
    super.connectedCallback();
    const query = new URLSearchParams(location.search);
    if (query.has('auto')) {
      const given = query.get('settings');
      const settings = given === null ? this.#settings : (JSON.parse(given) as Settings);
      void this.updateComplete.then(() => this.#run(settings));
    }
  }

  get #settings(): Settings {
    return {
      suites: SUITES.filter((suite) => this.suites.has(suite)),
      engines: ['ours', ...PEERS.filter((id) => this.peers.has(id))],
      rounds: this.quick ? QUICK_ROUNDS : DEFAULT_ROUNDS,
      quick: this.quick,
      tune: true,
      shapes: null,
    };
  }

  async #run(settings: Settings): Promise<void> {
    const left = window as unknown as Left;
    Object.assign(this, { running: true, error: '', share: 0, copied: null });
    this.#cancelled = false;
    const check = (): void => {
      if (this.#cancelled) throw new CancelledError();
    };
    try {
      this.report = await runBench(settings, {
        platform: browserName(),
        progress: (text, share) => {
          Object.assign(this, { doing: text, share });
          left.convscopeBenchProgress = text;
        },
        check,
        memory: pageMemory,
        draw: () => measureDraw(this.#frame(), settings.quick, check),
      });
      left.convscopeBench = this.report;
    } catch (error) {
      if (!(error instanceof CancelledError)) {
        this.error = error instanceof Error ? error.message : String(error);
        left.convscopeBenchError = error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
    } finally {
      Object.assign(this, { running: false, doing: '' });
      this.renderRoot.querySelector('iframe')?.remove();
    }
  }

  /** A place for the real page, where the maps are drawn. */
  #frame(): HTMLIFrameElement {
    const frame = document.createElement('iframe');
    frame.title = 'Convscope';
    this.renderRoot.querySelector('.frame')?.append(frame);
    return frame;
  }

  #toggle<Name>(set: ReadonlySet<Name>, name: Name): ReadonlySet<Name> {
    const next = new Set(set);
    if (!next.delete(name)) next.add(name);
    return next;
  }

  async #copy(as: Copied, text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.copied = as;
  }

  #download({ date }: Report, json: string): void {
    download(`convscope-bench-${date.slice(0, 10)}.json`, new Blob([json], { type: 'application/json' }));
  }

  #results(report: Report): TemplateResult {
    const bench = benchWords();
    const json = JSON.stringify(report, null, 1);
    const copy = (as: Copied, name: string, text: string): TemplateResult =>
      html`<button data-testid=${`copy-${as}`} @click=${() => void this.#copy(as, text)}>
        ${this.copied === as ? bench.copied : name}
      </button>`;
    return html`<cs-bench-results data-testid="results" .report=${report}></cs-bench-results>
      <div class="run">
        ${copy('markdown', bench.copy, markdownOf(report))} ${copy('json', bench.copyJson, json)}
        <button data-testid="download" @click=${() => this.#download(report, json)}>${bench.download}</button>
      </div>`;
  }

  protected override updated(): void {
    document.title = `${benchWords().title} – Convscope`;
  }

  #asked(): TemplateResult {
    const bench = benchWords();
    return html`<div class="asked">
      <fieldset ?disabled=${this.running}>
        <legend>${bench.suites}</legend>
        ${SUITES.map(
          (suite) =>
            html`<label
              ><input
                type="checkbox"
                data-testid=${`suite-${suite}`}
                .checked=${this.suites.has(suite)}
                @change=${() => (this.suites = this.#toggle(this.suites, suite))}
              /><span>${bench.suite[suite].name}<br /><small>${bench.suite[suite].what}</small></span></label
            >`,
        )}
      </fieldset>
      <fieldset ?disabled=${this.running}>
        <legend>${bench.against}</legend>
        ${PEERS.map((id) => html`<label><input type="checkbox" data-testid=${`engine-${id}`} .checked=${this.peers.has(id)} @change=${() => (this.peers = this.#toggle(this.peers, id))} /><span>${bench.engine(id)}</span></label>`)}
        <label
          ><input
            type="checkbox"
            data-testid="quick"
            .checked=${this.quick}
            @change=${() => (this.quick = !this.quick)}
          /><span>${bench.quick}<br /><small>${bench.quickWhat}</small></span></label
        >
      </fieldset>
    </div>`;
  }

  protected override render(): TemplateResult {
    const bench = benchWords();
    const { report } = this;
    return html`<cs-header role="banner"></cs-header>
      <main>
        <div>
          <h1>${bench.title}</h1>
          <p class="lead">${bench.lead}</p>
        </div>
        ${this.#asked()}
        <div class="run">
          <button
            class="first"
            data-testid="run"
            ?disabled=${this.running || this.suites.size === 0}
            @click=${() => void this.#run(this.#settings)}
          >
            ${bench.run}
          </button>
          <button data-testid="cancel" ?hidden=${!this.running} @click=${() => (this.#cancelled = true)}>
            ${bench.cancel}
          </button>
          <progress ?hidden=${!this.running} aria-label=${bench.progress} .value=${this.share}></progress>
          ${this.#lateParts.render()}
          <p class="doing" role="status">
            ${this.error === '' ? bench.row(this.doing) : html`<span class="error">${this.error}</span>`}
          </p>
        </div>
        <div class="frame"></div>
        ${report === null ? nothing : this.#results(report)}
      </main>`;
  }
}

/** Name and version, without the words that every browser claims. */
function browserName(): string {
  const { userAgent } = navigator;
  const found = /(Firefox|Edg|OPR|(?:Headless)?Chrome|Version)\/(\d+)/.exec(
    userAgent.replace(/Chrome(?=.*(Edg|OPR))/, ''),
  );
  if (found === null) return userAgent;
  const names: Record<string, string> = {
    Edg: 'Edge',
    OPR: 'Opera',
    HeadlessChrome: 'Chrome',
    Version: 'Safari',
  };
  return `${names[found[1] ?? ''] ?? found[1] ?? ''} ${found[2] ?? ''}`;
}

void locale.start();
themeChoice.start();
