import { LIMITS } from '../../shared/limits.ts';
import { refused } from '../../shared/outcome.ts';
import type { ParseCommand } from '../store/headless.ts';

/**
 * What of a command's form a person can get wrong on this page: texts that are empty or too long. Everything else is made
 * by the page's own buttons; the server parses all of it with its schemas. Defaults are those of the schemas, so that the
 * screen shows at once what the server will make of it (test/client/phone/parse.test.ts compares both).
 */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'incident.report': { kind: 'other', severity: 2 },
  'task.create': { priority: 2 },
};

/** Units of text, and whether it is a single line. */
const TEXTS: Readonly<Record<string, { readonly most: number; readonly line?: true }>> = {
  'incident.report/title': { most: LIMITS.title, line: true },
  'incident.report/description': { most: LIMITS.text },
  'incident.setStatus/note': { most: LIMITS.text },
  'incident.setSeverity/note': { most: LIMITS.text },
  'incident.addNote/text': { most: LIMITS.text },
  'task.addNote/text': { most: LIMITS.text },
  'task.setStatus/note': { most: LIMITS.text },
  'task.decline/reason': { most: LIMITS.reason },
  'asset.setStatus/note': { most: LIMITS.reason },
  'sharing.request/reason': { most: LIMITS.reason },
  'attachment.add/name': { most: LIMITS.name, line: true },
};

export const parseLightly: ParseCommand = (type, input) => {
  const data: Record<string, unknown> = { ...DEFAULTS[type] };
  for (const [member, value] of Object.entries(input as Record<string, unknown>)) {
    if (value === undefined) continue;
    const form = TEXTS[`${type}/${member}`];
    if (!form || typeof value !== 'string') {
      data[member] = value;
      continue;
    }
    const text = plain(value, form.line);
    if (text === '') return refused('invalid', `data.${member}: must not be empty`);
    if (text.length > form.most) return refused('invalid', `data.${member}: may have at most ${form.most} characters`);
    data[member] = text;
  }
  return { data };
};

/** Pasted text brings control characters, half surrogates and direction overrides that the server refuses. */
export function plain(text: string, line = false): string {
  const clean = text
    .toWellFormed()
    .replace(/\ufffd/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '');
  return (line ? clean.replace(/[\n\t]+/g, ' ') : clean).trim();
}
