import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { CloseIcon, DownIcon, UpIcon } from '../shell/icons.tsx';
import { t } from '../text.ts';
import { nearestStop, STOPS, type Stop } from './stops.ts';

interface SheetProps {
  title: string;
  /** Above the title, and always in view. */
  badges?: ReactNode;
  /** Under the title, and still in view at the lowest stop: what is done most. */
  first?: ReactNode;
  start?: Stop;
  onClose: () => void;
  children: ReactNode;
}

/** A sheet from below with three stops: dragged by its grip, or moved by its buttons (U16, WCAG 2.5.7). */
export function Sheet({ title, badges, first, start = 'half', onClose, children }: SheetProps) {
  const [stop, setStop] = useState<Stop>(start);
  const sheet = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const drag = useRef<{ y: number; height: number; at: number } | undefined>(undefined);
  useFocus(heading);

  const index = STOPS.indexOf(stop);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (!sheet.current || (event.target as HTMLElement).closest('button')) return;
    drag.current = { y: event.clientY, height: sheet.current.offsetHeight, at: event.timeStamp };
    event.currentTarget.setPointerCapture(event.pointerId);
    sheet.current.classList.add('is-dragged');
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!drag.current || !sheet.current) return;
    sheet.current.style.height = `${drag.current.height - (event.clientY - drag.current.y)}px`;
  };
  const onPointerUp = (event: PointerEvent): void => {
    const { current: held } = drag;
    const { current: element } = sheet;
    drag.current = undefined;
    if (!held || !element) return;
    element.classList.remove('is-dragged');
    element.style.height = '';
    const moved = held.y - event.clientY;
    const speed = moved / Math.max(1, event.timeStamp - held.at);
    const next = nearestStop((held.height + moved) / innerHeight, speed);
    if (next === 'closed') onClose();
    else setStop(next);
  };

  return (
    // Not modal: at its lower stops the list under it stays usable.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section ref={sheet} className={`p-sheet is-${stop}`} role="dialog" aria-label={title} onKeyDown={onKeyDown}>
      <div
        className="p-sheet-head"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        <div className="p-grip" aria-hidden="true" />
        <div className="p-sheet-bar">
          <div className="p-sheet-badges">{badges}</div>
          <button
            type="button"
            className="p-icon-button"
            aria-label={t('phone.sheet.larger')}
            disabled={index === STOPS.length - 1}
            onClick={() => setStop(STOPS[index + 1] ?? stop)}
          >
            <UpIcon />
          </button>
          <button
            type="button"
            className="p-icon-button"
            aria-label={t('phone.sheet.smaller')}
            disabled={index === 0}
            onClick={() => setStop(STOPS[index - 1] ?? stop)}
          >
            <DownIcon />
          </button>
          <button type="button" className="p-icon-button" aria-label={t('phone.close')} onClick={onClose}>
            <CloseIcon />
          </button>
        </div>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
      </div>
      {/* Keyboards scroll what has the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="p-sheet-body" tabIndex={0} role="group" aria-label={t('phone.sheet.content', { title })}>
        {first}
        {children}
      </div>
    </section>
  );
}

/** The heading is read when the sheet opens; whoever opened it has the focus again when it closes. */
function useFocus(heading: { current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [heading]);
}
