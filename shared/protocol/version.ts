/** Raised when the meaning of a message changes. A client names its own in the handshake: `auth: { protocol }`. */
export const PROTOCOL_VERSION = 1;
/** A client that names an older one is refused `client-outdated`: its page must be loaded anew. */
export const OLDEST_PROTOCOL = 1;
