import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Eye, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useHere } from '../../ui/entities.ts';
import { useFaces, useMe, useOperation } from '../../ui/tocsin.ts';
import { useOwnRecords } from './Inspector.tsx';
import { byPartner } from './inspectorRows.ts';
import './inspector.css';

/** With whose eyes to look at one's own records. */
export function PreviewAs() {
  const { t } = useTranslation();
  const me = useMe();
  const organisations = useFaces('organisation');
  const participants = useOperation()?.participants;
  const records = useOwnRecords();
  const seen = useMemo(() => byPartner(records), [records]);
  const [text, setText] = useState('');
  const open = useOpenPreview();
  const words = text.trim().toLowerCase();
  const others = (participants ?? [])
    .flatMap((id) => organisations.get(id) ?? [])
    .filter(({ id }) => id !== me?.organisation)
    .sort((a, b) => a.shortName.localeCompare(b.shortName));
  const found = others.filter(({ name, shortName }) => `${name} ${shortName}`.toLowerCase().includes(words));
  return (
    <section className="sh-part" aria-label={t('sharing.tab.preview')}>
      <div className="sh-part-head">
        <p>{t('inspection.preview.about')}</p>
        <TextInput
          size="xs"
          aria-label={t('inspection.preview.find')}
          placeholder={t('inspection.preview.find')}
          leftSection={<Search size={14} aria-hidden="true" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-filter
        />
      </div>
      {found.length === 0 ? (
        <EmptyState title={t(others.length === 0 ? 'inspection.preview.nobody' : 'inspection.preview.notFound')} />
      ) : (
        <ul className="sh-cards">
          {found.map(({ id, name, shortName, country }) => (
            <li key={id} className="sh-card">
              <div className="sh-card-line">
                <h2>{shortName}</h2>
                <span className="sh-soft">{country}</span>
              </div>
              {name !== shortName && <p className="sh-soft">{name}</p>}
              <p className="sh-soft">
                {t('inspection.preview.sees', { count: seen.get(id) ?? 0, all: records.length })}
              </p>
              <div className="sh-card-acts">
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<Eye size={14} />}
                  aria-label={t('inspection.preview.openAs', { name: shortName })}
                  onClick={() => open(id)}
                >
                  {t('inspection.preview.open')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <p className="sh-soft">{t('inspection.preview.limits')}</p>
    </section>
  );
}

function useOpenPreview(): (organisation: string) => void {
  const navigate = useNavigate();
  const { op } = useHere();
  // Filters and view of one's own picture would hide what the partner sees.
  return (as) => void navigate({ to: `/op/${op}`, search: { as } } as never);
}
