// The sentence for a non-finite value: what it is, and which of its operands are already non-finite.

const en = {
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

const ja: typeof en = {
  is: (what) => `値が ${what} で、有限の数ではありません。`,
  inputs: (broken, all) =>
    all === 1
      ? '入力がすでに有限でないため、原因は前の層にあります。'
      : `入力 ${all} 個のうち ${broken} 個がすでに有限でないため、原因は前の層にあります。`,
  weights: (broken, all) => `重み ${all} 個のうち ${broken} 個が有限でないため、原因はこの層にあります。`,
  bias: 'バイアスが有限の数ではありません。',
  here: '入力と重みは有限です。ここで和が 32 ビットの数の範囲を超えました。',
};

export const notFinite = { en, ja };
