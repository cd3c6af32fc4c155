import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useGo } from '../entities.ts';

/** Reads members of the address as a list: `a,b`, `["a","b"]`, `3` or nothing. */
export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'string' && value !== '' ? value.split(',') : [];
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** A switch in the address: `1` or absent. */
export const isOn = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';

export const oneOf = <T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T =>
  allowed.find((one) => one === value) ?? otherwise;

/** Filters live in the address, so that a link shows a colleague the same list and Back undoes a filter. */
export function useFilters(): {
  search: Readonly<Record<string, unknown>>;
  /** Empty lists, empty texts and switches that are off leave the address. */
  set: (change: Record<string, string | readonly string[] | boolean | undefined>, replace?: boolean) => void;
} {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const go = useGo();
  return useMemo(
    () => ({
      search,
      set: (change, replace = false) => {
        const written: Record<string, unknown> = {};
        for (const [name, value] of Object.entries(change)) written[name] = asText(value);
        go.search(written, replace);
      },
    }),
    [search, go],
  );
}

function asText(value: string | readonly string[] | boolean | undefined): string | undefined {
  if (value === undefined || value === false || value === '') return undefined;
  if (value === true) return '1';
  if (typeof value === 'string') return value;
  return value.length > 0 ? value.join(',') : undefined;
}
