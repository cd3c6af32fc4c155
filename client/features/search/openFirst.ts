/** Enter opens the best that was found: what was typed before the field had the focus has chosen nothing yet. True: it was opened. */
export function openFirst(): boolean {
  const palette = document.querySelector('.mantine-Spotlight-content');
  if (palette?.querySelector('[data-selected]')) return false;
  const best = palette?.querySelector<HTMLElement>('[data-action]');
  best?.click();
  return best !== undefined && best !== null;
}
