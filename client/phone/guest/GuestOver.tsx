import { dayOf, local } from '../../ui/time.ts';
import { t } from './text.ts';
import type { Visit } from './visit.ts';
import './guest.css';

/** After a visit: nothing of it is on the screen or on the device, and that is said. */
export function GuestOver({ visit, onSignIn }: { visit: Visit; onSignIn: () => void }) {
  const until = Date.parse(visit.until);
  const passed = until <= Date.now();
  const host = visit.host ?? t('guest.hostUnknown');
  return (
    <main className="p-signin g-door">
      <div className="p-brand">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <h1>{t('guest.over')}</h1>
      </div>
      <section role="status">
        <p>{passed ? t('guest.over.time', { day: dayOf(until), time: local(until) }) : t('guest.over.early')}</p>
        <p>{t('guest.over.wiped')}</p>
        <p>{t('guest.over.again', { host })}</p>
      </section>
      <button type="button" className="p-button is-wide" onClick={onSignIn}>
        {t('guest.toSignIn')}
      </button>
    </main>
  );
}
