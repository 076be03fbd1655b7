// What the page's Content-Security-Policy (SECURITY.md) forbids at run time, said when it is written.

/** @typedef {import('eslint').Rule.RuleModule} RuleModule */

const STYLE_ATTRIBUTE = /(?:^|[\s"'])style\s*=/;
/** Text that would become markup or a script. */
const SINKS = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'srcdoc',
  'parseFromString',
  'write',
  'writeln',
]);

/** @type {RuleModule} */
const noStyleAttribute = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    TaggedTemplateExpression({ tag, quasi }) {
      if (tag.type !== 'Identifier' || !['html', 'svg'].includes(tag.name)) return;
      for (const part of quasi.quasis)
        if (STYLE_ATTRIBUTE.test(part.value.raw))
          context.report({
            node: part,
            message:
              'The page allows no style attributes: write .style=${…}, with a text or with styleMap of src/elements/styleMap.ts.',
          });
    },
  }),
};

/** @type {RuleModule} */
const noHtmlSinks = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    MemberExpression({ property, object, parent }) {
      if (property.type !== 'Identifier' || !SINKS.has(property.name)) return;
      const isDocument = object.type === 'Identifier' && object.name === 'document';
      // Streams and devices are written to as well.
      if (['write', 'writeln'].includes(property.name) && !isDocument) return;
      context.report({
        node: parent,
        message: `'${property.name}' takes text for markup, which the page forbids (Trusted Types): make elements, or a Lit template.`,
      });
    },
    NewExpression({ callee, parent }) {
      if (callee.type !== 'Identifier' || callee.name !== 'Function') return;
      context.report({ node: parent, message: 'The page runs no script that is made of text.' });
    },
    CallExpression({ callee, parent }) {
      if (callee.type !== 'Identifier' || callee.name !== 'eval') return;
      context.report({ node: parent, message: 'The page runs no script that is made of text.' });
    },
  }),
};

export const pagePolicyPlugin = {
  rules: { 'no-style-attribute': noStyleAttribute, 'no-html-sinks': noHtmlSinks },
};

/** For `no-restricted-imports`: directives of Lit that the policy breaks, and its ways around escaping. */
export const unsafeDirectives = {
  paths: [
    {
      name: 'lit/directives/style-map.js',
      message: 'It begins with a style attribute: take styleMap of src/elements/styleMap.ts.',
    },
    ...['unsafe-html', 'unsafe-svg', 'unsafe-mathml'].map((name) => ({
      name: `lit/directives/${name}.js`,
      message: 'Texts of files are texts, nowhere markup.',
    })),
  ],
};

/** For `no-restricted-imports` of end-to-end tests. */
export const unguardedTest = {
  paths: [
    {
      name: '@playwright/test',
      importNames: ['test'],
      message:
        'Take test of e2e/support/test.ts: it fails where a page breaks its policy or asks another host.',
    },
  ],
};
