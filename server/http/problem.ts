import type { Response } from 'express';

/** RFC 9457. One code always has one status, title and size, so that hidden and absent cannot be told apart. */
export const PROBLEMS = {
  invalid: [400, 'The request is not in the form this server understands.'],
  'not-authenticated': [401, 'Sign in again.'],
  'wrong-credentials': [401, 'The user name or the password is wrong.'],
  'bad-origin': [403, 'The request did not come from this site.'],
  'not-allowed': [403, 'Your role does not allow this.'],
  'not-found': [404, 'Not found, or not shared with you.'],
  'username-taken': [409, 'This username is taken.'],
  'user-has-account': [409, 'This person already has an account.'],
  'link-used': [409, 'This link is open on another device already. Ask your host for a new one.'],
  'link-ended': [410, 'This link has ended. Ask your host for a new one.'],
  'cursor-expired': [410, 'The cursor is too old or not yours: take a snapshot.'],
  'too-large': [413, 'The request is larger than the limit.'],
  'unsupported-type': [415, 'Only photos (JPEG, PNG, WebP), PDF and plain text are taken.'],
  'bad-range': [416, 'Ask for one range of bytes within the file.'],
  unprocessable: [422, 'The file could not be used.'],
  'too-many-tries': [429, 'Too many failed tries.'],
  'rate-limited': [429, 'Too many requests at once.'],
  'not-stored': [507, 'The server could not store this. Nothing was changed; it is safe to send it again.'],
  busy: [503, 'The server is busy. Try again in a moment.'],
  'internal-error': [500, 'Something went wrong on the server. It was noted.'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof PROBLEMS;

export function problem(response: Response, code: ProblemCode, detail?: string): void {
  const [status, title] = PROBLEMS[code];
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, code, ...(detail && { detail }) }));
}
