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

/** @param name that the file gets among the downloads */
export function download(name: string, contents: Blob): void {
  const url = URL.createObjectURL(contents);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to have begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
