/** What the map shows, as the address says it: `lat,lon,zoom`. One page has one map. */
let now: string | undefined;

export const viewNow = (): string | undefined => now;

/** No map, no view. */
export function forgetView(): void {
  now = undefined;
}

/**
 * Writes the view into the address past the router: it would work out every link on the screen anew each time the map came
 * to rest. Wherever one goes from here the router asks `viewNow`.
 */
export function writeView(view: string): void {
  now = view;
  const { pathname, search, hash } = window.location;
  const others = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('view='));
  const url = `${pathname}?${[...others, `view=${view}`].join('&')}${hash}`;
  // The router has put a method of its own in front of this one.
  History.prototype.replaceState.call(window.history, window.history.state, '', url);
}
