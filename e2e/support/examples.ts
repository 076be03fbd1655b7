// The examples as somebody has them who installed the package: folders outside of this project, each behind a server.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPacked } from '../../library/pack';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

export class Examples {
  readonly #base = mkdtempSync(join(tmpdir(), 'convscope-examples-'));
  readonly #servers: Server[] = [];

  /** A new folder with an example and the package that it imports. @returns its path */
  folder(name: string, packages: readonly string[] = []): string {
    const folder = mkdtempSync(join(this.#base, `${name}-`));
    cpSync(join(EXAMPLES, name), folder, { recursive: true });
    installPacked(folder, packages);
    return folder;
  }

  /** @returns the address, which ends in a slash */
  async serve(folder: string): Promise<string> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
      readFile(file).then(
        (bytes) =>
          response
            .writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' })
            .end(bytes),
        () => response.writeHead(path === '/favicon.ico' ? 204 : 404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    this.#servers.push(server);
    return `http://localhost:${(server.address() as AddressInfo).port}/`;
  }

  close(): void {
    for (const server of this.#servers) server.close();
    rmSync(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }
}
