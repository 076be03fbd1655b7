// Waits for the device go through src/gpu/waits.ts, which knows that some browsers answer late.

/** For `no-restricted-syntax`, everywhere in src but there. */
export const directWaits = {
  selector: 'CallExpression[callee.property.name=/^(onSubmittedWorkDone|mapAsync)$/]',
  message: 'Some browsers answer late: wait with waitForSubmittedWork or mapForReading (src/gpu/waits.ts).',
};
