// Activation functions whose gradient is taken from their INPUT x, each with its derivative.
//
//   sigmoid(x) = 1 / (1 + e^-x)       Φ(x) = ½(1 + erf(x/√2)), the normal distribution; φ its density
//
// Source: https://keras.io/api/layers/activations/; Klambauer et al. 2017, arXiv:1706.02515 (selu); Hendrycks & Gimpel
// 2016, arXiv:1606.08415 (gelu); Misra 2019, arXiv:1908.08681 (mish); Howard et al. 2019, arXiv:1905.02244 (hardSilu).

import { sigmoid } from './activations';
import { rounded, roundedExp, roundingError } from './rounding';

/** y = f(x) and dy/dx. */
export interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

/** (2/√π) · e^−x² · Σ 2ⁿ x^(2n+1) / (2n+1)!!; its terms have one sign, so no digits are lost. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [sum, term] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const share = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;
const density = (x: number): number => roundedExp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const softplus = (x: number): number => Math.max(x, 0) + rounded(Math.log1p(roundedExp(-Math.abs(x))), 6);
const roundedTanh = (x: number): number => rounded(Math.tanh(x), 10);
/** Between two straight lines. */
const ramp = (x: number, between: number): number => (x <= -3 ? 0 : x >= 3 ? 1 : between);

/** What the tanh of a GELU is taken of. */
const geluBend = (x: number): number => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

export const UNFUSED_CURVES = {
  silu: {
    value: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) * rounded(1 + x * rounded(1 - sigmoid(x))),
  },
  gelu: {
    value: (x) => x * share(x),
    slope: (x) => share(x) + x * density(x),
  },
  mish: {
    value: (x) => x * roundedTanh(softplus(x)),
    slope: (x) => {
      const t = roundedTanh(softplus(x));
      return t + rounded(x * (1 - rounded(t * t)) * sigmoid(x), 3);
    },
  },
  hardSilu: {
    value: (x) => x * ramp(x, rounded(x / 6, 5) + 0.5),
    slope: (x) => ramp(x, rounded(x / 3, 5) + 0.5),
  },
  hardSigmoid: {
    value: (x) => ramp(x, x / 6 + 0.5),
    slope: (x) => (Math.abs(x) >= 3 ? 0 : 1 / 6),
  },
  selu: {
    value: (x) =>
      SELU.scale *
      (x > 0 ? x : SELU.alpha * (Math.expm1(x) + (x > -0.3 ? 0 : roundingError(Math.exp(x), 6)))),
    slope: (x) => SELU.scale * (x <= 0 ? SELU.alpha * Math.exp(x) : 1),
  },
  softplus: { value: softplus, slope: sigmoid },
  softsign: {
    value: (x) => x / (1 + Math.abs(x)),
    slope: (x) => 1 / (1 + Math.abs(x)) ** 2,
  },
  exponential: { value: Math.exp, slope: Math.exp },
  geluTanh: {
    value: (x) => x * sigmoid(2 * geluBend(x)),
    slope: (x) => {
      const share = sigmoid(2 * geluBend(x));
      const bend = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
      return share * rounded(1 + 2 * x * rounded(1 - share) * bend);
    },
  },
  hardTanh: {
    value: (x) => Math.min(Math.max(x, -1), 1),
    slope: (x) => Number(Math.abs(x) < 1),
  },
  tanhShrink: {
    value: (x) => x - (Math.abs(x) < 0.4 ? Math.tanh(x) : roundedTanh(x)),
    slope: (x) => roundedTanh(x) ** 2,
  },
  softShrink: {
    value: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
    slope: (x) => Number(Math.abs(x) > 0.5),
  },
  hardShrink: {
    value: (x) => (Math.abs(x) > 0.5 ? x : 0),
    slope: (x) => Number(Math.abs(x) > 0.5),
  },
  squareplus: {
    value: (x) => (x + Math.sqrt(x * x + 4)) / 2,
    slope: (x) => (1 + rounded(x / Math.sqrt(x * x + 4), 8)) / 2,
  },
  sparsePlus: {
    value: (x) => (x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4),
    slope: (x) => Math.min(Math.max((x + 1) / 2, 0), 1),
  },
  logSigmoid: { value: (x) => -softplus(-x), slope: (x) => sigmoid(-x) },
  sparseSigmoid: {
    value: (x) => Math.min(Math.max((x + 1) / 2, 0), 1),
    slope: (x) => (Math.abs(x) < 1 ? 0.5 : 0),
  },
} satisfies Readonly<Record<string, Curve>>;
