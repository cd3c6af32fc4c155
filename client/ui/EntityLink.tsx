import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pathOf, useHere, type DrawerKind } from './entities.ts';

interface EntityLinkProps {
  kind: DrawerKind;
  code: string;
  className?: string;
  children?: ReactNode;
}

/** A real link, so that it can be copied and opened in a second window; it opens the drawer over the present screen. */
export function EntityLink({ kind, code, className = 't-code', children }: EntityLinkProps) {
  const { op, base } = useHere();
  const search = (all: object) => ({ ...all, on: base === 'cop' ? undefined : base, tab: undefined });
  return (
    <Link to={pathOf(op, kind, code) as never} search={search as never} className={className} title={code}>
      {children ?? code}
    </Link>
  );
}
