import type { ReactElement } from 'react';

/** A few strokes each, on a 24 x 24 grid: an icon set would weigh more than the page. */
const icon = (path: string) =>
  function Icon({ size = 24 }: { size?: number }): ReactElement {
    return (
      <svg
        className="p-icon"
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d={path} />
      </svg>
    );
  };

export const MineIcon = icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0');
export const TeamIcon = icon(
  'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
);
export const MapIcon = icon(
  'M12 21.5s7-6.2 7-11.5a7 7 0 0 0-14 0c0 5.3 7 11.5 7 11.5ZM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
);
export const ReportIcon = icon('M12 5v14M5 12h14');
export const CloseIcon = icon('M6 6l12 12M18 6 6 18');
export const UpIcon = icon('M6 14.5 12 8.5l6 6');
export const DownIcon = icon('M6 9.5l6 6 6-6');
export const BackIcon = icon('M15 5l-7 7 7 7');
export const CheckIcon = icon('M5 12.5l4.5 4.5L19 7');
export const CameraIcon = icon(
  'M4 8h3.5L9 5.5h6L16.5 8H20a1 1 0 0 1 1 1v9.5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1ZM12 17a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
);
export const TargetIcon = icon('M12 18.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM12 2v4M12 18v4M2 12h4M18 12h4');
export const QueueIcon = icon('M12 19V6M6.5 11 12 5.5l5.5 5.5M5 21h14');
