export interface OriginFacts {
  /** The `Origin` header as it came. */
  origin: string | undefined;
  /** The `Host` header as it came. */
  host: string | undefined;
  /** What the operator configured. If any, only these; if none, the address the request was sent to. */
  publicOrigins: readonly string[];
  /** The `Sec-Fetch-Site` header as it came: absent from older browsers and over plain http on a network. */
  secFetchSite: string | undefined;
  /** Whether this server itself speaks https. Only used where no public origin is configured. */
  secure?: boolean;
}

/** Null unless `text` is a web origin with nothing around it; written the way browsers write origins. */
function webOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const bare =
    url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  return bare && (url.protocol === 'http:' || url.protocol === 'https:') ? url.origin : null;
}

/**
 * For requests that carry the cookie: those that change state, and every handshake of a socket. Browsers send origins in canonical
 * form only, so whatever is not canonical (upper case, a default port, a user, a path, raw Unicode) is no browser's and
 * refused, because whole strings are compared. Missing is refused too: it is not the page's word for "same".
 */
export function originAllowed({ origin, host, publicOrigins, secFetchSite, secure = false }: OriginFacts): boolean {
  if (origin === undefined) return false;
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin') return false;
  if (publicOrigins.length > 0) return publicOrigins.some((allowed) => webOrigin(allowed) === origin);
  return (
    host !== undefined && /^[^\s/?#@\\]+$/.test(host) && webOrigin(`${secure ? 'https' : 'http'}://${host}`) === origin
  );
}
