/** A key press as the shortcuts name it; undefined where it belongs to a text field or to the browser. */
export function readKey(event: KeyboardEvent): string | undefined {
  if (event.isComposing || event.altKey) return undefined;
  const command = event.ctrlKey || event.metaKey;
  if (command) {
    if (event.key.toLowerCase() === 'k') return 'Ctrl K';
    if (event.key.toLowerCase() === 'z' && !event.shiftKey && !isTextField(event.target)) return 'Ctrl Z';
    return undefined;
  }
  if (isDialogOpen()) return undefined;
  if (event.key === 'Escape') return isInOverlay(event.target) || hasOpenList(event.target) ? undefined : 'Escape';
  if (isTextField(event.target) || isInOverlay(event.target)) return undefined;
  if (event.key.length !== 1) return undefined;
  return /[a-z]/i.test(event.key) ? event.key.toUpperCase() : event.key;
}

const TEXT_INPUTS = /^(text|search|email|password|number|tel|url|date|time|datetime-local|month|week)$/;

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.test(target.type);
}

/** The list under a field closes first; the screen stays. */
const hasOpenList = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && target.hasAttribute('data-expanded');

/** An open dialog or menu has the keys for itself. */
export const isInOverlay = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;

/** A dialog has the keys even while the focus is outside of it: a menu that opened it takes the focus back as it closes. */
const isDialogOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

/** Opens the one before or after the present one, in the list that is on the screen. */
export function neighbour(step: 1 | -1, code: string | undefined): void {
  const rows = [...document.querySelectorAll<HTMLElement>('#list [data-entity]')];
  const codes = rows.map((row) => row.dataset['entity']);
  const at = code === undefined ? -1 : codes.indexOf(code);
  // A feed names one thing several times: the next one is the next other one.
  let next = at === -1 && step === -1 ? -1 : at + step;
  while (next >= 0 && next < rows.length && codes[next] === code) next += step;
  const row = rows[next];
  row?.querySelector<HTMLElement>('a[href]')?.click();
  row?.scrollIntoView({ block: 'nearest' });
}
