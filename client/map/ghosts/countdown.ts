import type { Translate } from '../text.ts';

/** As short as it can be said beside a symbol: `38 min`, `3 h 40`, `2 d 5 h`. */
export function countdownWords(milliseconds: number, t: Translate): string {
  if (milliseconds <= 0) return t('map.countdown.due');
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return t('map.countdown.now');
  if (minutes < 60) return t('map.countdown.minutes', { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return t('map.countdown.days', { days: Math.floor(hours / 24), hours: hours % 24 });
  const rest = String(minutes % 60).padStart(2, '0');
  return rest === '00'
    ? t('map.countdown.hours', { hours })
    : t('map.countdown.hoursMinutes', { hours, minutes: rest });
}
