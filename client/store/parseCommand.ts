import { COMMANDS, isCommandType } from '../../shared/domain/commands.ts';
import { refused } from '../../shared/outcome.ts';
import type { ParseCommand } from './headless.ts';

/** With the very schemas the server parses with: what it would refuse as `invalid` never enters the outbox. */
export const parseCommand: ParseCommand = (type, data) => {
  if (!isCommandType(type)) return refused('unknown-type');
  const parsed = COMMANDS[type].safeParse(data);
  if (parsed.success) return { data: parsed.data as Record<string, unknown> };
  const issue = parsed.error.issues[0]!;
  return refused('invalid', `${['data', ...issue.path].join('.')}: ${issue.message}`);
};
