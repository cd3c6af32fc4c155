import phone from '../texts/en/phone.json';
import shared from '../texts/en/ui.json';

/**
 * The phone's words: the same files and the same way of writing keys as the desktop's, without the library (U16).
 * `{{name}}` is filled in; where `count` is given, `key_one` and `key_other` are tried first.
 */
const words: Record<string, string> = { ...shared, ...phone };
const LANGUAGE = 'en';
const plural = new Intl.PluralRules(LANGUAGE);

/** Brings the words of parts that come after the first picture. */
export function addWords(more: Readonly<Record<string, string>>): void {
  Object.assign(words, more);
}

export type Values = Readonly<Record<string, string | number>>;

export function t(key: string, values?: Values): string {
  const count = values?.['count'];
  const numbered = typeof count === 'number' ? words[`${key}_${plural.select(count)}`] : undefined;
  // A missing key shows as itself, and test/client/phone/text.test.ts finds it before anybody does.
  const text = numbered ?? words[key] ?? key;
  return values ? text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? '')) : text;
}

export const hasText = (key: string): boolean => Object.hasOwn(words, key) || Object.hasOwn(words, `${key}_other`);
