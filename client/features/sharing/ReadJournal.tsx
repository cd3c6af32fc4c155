import { SegmentedControl, Select } from '@mantine/core';
import { BookOpenCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { ReadingFace } from '../../../shared/domain/reading/record.ts';
import { READINGS } from '../../../shared/domain/vocabulary.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { OrganisationName, PersonName } from '../../ui/names.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { Moment } from '../../ui/guests/Moment.tsx';
import { journalOf, type Whose } from './readings.ts';
import './inspector.css';
import './journal.css';

const MOST = 300;

/** Who took RED and AMBER records away, or looked where they have no right to: one's own people, and others at one's own. */
export function ReadJournal() {
  const { t } = useTranslation();
  const readings = useFaces('reading');
  const mine = useMe()?.organisation;
  const [whose, setWhose] = useState<Whose>('all');
  const [what, setWhat] = useState<ReadingFace['what'] | undefined>(undefined);
  const list = useMemo(() => journalOf(readings.values(), { whose, what }, mine), [readings, whose, what, mine]);
  return (
    <section className="sh-part" aria-label={t('sharing.tab.journal')}>
      <div className="sh-part-head">
        <p>{t('readings.about')}</p>
      </div>
      <div className="jo-filters">
        <SegmentedControl
          size="xs"
          aria-label={t('readings.whose')}
          value={whose}
          onChange={(value) => setWhose(value as Whose)}
          data={(['all', 'ours', 'of-ours'] as const).map((value) => ({ value, label: t(`readings.whose.${value}`) }))}
        />
        <Select
          size="xs"
          aria-label={t('readings.what')}
          value={what ?? ''}
          allowDeselect={false}
          onChange={(value) => setWhat(READINGS.find((one) => one === value))}
          data={[
            { value: '', label: t('readings.what.all') },
            ...READINGS.map((value) => ({ value, label: t(`readings.what.${value}`) })),
          ]}
        />
      </div>
      {list.length === 0 ? (
        <EmptyState
          icon={<BookOpenCheck size={28} />}
          title={t(readings.size === 0 ? 'readings.none' : 'readings.noneSo')}
          hint={t('readings.noneHint')}
        />
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
        <div className="in-scroll" role="region" aria-label={t('sharing.tab.journal')} tabIndex={0}>
          <table className="in-table jo-table">
            <caption className="t-hidden">{t('sharing.tab.journal')}</caption>
            <thead>
              <tr>
                {(['when', 'who', 'what', 'of', 'owners', 'reason'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`readings.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.slice(0, MOST).map((reading) => (
                <Row key={reading.id} reading={reading} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.length > MOST && <p className="sh-soft">{t('readings.older', { count: list.length - MOST })}</p>}
    </section>
  );
}

function Row({ reading: { what, realAt, by, on, of, owners, reason } }: { reading: ReadingFace }) {
  const { t } = useTranslation();
  return (
    <tr className={`is-${what}`}>
      <th scope="row">
        <Moment at={realAt} />
      </th>
      <td>
        <PersonName by={by} />
      </td>
      <td>
        <span className="jo-what">{t(`readings.what.${what}`)}</span>
      </td>
      <td>
        {of !== undefined && (
          <>
            {t('readings.as')} <OrganisationName id={of} />
          </>
        )}
        {on && <On on={on} />}
        {what === 'break-glass' && !on && t('readings.red')}
      </td>
      <td className="jo-owners">
        {owners.map((id) => (
          <OrganisationName key={id} id={id} />
        ))}
      </td>
      <td className="jo-reason">{reason}</td>
    </tr>
  );
}

function On({ on: { kind, id } }: { on: EntityRef }) {
  const { t } = useTranslation();
  if (kind === 'asset' || kind === 'incident' || kind === 'task') return <RecordLink kind={kind} id={id} />;
  return <span>{t(kind === 'note' ? 'inspection.one.note' : 'inspection.one.attachment')}</span>;
}
