// A lesson as it is taken: each step is prepared in the lesson's session, asked, checked against the engine, and revealed.

import type { ReactiveControllerHost } from 'lit';
import { defineNetwork } from '../../models/anyNetwork';
import '../../elements/lessons/lesson';
import { keepProgress, progressOf } from '../../elements/lessons/progress';
import type { Taking } from '../../elements/lessons/taking';
import type { Part } from '../../elements/share/parts';
import { Attempt } from '../../lessons/attempt';
import { SeenEvent } from '../../elements/seen';
import type {
  Control,
  Grid,
  Lesson,
  LessonStage,
  LessonState,
  Numbers,
  Seen,
  Step,
} from '../../lessons/lesson';
import { LESSONS, lessonOf, stepsOf } from '../../lessons/lessons';
import type { TrainFacade } from '../../session/facade';
import { seedOf } from '../openSession';
import type { LessonPlace } from './lessonAddress';
import type { LessonController } from './lessonController';

const [FIRST] = LESSONS;

/** Of every step, besides what it sets. */
const SETTINGS = {
  optimizer: 'adam',
  optimizerOptions: {},
  learningRate: 0.006,
  batchSize: 32,
  epochs: 2,
} as const;

export class LessonTaking implements Taking {
  lesson: Lesson = FIRST;
  at = 0;
  attempt: Attempt | null = null;
  numbers: Numbers = {};
  grids: readonly Grid[] = [];
  learning: number | null = null;
  error: Error | null = null;
  version = 0;
  #session: TrainFacade | null = null;
  /** The network as the last step made it. */
  #made = '';
  #edits = 0;
  /** Steps are prepared one after the other; only the last one that was asked for is shown. */
  #queue: Promise<void> = Promise.resolve();
  #wanted = 0;
  #looking = false;
  #lookAgain = false;
  #closed = false;
  /** What the view in place of the stage shows. */
  #seen: Seen | null = null;
  #wake = (): void => undefined;

  constructor(
    private readonly controller: LessonController,
    private readonly host: ReactiveControllerHost & HTMLElement,
  ) {
    host.addEventListener(SeenEvent.type, this.#sees);
  }

  get steps(): readonly Step[] {
    return stepsOf(this.lesson);
  }

  get step(): Step | undefined {
    return this.steps[this.at];
  }

  get next(): Lesson | null {
    return LESSONS[LESSONS.indexOf(this.lesson) + 1] ?? null;
  }

  get shown(): readonly Part[] {
    return this.step?.state?.shown ?? this.lesson.state.shown ?? [];
  }

  get covered(): boolean {
    const { attempt } = this;
    return this.step?.covered === true && (attempt === null || attempt.phase === 'ask');
  }

  get marked(): Control | null {
    return this.attempt?.phase === 'act' ? (this.step?.act?.at ?? null) : null;
  }

  get done(): ReadonlySet<number> {
    return new Set(progressOf(this.lesson.id));
  }

  /** Goes to a place that the address names. */
  take({ id, step }: LessonPlace): void {
    const lesson = lessonOf(id);
    if (lesson === null) {
      // There is none of that name: the list says which there are.
      this.controller.toList();
      return;
    }
    const at = Math.min(step, stepsOf(lesson).length - 1);
    if (lesson === this.lesson && at === this.at && (this.attempt || this.#wanted > 0)) return;
    this.lesson = lesson;
    this.at = at;
    this.again();
  }

  again(): void {
    const wanted = this.#ask();
    this.#seen = null;
    this.attempt = null;
    this.grids = [];
    this.error = null;
    this.#tell();
    this.#queue = this.#queue.then(async () => {
      if (wanted !== this.#wanted || this.#closed) return;
      try {
        await this.#prepare(() => wanted === this.#wanted && !this.#closed);
      } catch (error) {
        if (wanted !== this.#wanted) return;
        if (this.#session === null) await this.controller.page.failed(error);
        this.error = error instanceof Error ? error : new Error(String(error));
        this.learning = null;
        this.#tell();
      }
    });
  }

  choose(option: number): void {
    this.attempt?.choose(option);
    this.#report(this.#answered());
  }

  type(amount: number): void {
    this.attempt?.type(amount);
    this.#report(this.#answered());
  }

  go(step: number): void {
    this.controller.go({ id: this.lesson.id, step });
  }

  goTo(lesson: Lesson): void {
    this.controller.go({ id: lesson.id, step: 0 });
  }

  leave(): void {
    this.controller.leave();
  }

  /** Something on the page changed: what was to be done may be done. */
  look(): void {
    if (this.attempt?.phase !== 'act') return;
    if (this.#looking) this.#lookAgain = true;
    else this.#report(this.#look());
  }

  /** Says why the work for this attempt failed; when the step was left meanwhile, its network may be gone, and nothing is said. */
  #report(work: Promise<void>): void {
    const { attempt } = this;
    work.catch((error: unknown) => {
      if (this.attempt !== attempt || this.#closed) return;
      this.error = error instanceof Error ? error : new Error(String(error));
      this.#tell();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ask();
    this.host.removeEventListener(SeenEvent.type, this.#sees);
    await this.#session?.pause();
    await this.#queue;
    if (this.#session === null) return;
    for (const event of EVENTS) this.#session.removeEventListener(event, this.#heard);
    await this.controller.page.use(null);
  }

  /** What was asked for before is no longer wanted. */
  #ask(): number {
    this.#wanted += 1;
    this.#wake();
    return this.#wanted;
  }

  async #prepare(wanted: () => boolean): Promise<void> {
    const { step, lesson } = this;
    const { page } = this.controller;
    if (!step) return;
    const state: LessonState = { ...lesson.state, ...step.state };
    const session = await this.#setNetwork(state, wanted);
    if (!wanted()) return;
    await page.show(state);
    await this.#untilSeen(state.view, wanted);
    if (!wanted()) return;
    const stage = this.#stage(session);
    const numbers = (await step.numbers?.(stage)) ?? {};
    const grids = (await step.grids?.(stage)) ?? [];
    if (!wanted()) return;
    if (step.start) await page.show({ pointed: step.start(numbers) });
    this.attempt = new Attempt(step, numbers);
    this.numbers = numbers;
    this.grids = grids;
    // What needs no answer is there at once.
    await this.#answered();
  }

  /** A view that says what it shows is there. */
  async #untilSeen(view: LessonState['view'], wanted: () => boolean): Promise<void> {
    if (view !== 'shifts' && view !== 'compare') return;
    while (wanted() && this.#seen?.view !== view)
      await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #stage(session: TrainFacade): LessonStage {
    return { ...this.controller.page.stage(session), seen: this.#seen };
  }

  /** The session, with the network, the pictures and the settings of a step. */
  async #setNetwork(state: LessonState, wanted: () => boolean): Promise<TrainFacade> {
    const { data, trained = false } = state;
    const network = defineNetwork(state.network).toJSON();
    const settings = { ...SETTINGS, ...state.settings, seed: seedOf(location.hash) ?? 1 };
    const given = Object.entries(state.weights ?? {});
    const weights = new Map(given.map(([name, values]) => [name, Float32Array.from(values)]));
    const asked = JSON.stringify([network, data, settings, given]);
    const { page } = this.controller;
    if (this.#session === null) {
      const start = { network, data, ...settings, ...(weights.size > 0 && { weights }) };
      const session = await page.openSession(start, (progress) => page.opening(progress));
      if (this.#closed) {
        session.close();
        throw new Error(`lesson '${this.lesson.id}': was left before it began`);
      }
      this.#session = session;
      await page.use(this.#session);
      for (const event of EVENTS) this.#session.addEventListener(event, this.#heard);
    } else if (asked !== this.#made || !this.#stands(this.#session, settings.learningRate, trained)) {
      await this.#session.pause();
      await this.#session.openData(data, { network, weights, settings });
    }
    const session = this.#session;
    if (trained && !session.hasEnded) await this.#learn(session, wanted);
    this.#made = asked;
    this.#edits = session.editing.position;
    return session;
  }

  /** The network is as a step begins with it: new, or trained to the end, which the reader may have done. */
  #stands({ progress, hasEnded, editing, settings }: TrainFacade, rate: number, trained: boolean): boolean {
    const asMade = editing.position === this.#edits && settings.learningRate === rate;
    return asMade && (progress.step === 0 || (trained && hasEnded));
  }

  async #learn(session: TrainFacade, wanted: () => boolean): Promise<void> {
    const { epochs } = session.settings;
    const follow = (): void => {
      const { step, stepsPerEpoch } = session.progress;
      this.learning = step / Math.max(1, stepsPerEpoch * epochs);
      this.#tell();
      if (!wanted()) void session.pause();
    };
    session.addEventListener('progress', follow);
    try {
      session.play();
      await session.ended();
    } finally {
      session.removeEventListener('progress', follow);
      this.learning = null;
    }
  }

  async #look(): Promise<void> {
    const { attempt } = this;
    const session = this.#session;
    const act = attempt?.step.act;
    if (!attempt || !session || !act) return;
    this.#looking = true;
    try {
      const done = await act.done(this.#stage(session), attempt.numbers);
      if (done && this.attempt === attempt && attempt.phase === 'act') {
        attempt.did();
        await this.#answered();
      }
    } finally {
      this.#looking = false;
      const again = this.#lookAgain;
      this.#lookAgain = false;
      // Something changed meanwhile.
      if (again) this.look();
    }
  }

  async #answered(): Promise<void> {
    const { attempt, step } = this;
    const session = this.#session;
    if (attempt?.phase === 'reveal' && step && session) {
      const { page } = this.controller;
      this.numbers = (await step.numbers?.(this.#stage(session), attempt.numbers)) ?? attempt.numbers;
      if (this.attempt !== attempt) return;
      if (step.point && step.ask && !step.act) await page.show({ pointed: step.point(this.numbers) });
      keepProgress(this.lesson.id, this.at);
    }
    this.#tell();
    this.look();
  }

  readonly #heard = (): void => this.look();

  readonly #sees = ({ seen }: SeenEvent): void => {
    this.#seen = seen;
    this.#wake();
    this.look();
  };

  #tell(): void {
    this.version += 1;
    this.host.requestUpdate();
  }
}

/** What may do what a step asks for. */
const EVENTS = [
  'progress',
  'statechange',
  'layerschange',
  'editschange',
  'openedchange',
  'travelchange',
] as const;
