// Splits WGSL text into tokens; comments and space are left out.

export type Token = string;

const TOKEN =
  /\/\/.*|\/\*[^]*?\*\/|\s+|(0x[\da-f]+u?|(?:\d+\.\d*|\.\d+|\d+)(?:e[-+]?\d+)?[uifh]?|[A-Za-z_]\w*|\+\+|--|[-+*/%&|^=!<>]=|&&|\|\||<<|>>|->|[^\s])/gy;

export function tokensOf(code: string): readonly Token[] {
  return [...code.matchAll(TOKEN)].flatMap(([, token]) => (token === undefined ? [] : [token]));
}
