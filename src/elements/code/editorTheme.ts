// How the editor looks: the tokens of the page, so that it follows the theme by itself. Calm: names and brackets in ink,
// only what is written as a value has a colour.

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const highlight = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--first)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--accent-text)' },
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.moduleKeyword],
    color: 'var(--second)',
  },
  { tag: tags.function(tags.variableName), fontWeight: '600' },
]);

const theme = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    background: 'var(--panel)',
    fontSize: 'var(--type-label)',
    height: '100%',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    lineHeight: '1.65',
    overflow: 'auto',
    scrollbarWidth: 'thin',
  },
  '.cm-content': { caretColor: 'var(--ink)', padding: 'var(--space-8) 0' },
  '.cm-line': { padding: '0 var(--space-12) 0 var(--space-4)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { background: 'var(--panel)', color: 'var(--muted)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '22px', padding: '0 4px 0 2px' },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)', background: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-soft)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    background: 'var(--accent-soft)',
    outline: '1px solid var(--line-strong)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'transparent' },
  '.cm-pointed': { background: 'var(--pointed-soft)', boxShadow: 'inset 2px 0 var(--pointed)' },
  '.cm-written': { borderRadius: '2px', animation: 'cm-written 2.4s ease-out forwards' },
  '@keyframes cm-written': {
    '0%, 30%': { background: 'var(--accent-soft)', boxShadow: '0 0 0 2px var(--accent)' },
    '100%': { background: 'transparent', boxShadow: '0 0 0 2px transparent' },
  },
  '@media (prefers-reduced-motion: reduce)': {
    '.cm-written': {
      animation: 'none',
      background: 'var(--accent-soft)',
      boxShadow: '0 0 0 1px var(--accent)',
    },
  },
  '.cm-lintRange': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-error': { textDecorationColor: 'var(--pointed)' },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--warning)' },
  '.cm-lintRange-info': { textDecorationColor: 'var(--accent)', textDecorationStyle: 'dotted' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    background: 'var(--panel)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius-4)',
    maxWidth: '320px',
  },
  '.cm-diagnostic': {
    fontFamily: 'var(--font)',
    fontSize: 'var(--type-figure)',
    borderLeftWidth: '3px',
    padding: '4px 8px',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--pointed)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warning)' },
  '.cm-diagnostic-info': { borderLeftColor: 'var(--accent)' },
});

/**
 * Where a browser itself replaces several lines by text, it tries to keep their look in style attributes, which the page's
 * policy forbids. So such text goes to the editor without it.
 */
const plainText: Extension = [
  EditorView.contentAttributes.of({ contenteditable: 'plaintext-only' }),
  EditorView.domEventHandlers({
    beforeinput: (event, view) => {
      const { inputType, data, isComposing } = event;
      if (inputType !== 'insertText' || data === null || isComposing || view.state.readOnly) return false;
      if (view.state.selection.main.empty && !data.includes('\n')) return false;
      event.preventDefault();
      view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
      return true;
    },
  }),
];

export const editorLook: Extension = [theme, plainText, syntaxHighlighting(highlight)];
