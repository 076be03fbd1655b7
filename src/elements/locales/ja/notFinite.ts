// The sentence for a non-finite value: what it is, and which of its operands are already non-finite.

import type { notFinite as en } from '../en/notFinite';

export const notFinite: typeof en = {
  is: (what) => `値が ${what} で、有限の数ではありません。`,
  inputs: (broken, all) =>
    all === 1
      ? '入力がすでに有限でないため、原因は前の層にあります。'
      : `入力 ${all} 個のうち ${broken} 個がすでに有限でないため、原因は前の層にあります。`,
  weights: (broken, all) => `重み ${all} 個のうち ${broken} 個が有限でないため、原因はこの層にあります。`,
  bias: 'バイアスが有限の数ではありません。',
  here: '入力と重みは有限です。ここで和が 32 ビットの数の範囲を超えました。',
};
