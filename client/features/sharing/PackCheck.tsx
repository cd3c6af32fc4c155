import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../ui/directory/request.ts';

const COMMAND = 'tocsin verify PACK.zip';

/** How whoever receives a pack finds out that it is whole, and whose it is. */
export function PackCheck() {
  const { t } = useTranslation();
  const key = useSigningKey();
  return (
    <section className="pk-check" aria-label={t('pack.check')}>
      <h2>{t('pack.check')}</h2>
      <ol>
        <li>{t('pack.check.anywhere')}</li>
        <li>
          <code>{COMMAND}</code>
        </li>
        <li>
          {t('pack.check.key')}{' '}
          {key === undefined ? (
            t('pack.check.asking')
          ) : key === 'none' ? (
            t('pack.check.noKey')
          ) : (
            <code>{fourByFour(key)}</code>
          )}
        </li>
      </ol>
      <p className="sh-soft">{t('pack.check.proves')}</p>
    </section>
  );
}

/** In groups, so that two people can read it to each other. */
const fourByFour = (fingerprint: string): string => fingerprint.match(/.{1,4}/g)?.join(' ') ?? '';

function useSigningKey(): string | 'none' | undefined {
  const [key, setKey] = useState<string | undefined>(undefined);
  useEffect(() => {
    let left = false;
    void request<{ fingerprint: string }>('GET', '/signing-key').then((answer) => {
      if (!left) setKey(answer.ok ? answer.value.fingerprint : 'none');
    });
    return () => {
      left = true;
    };
  }, []);
  return key;
}
