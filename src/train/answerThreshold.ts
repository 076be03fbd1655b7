// "Not sure": where the largest probability is small, there is no answer.

/** That of the fruit lab where too few pictures are held out to find a better one. */
const THRESHOLD = 0.6;

/** A probability from which on an answer counts. A guess between two classes is never sure. */
export const thresholdOf = (classes: number): number => Math.max(THRESHOLD, Math.min(0.95, 1.5 / classes));
