import type { FaceBase } from '../../shared/domain/entity.ts';
import type { CircleFace, OperationFace, Organisation, User } from '../../shared/domain/directory/record.ts';
import { normaliseCode } from '../../shared/code.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { randomBytes } from 'node:crypto';
import { uuidFrom } from '../../shared/ids.ts';
import { CannotRun, type Commander } from './commander.ts';

/** The directory as an administrator is shown it: records in full. Others are shown less, and the verbs do with less. */
export interface DirectoryShown {
  readonly organisation: readonly (Organisation & FaceBase)[];
  readonly user: readonly (User & FaceBase)[];
  readonly circle: readonly CircleFace[];
  readonly operation: readonly OperationFace[];
}

export async function directoryOf(commander: Commander): Promise<DirectoryShown> {
  const records = (await commander.snapshot(DIRECTORY)) ?? {};
  const list = <T>(kind: keyof typeof records) => (records[kind] ?? []) as unknown as readonly T[];
  return {
    organisation: list('organisation'),
    user: list('user'),
    circle: list('circle'),
    operation: list('operation'),
  };
}

type Named = { readonly id: string; readonly code?: string; readonly name: string; readonly shortName?: string };

/** The one that goes by an id, a code, a short name or a name. */
export function named<T extends Named>(list: readonly T[], kind: string, text: string): T {
  const wanted = text.trim().toLowerCase();
  const byId = list.find((one) => one.id === wanted);
  if (byId) return byId;
  const code = normaliseCode(text);
  const found = list.filter(
    (one) =>
      (code !== undefined && one.code === code) ||
      one.name.toLowerCase() === wanted ||
      one.shortName?.toLowerCase() === wanted,
  );
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw new CannotRun(`There is no ${kind} "${text}" that you are shown.`);
  throw new CannotRun(`"${text}" names ${found.length} of these: use the id. ${found.map((one) => one.id).join(', ')}`);
}

/** The names of a list written with commas. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const newId = () => uuidFrom(randomBytes(16));

/** Sends one command and gives its outcome; a refusal ends the run in the server's own words. */
export async function carriedOut(
  commander: Commander,
  operation: string,
  type: string,
  data: object,
): Promise<Outcome> {
  const [outcome] = await commander.send(operation, [{ commandId: newId(), type, data }]);
  if (outcome?.outcome === 'accepted') return outcome;
  throw new CannotRun(outcome?.message ?? 'The command was not answered.');
}
