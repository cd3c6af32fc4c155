import type { Tlp } from '../../shared/domain/vocabulary.ts';

interface TlpBadgeProps {
  tlp: Tlp;
  /** Shows who can see it. */
  onClick?: (() => void) | undefined;
  title?: string;
}

/** The label in the colours of FIRST's TLP 2.0, on black. It is never translated and never shortened. */
export function TlpBadge({ tlp, onClick, title }: TlpBadgeProps) {
  const className = `t-tlp is-${tlp.slice(4).toLowerCase().replace('+', '-')}`;
  if (!onClick) {
    return (
      <span className={className} title={title}>
        {tlp}
      </span>
    );
  }
  return (
    <button type="button" className={className} onClick={onClick} title={title}>
      {tlp}
    </button>
  );
}
