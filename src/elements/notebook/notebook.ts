// The notebook of runs: their curves over one another, and a table in which each run is named by the one setting that changed.
// A run can be opened on the stage, exported, named, commented and removed.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { curvesCsv, tableCsv } from '../../session/notebook/csv';
import type { TrainFacade } from '../../session/facade';
import { download } from '../clipboard';
import { busy } from '../controls/busy';
import { buttonStyles } from '../controls/buttonStyles';
import { shared } from '../controls/styles';
import { viewStyles } from '../controls/viewStyles';
import { ListenController } from '../controllers/listenController';
import { dataName } from '../data/names';
import { work } from '../files/work';
import { ViewEvent } from '../frame/header';
import { locale } from '../locale';
import { notebookWords } from '../locales/notebook';
import { marked } from '../text/marked';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { MAX_DRAWN, type DrawnRun } from './curvesFigure';
import { DrawnRuns } from './drawnRuns';
import type { NotebookFacade } from './notebookFacade';
import { notebookStyles } from './notebookStyles';
import './runCurves';
import type { RunCurvesElement } from './runCurves';
import { runRow, type RowActions, type RunRow } from './runRow';
import { compareRuns, type NumberedRun } from './runTitle';

const MEGABYTE = 2 ** 20;
const REDRAW_MS = 500;

/** What was done last, and how it is undone. */
interface Done {
  readonly text: string;
  readonly failed: boolean;
  readonly undo: (() => void) | null;
}

@customElement('cs-notebook')
export class NotebookElement extends SessionElement {
  static override readonly sessionEvents = ['editschange'] as const;
  static override readonly styles = [shared, buttonStyles, viewStyles, notebookStyles];

  /** Loads the notebook of the page. */
  @property({ attribute: false }) load: (() => Promise<NotebookFacade>) | null = null;
  @state() private notebook: NotebookFacade | null = null;
  /** The run with which all are compared; null: each with the run before. */
  @state() private baseId: string | null = null;
  @state() private editedId: string | null = null;
  @state() private busy = false;
  @state() private done: Done | null = null;
  @query('cs-run-curves') private readonly curves!: RunCurvesElement | null;
  #later: ReturnType<typeof setTimeout> | undefined;
  readonly #drawn = new DrawnRuns(MAX_DRAWN);

  readonly #actions: RowActions = {
    draw: (id, drawn) => {
      this.#drawn.set(id, drawn);
      this.requestUpdate();
    },
    edit: (id) => {
      const place =
        id === null ? `[data-id="${this.editedId ?? ''}"] [data-testid=run-edit]` : '.editor input';
      this.editedId = id;
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(place)?.focus());
    },
    change: (id, change) => this.notebook?.edit(id, change),
    open: (row) => void this.#act(() => this.#open(row)),
    evaluate: () => void this.#act(() => this.#evaluate()),
    exportRun: (row) => void this.#act(() => this.#export(row)),
    remove: (row) => void this.#act(() => this.#remove(row)),
  };

  constructor() {
    super();
    new ListenController(
      this,
      () => this.notebook,
      ['change'],
      () => this.#notebookChanged(),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#later);
    this.#later = undefined;
  }

  /** While training, seldom: it takes as long as a step. */
  #notebookChanged(): void {
    if (this.session?.state !== 'training') {
      clearTimeout(this.#later);
      this.#later = undefined;
      this.requestUpdate();
    } else
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        this.requestUpdate();
      }, REDRAW_MS);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('load'))
      void this.load?.().then((notebook) => {
        this.notebook = notebook;
      });
    this.#drawn.follow((this.notebook?.runs ?? []).map(({ id }) => id));
  }

  /** One thing at a time; what fails is said. */
  async #act(action: () => Promise<Done>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.done = { text: '', failed: false, undo: null };
    try {
      this.done = await action();
    } catch (error) {
      const text = notebookWords().failed(errorText(error, locale.words));
      this.done = { text, failed: true, undo: null };
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    // What was pressed is gone, or can't be pressed again.
    if (this.shadowRoot?.activeElement === null)
      this.renderRoot.querySelector<HTMLElement>('[data-testid=notebook-undo]')?.focus();
  }

  async #open({ run, number, comparison }: RunRow): Promise<Done> {
    const { session, notebook } = this;
    if (!session || !notebook) throw new Error('notebook: there is no session');
    const words = notebookWords();
    const title = `${number}, ${comparison.title}`;
    await session.pause();
    const saved = await notebook.savedRun(run.id);
    if (saved) await session.files.openRun(saved, title);
    else {
      const { network, data, settings } = run;
      const none = {
        ...{ augmentation: undefined, earlyStopping: undefined, reduceOnPlateau: undefined },
        ...{
          schedule: undefined,
          labelSmoothing: undefined,
          classWeights: undefined,
          lossWeights: undefined,
        },
      };
      await session.openData(data ?? { name: 'mnist' }, { network, settings: { ...none, ...settings } });
    }
    const { position } = session.editing;
    return {
      text: words.opened(title),
      failed: false,
      undo: () => void this.#act(() => this.#undo(session, position - 1)),
    };
  }

  async #undo(session: TrainFacade, position: number): Promise<Done> {
    await session.pause();
    await session.editing.go(position);
    return { text: '', failed: false, undo: null };
  }

  /** The session's run at rest. */
  async #evaluate(): Promise<Done> {
    await this.session?.evaluate();
    return { text: '', failed: false, undo: null };
  }

  async #export({ run }: RunRow): Promise<Done> {
    const saved = await this.notebook?.savedRun(run.id);
    if (!saved) throw new Error(notebookWords().noWeights);
    const { signal } = new AbortController();
    const { name, bytes } = await work({ kind: 'write', as: 'session', run: saved }, { signal });
    download(name, new Blob([bytes], { type: 'application/zip' }));
    return { text: notebookWords().exported(name), failed: false, undo: null };
  }

  async #remove({ run, number, comparison }: RunRow): Promise<Done> {
    await this.notebook?.remove(run.id);
    return {
      text: notebookWords().removed(`${number}, ${comparison.title}`),
      failed: false,
      undo: () => {
        this.notebook?.restore();
        this.done = null;
      },
    };
  }

  #rows(notebook: NotebookFacade): readonly RunRow[] {
    const numbered = notebook.runs.map((run, at): NumberedRun => ({ run, number: at + 1 }));
    const base = numbered.find(({ run }) => run.id === this.baseId) ?? null;
    const { isFull } = this.#drawn;
    // While a lesson is open, the learner's own run rests.
    const isOwn = notebook.session === this.session;
    return numbered.map((one, at): RunRow => {
      const { id } = one.run;
      return {
        ...one,
        comparison: compareRuns(one, base ?? numbered[at - 1] ?? null),
        slot: this.#drawn.slotOf(id),
        drawable: !isFull,
        isCurrent: isOwn && id === notebook.currentId,
        weights: notebook.weightsOf(id),
        edited: id === this.editedId,
        busy: this.busy || !isOwn,
        untested: this.session?.state === 'idle' && one.run.history.testStep.at(-1) !== one.run.step,
      };
    });
  }

  #saveTable(rows: readonly RunRow[], what: 'table' | 'curves'): void {
    const named = rows.map(({ run, number, comparison: { title } }) => ({ run, number, title }));
    const text = what === 'table' ? tableCsv(named, dataName) : curvesCsv(named);
    download(what === 'table' ? 'runs.csv' : 'curves.csv', new Blob(['\ufeff', text], { type: 'text/csv' }));
  }

  #tools(rows: readonly RunRow[], drawn: boolean): TemplateResult {
    const words = notebookWords();
    const save = (format: 'svg' | 'png'): void => void this.curves?.save(format);
    const button = (id: string, text: string, press: () => void, disabled = false): TemplateResult =>
      html`<button class="small" data-testid=${`notebook-${id}`} ?disabled=${disabled} @click=${press}>
        ${text}
      </button>`;
    return html`<div class="tools">
      ${button('table', words.tableCsv, () => this.#saveTable(rows, 'table'))}
      ${button('curves', words.curvesCsv, () => this.#saveTable(rows, 'curves'))}
      ${button('svg', words.figure('SVG'), () => save('svg'), !drawn)}
      ${button('png', words.figure('PNG'), () => save('png'), !drawn)}
    </div>`;
  }

  #said(): TemplateResult {
    const { done } = this;
    const text = this.busy ? locale.words.busy : (done?.text ?? '');
    return html`<div role="status">
      ${
        text === ''
          ? nothing
          : html`<div class="bar ${done?.failed ? 'warning' : ''}" data-testid="notebook-said">
              <span>${text}</span>
              ${
                done?.undo
                  ? html`<button class="small" data-testid="notebook-undo" @click=${done.undo}>
                      ${notebookWords().undo}
                    </button>`
                  : nothing
              }
            </div>`
      }
    </div>`;
  }

  /** What the browser does not keep, and what can be done about it. */
  #room(notebook: NotebookFacade, rows: readonly RunRow[]): TemplateResult {
    const words = notebookWords();
    const { refusal, unkept, unkeptWeights, damaged } = notebook;
    const [oldest] = rows;
    const bar = (text: string, button: TemplateResult | typeof nothing = nothing): TemplateResult =>
      html`<div class="bar warning" role="status" data-testid="notebook-room">
        <span>${text}</span>${button}
      </div>`;
    return html`${refusal === null ? nothing : bar(words.refusal[refusal])}
    ${
      unkept > 0 && oldest
        ? bar(
            words.fullRuns(unkept, `${oldest.number}, ${oldest.comparison.title}`),
            html`<button class="small" ?disabled=${this.busy} @click=${() => this.#actions.remove(oldest)}>
              ${words.removeOldest}
            </button>`,
          )
        : nothing
    }
    ${
      unkeptWeights > 0
        ? bar(
            words.fullWeights(unkeptWeights),
            html`<button class="small" @click=${() => void notebook.freeOldestWeights()}>
              ${words.freeOldest}
            </button>`,
          )
        : nothing
    }
    ${damaged > 0 ? bar(words.damaged(damaged)) : nothing}`;
  }

  #empty(): TemplateResult {
    const words = notebookWords();
    return html`<section class="card empty" data-testid="notebook-empty">
      <h2>${words.empty}</h2>
      <ol>
        ${words.emptyHint.map((hint) => html`<li>${marked(hint)}</li>`)}
      </ol>
      <button class="primary" @click=${() => this.dispatchEvent(new ViewEvent('stage'))}>
        ${words.toStage}
      </button>
    </section>`;
  }

  #curvesCard(rows: readonly RunRow[]): TemplateResult {
    const words = notebookWords();
    const drawn = rows.flatMap(({ run, number, comparison, slot }): DrawnRun[] =>
      slot === null ? [] : [{ number, title: comparison.title, history: run.history, slot }],
    );
    return html`<section class="card">
      <div class="head">
        <h2>${words.curves}</h2>
        ${this.#tools(rows, drawn.length > 0)}
      </div>
      ${
        drawn.length === 0
          ? html`<p class="none">${words.noneDrawn}</p>`
          : html`<cs-run-curves data-testid="run-curves" .runs=${drawn}></cs-run-curves>
              <p class="hint">${words.smoothed}</p>`
      }
    </section>`;
  }

  #table(notebook: NotebookFacade, rows: readonly RunRow[]): TemplateResult {
    const words = notebookWords();
    const { columns } = words;
    const numbers = ['parameters', 'steps', 'test', 'best', 'time', 'seed'] as const;
    const { use } = notebook;
    const used = (use.weightsBytes / MEGABYTE).toFixed(1);
    return html`<section class="card">
      <div class="head">
        <h2>${words.table}</h2>
        <label class="base"
          >${words.base}
          <select
            data-testid="notebook-base"
            @change=${(event: Event) => (this.baseId = (event.target as HTMLSelectElement).value || null)}
          >
            <option value="">${words.runBefore}</option>
            ${rows.map(
              ({ run, number, comparison }) =>
                html`<option value=${run.id} .selected=${run.id === this.baseId}>
                  ${number}, ${comparison.title}
                </option>`,
            )}
          </select></label
        >
      </div>
      <div class="wide" role="region" tabindex="0" aria-label=${words.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">${columns.draw}</th>
              <th scope="col">${columns.run}</th>
              ${numbers.map((name) => html`<th scope="col" class="number">${columns[name]}</th>`)}
              <th scope="col" class="actions"><span class="visually-hidden">${columns.actions}</span></th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => runRow(row, this.#actions))}
          </tbody>
        </table>
      </div>
      <p class="hint">
        ${this.#drawn.isFull ? words.most(MAX_DRAWN) : nothing}
        <span data-testid="notebook-kept"
          >${words.kept(use.runs, use.maxRuns, used, (use.maxWeightsBytes / MEGABYTE).toFixed(0))}
          ${words.bound(use.maxRunBytes / MEGABYTE)}</span
        >
      </p>
    </section>`;
  }

  protected override render(): TemplateResult {
    const words = notebookWords();
    const { notebook } = this;
    const rows = notebook ? this.#rows(notebook) : [];
    return html`<main class="page">
      <header>
        <h1>${words.title}</h1>
        <p>${words.lead}</p>
        ${this.#said()}
      </header>
      ${
        notebook
          ? html`${this.#room(notebook, rows)}
            ${
              rows.length === 0
                ? this.#empty()
                : html`${this.#curvesCard(rows)} ${this.#table(notebook, rows)}`
            }`
          : busy()
      }
    </main>`;
  }
}
