/** What the map shows, as the address says it: `lat,lon,zoom`. One page has one map. */
let now: string | undefined;
let last: string | undefined;

export const viewNow = (): string | undefined => now;
/** What the map showed that was left last. */
export const lastView = (): string | undefined => last;

/** No map, no view. */
export function forgetView(): void {
  last = now;
  now = undefined;
}

/** An address with that view in it. */
export function withView(href: string, view: string): string {
  const [, path = '', search = '', hash = ''] = /^([^?#]*)\??([^#]*)(.*)$/.exec(href) ?? [];
  const others = search.split('&').filter((pair) => pair !== '' && !pair.startsWith('view='));
  return `${path}?${[...others, `view=${view}`].join('&')}${hash}`;
}

/**
 * Writes the view into the address past the router: it would work out every link on the screen anew each time the map came
 * to rest. Wherever one goes from here the router asks `viewNow`.
 */
export function writeView(view: string): void {
  now = view;
  const { pathname, search, hash } = window.location;
  const url = withView(`${pathname}${search}${hash}`, view);
  // The router has put a method of its own in front of this one.
  History.prototype.replaceState.call(window.history, window.history.state, '', url);
}
