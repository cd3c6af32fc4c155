import { Button, TextInput } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../directory/context.tsx';
import { request } from '../directory/request.ts';
import { QrCode } from './QrCode.tsx';
import { Moment } from './Moment.tsx';
import './guests.css';

interface MadeLink {
  readonly url: string;
  readonly until: string;
}

/** Makes links of guests. The secret is in the answer and nowhere else: what is closed cannot be shown again. */
export function useGuestLink() {
  const { t } = useTranslation();
  const [made, setMade] = useState<MadeLink | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<string | undefined>(undefined);
  const make = async (guestId: string): Promise<void> => {
    setBusy(true);
    setWhy(undefined);
    const answer = await request<{ path: string; until: string }>('POST', `/guests/${guestId}/link`);
    setBusy(false);
    if (answer.ok) setMade({ url: location.origin + answer.value.path, until: answer.value.until });
    else setWhy(answer.code === 'unreachable' ? t('sharing.unreachable') : answer.message);
  };
  return { made, busy, why, make };
}

/** The link as text and as a code to hold a phone against. */
export function GuestLink({ made }: { made: MadeLink }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  // The form that had the focus is gone.
  useEffect(() => field.current?.focus(), []);
  const copy = async (): Promise<void> => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(made.url);
    } catch {
      // No clipboard without a secure address: the text is selected, and the browser's own copying takes it.
      document.execCommand('copy');
    }
    setCopied(true);
  };
  return (
    <div className="sh-link">
      <QrCode text={made.url} label={t('sharing.guests.qr')} />
      <div className="sh-link-text">
        <p>
          <strong>{t('sharing.guests.once')}</strong>
        </p>
        <p>
          {t('sharing.guests.untilWhen')} <Moment at={made.until} />
        </p>
        <TextInput
          ref={field}
          label={t('sharing.guests.link')}
          value={made.url}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          leftSection={copied ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
          onClick={() => void copy()}
        >
          {t(copied ? 'sharing.guests.copied' : 'sharing.guests.copy')}
        </Button>
        <p className="sh-soft">{t('sharing.guests.shownOnce')}</p>
      </div>
    </div>
  );
}

export function LinkTrouble({ why }: { why: string | undefined }) {
  return <Refusal why={why} />;
}
