// What the page knows of its use without a network, and of a new version (src/app/offline.ts finds out).

class OfflineState extends EventTarget {
  #ready = false;
  #update = false;

  /** Every file is kept in the browser. */
  get ready(): boolean {
    return this.#ready;
  }

  /** A new version is there, and shows at the next reload. */
  get update(): boolean {
    return this.#update;
  }

  set(what: 'ready' | 'update', value: boolean): void {
    if (what === 'ready') this.#ready = value;
    else this.#update = value;
    this.dispatchEvent(new Event('change'));
  }
}

export const offline = new OfflineState();
