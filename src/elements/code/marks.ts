// What is marked in the text: what was just written into it from elsewhere, and the layer that is pointed at. A mark
// that was written shines and fades; where motion is not wanted it stays until the learner types or more is written.

import {
  StateEffect,
  StateField,
  type EditorState,
  type Extension,
  type Range as Place,
} from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { Range } from '../../formats/keras/code/syntax';

/** These ranges were written, in the place of those marked before or beside them. */
export const written = StateEffect.define<{ readonly ranges: readonly Range[]; readonly beside: boolean }>();
/** These lines are those of the layer pointed at. */
export const pointedAt = StateEffect.define<readonly Range[]>();

const mark = Decoration.mark({ class: 'cm-written' });
const line = Decoration.line({ class: 'cm-pointed' });

const writtenMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.isUserEvent('input') ? Decoration.none : marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(written)) continue;
      const { ranges, beside } = effect.value;
      const places = ranges.filter(({ from, to }) => from < to).map(({ from, to }) => mark.range(from, to));
      next = beside ? next.update({ add: places, sort: true }) : Decoration.set(places, true);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The position of the first mark of written text; null if there is none. */
export function firstWritten(state: EditorState): number | null {
  return state.field(writtenMarks).iter().value === null ? null : state.field(writtenMarks).iter().from;
}

const pointedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(pointedAt)) continue;
      const { doc } = transaction.state;
      const places: Place<Decoration>[] = [];
      for (const { from, to } of effect.value) {
        for (let at = doc.lineAt(from); ; at = doc.line(at.number + 1)) {
          places.push(line.range(at.from));
          if (at.to >= to || at.number === doc.lines) break;
        }
      }
      next = Decoration.set(places, true);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const marks: Extension = [writtenMarks, pointedLines];
