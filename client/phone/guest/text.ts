import guest from '../../texts/en/guest.json';
import type { Values } from '../text.ts';

const words: Readonly<Record<string, string>> = guest;

/** The words of visits come with them: who has an account never loads them. */
export function t(key: string, values?: Values): string {
  const text = words[key] ?? key;
  return values ? text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? '')) : text;
}

export const hasText = (key: string): boolean => Object.hasOwn(words, key);
