import { Button } from '@mantine/core';
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Download } from 'lucide-react';
import { Fragment, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DEEDS, ledger, sumOf, type DeedKind, type LedgerOfFaces, type LedgerRow } from '../../store/derive/ledger.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { OrganisationName } from '../../ui/names.tsx';
import { useOrganisationNamer } from '../../ui/parts/useOrganisations.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useMe, useOperation, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { SIDES, sortedRows, type LedgerSort } from './ledgerRows.ts';
import { LedgerDetail } from './LedgerDetail.tsx';
import { ledgerCsv } from './ledgerCsv.ts';
import { saveAs } from '../../ui/saveAs.ts';
import './inspector.css';
import './ledger.css';

/** What each organisation gave and got, and what its reports led to: a fair picture, and no order of merit. */
export function Ledger() {
  const { t } = useTranslation();
  const book = useLedger();
  const nameOf = useOrganisationNamer();
  const [sort, setSort] = useState<LedgerSort>({ by: 'name', reverse: false });
  const [open, setOpen] = useState<string | undefined>(undefined);
  const rows = useMemo(() => (book ? sortedRows(book.rows, sort, nameOf) : []), [book, sort, nameOf]);
  if (!book || rows.length === 0) return <EmptyState title={t('ledger.none')} />;
  const by = (column: LedgerSort['by']): void =>
    setSort({ by: column, reverse: sort.by === column ? !sort.reverse : column !== 'name' });
  return (
    <section className="sh-part" aria-label={t('sharing.tab.ledger')}>
      <div className="sh-part-head">
        <p>
          <Sentence book={book} /> {t('ledger.yours')}
        </p>
        <SaveCsv book={book} rows={rows} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <div className="in-scroll" role="region" aria-label={t('ledger.table')} tabIndex={0}>
        <table className="le-table">
          <caption className="t-hidden">{t('ledger.table')}</caption>
          <thead>
            <tr>
              <th rowSpan={2} scope="col" aria-sort={sortOf(sort, 'name')}>
                <SortButton column="name" sort={sort} onSort={by} />
              </th>
              {SIDES.map((side) => (
                <th key={side} colSpan={DEEDS[side].length} scope="colgroup" className="le-side">
                  {t(`ledger.side.${side}`)}
                </th>
              ))}
            </tr>
            <tr>
              {SIDES.flatMap((side) =>
                DEEDS[side].map((what, index) => (
                  <th key={what} scope="col" aria-sort={sortOf(sort, what)} className={index === 0 ? 'le-first' : ''}>
                    <SortButton column={what} sort={sort} onSort={by} />
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.organisation}
                row={row}
                open={open === row.organisation}
                onOpen={() => setOpen(open === row.organisation ? undefined : row.organisation)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="sh-soft">{t('ledger.means')}</p>
      {book.areas > 0 && <p className="sh-soft">{t('ledger.areas', { count: book.areas })}</p>}
    </section>
  );
}

function useLedger(): LedgerOfFaces | undefined {
  const faces = useTocsin((state) => state.faces);
  const operation = useTocsin((state) => state.operationId);
  const me = useMe();
  return useMemo(() => (me && operation ? ledger(faces, me, operation) : undefined), [faces, me, operation]);
}

function Sentence({ book: { rows } }: { book: LedgerOfFaces }) {
  const { t } = useTranslation();
  const sum = (what: DeedKind): number => rows.reduce((all, row) => all + row.counts[what], 0);
  const sharing = rows.filter((row) => row.counts.records > 0).length;
  return (
    <>
      {t('ledger.sentence', {
        organisations: t('ledger.organisations', { count: sharing }),
        records: t('ledger.recordsOf', { count: sum('records') }),
      })}{' '}
      {t('ledger.sentenceLed', {
        tasks: t('ledger.tasksOf', { count: sum('tasks') }),
        changes: t('ledger.changesOf', { count: sum('changes') }),
      })}
    </>
  );
}

function Row({ row, open, onOpen }: { row: LedgerRow; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const name = useOrganisationNamer()(row.organisation);
  const empty = SIDES.every((side) => sumOf(row, side) === 0);
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <Fragment>
      <tr className={open ? 'is-open' : ''}>
        <th scope="row">
          <button
            type="button"
            className="le-open"
            aria-expanded={open}
            aria-label={t('ledger.open', { name })}
            onClick={onOpen}
          >
            <Arrow size={14} aria-hidden="true" />
            <OrganisationName id={row.organisation} />
          </button>
        </th>
        {SIDES.flatMap((side) =>
          DEEDS[side].map((what, index) => (
            <td key={what} className={`${index === 0 ? 'le-first' : ''} ${row.counts[what] === 0 ? 'is-nothing' : ''}`}>
              {row.counts[what]}
            </td>
          )),
        )}
      </tr>
      {open && (
        <tr className="le-detail">
          <td colSpan={1 + SIDES.reduce((sum, side) => sum + DEEDS[side].length, 0)}>
            {empty ? <p className="sh-soft">{t('ledger.nothing')}</p> : <LedgerDetail row={row} />}
          </td>
        </tr>
      )}
    </Fragment>
  );
}

const sortOf = (sort: LedgerSort, column: LedgerSort['by']) =>
  sort.by !== column ? 'none' : sort.reverse ? 'descending' : 'ascending';

interface SortButtonProps {
  column: LedgerSort['by'];
  sort: LedgerSort;
  onSort: (column: LedgerSort['by']) => void;
}

function SortButton({ column, sort, onSort }: SortButtonProps) {
  const { t } = useTranslation();
  const hint = column === 'name' ? undefined : t(`ledger.about.${column}`);
  return (
    <button type="button" className="le-sort" title={hint} onClick={() => onSort(column)}>
      {t(`ledger.column.${column}`)}
      {sort.by === column &&
        (sort.reverse ? <ArrowDown size={12} aria-hidden="true" /> : <ArrowUp size={12} aria-hidden="true" />)}
    </button>
  );
}

function SaveCsv({ book, rows }: { book: LedgerOfFaces; rows: readonly LedgerRow[] }) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const operation = useOperation();
  const nameOf = useOrganisationNamer();
  const exercise = operation?.kind === 'exercise';
  const save = (): void => {
    const heading = { tlp: book.tlp, exercise, at: tocsin.operationNow(), operation: operation?.name ?? '' };
    const text = ledgerCsv(rows, heading, nameOf, (key) => t(key));
    saveAs(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${exercise ? 'EXERCISE-' : ''}give-and-get.csv`);
  };
  return (
    <div className="le-save">
      <TlpBadge tlp={book.tlp} title={t('ledger.strictest')} />
      <Button size="xs" variant="default" leftSection={<Download size={14} />} onClick={save}>
        {t('ledger.csv')}
      </Button>
    </div>
  );
}
