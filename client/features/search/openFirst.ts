/** Enter opens the best that was found: what was typed before the field had the focus has chosen nothing yet. */
export function openFirst(): void {
  const palette = document.querySelector('.mantine-Spotlight-content');
  if (palette?.querySelector('[data-selected]')) return;
  palette?.querySelector<HTMLElement>('[data-action]')?.click();
}
