// What a script only describes, where it uses no model itself: functions, methods and classes that nothing calls. The last
// one that gives a model that can be read whole stands for the script, because the one that calls the others is usually last.

import type { Parts } from './parts';
import { callAt, namesIn } from './syntax';
import { triedArguments } from './tuning';
import type { MadeClass, MadeFunction, Value } from './values';

/** How many of them are tried. */
const MAX_TRIED = 50;

type Class = Value & { readonly type: 'class' };
type Function = Value & { readonly type: 'function' };

interface Candidate {
  readonly name: string;
  /** Where it stands in the script. */
  readonly made: MadeFunction | MadeClass;
  call(): void;
}

/** @param called functions that were gone through */
export function readUncalled(parts: Parts, called: Set<MadeFunction>): void {
  const { record, statements } = parts;
  const candidates = candidatesOf(parts, called).slice(0, MAX_TRIED);
  const tried = (candidate: Candidate): { readonly errors: number; readonly hasModel: boolean } => {
    const { from, to } = candidate.made;
    const { name } = candidate;
    record.lint(statements.headOf({ from, to }), 'info', { code: 'notCalled', name });
    const { lints } = record.heard(() => candidate.call());
    // Of branches that were tried and left, what was said of them is taken back.
    const errors = lints.filter((lint) => lint.severity === 'error' && record.lints.includes(lint)).length;
    const isFilled = record.models.some(({ layers, outputs }) => layers.length + outputs.length > 0);
    return { errors, hasModel: isFilled };
  };
  let best: Candidate | null = null;
  let wrong: Candidate | null = null;
  for (const candidate of candidates) {
    const restore = record.snapshot();
    const { errors, hasModel } = tried(candidate);
    if (hasModel && errors === 0) return;
    restore();
    if (hasModel) best ??= candidate;
    else if (errors > 0) wrong ??= candidate;
  }
  const last = best ?? wrong;
  if (last !== null) tried(last);
}

/** The last of the script first, then what it imports. */
function candidatesOf(parts: Parts, called: Set<MadeFunction>): readonly Candidate[] {
  const { functions, globals, modules, record, statements } = parts;
  const isAboutNetwork = ({ made }: Function): boolean =>
    !called.has(made) && statements.isAboutNetwork(namesIn(made.body), made.scope);
  const candidates = [...globals.values.values()].flatMap((value): readonly Candidate[] => {
    if (value.type === 'function') {
      const call = (): unknown =>
        functions.call(value, callAt(value.made), triedArguments(value.made, record));
      return isAboutNetwork(value) ? [{ name: value.made.name, made: value.made, call }] : [];
    }
    return value.type === 'class' ? ofClass(value) : [];
  });

  function ofClass(value: Class): readonly Candidate[] {
    const { made } = value;
    const kind = functions.kindOf(made);
    if (kind === 'layer') return [];
    const begin = functions.memberOf(made, '__init__');
    const instance = (): Value =>
      functions.call(
        value,
        callAt(made),
        begin?.type === 'function' ? triedArguments(begin.made, record) : [],
      );
    const whole: Candidate = {
      ...{ name: made.name, made },
      call: () => {
        const self = instance();
        if (self.type === 'instance') parts.models.ofInstance(self.made, null);
      },
    };
    const methods = [...made.members.values()].flatMap((member): readonly Candidate[] => {
      if (member.type !== 'function' || member === begin || !isAboutNetwork(member)) return [];
      const call = (): void => {
        called.delete(member.made);
        const bound = member.made.way === 'static' ? member : functions.bound(member, instance(), made);
        // Making the object calls it, with what it gives it.
        if (called.has(member.made)) return;
        functions.call(bound, callAt(member.made), triedArguments(member.made, record));
      };
      return [{ name: `${made.name}.${member.made.name}`, made: member.made, call }];
    });
    if (kind !== null) return [whole];
    const begins = begin?.type === 'function' && isAboutNetwork(begin);
    return begins ? [whole, ...methods] : methods;
  }

  const isElsewhere = ({ made }: Candidate): number => (modules.isOfScript(made) ? 0 : 1);
  return candidates.toSorted((a, b) => isElsewhere(a) - isElsewhere(b) || b.made.from - a.made.from);
}
