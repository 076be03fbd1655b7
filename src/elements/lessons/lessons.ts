// The list of lessons: what each asks, how long it takes, and how far one got.

import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { LESSONS, stepsOf } from '../../lessons/lessons';
import type { Lesson } from '../../lessons/lesson';
import { ConnectedElement } from '../connectedElement';
import '../glossary/glossary';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { viewStyles } from '../controls/viewStyles';
import { progressOf } from './progress';
import { lessonWords, plain } from './words';

@customElement('cs-lessons')
export class LessonsElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    viewStyles,
    css`
      .page {
        padding: var(--space-24) var(--space-16);
        gap: var(--space-16);
        max-width: 1080px;
      }
      .lead {
        color: var(--muted);
        font-size: var(--type-title);
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
        gap: var(--space-12);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      a {
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr);
        gap: 2px var(--space-8);
        height: 100%;
        align-content: start;
        color: var(--ink);
        text-decoration: none;
      }
      a:hover {
        border-color: var(--accent);
      }
      .number {
        grid-row: 1 / 4;
        display: grid;
        place-items: center;
        width: 28px;
        height: 28px;
        border-radius: 50%;
        font: 600 var(--type-body) var(--font);
        color: var(--accent-text);
        background: var(--accent-soft);
      }
      .finished .number {
        color: var(--on-accent);
        background: var(--accent);
      }
      h2 {
        font: 600 var(--type-title) / 1.85 var(--font);
        letter-spacing: 0;
        text-transform: none;
        color: var(--ink);
      }
      .asks {
        font-size: var(--type-title);
        line-height: 1.5;
        color: var(--muted);
      }
      section {
        display: grid;
        gap: var(--space-8);
        margin-top: var(--space-16);
      }
      .facts {
        margin-top: var(--space-8);
        font-size: var(--type-figure);
        color: var(--muted);
      }
    `,
  ];

  #card(lesson: Lesson, at: number): TemplateResult {
    const words = lessonWords();
    const steps = stepsOf(lesson).length;
    const done = progressOf(lesson.id);
    const finished = done.length >= steps;
    const next = Array.from({ length: steps }, (_, step) => step).find((step) => !done.includes(step)) ?? 0;
    const says = finished ? words.finished : done.length > 0 ? words.progress(done.length, steps) : '';
    return html`<li>
      <a
        class="card ${finished ? 'finished' : ''}"
        data-testid=${`lesson-${lesson.id}`}
        href=${`#lesson=${lesson.id}${next > 0 ? `.${next + 1}` : ''}`}
      >
        <span class="number" aria-hidden="true">${finished ? icons.check(16) : at + 1}</span>
        <h2>${plain(lesson.title)}</h2>
        <p class="asks">${plain(lesson.asks)}</p>
        <p class="facts">
          ${[words.minutes(lesson.minutes), says].filter((fact) => fact !== '').join(' · ')}
        </p>
      </a>
    </li>`;
  }

  protected override render(): TemplateResult {
    const words = lessonWords();
    return html`<main class="page">
      <div>
        <h1>${words.title}</h1>
        <p class="lead">${words.lead}</p>
      </div>
      <ol>
        ${LESSONS.map((lesson, at) => this.#card(lesson, at))}
      </ol>
      <section aria-label=${words.glossary}>
        <h1>${words.glossary}</h1>
        <cs-glossary></cs-glossary>
      </section>
    </main>`;
  }
}
