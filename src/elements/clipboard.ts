// Copies text to the clipboard, or downloads a file.

/** @returns false where the browser does not let the page copy */
export async function copyText(text: string): Promise<boolean> {
  // The types promise what pages without https do not have.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    await clipboard?.writeText(text);
    return clipboard !== undefined;
  } catch {
    return false;
  }
}

/** What file systems refuse, and marks that turn the order of letters around: `photo-gnp.exe` must not look like a picture. */
const NOT_IN_NAMES = /[\\/:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]|^\.+/gu;

/** @param name that the file gets among the downloads */
export function download(name: string, contents: Blob): void {
  const url = URL.createObjectURL(contents);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(NOT_IN_NAMES, '_');
  link.click();
  // The browser has to have begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
