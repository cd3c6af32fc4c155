import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Count } from './importing.ts';
import { reportOf, type Finding } from './importReport.ts';

/** Rows listed here; the table for a spreadsheet has them all. */
const LISTED = 200;

interface ImportFindingsProps {
  findings: readonly Finding[];
  count: Count;
  /** Counted by the server, and too many to be told. */
  unlisted: number;
  fileName: string;
}

/** Every row that was refused, with its reason, and what else a person should look at. */
export function ImportFindings({ findings, count, unlisted, fileName }: ImportFindingsProps) {
  const { t } = useTranslation();
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => Number(a.outcome === 'notice') - Number(b.outcome === 'notice'));
  const listed = sorted.slice(0, LISTED);
  const title = t('import.findings.title', { refused: count.refused, notices: count.notices });
  return (
    <details className="im-part" open>
      <summary>{title}</summary>
      <div className="im-findings-head">
        <p className="ad-soft">{t('import.findings.hint')}</p>
        <Button
          size="xs"
          variant="default"
          leftSection={<Download size={15} />}
          onClick={() => save(`${fileName}.refused.csv`, reportOf(findings))}
        >
          {t('import.findings.download')}
        </Button>
      </div>
      {/* Scrolls by itself, so the keys must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="im-table" role="region" aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="ad-number">
                {t('import.rows.number')}
              </th>
              <th scope="col">{t('import.findings.outcome')}</th>
              <th scope="col">{t('import.findings.reason')}</th>
              <th scope="col">{t('import.rows.name')}</th>
            </tr>
          </thead>
          <tbody>
            {listed.map(({ number, outcome, reason, name }, index) => (
              <tr key={index}>
                <td className="ad-number">{number}</td>
                <td>
                  <span className={`im-outcome is-${outcome}`}>{t(`import.outcome.${outcome}`)}</span>
                </td>
                <td className="im-reason">{reason}</td>
                <td>{name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {listed.length < findings.length && (
        <p className="ad-soft">{t('import.findings.more', { count: findings.length - listed.length })}</p>
      )}
      {unlisted > 0 && <p className="ad-warn">{t('import.findings.unlisted', { count: unlisted })}</p>}
    </details>
  );
}

/** The mark at its beginning tells spreadsheets that it is UTF-8. */
function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
