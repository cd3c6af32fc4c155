/** Branded ids. The only `as` casts of the code live in these parsers: parse at the door, trust inside. */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type OperationId = Id<'operation'>;
export type OrganisationId = Id<'organisation'>;
export type UserId = Id<'user'>;
export type CircleId = Id<'circle'>;
export type AssetId = Id<'asset'>;
export type IncidentId = Id<'incident'>;
export type TaskId = Id<'task'>;
export type NoteId = Id<'note'>;
export type AttachmentId = Id<'attachment'>;
export type CommandId = Id<'command'>;

/** The stream of organisations, persons, circles and operations. It is commanded like an operation. */
export const DIRECTORY = 'directory' as OperationId;

// Version 4 only: a version 7 id would tell when a hidden record was made.
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const isId = (text: unknown): text is string => typeof text === 'string' && UUID_V4.test(text);

export const operationId = (text: string) => text as OperationId;
export const organisationId = (text: string) => text as OrganisationId;
export const userId = (text: string) => text as UserId;
export const circleId = (text: string) => text as CircleId;

/**
 * A UUIDv4 from 16 random bytes. The source of randomness is the caller's: over plain http on a network address a
 * browser has no `crypto.randomUUID`, and shared code has no `crypto` at all.
 */
export function uuidFrom(bytes: Uint8Array): string {
  const b = Uint8Array.from(bytes.subarray(0, 16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  let hex = '';
  for (const byte of b) hex += byte.toString(16).padStart(2, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
