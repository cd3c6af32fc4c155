/**
 * "No" is an answer: a refusal is data with a stable code. The codes are listed once, here. A message
 * is a fixed sentence without values: it is kept in the receipt, and receipts keep no values.
 */
export const REFUSALS = {
  invalid: 'The command is not in the form this server understands.',
  'too-large': 'The command is larger than the limit.',
  'unknown-type': 'This server knows no command of that type.',
  'not-found': 'Not found, or not shared with you.',
  'not-allowed': 'Your role does not allow this.',
  'id-taken': 'That id is already used.',
  'command-id-reused': 'That command id was used before with other content.',
  stale: 'Somebody changed this since you saw it.',
  'not-possible': 'This cannot be done in the present state.',
  'marking-contradiction': 'The marking contradicts itself.',
  'not-stored': 'The server could not store this. Nothing was changed; it is safe to send it again.',
  busy: 'The server is busy. It is safe to send this again in a moment.',
  'rate-limited': 'Too many commands at once. It is safe to send this again in a moment.',
  'not-authenticated': 'Sign in again.',
  'operation-ended': 'The operation has ended: its record is closed.',
  'client-outdated': 'This page is older than the server understands. Load it anew.',
  'lost-in-restore':
    'The server was restored from a backup that does not hold this. It is no longer stored: send it again if it still holds.',
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** Codes that say nothing about the command itself: it was not decided, no receipt is kept, sending again may succeed. */
export const TRANSIENT: ReadonlySet<string> = new Set<RefusalCode>([
  'not-stored',
  'busy',
  'rate-limited',
  'not-authenticated',
]);

export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
}

export const refused = (code: RefusalCode, message: string = REFUSALS[code]): Refused => ({
  kind: 'refused',
  code,
  message,
});
