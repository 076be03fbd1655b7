// WGSL for the editor: enough to colour it. Words, numbers, comments; what is right and wrong is the compiler's to say.

import { StreamLanguage, type StringStream } from '@codemirror/language';

const KEYWORDS = new Set(
  (
    'alias break case const const_assert continue continuing default diagnostic discard else enable fn for if let loop ' +
    'override requires return struct switch var while'
  ).split(' '),
);
const TYPES = /^(?:bool|[fiu](?:16|32)|vec[234][fiuh]?|mat[234]x[234][fh]?|array|atomic|ptr)$/;

interface State {
  /** Comments nest. */
  depth: number;
}

function comment(stream: StringStream, state: State): string {
  while (!stream.eol()) {
    if (stream.match('/*')) state.depth++;
    else if (stream.match('*/')) {
      if (--state.depth === 0) break;
    } else stream.next();
  }
  return 'comment';
}

export const wgsl = StreamLanguage.define<State>({
  name: 'wgsl',
  startState: () => ({ depth: 0 }),
  copyState: ({ depth }) => ({ depth }),
  token(stream, state) {
    if (state.depth > 0) return comment(stream, state);
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match('/*')) {
      state.depth = 1;
      return comment(stream, state);
    }
    if (stream.match(/^@\w+/)) return 'meta';
    if (stream.match(/^(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[iufh]?/)) return 'number';
    const word = stream.match(/^[A-Za-z_]\w*/);
    if (word && typeof word === 'object') {
      const [name] = word;
      if (KEYWORDS.has(name)) return 'keyword';
      if (name === 'true' || name === 'false') return 'bool';
      if (TYPES.test(name)) return 'typeName';
      return null;
    }
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } } },
});
