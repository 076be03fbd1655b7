// The browser's own dialog for files.

export interface Wanted {
  /** As of an `<input>`: `image/*,.zip`. */
  readonly accept?: string;
  readonly multiple?: boolean;
  /** A folder with all that is in it. */
  readonly folder?: boolean;
}

/** @param take is not called where nothing is chosen */
export function chooseFiles(
  { accept = '', multiple = false, folder = false }: Wanted,
  take: (files: FileList) => void,
): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.multiple = multiple;
  input.webkitdirectory = folder;
  input.addEventListener('change', () => {
    if (input.files && input.files.length > 0) take(input.files);
  });
  input.click();
}
