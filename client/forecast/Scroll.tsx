import type { ReactNode } from 'react';

/** A table that may be wider than its place; what scrolls must be reached by the keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="nx-scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
