import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pathOf, useHere, type DrawerKind } from '../entities.ts';

/**
 * The name in a row, as a real link: it opens in a second window and can be copied. It is no tab stop of its own, the row
 * is; a plain click goes through the row.
 */
export function RowLink({ kind, code, children }: { kind: DrawerKind; code: string; children: ReactNode }) {
  const { op, base } = useHere();
  const search = (all: object) => ({ ...all, on: base === 'cop' ? undefined : base, tab: undefined });
  return (
    <Link to={pathOf(op, kind, code) as never} search={search as never} tabIndex={-1} className="t-table-name">
      {children}
    </Link>
  );
}
