import { useTranslation } from 'react-i18next';
import { dayOf, local, zulu } from '../time.ts';

/** A moment of real time: deadlines of sharing run on it, in exercises too. */
export function Moment({ at }: { at: string }) {
  const { t } = useTranslation();
  const ms = Date.parse(at);
  return (
    <time dateTime={at} className="t-time" title={t('ui.time.local', { time: local(ms), day: dayOf(ms) })}>
      {t('sharing.moment', { day: dayOf(ms), local: local(ms), zulu: zulu(ms) })}
    </time>
  );
}
