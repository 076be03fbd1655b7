// What the lab cannot do, as data: the page says it in its own language.

export type ProblemFacts =
  /** A photograph of an iPhone, which most browsers cannot read. */
  | { readonly code: 'heic'; readonly name: string }
  /** Said to be a picture, and cannot be read. */
  | { readonly code: 'broken'; readonly name: string }
  | { readonly code: 'notPicture'; readonly name: string }
  | { readonly code: 'empty'; readonly name: string }
  | { readonly code: 'tooLarge'; readonly name: string; readonly megapixels: number }
  | { readonly code: 'archive'; readonly name: string; readonly reason: string }
  | { readonly code: 'storage'; readonly reason: string }
  /** Other pictures were put on the stage while it trained. */
  | { readonly code: 'stage' }
  /** Fewer than two classes have pictures. */
  | { readonly code: 'classes'; readonly there: number }
  | { readonly code: 'fewPictures'; readonly className: string; readonly there: number };

export class LabProblem extends Error {
  override readonly name = 'LabProblem';
  constructor(
    readonly facts: ProblemFacts,
    options?: ErrorOptions,
  ) {
    super(`fruit lab: ${JSON.stringify(facts)}`, options);
  }
}
