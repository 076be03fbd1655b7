// The sentence for a non-finite value: what it is, and which of its operands are already non-finite.

export const notFinite = {
  is: (what: string) => `This is ${what}, not a finite number.`,
  inputs: (broken: number, all: number) =>
    all === 1
      ? ' Its input is also not finite, so the cause is in an earlier layer.'
      : ` ${broken} of its ${all} inputs ${broken === 1 ? 'is' : 'are'} also not finite, so the cause is in an earlier layer.`,
  weights: (broken: number, all: number) =>
    ` ${broken} of its ${all} weights ${broken === 1 ? 'is' : 'are'} not finite, so the cause is in this layer.`,
  bias: ' Its bias is not finite.',
  here: ' Its inputs and weights are finite: here the sum exceeded the range of 32-bit numbers.',
};
