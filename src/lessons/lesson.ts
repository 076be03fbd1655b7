// A lesson as data: its steps, what each asks before the answer is seen, what is then done and checked, and what is said at
// the end. Texts are in both languages side by side; every number in them comes from the engine at that moment.
// CONTRIBUTING.md says how to write one.

import type { DataReference } from '../data/dataSet';
import type { NetworkConfig } from '../models/network';
import type { SessionSettings, TrainFacade } from '../session/facade';

/**
 * In every language of the page. Marks: `` `code` ``, `**strong**`, `[[term]]` of the glossary, and `{name}` for a number of
 * the step; `{before.name}` is what it was when the step began.
 */
export interface Text {
  readonly en: string;
  readonly ja: string;
}

/** The name of a class of the data, which the page translates. */
export interface ClassOf {
  readonly classOf: string;
}

export type Value = number | string | Text | ClassOf;
export type Numbers = Readonly<Record<string, Value>>;

/** A cell of a layer, or of the picture (`input`): [row, column, channel], or [unit]. */
export interface Place {
  readonly layer: string;
  readonly index: readonly number[];
}

/** Parts of the page that a step shows beside the stage. */
export type Shown = 'data' | 'picture' | 'network' | 'inspector' | 'training';

/** The state of the page in which a step begins. */
export interface LessonState {
  readonly network: NetworkConfig;
  readonly data: DataReference;
  readonly settings?: Partial<Omit<SessionSettings, 'network' | 'seed'>>;
  /** In place of the initial values of the seed, by `layer/parameter`. */
  readonly weights?: Readonly<Record<string, readonly number[]>>;
  /** The network has learned, to the end of its run. */
  readonly trained?: boolean;
  /** The name of the class whose picture is shown; absent: that of the first sample. */
  readonly picture?: string;
  /** What is pointed at. */
  readonly pointed?: Place;
  /** A map that is opened. */
  readonly map?: { readonly layer: string; readonly channel: number };
  readonly shown?: readonly Shown[];
  /** Another view in the place of the stage. */
  readonly view?: 'confusion' | 'compare' | 'shifts';
}

/** What the Shifts view shows. The numbers are by offset along one axis; `at` is the place of the present one. */
export interface SeenShifts {
  readonly view: 'shifts';
  readonly dx: number;
  readonly dy: number;
  readonly at: number;
  /** Pixels of the picture that are covered. */
  readonly covered: number;
  readonly simple: readonly number[];
  readonly complex: readonly number[] | null;
  /** The probability of each class, at the present offset. */
  readonly answer: readonly number[];
}

/** What the Compare view shows: one cell under both poolings. */
export interface SeenPoolings {
  readonly view: 'compare';
  readonly tab: 'poolings';
  readonly row: number;
  readonly column: number;
  readonly max: number;
  readonly average: number;
}

/** What the Compare view shows: twins, and how many test pictures each got right when they were asked last. */
export interface SeenTwins {
  readonly view: 'compare';
  readonly tab: 'twins';
  readonly step: number;
  readonly asked: {
    readonly step: number;
    readonly first: number;
    readonly second: number;
    readonly count: number;
  } | null;
}

export type Seen = SeenShifts | SeenPoolings | SeenTwins;

/** What a step reads: the lesson's session, and what the page shows of it. */
export interface LessonStage {
  readonly session: TrainFacade;
  /** The cell that is pinned. */
  readonly pointed: Place | null;
  readonly map: { readonly layer: string; readonly channel: number } | null;
  /** As the network sees it, 0…1, row-major; null before there is one. */
  readonly picture: Float32Array | null;
  /** Its class, where it is known. */
  readonly label: number | null;
  /** The tab of the inspector that is open; empty where there is no inspector. */
  readonly tab: string;
  readonly view: string;
  /** Of the view that the step shows in place of the stage; it is there before the numbers of the step are read. */
  readonly seen: Seen | null;
}

/** Small grids of numbers, side by side: patches, kernels, maps. */
export interface Grid {
  readonly title: Text;
  /** Row by row. */
  readonly rows: readonly (readonly number[])[];
  /**
   * How a number is written: with two digits, or of a picture (0…1) as one digit from 0 to 9. Pictures are painted once the
   * question is answered.
   */
  readonly as: 'numbers' | 'picture';
}

export interface Option {
  readonly text: Text;
  readonly right?: true;
  /** Why it is right, or how it comes to mind and what is wrong about it. */
  readonly why: Text;
}

export interface Choice {
  readonly kind: 'choice';
  readonly text: Text;
  /** Exactly one is right. */
  readonly options: readonly Option[];
}

/** An answer in digits. */
export interface Amount {
  readonly kind: 'amount';
  readonly text: Text;
  /** The name of the number that is right. */
  readonly right: string;
  /** How far an answer may be off. Absent: it must be equal. */
  readonly within?: number;
  readonly why: Text;
  /** Answers that a usual mistake leads to, by the name of the number. */
  readonly mistakes: readonly { readonly of: string; readonly why: Text }[];
  /** To any other answer. */
  readonly otherwise: Text;
}

export type Question = Choice | Amount;

export interface Action {
  readonly text: Text;
  /** What is to be used; it is marked. */
  readonly at: Control;
  /** Whether it is done. `before`: the numbers when the step began. Asked at every change. */
  readonly done: (stage: LessonStage, before: Numbers) => boolean | Promise<boolean>;
}

/** Parts of the page that a step can mark (`elements/lessons/controls.ts` finds them). */
export type Control =
  | 'picture'
  | 'network'
  | 'inspector'
  | 'play'
  | 'step'
  | 'view'
  | 'moved-picture'
  | 'pool-difference'
  | 'twins'
  | `layer:${string}`;

export interface Step {
  /** In one sentence: what it is about. */
  readonly goal: Text;
  /** What differs from the lesson's state. */
  readonly state?: Partial<LessonState>;
  /** Read when the step begins, and again before what is revealed; then `before` has those of the beginning. */
  readonly numbers?: (stage: LessonStage, before?: Numbers) => Numbers | Promise<Numbers>;
  /** Shown with the question. */
  readonly grids?: (stage: LessonStage) => readonly Grid[] | Promise<readonly Grid[]>;
  readonly ask?: Question;
  /** The page is covered until the question is answered: it shows the answer. */
  readonly covered?: true;
  readonly act?: Action;
  readonly reveal: Text;
  /** What is pointed at from the beginning, where that depends on the numbers. */
  readonly start?: (numbers: Numbers) => Place;
  /** The one thing that is pointed at while the answer is read. */
  readonly point?: (numbers: Numbers) => Place;
}

/** A question without anything to do, which stands on numbers alone. */
export type Recall = Required<Pick<Step, 'numbers' | 'ask' | 'reveal'>>;

export interface Lesson {
  readonly id: string;
  readonly title: Text;
  /** The question it begins with, for the list of lessons. */
  readonly asks: Text;
  readonly minutes: number;
  readonly state: LessonState;
  readonly steps: readonly Step[];
  /** Asked again at the beginning of the lesson after the next one. */
  readonly recall: Recall;
}
