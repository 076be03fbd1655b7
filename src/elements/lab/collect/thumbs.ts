// Addresses of stored pictures for `<img>`: made when a picture is first shown, given back together.

import type { LabPicture } from '../../../lab/picture';

export class Thumbs {
  readonly #urls = new Map<string, string>();

  url({ id, bytes, type }: LabPicture): string {
    const known = this.#urls.get(id) ?? URL.createObjectURL(new Blob([bytes], { type }));
    this.#urls.set(id, known);
    return known;
  }

  clear(): void {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }
}
