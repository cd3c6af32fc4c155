import { Button } from '@mantine/core';
import { ArrowDown, ArrowUp, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tlp } from '../../../../shared/domain/vocabulary.ts';
import { StatusBadge } from '../../../ui/badges.tsx';
import { OrganisationName } from '../../../ui/names.tsx';
import { RecordLink } from '../../../ui/parts/RecordLink.tsx';
import { useOrganisationNamer } from '../../../ui/parts/useOrganisations.ts';
import { saveAs } from '../../../ui/saveAs.ts';
import { useOperationNow } from '../../../ui/ticking.ts';
import { TimeText } from '../../../ui/times.tsx';
import { useOperation, useTocsinApi } from '../../../ui/tocsin.ts';
import { graphCsv } from './csv.ts';
import { lossWords, sortFacts, type GraphSort, type NodeFacts } from './facts.ts';

interface GraphTableProps {
  label: string;
  code: string;
  facts: readonly NodeFacts[];
  tlp: Tlp;
}

/** The same as the graph, line by line, for whoever reads better than looks; sortable, and to take along. */
export function GraphTable({ label, code, facts, tlp }: GraphTableProps) {
  const { t } = useTranslation();
  const now = useOperationNow(5);
  const nameOf = useOrganisationNamer();
  const tocsin = useTocsinApi();
  const operation = useOperation();
  const [sort, setSort] = useState<{ by: GraphSort; reverse: boolean }>({ by: 'hops', reverse: false });
  const rows = useMemo(() => sortFacts(facts, sort.by, sort.reverse, nameOf), [facts, sort, nameOf]);
  const take = (): void => {
    const heading = {
      tlp,
      exercise: operation?.kind === 'exercise',
      at: tocsin.operationNow(),
      operation: operation?.name ?? '',
    };
    saveAs(new Blob([graphCsv(rows, heading, nameOf, t)], { type: 'text/csv;charset=utf-8' }), `${code}-needs.csv`);
  };
  const head = (by: GraphSort, words: string) => (
    <Head
      words={words}
      sorted={sort.by === by ? (sort.reverse ? 'descending' : 'ascending') : undefined}
      onSort={() => setSort({ by, reverse: sort.by === by && !sort.reverse })}
    />
  );
  return (
    <>
      <div className="gr-scroll">
        <table className="ast-table gr-table">
          <caption className="t-hidden">{label}</caption>
          <thead>
            <tr>
              {head('name', t('graph.column.name'))}
              {head('hops', t('graph.column.direction'))}
              <th scope="col">{t('graph.column.via')}</th>
              {head('status', t('graph.column.status'))}
              {head('loss', t('graph.column.loss'))}
              <th scope="col">{t('graph.column.cause')}</th>
              {head('owner', t('graph.column.owner'))}
              <th scope="col">{t('graph.column.contacts')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <Row key={one.id} one={one} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        mt={8}
        leftSection={<Download size={13} aria-hidden="true" />}
        onClick={take}
      >
        {t('graph.csv')}
      </Button>
    </>
  );
}

function Head({
  words,
  sorted,
  onSort,
}: {
  words: string;
  sorted: 'ascending' | 'descending' | undefined;
  onSort: () => void;
}) {
  return (
    <th scope="col" aria-sort={sorted ?? 'none'}>
      <button type="button" className="gr-sort" onClick={onSort}>
        {words}
        {sorted === 'ascending' && <ArrowUp size={11} aria-hidden="true" />}
        {sorted === 'descending' && <ArrowDown size={11} aria-hidden="true" />}
      </button>
    </th>
  );
}

function Row({ one, now }: { one: NodeFacts; now: number }) {
  const { t } = useTranslation();
  const { id, direction, country, via, status, level, downSince, loss, cause, owner, contacts } = one;
  const words = loss && lossWords(loss, now, t);
  return (
    <tr data-asset={id} className={one.layer === 0 ? 'is-centre' : ''}>
      <th scope="row">
        <RecordLink kind="asset" id={id} />
        {country !== '' && <span className="gr-sub">{country}</span>}
      </th>
      <td>{direction}</td>
      <td>
        {via.map((need) => (
          <span key={need} className="gr-line">
            {need}
          </span>
        ))}
      </td>
      <td>
        <StatusBadge status={status} level={level} areaOnly={level === undefined} />
        {downSince !== undefined && (
          <span className="gr-sub">
            {t('assets.since')} <TimeText at={downSince} mode="clock" />
          </span>
        )}
      </td>
      <td>
        {words && (
          <>
            <strong>{words.lead}</strong>
            <span className="gr-sub">{words.band}</span>
          </>
        )}
      </td>
      <td>{cause}</td>
      <td>{owner === undefined ? t('ui.twin.areaOnly') : <OrganisationName id={owner} />}</td>
      <td className="ast-text">{contacts}</td>
    </tr>
  );
}
