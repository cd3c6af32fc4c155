import { pictogramOf } from './sectors.ts';

interface SectorSymbolProps {
  sector: string;
  /** pixels */
  size?: number;
  label?: string;
}

/** A sector's pictogram in the colour of the text around it. */
export function SectorSymbol({ sector, size = 16, label }: SectorSymbolProps) {
  const { fill, line } = pictogramOf(sector);
  return (
    <svg
      className="sector-symbol"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {fill && <path d={fill} fill="currentColor" fillRule="evenodd" />}
      {line && (
        <path
          d={line}
          fill="none"
          stroke="currentColor"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
