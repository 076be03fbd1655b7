// Picture files that are dropped on the page or pasted.

import type { Viewer } from './viewer';

const isPicture = ({ type }: File): boolean => type.startsWith('image/');

/** Shows them to the network, for as long as the page is there. */
export function takeFiles(viewer: Viewer): void {
  const take = (event: Event, data: DataTransfer | null): void => {
    const files = [...(data?.files ?? [])];
    const file = files.find(isPicture) ?? files[0];
    if (!file) return;
    event.preventDefault();
    void viewer.show(file);
  };
  const over = (event: DragEvent, isOver: boolean): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    // Otherwise the browser would leave the page for the file.
    event.preventDefault();
    document.body.classList.toggle('over', isOver);
  };
  document.addEventListener('dragover', (event) => over(event, true));
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) over(event, false);
  });
  document.addEventListener('drop', (event) => {
    over(event, false);
    take(event, event.dataTransfer);
  });
  document.addEventListener('paste', (event) => take(event, event.clipboardData));
}
