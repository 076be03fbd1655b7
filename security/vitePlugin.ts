// Gives the pages their Content-Security-Policy (policy.ts): a build has it in its HTML, wherever it is hosted; `npm start` and
// `npm run preview` send it as a header.

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Connect, Plugin } from 'vite';
import { contentSecurityPolicy } from './policy.ts';

const CHARSET = '<meta charset="utf-8" />';

/** Of the pages in this folder together: a worker's script is asked for by any of them. */
function htmlIn(folder: string): string {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.html'));
  return pages.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
}

const sending =
  (policy: () => string): Connect.NextHandleFunction =>
  (_, response, next) => {
    response.setHeader('Content-Security-Policy', policy());
    response.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  };

export function securityPolicy(): Plugin {
  const developmentNonce = randomBytes(16).toString('base64');
  let isBuild = false;
  return {
    name: 'convscope:security-policy',
    config: (_, { command, isPreview }) => {
      isBuild = command === 'build';
      return isBuild || isPreview === true ? {} : { html: { cspNonce: developmentNonce } };
    },
    configureServer({ config: { root }, middlewares }) {
      middlewares.use(sending(() => contentSecurityPolicy({ html: htmlIn(root), developmentNonce })));
    },
    configurePreviewServer({ config: { root, build }, middlewares }) {
      const policy = contentSecurityPolicy({ html: htmlIn(resolve(root, build.outDir)) });
      middlewares.use(sending(() => policy));
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        isBuild
          ? html.replace(
              CHARSET,
              () =>
                `${CHARSET}\n    <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy({ html })}" />`,
            )
          : undefined,
    },
  };
}
