import { useEffect, useState } from 'react';
import { useTick } from '../../ui/ticking.ts';
import { ageOf, local } from '../../ui/time.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { useNotice } from '../notice.ts';
import { useUnsent } from '../queue.ts';
import { t } from '../text.ts';
import { pictureFrom } from './pill.ts';
import { startNewVersion, useNewVersion } from './version.ts';

/** A short cut is not worth a bar that moves everything; a longer one is. Milliseconds. */
const SAY_AFTER_MS = 6000;

/** What stands under the header only while there is something to say. */
export function Bars() {
  return (
    <>
      <PictureAge />
      <Notice />
      <NewVersion />
    </>
  );
}

/** A picture that is not live says how old it is. */
function PictureAge() {
  const connection = useTocsin((state) => state.connection);
  const ready = useTocsin((state) => state.ready);
  const now = useTick() * 1000;
  const from = pictureFrom(connection);
  if (from === undefined || !ready) return null;
  const old = now - from;
  if (old < SAY_AFTER_MS && connection.state !== 'offline') return null;
  const { unit, count } = ageOf(old);
  return (
    <p className="p-bar is-old">
      <strong>{t('phone.picture.from', { time: local(from) })}</strong>
      <span>
        {unit !== 'now' && t('phone.picture.old', { age: t(`ui.age.${unit}`, { count }) })} {t('phone.picture.kept')}
      </span>
    </p>
  );
}

function Notice() {
  const notice = useNotice();
  if (!notice) return <div role="alert" />;
  return (
    <div role="alert">
      <p className={`p-bar is-${notice.tone}`}>{notice.text}</p>
    </div>
  );
}

function NewVersion() {
  const waiting = useNewVersion();
  const unsent = useUnsent();
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (unsent === 0) setAsked(false);
  }, [unsent]);
  if (!waiting) return null;
  const hold = unsent > 0 && !asked;
  return (
    <div className="p-bar is-new" role="status">
      <span>{asked ? t('phone.version.unsent', { count: unsent }) : t('phone.version.new')}</span>
      <button type="button" className="p-button is-small" onClick={() => (hold ? setAsked(true) : startNewVersion())}>
        {asked ? t('phone.version.anyway') : t('phone.version.reload')}
      </button>
    </div>
  );
}
