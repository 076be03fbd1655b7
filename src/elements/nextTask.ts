// Long drawing in pieces: between two of them the page answers.

/** Resolves in another task, after the browser could draw and handle events. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** For work of unknown length: a piece is over after so long. */
export const PIECE_MS = 8;
