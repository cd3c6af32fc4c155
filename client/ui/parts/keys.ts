import { useEffect, useRef } from 'react';
import { useDevice } from '../device.ts';

/** Whether somebody is typing there: single keys are letters then. */
function types(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Single keys while a panel is open, wherever the focus is but in a text field; they can be switched off (WCAG 2.1.4). */
export function useKeys(handlers: Readonly<Record<string, () => void>>, wanted = true): void {
  const allowed = useDevice((state) => state.shortcuts);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!wanted || !allowed) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
      const handler = latest.current[event.key];
      if (!handler || document.querySelector('[role="dialog"][aria-modal="true"]')) return;
      event.preventDefault();
      handler();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [wanted, allowed]);
}
