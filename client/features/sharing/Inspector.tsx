import { Select, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import type { Markable } from '../../ui/marking/api.ts';
import { InspectorGrid } from '../../ui/marking/InspectorGrid.tsx';
import { RequestList } from '../../ui/marking/RequestList.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useMe, useTocsin } from '../../ui/tocsin.ts';
import { chosen, INSPECTED, ownRecords, type Order, type OwnRecord } from './inspectorRows.ts';
import { InspectorOverview } from './InspectorOverview.tsx';
import './inspector.css';

/** Rows of the list that are drawn: whoever wants more looks for words. */
const MOST = 150;

/** Who sees what of one's own records, and why. */
export function Inspector() {
  const { t } = useTranslation();
  const records = useOwnRecords();
  const { of, choose } = useChosen();
  const picked = useMemo(() => records.find(({ kind, id }) => of === `${kind}:${id}`), [records, of]);
  if (records.length === 0) {
    return (
      <>
        <EmptyState title={t('inspection.none')} hint={t('inspection.noneHint')} />
        <RequestList />
      </>
    );
  }
  return (
    <>
      <p className="sh-soft">{t('inspection.about')}</p>
      <InspectorOverview records={records} onChoose={choose} />
      <RequestList />
      <div className="in-two">
        <Picker records={records} picked={picked} onPick={choose} />
        <section className="in-grid" aria-label={t('inspection.grid')}>
          {picked ? (
            <Picked record={picked} />
          ) : (
            <EmptyState
              title={t(of === undefined ? 'inspection.choose' : 'inspection.gone')}
              hint={t('inspection.chooseHint')}
            />
          )}
        </section>
      </div>
    </>
  );
}

export function useOwnRecords(): readonly OwnRecord[] {
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const me = useMe();
  return useMemo(() => (me && operation ? ownRecords(faces, me, operation) : []), [faces, me, operation]);
}

/** Which record is inspected stands in the address: a link shows a colleague the same. */
function useChosen() {
  const { of } = useSearch({ strict: false }) as { of?: string };
  const navigate = useNavigate();
  const choose = ({ kind, id }: Pick<OwnRecord, 'kind' | 'id'>): void =>
    void navigate({ to: '.', search: (all: object) => ({ ...all, of: `${kind}:${id}` }), replace: true } as never);
  return { of, choose };
}

interface PickerProps {
  records: readonly OwnRecord[];
  picked: OwnRecord | undefined;
  onPick: (record: OwnRecord) => void;
}

function Picker({ records, picked, onPick }: PickerProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Markable | undefined>(undefined);
  const [tlp, setTlp] = useState<Tlp | undefined>(undefined);
  const [order, setOrder] = useState<Order>('widest');
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed);
  const found = useMemo(() => chosen(records, { kind, tlp, text, order }), [records, kind, tlp, text, order]);
  return (
    <section className="in-picker" aria-label={t('inspection.records')}>
      <TextInput
        size="xs"
        aria-label={t('inspection.find')}
        placeholder={t('inspection.find')}
        leftSection={<Search size={14} aria-hidden="true" />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-filter
      />
      <div className="in-filters">
        <Select
          size="xs"
          aria-label={t('inspection.kind')}
          value={kind ?? ''}
          allowDeselect={false}
          onChange={(value) => setKind(INSPECTED.find((one) => one === value))}
          data={[
            { value: '', label: t('inspection.kind.all') },
            ...INSPECTED.map((value) => ({ value, label: t(`inspection.kinds.${value}`) })),
          ]}
        />
        <Select
          size="xs"
          aria-label={t('inspection.label')}
          value={tlp ?? ''}
          allowDeselect={false}
          onChange={(value) => setTlp(TLP.find((one) => one === value))}
          data={[{ value: '', label: t('inspection.label.all') }, ...TLP.map((value) => ({ value, label: value }))]}
        />
        <Select
          size="xs"
          aria-label={t('inspection.order')}
          value={order}
          allowDeselect={false}
          onChange={(value) => setOrder((value as Order | null) ?? 'widest')}
          data={(['widest', 'strictest', 'latest'] as const).map((value) => ({
            value,
            label: t(`inspection.order.${value}`),
          }))}
        />
      </div>
      <p className="in-count" role="status">
        {found.length > MOST
          ? t('inspection.foundMore', { count: found.length, most: MOST })
          : t('inspection.found', { count: found.length })}
      </p>
      <ul>
        {found.slice(0, MOST).map((record) => (
          <li key={`${record.kind}:${record.id}`}>
            <button
              type="button"
              className="in-row"
              aria-pressed={record === picked}
              onClick={() => onPick(record)}
              data-entity={record.code}
            >
              <TlpBadge tlp={record.face.tlp} />
              <span className="in-title">{record.title}</span>
              <span className="in-reach">{t('inspection.reaches', { count: record.reaches.length })}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Picked({ record: { kind, id, code, title, face } }: { record: OwnRecord }) {
  const { t } = useTranslation();
  return (
    <>
      <h2>
        <span className="t-code">{code}</span>{' '}
        {kind === 'asset' || kind === 'incident' || kind === 'task' ? (
          <RecordLink kind={kind} id={id} />
        ) : (
          <span>{title}</span>
        )}
      </h2>
      <p className="sh-soft">
        {t(`inspection.one.${kind}`)} · <TlpBadge tlp={face.tlp} />
      </p>
      <InspectorGrid key={id} kind={kind} face={face} />
    </>
  );
}
