export const USERNAME_MAX_CHARACTERS = 128;

// Control, format (bidirectional overrides, zero-width), surrogate, private, unassigned; any space; separators.
const FORBIDDEN = /[\p{C}\p{Z}]/u;

export function usernameAcceptable(username: string): boolean {
  const name = username.normalize('NFC');
  return name.length > 0 && name.length <= USERNAME_MAX_CHARACTERS && !FORBIDDEN.test(name);
}

/**
 * Two usernames are the same person exactly when their keys are equal. Upper case first, then lower: lower case alone
 * keeps ß apart from SS and the final sigma apart from the other. What is too long to be a username is cut, so
 * that a guess of a megabyte costs no more than any other.
 */
export function usernameKey(username: string): string {
  const name = username.slice(0, USERNAME_MAX_CHARACTERS + 1).normalize('NFC');
  return name.toUpperCase().toLowerCase().normalize('NFC');
}
