// Functions of numbers by ONNX's names, for what is computed while a file is read.

type Binary = (a: number, b: number) => number;

export const BINARY: Readonly<Record<string, Binary>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Max: (a, b) => Math.max(a, b),
  Min: (a, b) => Math.min(a, b),
  Sum: (a, b) => a + b,
};

/** To 0 or 1. */
export const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Equal: (a, b) => a === b,
  Less: (a, b) => a < b,
  LessOrEqual: (a, b) => a <= b,
  Greater: (a, b) => a > b,
  GreaterOrEqual: (a, b) => a >= b,
  And: (a, b) => a !== 0 && b !== 0,
  Or: (a, b) => a !== 0 || b !== 0,
  Xor: (a, b) => (a !== 0) !== (b !== 0),
};

export const UNARY: Readonly<Record<string, (value: number) => number>> = {
  Abs: Math.abs,
  Neg: (value) => -value,
  Sqrt: Math.sqrt,
  Reciprocal: (value) => 1 / value,
  Exp: Math.exp,
  Log: Math.log,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value)),
  Sign: Math.sign,
  Relu: (value) => Math.max(value, 0),
  Sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  Tanh: Math.tanh,
  Not: (value) => Number(value === 0),
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);

export const REDUCTIONS: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  ReduceSum: sum,
  ReduceMean: (numbers) => sum(numbers) / numbers.length,
  ReduceProd: (numbers) => numbers.reduce((product, value) => product * value, 1),
  ReduceMax: (numbers) => numbers.reduce((most, value) => Math.max(most, value), -Infinity),
  ReduceMin: (numbers) => numbers.reduce((least, value) => Math.min(least, value), Infinity),
  ReduceL1: (numbers) => sum(numbers.map(Math.abs)),
  ReduceL2: (numbers) => Math.sqrt(sum(numbers.map((value) => value * value))),
  ReduceSumSquare: (numbers) => sum(numbers.map((value) => value * value)),
  ReduceLogSum: (numbers) => Math.log(sum(numbers)),
  ReduceLogSumExp: (numbers) => {
    const most = Math.max(...numbers);
    return most + Math.log(sum(numbers.map((value) => Math.exp(value - most))));
  },
};
