/** What stands behind `#guest=` of a link. */
const LINK = /^#guest=([A-Za-z0-9_-]{1,200})$/;
const NAME = 'tocsin.device-name';

/**
 * The secret in the address, once: it is taken out of the address bar and out of the history in the same breath, so that
 * neither a look over the shoulder nor "back" finds it.
 */
export function takeSecret(): string | undefined {
  const secret = LINK.exec(location.hash)?.[1];
  if (secret !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return secret;
}

/** A random name that this device gave itself: with it a link may be asked for again whose answer was lost. */
export function deviceName(): string {
  const made = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  try {
    const kept = localStorage.getItem(NAME);
    if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept;
    localStorage.setItem(NAME, made);
  } catch {
    // A private window: it lasts as long as the page.
  }
  return made;
}
