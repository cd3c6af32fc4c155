import { useEffect, useRef, type RefObject } from 'react';

interface FormKeys {
  /** Ctrl or Cmd and Enter, from any field; plain Enter is the form's own. */
  send?: () => void;
  /** Escape, unless an open list of a field took it. */
  leave: () => void;
}

export function useFormKeys(form: RefObject<HTMLFormElement | null>, keys: FormKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const { current } = form;
    if (!current) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && latest.current.send) {
        event.preventDefault();
        latest.current.send();
      }
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      // An open list closes first; the panel stays.
      if (event.target instanceof HTMLElement && event.target.getAttribute('aria-expanded') === 'true') return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.leave();
    };
    current.addEventListener('keydown', onKey);
    return () => current.removeEventListener('keydown', onKey);
  }, [form]);
}
