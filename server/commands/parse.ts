import { belongsToDirectory, COMMANDS, isCommandType } from '../../shared/domain/commands.ts';
import { isId, DIRECTORY } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { refused, type Refused } from '../../shared/outcome.ts';
import { command, type CommandMessage } from '../../shared/protocol/up.ts';

export interface ParsedCommand extends CommandMessage {
  readonly parsed: Readonly<Record<string, unknown>>;
}

/** At most this many issues are named: a hostile message could hold thousands. */
const ISSUES_NAMED = 3;

export function issuesInWords(error: {
  issues: readonly { path: readonly PropertyKey[]; message: string; code: string }[];
}): string {
  return error.issues
    .slice(0, ISSUES_NAMED)
    .map((issue) => {
      const keys = (issue as { keys?: readonly string[] }).keys;
      const path = [
        ...issue.path.map(String),
        ...(issue.code === 'unrecognized_keys' && keys ? [keys.slice(0, 3).join(', ')] : []),
      ];
      return `${path.slice(0, 8).join('.').slice(0, 200) || 'command'}: ${issue.code === 'unrecognized_keys' ? 'unknown field' : issue.message}`;
    })
    .join('; ');
}

/** Deeper than any command; what recurses over a message may then trust that it ends. */
const DEEPEST = 24;
/** More members than the bytes of any command can hold. */
const MOST_MEMBERS = LIMITS.commandBytes / 2;
/** UTF-8 bytes that one UTF-16 unit may take in JSON (`\u001f`), and that a number, a literal or punctuation may. */
const BYTES_OF_UNIT = 6;
const BYTES_OF_REST = 26;

/** Why a message is not even looked at, or a number that its JSON has no more bytes than. Counts no further than it must. */
export function weigh(message: unknown): Refused | number {
  let members = 0;
  let bytes = 0;
  const look = (value: unknown, left: number): Refused | undefined => {
    bytes += typeof value === 'string' ? value.length * BYTES_OF_UNIT + 3 : BYTES_OF_REST;
    if (typeof value !== 'object' || value === null) return undefined;
    if (left === 0) return refused('invalid', 'command: is nested too deeply');
    for (const name in value) {
      if (++members > MOST_MEMBERS) return refused('too-large');
      bytes += name.length * BYTES_OF_UNIT + 4;
      const why = look((value as Record<string, unknown>)[name], left - 1);
      if (why) return why;
    }
    return undefined;
  };
  return look(message, DEEPEST) ?? bytes;
}

/** The id that a malformed command still carries, so that its refusal can be told apart. */
export function commandIdOf(message: unknown): string | undefined {
  const id = (message as { commandId?: unknown } | null)?.commandId;
  return isId(id) ? id : undefined;
}

/**
 * Parses at the door; inside, everything is trusted. The message of a refusal names paths, never values. `weight`: what
 * `weigh` said of the message.
 */
export function parseCommand(operation: string, message: unknown, weight: number): ParsedCommand | Refused {
  const form = command.safeParse(message);
  if (!form.success) return refused('invalid', issuesInWords(form.error));
  // Counted in UTF-8 bytes, as the limit promises, where they may be too many; the frame itself was limited before.
  if (weight > LIMITS.commandBytes && Buffer.byteLength(JSON.stringify(form.data)) > LIMITS.commandBytes) {
    return refused('too-large');
  }
  const { type, data } = form.data;
  if (!isCommandType(type)) return refused('unknown-type');
  const circles = type === 'circle.create' || type === 'circle.setMembers' || type === 'organisation.setClients';
  if (belongsToDirectory(type) !== (operation === DIRECTORY) && !(circles && operation === DIRECTORY)) {
    return refused(
      'unknown-type',
      operation === DIRECTORY ? 'The directory knows no such command.' : 'Send this command to the directory.',
    );
  }
  const content = COMMANDS[type].safeParse(data);
  if (!content.success) return refused('invalid', issuesInWords(prefixed(content.error)));
  return { ...form.data, parsed: content.data as Record<string, unknown> };
}

const prefixed = (error: { issues: readonly { path: readonly PropertyKey[]; message: string; code: string }[] }) => ({
  issues: error.issues.map((issue) => ({ ...issue, path: ['data', ...issue.path] })),
});
