import { Building2, Check, CircleHelp, Eye } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { ImportFindings } from './ImportFindings.tsx';
import type { Count, Operators, Preview, PreviewRow, Share } from './importing.ts';

const NAMED = 30;

interface ImportPreviewProps {
  preview: Preview;
  /** Settings have changed since: another one is on its way. */
  old: boolean;
  fileName: string;
}

/** What an import would do: who would see it first, then how much, then row by row. */
export function ImportPreview({ preview, old, fileName }: ImportPreviewProps) {
  const { t } = useTranslation();
  const { count, audience, rows, operators, findings, unlisted } = preview;
  return (
    <div className={`im-preview ${old ? 'is-old' : ''}`}>
      <section className="im-audience" aria-label={t('import.audience.title')} aria-live="polite">
        {audience.map((share, index) => (
          <Reached key={index} share={share} first={index === 0} />
        ))}
        {audience.length === 0 && <NothingNew count={count} />}
        {audience.length > 0 && count.updated > 0 && <p className="ad-soft">{t('import.audience.corrected')}</p>}
      </section>
      <Counts count={count} />
      {operators.list.length > 0 && <OperatorList operators={operators} />}
      {rows.length > 0 && <Rows rows={rows} of={count.read - count.refused} />}
      <ImportFindings findings={findings} count={count} unlisted={unlisted} fileName={fileName} />
    </div>
  );
}

function Reached({ share, first }: { share: Share; first: boolean }) {
  const { t } = useTranslation();
  const organisations = useFaces('organisation');
  const { assets, organisations: reached, withoutRestricted, tlp, persons, byDefault } = share;
  const name = (id: string) => organisations.get(id)?.shortName ?? t('ui.organisation.unknown');
  const names = reached.map(name).sort((a, b) => a.localeCompare(b));
  const without = new Set(withoutRestricted.map(name));
  const counted = t('import.assets', { count: assets });
  return (
    <div className={first ? 'im-reach is-first' : 'im-reach'}>
      <p className="im-reach-sentence">
        {first && <Eye size={20} aria-hidden="true" />}
        <strong>
          {tlp === 'TLP:RED'
            ? t('import.audience.persons', { count: persons, assets: counted })
            : t('import.audience.sentence', { count: reached.length, assets: counted })}
        </strong>
        <TlpBadge tlp={tlp} />
      </p>
      {withoutRestricted.length > 0 && (
        <p className="im-reach-less">{t('import.audience.less', { count: withoutRestricted.length })}</p>
      )}
      {byDefault && <p className="ad-soft">{t('import.audience.byDefault', { tlp })}</p>}
      <ul className="ad-chips" aria-label={t('import.audience.who')}>
        {names.slice(0, NAMED).map((one) => (
          <li key={one} className={without.has(one) ? 'is-less' : ''}>
            {one}
          </li>
        ))}
        {names.length > NAMED && <li>{t('admin.andMore', { count: names.length - NAMED })}</li>}
      </ul>
    </div>
  );
}

function NothingNew({ count }: { count: Count }) {
  const { t } = useTranslation();
  const { updated, unchanged, read, refused } = count;
  if (updated > 0) {
    return (
      <p className="im-reach-sentence">
        <strong>{t('import.onlyCorrected', { count: updated })}</strong>
      </p>
    );
  }
  return (
    <p className="im-reach-sentence">
      {unchanged > 0 && <Check size={20} aria-hidden="true" />}
      <strong>
        {unchanged > 0
          ? t('import.nothingNew', { count: unchanged })
          : read === 0
            ? t('import.noRows')
            : t('import.nothingTaken', { count: refused })}
      </strong>
    </p>
  );
}

const COUNTED = ['made', 'updated', 'unchanged', 'refused', 'notices'] as const;

export function Counts({ count }: { count: Count }) {
  const { t } = useTranslation();
  return (
    <dl className="im-counts">
      {COUNTED.map((what) => (
        <div key={what} className={`is-${what} ${count[what] === 0 ? 'is-none' : ''}`}>
          <dt>{t(`import.count.${what}`)}</dt>
          <dd>{count[what].toLocaleString()}</dd>
        </div>
      ))}
    </dl>
  );
}

function OperatorList({ operators }: { operators: Operators }) {
  const { t } = useTranslation();
  const { matched, unconfirmed, list } = operators;
  return (
    <details className="im-part" open={unconfirmed > 0 || undefined}>
      <summary>
        {t('import.operators.title')}{' '}
        <span className="ad-soft">{t('import.operators.counts', { matched, unconfirmed })}</span>
      </summary>
      <p className="ad-soft">{t('import.operators.hint')}</p>
      <ul className="im-operators">
        {list.map(({ name, organisation, assets }) => (
          <li key={organisation ?? `?${name}`}>
            {organisation ? <Building2 size={15} aria-hidden="true" /> : <CircleHelp size={15} aria-hidden="true" />}
            <span className="im-operator">{name}</span>
            <span className={organisation ? 'ad-state is-active' : 'ad-state is-none'}>
              {t(organisation ? 'import.operators.matched' : 'import.operators.unconfirmed')}
            </span>
            <span className="ad-soft">{t('import.assets', { count: assets })}</span>
          </li>
        ))}
        {list.length < matched + unconfirmed && (
          <li className="ad-soft">{t('admin.andMore', { count: matched + unconfirmed - list.length })}</li>
        )}
      </ul>
    </details>
  );
}

function Rows({ rows, of }: { rows: readonly PreviewRow[]; of: number }) {
  const { t } = useTranslation();
  const organisations = useFaces('organisation');
  const title = rows.length < of ? t('import.rows.first', { count: rows.length, of }) : t('import.rows.all');
  const degrees = (number: number) => number.toFixed(4);
  return (
    <details className="im-part" open>
      <summary>{title}</summary>
      {/* Scrolls by itself, so the keys must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="im-table" role="region" aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="ad-number">
                {t('import.rows.number')}
              </th>
              {(['name', 'sector', 'kind', 'place', 'operator', 'outcome'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`import.rows.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.number}>
                <td className="ad-number">{row.number}</td>
                <th scope="row">{row.name}</th>
                <td>{t(`ui.sector.${row.sector}`)}</td>
                <td>{row.kind}</td>
                <td className="im-place">
                  {row.country} {degrees(row.lat)}, {degrees(row.lon)}
                </td>
                <td>
                  {row.organisation
                    ? (organisations.get(row.organisation)?.shortName ?? t('ui.organisation.unknown'))
                    : row.operator && t('import.rows.unconfirmed', { name: row.operator })}
                </td>
                <td>
                  <span className={`im-outcome is-${row.outcome}`}>{t(`import.outcome.${row.outcome}`)}</span>{' '}
                  {row.tlp && <TlpBadge tlp={row.tlp} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
