// custom-elements.json, which editors and documentation tools read: what src/embed says of its elements in comments and types.
// Source: https://github.com/webcomponents/custom-elements-manifest, schema 1.0.0

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Named {
  readonly name: string;
  readonly description: string;
}

interface Attribute extends Named {
  readonly fieldName: string;
  readonly type: { readonly text: string };
  readonly default: string;
}

export interface ElementDeclaration {
  readonly kind: 'class';
  readonly customElement: true;
  readonly name: string;
  readonly tagName: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  readonly members: readonly (Omit<Attribute, 'fieldName'> & {
    readonly kind: 'field';
    readonly attribute?: string;
  })[];
  readonly events: readonly (Named & { readonly type: { readonly text: string } })[];
  readonly cssParts: readonly Named[];
  readonly cssProperties: readonly (Named & { readonly default?: string })[];
}

interface Found extends Omit<Attribute, 'fieldName'> {
  /** Null: a property alone. */
  readonly attribute: string | null;
}

const BASE = 'embeddedElement';

/** Of the browser itself, and heard by every element. */
const LANG: Found = {
  name: 'lang',
  attribute: 'lang',
  description: '`en` or `ja`; absent: as the page. One language for all elements of a page.',
  type: { text: 'string' },
  default: "''",
};

function classOf(name: string): ts.ClassDeclaration {
  const path = join(root, `src/embed/${name}.ts`);
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = file.statements.find(ts.isClassDeclaration);
  if (!found) throw new Error(`${path}: expected a class. Received none`);
  return found;
}

const textOf = (comment: ts.JSDoc['comment']): string =>
  (ts.getTextOfJSDocComment(comment) ?? '').replace(/\s+/g, ' ').trim();

const docOf = (node: ts.Node): string => textOf(ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment);

/** `@fires name - text` and their like. */
function tagged(node: ts.ClassDeclaration, tag: string): readonly Named[] {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === tag)
    .map(({ comment }) => {
      const [name = '', ...rest] = textOf(comment).split(' - ');
      return { name: name.trim(), description: rest.join(' - ') };
    });
}

function propertiesOf(node: ts.ClassDeclaration): readonly Found[] {
  return node.members.filter(ts.isPropertyDeclaration).flatMap((member): Found[] => {
    const decorator = ts
      .getDecorators(member)
      ?.find(({ expression }) => expression.getText().startsWith('property('));
    if (!decorator) return [];
    const name = member.name.getText();
    const options = decorator.expression.getText();
    const given = /attribute: '([^']+)'/.exec(options)?.[1];
    const value = member.initializer?.getText() ?? 'undefined';
    const type =
      member.type?.getText() ??
      { true: 'boolean', false: 'boolean' }[value] ??
      (/^\d/.test(value) ? 'number' : 'string');
    return [
      {
        name,
        attribute: options.includes('attribute: false') ? null : (given ?? name.toLowerCase()),
        description: docOf(member),
        type: { text: type },
        default: value,
      },
    ];
  });
}

/** @param name of the file in src/embed */
export function declarationOf(name: string): ElementDeclaration {
  const [node, base] = [classOf(name), classOf(BASE)];
  const tagName = tagged(node, 'tag')[0]?.name ?? '';
  const found = [LANG, ...propertiesOf(base), ...propertiesOf(node)];
  return {
    ...{ kind: 'class', customElement: true, name: node.name?.text ?? '', tagName },
    description: docOf(node),
    attributes: found.flatMap(({ name: fieldName, attribute, ...rest }) =>
      attribute === null ? [] : [{ ...rest, name: attribute, fieldName }],
    ),
    members: found.map(({ attribute, ...rest }) => ({
      ...{ kind: 'field' as const, ...rest },
      ...(attribute === null ? {} : { attribute }),
    })),
    events: tagged(node, 'fires').map((event) => ({ ...event, type: { text: 'CustomEvent' } })),
    cssParts: tagged(node, 'csspart'),
    cssProperties: tagged(node, 'cssprop').map(({ name: written, description }) => {
      const [property = written, value] = written.replace(/^\[|\]$/g, '').split('=');
      return { name: property, description, ...(value === undefined ? {} : { default: value }) };
    }),
  };
}

/** @param names of the files in src/embed */
export function manifestOf(names: readonly string[]): object {
  return {
    schemaVersion: '1.0.0',
    modules: names.map((name) => {
      const path = `dist-lib/src/embed/elements/${name}.js`;
      const declaration = declarationOf(name);
      return {
        ...{ kind: 'javascript-module', path },
        declarations: [declaration],
        exports: [
          {
            ...{ kind: 'custom-element-definition', name: declaration.tagName },
            declaration: { name: declaration.name, module: path },
          },
        ],
      };
    }),
  };
}
