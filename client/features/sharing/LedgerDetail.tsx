import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DEEDS, type Deed, type DeedKind, type LedgerRow } from '../../store/derive/ledger.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { TimeText } from '../../ui/times.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { SIDES } from './ledgerRows.ts';

const FIRST = 6;

/** What the numbers of one organisation stand for, each thing with its link. */
export function LedgerDetail({ row }: { row: LedgerRow }) {
  const { t } = useTranslation();
  return (
    <div className="le-lists">
      {row.shared.length > 0 && (
        <section>
          <h3>{t('ledger.byLabel')}</h3>
          <ul>
            {row.shared.map(({ kind, tlp, count }) => (
              <li key={`${kind}${tlp}`}>
                <TlpBadge tlp={tlp} /> {t(`inspection.count.${kind}`, { count })}
              </li>
            ))}
          </ul>
        </section>
      )}
      {SIDES.flatMap((side) =>
        DEEDS[side]
          .filter((what) => row.counts[what] > 0)
          .map((what) => <Deeds key={what} what={what} row={row} title={t(`ledger.side.${side}`)} />),
      )}
    </div>
  );
}

function Deeds({ what, row, title }: { what: DeedKind; row: LedgerRow; title: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const list = row.deeds[what];
  const count = row.counts[what];
  return (
    <section>
      <h3>
        {t('ledger.listed', { side: title, what: t(`ledger.column.${what}`) })} <span className="t-count">{count}</span>
      </h3>
      <ol>
        {(all ? list : list.slice(0, FIRST)).map((deed, index) => (
          <li key={`${deed.entity.id}${deed.at}${index}`}>
            <Line deed={deed} />
          </li>
        ))}
      </ol>
      {!all && list.length > FIRST && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          {t('ledger.more', { count: list.length - FIRST })}
        </Button>
      )}
      {all && count > list.length && <p className="sh-soft">{t('ledger.notAll', { count: count - list.length })}</p>}
    </section>
  );
}

function Line({ deed: { entity, at, to, with: other } }: { deed: Deed }) {
  const { t, i18n } = useTranslation();
  const scope = entity.kind === 'asset' ? 'status' : `${entity.kind}Status`;
  const key = `ui.${scope}.${to}`;
  return (
    <>
      <RecordLink kind={entity.kind} id={entity.id} />
      {to !== undefined && i18n.exists(key) && <span className="sh-soft"> {t(key)}</span>}
      {other !== undefined && (
        <>
          {' '}
          <OrganisationName id={other} />
        </>
      )}{' '}
      <TimeText at={at} mode="clock" />
    </>
  );
}
