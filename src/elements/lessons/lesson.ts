// The panel of a lesson: one step at a time. It asks before it shows, checks what is done, and then says why.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { rightOf, type Answer } from '../../lessons/attempt';
import { LESSONS } from '../../lessons/lessons';
import type { Amount, Choice, Numbers, Text } from '../../lessons/lesson';
import { ConnectedElement } from '../connectedElement';
import { buttonStyles } from '../controls/buttonStyles';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { ViewEvent } from '../frame/header';
import { locale } from '../locale';
import { errorText } from '../text/errorText';
import { gridStyles, grids } from './grid';
import { lessonStyles } from './lessonStyles';
import { MarkController, markStyles } from './mark';
import type { Taking } from './taking';
import { filled, lessonWords, plain } from './words';

@customElement('cs-lesson')
export class LessonElement extends ConnectedElement {
  static override readonly styles = [shared, buttonStyles, gridStyles, markStyles, lessonStyles];

  @property({ attribute: false }) taking: Taking | null = null;
  /** Changes with what `taking` says. */
  @property({ type: Number }) version = 0;
  @state() private noNumber = false;
  @query('h3') private readonly heading!: HTMLElement | null;
  @query('.body') private readonly body!: HTMLElement | null;
  #shown = '';
  readonly #mark = new MarkController(this, () => this.taking?.marked ?? null);

  #text(text: Text, numbers: Numbers = this.taking?.numbers ?? {}): TemplateResult {
    const { taking } = this;
    const data = taking?.attempt?.step.state?.data ?? taking?.lesson.state.data;
    return filled(text, data?.name ?? '', numbers, taking?.attempt?.numbers);
  }

  /** Of the question, which keeps the numbers that it was asked with. */
  #asked(text: Text): TemplateResult {
    return this.#text(text, this.taking?.attempt?.numbers);
  }

  #choice({ text, options }: Choice, answers: readonly Answer[], solved: boolean): TemplateResult {
    const words = lessonWords();
    return html`<p id="question">${this.#asked(text)}</p>
      <div class="options" role="group" aria-labelledby="question">
        ${options.map((option, at) => {
          const chosen = answers.some((answer) => answer.option === at);
          const right = option.right === true && solved;
          const mark = right ? words.right : chosen ? words.wrong : '';
          return html`<button
            class="option ${right ? 'right' : chosen ? 'wrong' : ''}"
            data-testid="option"
            aria-description=${mark === '' ? nothing : mark}
            ?disabled=${solved || chosen}
            @click=${() => this.taking?.choose(at)}
          >
            ${right ? icons.check(16) : chosen ? icons.close(14) : html`<span></span>`}<span
              >${this.#asked(option.text)}</span
            >
          </button>`;
        })}
      </div>`;
  }

  #amount({ text }: Amount, solved: boolean): TemplateResult {
    const words = lessonWords();
    return html`<p id="question">${this.#asked(text)}</p>
      ${
        solved
          ? nothing
          : html`<form @submit=${(event: SubmitEvent) => this.#type(event)}>
              <input
                aria-labelledby="question"
                inputmode="decimal"
                autocomplete="off"
                name="amount"
                data-testid="amount"
                placeholder=${words.yours}
              />
              <button class="primary" data-testid="check-answer">${words.check}</button>
              ${this.noNumber ? html`<span class="muted" role="alert">${words.noNumber}</span>` : nothing}
            </form>`
      }`;
  }

  #type(event: SubmitEvent): void {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('amount') as HTMLInputElement;
    const text = field.value.trim().normalize('NFKC').replace('−', '-').replaceAll(/[,\s]/g, '');
    const amount = text === '' ? NaN : Number(text);
    this.noNumber = !Number.isFinite(amount);
    if (!this.noNumber) this.taking?.type(amount);
    field.select();
  }

  #says(taking: Taking): TemplateResult {
    const words = lessonWords();
    const { attempt } = taking;
    const ask = attempt?.step.ask;
    const last = attempt?.answers.at(-1);
    const why = last
      ? html`<p class=${last.right ? '' : 'wrong'}>
            <b>${last.right ? words.right : words.wrong}</b> ${this.#asked(last.why)}
          </p>
          ${
            ask && attempt.solved && !last.right
              ? html`<p><b>${words.answer}</b> ${this.#asked(rightOf(ask))}</p>`
              : nothing
          }`
      : nothing;
    return html`<div class="says" role="status" data-testid="lesson-says">${why}</div>`;
  }

  #step(taking: Taking): TemplateResult {
    const words = lessonWords();
    const { attempt, learning, error } = taking;
    if (error)
      return html`<div role="alert" data-testid="lesson-failed">
        <p>${words.failed} ${errorText(error, locale.words)}</p>
        <button @click=${() => taking.again()}>${words.again}</button>
      </div>`;
    if (!attempt) {
      const text = learning === null ? words.preparing : words.learning;
      return html`<div role="status" data-testid="lesson-preparing">
        <p class="muted">${text}</p>
        <progress aria-label=${text} value=${learning ?? nothing}></progress>
      </div>`;
    }
    const { step, answers, solved, phase } = attempt;
    const { ask, act } = step;
    const acted = act && phase === 'reveal';
    return html`${
        ask
          ? html`${grids(taking.grids, solved)}
            ${ask.kind === 'choice' ? this.#choice(ask, answers, solved) : this.#amount(ask, solved)}`
          : nothing
      }
      ${this.#says(taking)}
      ${
        act && phase !== 'ask'
          ? html`<div class="act" data-testid="lesson-act" data-done=${acted ? 'yes' : 'no'}>
              <b>${acted ? words.done : words.now}</b>
              <p>${this.#asked(act.text)}</p>
            </div>`
          : nothing
      }
      <div role="status">
        ${phase === 'reveal' ? html`<p class="reveal" data-testid="lesson-reveal">${this.#text(step.reveal)}</p>` : nothing}
      </div>`;
  }

  #foot(taking: Taking): TemplateResult {
    const words = lessonWords();
    const { at, steps, attempt, next } = taking;
    const revealed = attempt?.phase === 'reveal';
    const last = at === steps.length - 1;
    const forward = !last
      ? { text: revealed ? words.next : words.skip, go: () => taking.go(at + 1) }
      : next
        ? { text: words.nextLesson, go: () => taking.goTo(next) }
        : { text: words.end, go: () => this.dispatchEvent(new ViewEvent('lessons')) };
    return html`<footer>
      <button ?disabled=${at === 0} data-testid="lesson-back" @click=${() => taking.go(at - 1)}>
        ${words.back}
      </button>
      <button class=${revealed ? 'primary' : ''} data-testid="lesson-next" @click=${forward.go}>
        ${forward.text}
      </button>
    </footer>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { taking } = this;
    const now = `${taking?.lesson.id}.${taking?.at}`;
    if (now !== this.#shown) {
      // Who goes on by the keyboard reads on from the heading.
      if (this.#shown !== '' && this.shadowRoot?.activeElement) this.heading?.focus({ preventScroll: true });
      if (this.body) this.body.scrollTop = 0;
      this.noNumber = false;
      this.#shown = now;
    } else if (taking?.attempt?.phase !== 'ask') {
      const reveal = this.renderRoot.querySelector('.reveal, .act[data-done=no]');
      reveal?.scrollIntoView({ block: 'nearest' });
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { taking } = this;
    if (!taking) return nothing;
    const words = lessonWords();
    const { lesson, steps, at, done } = taking;
    const goal = steps[at]?.goal;
    return html`<section aria-label=${plain(lesson.title)}>
        <header>
          <span class="place">${words.place(LESSONS.indexOf(lesson) + 1, LESSONS.length)}</span>
          <h2>${plain(lesson.title)}</h2>
          <button class="leave" data-testid="lesson-leave" @click=${() => taking.leave()}>
            ${words.leave}<kbd>Esc</kbd>
          </button>
        </header>
        <nav aria-label=${words.steps}>
          ${steps.map(
            (_, step) =>
              html`<button
                class=${done.has(step) ? 'done' : ''}
                aria-current=${step === at ? 'step' : 'false'}
                aria-label=${words.step(step + 1, steps.length, done.has(step))}
                data-testid=${`lesson-step-${step + 1}`}
                @click=${() => taking.go(step)}
              >
                ${step + 1}
              </button>`,
          )}
        </nav>
        <div class="body" tabindex="-1">
          <h3 tabindex="-1" data-testid="lesson-goal">${goal ? plain(goal) : nothing}</h3>
          ${this.#step(taking)}
        </div>
        ${this.#foot(taking)}
      </section>
      ${this.#mark.render()}`;
  }
}
