import { ArrowRight } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { percentOf } from '../../forecast/rows.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { When } from '../../forecast/When.tsx';
import { SectorSymbol } from '../../map/symbols/SectorSymbol.tsx';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { StatusBadge } from '../../ui/badges.tsx';
import { OrganisationName } from '../../ui/names.tsx';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { TimeText } from '../../ui/times.tsx';
import type { Answering } from './answering.ts';
import type { Corridor, Crossing, Loss } from './corridors.ts';
import { needWords } from './words.ts';

interface CorridorTableProps {
  corridor: Corridor;
  losses: ReadonlyMap<string, Loss>;
  answers: (asset: ShownAsset) => Answering;
}

/** More than this nobody reads in a table; the file has all. */
const MOST = 100;

/** One corridor: what crosses from one country into another of one sector, bank beside bank. */
export function CorridorTable({ corridor, losses, answers }: CorridorTableProps) {
  const { t } = useTranslation();
  const { from, to, sector, crossings, troubled, direction } = corridor;
  const hidden = t('corridors.hidden');
  const title = t(`corridors.title.${direction}`, {
    from: from || hidden,
    to: to || hidden,
    sector: t(`ui.sector.${sector}`),
  });
  return (
    <section className="nx-part co-part">
      <h2>
        <span className="co-way">
          <span className={from === '' ? 'co-hidden' : ''}>{from || hidden}</span>
          <ArrowRight size={14} aria-label={t('corridors.to')} />
          <span className={to === '' ? 'co-hidden' : ''}>{to || hidden}</span>
        </span>
        <SectorSymbol sector={sector} size={14} /> {t(`ui.sector.${sector}`)}
        <span className="t-count">{crossings.length}</span>
        {troubled > 0 && <span className="co-troubled">{t('corridors.troubled', { count: troubled })}</span>}
      </h2>
      <Scroll label={title}>
        <table className="nx-table co-table">
          <caption className="t-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('corridors.supplier', { nation: from || hidden })}</th>
              <th scope="col">{t('corridors.need')}</th>
              <th scope="col">{t('corridors.needs', { nation: to || hidden })}</th>
            </tr>
          </thead>
          <tbody>
            {crossings.slice(0, MOST).map((crossing) => (
              <Row
                key={`${crossing.supplier.id}${crossing.asset.id}${crossing.need.needId}`}
                crossing={crossing}
                losses={losses}
                answers={answers}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      {crossings.length > MOST && <p className="nx-hint">{t('corridors.more', { count: crossings.length - MOST })}</p>}
    </section>
  );
}

interface RowProps extends Omit<CorridorTableProps, 'corridor'> {
  crossing: Crossing;
}

function Row({ crossing: { supplier, asset, need }, losses, answers }: RowProps) {
  const { t } = useTranslation();
  const failing = [supplier, asset].some(({ status }) => status === 'failed');
  const falling = [supplier, asset].some(({ id, status }) => status === 'degraded' || losses.has(id));
  return (
    <tr className={failing ? 'is-failing' : falling ? 'is-falling' : ''}>
      <td>
        <Bank asset={supplier} loss={losses.get(supplier.id)} answer={answers(supplier)} />
      </td>
      <td className="co-need">
        <strong>{t(`assets.needType.${need.type}`)}</strong>
        {needWords(need, supplier.id, t).map((words) => (
          <span key={words}>{words}</span>
        ))}
      </td>
      <td>
        <Bank asset={asset} loss={losses.get(asset.id)} answer={answers(asset)} />
      </td>
    </tr>
  );
}

function Bank({ asset, loss, answer }: { asset: ShownAsset; loss: Loss | undefined; answer: Answering }) {
  const { t } = useTranslation();
  return (
    <div className="co-bank" data-entity={asset.code}>
      <div className="co-name">
        <RecordLink kind="asset" id={asset.id} />
      </div>
      <div className="co-status">
        {isTwin(asset) ? (
          <StatusBadge status={asset.status} areaOnly />
        ) : (
          <StatusBadge status={asset.status} level={asset.level} basis={asset.basis} disputed={asset.disputed} />
        )}
        <TimeText at={asset.since} />
      </div>
      {loss && (
        <div className="co-loss">
          <span className="fc-flag">
            {loss.one.to === 0 ? t('corridors.fails') : t('corridors.falls', { percent: percentOf(loss.one.to) })}
          </span>{' '}
          <When one={loss.one} />
        </div>
      )}
      <Answers answer={answer} />
    </div>
  );
}

function Answers({ answer: { organisation, people, more, contacts } }: { answer: Answering }) {
  const { t } = useTranslation();
  if (organisation === undefined) return <p className="co-answers">{t('corridors.nobodyTold')}</p>;
  return (
    <p className="co-answers">
      <OrganisationName id={organisation} />
      {people.map(({ user, role, here }) => (
        <Fragment key={user.id}>
          {' · '}
          <span className={here ? 'co-here' : ''}>
            {user.name} <em>{t(`ui.role.${role}`)}</em>
            {here && <span className="t-hidden">, {t('corridors.here')}</span>}
          </span>
        </Fragment>
      ))}
      {people.length === 0 && ` · ${t('corridors.nobodyHere')}`}
      {more > 0 && ` · + ${more}`}
      {contacts && <span className="co-contacts">{contacts}</span>}
    </p>
  );
}
