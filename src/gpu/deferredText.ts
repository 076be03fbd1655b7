// Shader texts that come later. A build of the page leaves the shaders that only training needs out of what is loaded at
// once (shaders/vitePlugin.ts): in the place of such a text a source has a line with its name and a hash of it, so that sources
// differ where their texts do. Elsewhere, and in Node, all sources are whole.

type Texts = Readonly<Record<string, string>>;

const PLACE = /^\/\/@deferred (\S+) \w+$/gm;

let load: (() => Promise<Texts>) | null = null;
let texts: Texts = {};

/** Called by the build, before any source is used. */
export function provideTexts(loader: () => Promise<Texts>): void {
  load = loader;
}

/** To be awaited before `loadedText`. @throws Error (as a rejection) if they cannot be loaded */
export async function loadTexts(): Promise<void> {
  if (load !== null) texts = await load();
}

/** A source with its texts; at once if it has all of them. @throws Error (as a rejection) if they cannot be loaded */
export function wholeText(source: string): string | Promise<string> {
  return source.search(PLACE) === -1 ? source : loadTexts().then(() => loadedText(source));
}

/** A source with its texts, which are loaded. @throws Error for a text that is not part of this build */
export function loadedText(source: string): string {
  return source.replace(PLACE, (_, name: string) => {
    const text = texts[name];
    if (text === undefined) throw new Error(`shader text '${name}': is not part of this build`);
    return text;
  });
}
