// The page's Content-Security-Policy: nothing is loaded from or sent to another host, no script runs that is not a file of
// the page, no style attribute applies, and no text becomes a script or markup (Trusted Types). Other pages may show it in a
// frame: worksheets do (docs/worksheets.md).

import { createHash } from 'node:crypto';

export interface PolicyOptions {
  /** The page's HTML: the scripts within it are allowed by their hashes. */
  readonly html: string;
  /** Of Vite's development server, which adds style elements and has a socket. */
  readonly developmentNonce?: string;
}

/** A script with its text in the page; data blocks, as of JSON, need no permission. */
const INLINE_SCRIPT = /<script>([^<]*)<\/script>/g;

/** As the text of a `<meta http-equiv>`. */
export function contentSecurityPolicy({ html, developmentNonce }: PolicyOptions): string {
  const hashes = [...html.matchAll(INLINE_SCRIPT)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  const development = (...sources: string[]): string[] => (developmentNonce === undefined ? [] : sources);
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    // h5wasm, which writes .h5 files, is WebAssembly.
    'script-src': ["'self'", "'wasm-unsafe-eval'", ...hashes],
    'style-src': ["'self'", ...development(`'nonce-${developmentNonce}'`)],
    // blob: pictures of a zip or a cache; data: icons, and strips that canvases painted.
    'img-src': ["'self'", 'blob:', 'data:'],
    'connect-src': ["'self'", ...development('ws:')],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    // bench.html measures the page itself in a frame.
    'frame-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    // Lit's, for its own templates; ours allows the addresses of the page's own workers (src/elements/scriptUrl.ts).
    'trusted-types': ['lit-html', 'convscope'],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
