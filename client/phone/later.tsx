import { useEffect, useState, type ComponentType } from 'react';
import { t } from './text.ts';

/**
 * A part that comes after the first picture (P-S14). The service worker keeps it with the rest; only on a first visit that
 * is cut off can it be missing, and then it says so and can be asked for again.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [Part, setPart] = useState(() => loaded);
    const [attempt, setAttempt] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded) return;
      let gone = false;
      load().then(
        (part) => {
          loaded = part;
          if (!gone) setPart(() => part);
        },
        () => !gone && setFailed(true),
      );
      return () => {
        gone = true;
      };
    }, [attempt]);
    if (Part) return <Part {...props} />;
    if (!failed)
      return (
        <p className="p-later" role="status">
          {t('phone.later')}
        </p>
      );
    return (
      <div className="p-later" role="alert">
        <p>{t('phone.later.failed')}</p>
        <button
          type="button"
          className="p-button"
          onClick={() => {
            setFailed(false);
            setAttempt(attempt + 1);
          }}
        >
          {t('phone.later.again')}
        </button>
      </div>
    );
  };
}
