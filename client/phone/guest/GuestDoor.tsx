import { useCallback, useEffect, useRef, useState } from 'react';
import { enter, whoIsHere } from './enter.ts';
import { deviceName } from './secret.ts';
import { hasText, t } from './text.ts';
import './guest.css';

type State =
  | { readonly is: 'looking' }
  | { readonly is: 'asking'; readonly name: string }
  | { readonly is: 'opening' }
  | { readonly is: 'closed'; readonly code: string };

const TRY_AGAIN: readonly string[] = ['unreachable', 'busy', 'rate-limited'];

interface GuestDoorProps {
  secret: string;
  onEntered: () => void;
  /** Back to what this page is without a link. */
  onLeave: () => void;
}

/** Between a link and what it opens: it says why it does not open, and what can be done then. */
export function GuestDoor({ secret, onEntered, onLeave }: GuestDoorProps) {
  const [state, setState] = useState<State>({ is: 'looking' });
  const started = useRef(false);
  const open = useCallback(async () => {
    setState({ is: 'opening' });
    const answer = await enter(secret, deviceName());
    if (answer.ok) onEntered();
    else setState({ is: 'closed', code: answer.code });
  }, [secret, onEntered]);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void whoIsHere().then((name) => (name === undefined ? open() : setState({ is: 'asking', name })));
  }, [open]);

  return (
    <main className="p-signin g-door">
      <div className="p-brand">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <h1>{t('guest.title')}</h1>
      </div>
      {(state.is === 'looking' || state.is === 'opening') && <p role="status">{t('guest.opening')}</p>}
      {state.is === 'asking' && (
        <section className="p-note is-warning" role="alert">
          <p>{t('guest.signedIn', { name: state.name })}</p>
          <button type="button" className="p-button is-main is-wide" onClick={() => void open()}>
            {t('guest.openAnyway')}
          </button>
          <button type="button" className="p-button is-wide" onClick={onLeave}>
            {t('guest.stay', { name: state.name })}
          </button>
        </section>
      )}
      {state.is === 'closed' && (
        <section role="alert">
          <h2>{sentence('title', state.code)}</h2>
          <p>{sentence('hint', state.code)}</p>
          {TRY_AGAIN.includes(state.code) && (
            <button type="button" className="p-button is-main is-wide" onClick={() => void open()}>
              {t('guest.again')}
            </button>
          )}
          <button type="button" className="p-button is-wide" onClick={onLeave}>
            {t('guest.toSignIn')}
          </button>
        </section>
      )}
    </main>
  );
}

function sentence(part: 'title' | 'hint', code: string): string {
  const key = `guest.closed.${code}.${part}`;
  return hasText(key) ? t(key) : t(`guest.closed.other.${part}`, { code });
}
