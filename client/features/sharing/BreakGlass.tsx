import { Button, Textarea, TextInput } from '@mantine/core';
import { Eraser, Siren } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '../../../shared/limits.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useMyRoles, useTocsin } from '../../ui/tocsin.ts';
import { request } from '../../ui/directory/request.ts';
import { glassJournal, glassLines } from './glassLines.ts';
import './journal.css';

type Records = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/**
 * An administrator's read of a RED record that does not name them. What comes back stays in this component: it is in no
 * store, no search, no address and no history, and goes with it.
 */
export function BreakGlass() {
  const { t } = useTranslation();
  const administers = useMyRoles().includes('admin');
  const [records, setRecords] = useState<Records | undefined>(undefined);
  if (!administers) return <EmptyState title={t('glass.notHere')} hint={t('glass.notHereHint')} />;
  return (
    <section className="sh-part" aria-label={t('sharing.tab.break-glass')}>
      <div className="sh-part-head">
        <p>{t('glass.about')}</p>
      </div>
      {records ? <Opened records={records} onWipe={() => setRecords(undefined)} /> : <Ask onOpened={setRecords} />}
    </section>
  );
}

function Ask({ onOpened }: { onOpened: (records: Records) => void }) {
  const { t, i18n } = useTranslation();
  const operation = useTocsin((state) => state.operationId);
  const [code, setCode] = useState('');
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState<string | undefined>(undefined);
  const ready = code.trim().length >= 3 && reason.trim() !== '' && !asking;
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => void (left.current = true);
  }, []);
  const ask = async (): Promise<void> => {
    setAsking(true);
    setFailed(undefined);
    const answer = await request<{ records: Records }>('POST', `/operations/${operation}/break-glass`, {
      code: code.trim(),
      reason: reason.trim(),
    });
    // Nobody is there any more to be shown it.
    if (left.current) return;
    setAsking(false);
    if (answer.ok) onOpened(answer.value.records);
    else setFailed(answer.code);
  };
  const why = failed !== undefined && i18n.exists(`glass.failed.${failed}`) ? failed : 'other';
  return (
    <form
      className="pk-form bg-form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void ask();
      }}
    >
      <TextInput
        label={t('glass.code')}
        description={t('glass.codeHint')}
        value={code}
        maxLength={20}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Textarea
        label={t('glass.reason')}
        description={t('glass.reasonHint')}
        value={reason}
        maxLength={LIMITS.reason}
        autosize
        minRows={2}
        autoComplete="off"
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <p className="bg-beforehand">
        <Siren size={18} aria-hidden="true" /> <span>{t('glass.beforehand')}</span>
      </p>
      <div className="pk-acts">
        <Button type="submit" color="red.9" disabled={!ready} loading={asking}>
          {t('glass.open')}
        </Button>
        {failed !== undefined && (
          <span role="alert" className="sh-wrong">
            {t(`glass.failed.${why}`)}
          </span>
        )}
      </div>
    </form>
  );
}

function Opened({ records, onWipe }: { records: Records; onWipe: () => void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <article className="bg-card" aria-label={t('glass.card')}>
      <header className="bg-card-head">
        <Siren size={20} aria-hidden="true" />
        <p ref={heading} tabIndex={-1} data-quiet-focus>
          {t('glass.shown')}
        </p>
        <TlpBadge tlp="TLP:RED" />
        <Button size="xs" variant="default" leftSection={<Eraser size={14} />} onClick={onWipe}>
          {t('glass.wipe')}
        </Button>
      </header>
      {Object.entries(records).flatMap(([kind, list]) =>
        list.map((face) => <Shown key={String(face['id'])} kind={kind} face={face} />),
      )}
    </article>
  );
}

function Shown({ kind, face }: { kind: string; face: Readonly<Record<string, unknown>> }) {
  const { t, i18n } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const words = { t: (key: string): string => t(key), exists: (key: string) => i18n.exists(key) };
  const title = face['title'] ?? face['name'];
  const journal = glassJournal(face, faces, words);
  return (
    <section className="bg-record">
      <h2>
        <span className="t-code">{String(face['code'])}</span>{' '}
        {typeof title === 'string' ? title : t(`inspection.one.${kind}`)}
      </h2>
      <dl>
        {glassLines(kind, face, faces, words).map(({ field, says }) => (
          <Line key={field} name={t(`glass.field.${field}`)} says={says} />
        ))}
        {journal.map(({ field, says }, index) => (
          <Line key={`${field}${index}`} name={field} says={says} />
        ))}
      </dl>
    </section>
  );
}

function Line({ name, says }: { name: string; says: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{says}</dd>
    </>
  );
}
