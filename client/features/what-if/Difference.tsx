import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import { percentOf } from '../../forecast/rows.ts';
import { Scroll } from '../../forecast/Scroll.tsx';
import { When } from '../../forecast/When.tsx';
import { Why } from '../../forecast/Why.tsx';
import { lengthWords } from '../../forecast/words.ts';
import { RecordLink } from '../../ui/parts/RecordLink.tsx';
import { SaveCsv } from '../../ui/paper/SaveCsv.tsx';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { useFace, useFaces } from '../../ui/tocsin.ts';
import { differsTable } from './tables.ts';
import type { Differs, DifferenceKind } from './compare.ts';
import type { Run } from '../../forecast/useRun.ts';

/** More than this nobody reads in a table. */
const MOST = 200;

const WORSE = new Set<DifferenceKind>(['new', 'earlier', 'deeper', 'notBack', 'backLater']);

/** Who loses what and when, otherwise than in the present forecast; those chosen themselves are told apart. */
export function Difference({ list, run, tlp }: { list: readonly Differs[]; run: Run; tlp: Tlp }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const [only, setOnly] = useState<'all' | 'worse' | 'better'>('all');
  const follow = list.filter(({ chosen }) => !chosen);
  const worse = follow.filter(({ kind }) => WORSE.has(kind));
  const better = follow.filter(({ kind }) => !WORSE.has(kind));
  const shown = only === 'all' ? follow : only === 'worse' ? worse : better;
  if (follow.length === 0) return null;
  const counts = { all: follow.length, worse: worse.length, better: better.length };
  return (
    <section className="nx-part">
      <h2>
        {t('what-if.differs')} <span className="t-count">{follow.length}</span>
        <span className="wi-space" />
        {(['all', 'worse', 'better'] as const).map((one) => (
          <Button
            key={one}
            size="compact-xs"
            variant={only === one ? 'light' : 'subtle'}
            aria-pressed={only === one}
            onClick={() => setOnly(one)}
          >
            {t(`what-if.only.${one}`, { count: counts[one] })}
          </Button>
        ))}
        <SaveCsv name="what-if" of={t('what-if.differs')} tlp={tlp} table={() => differsTable(list, assets, t)} />
      </h2>
      <Scroll label={t('what-if.differs')}>
        <table className="nx-table">
          <caption className="t-hidden">{t('what-if.differs')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('forecast.asset')}</th>
              <th scope="col">{t('what-if.present')}</th>
              <th scope="col">{t('what-if.made')}</th>
              <th scope="col">{t('what-if.difference')}</th>
              <th scope="col">{t('forecast.why')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, MOST).map((one) => (
              <Row key={one.assetId} one={one} hours={run.hours} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown.length > MOST && <p className="nx-hint">{t('forecast.more', { count: shown.length - MOST })}</p>}
    </section>
  );
}

function Row({ one, hours }: { one: Differs; hours: number }) {
  const { t } = useTranslation();
  const face = useFace('asset', one.assetId);
  if (!face) return null;
  const { kind, before, after } = one;
  return (
    <tr
      className={WORSE.has(kind) ? (after?.to === 0 ? 'is-failing' : 'is-falling') : 'is-rising'}
      data-entity={face.code}
    >
      <th scope="row">
        <RecordLink kind="asset" id={one.assetId} />
        <span className="fc-band">
          {!isTwin(face) && `${face.country} · `}
          {t(`ui.sector.${face.sector}`)}
        </span>
      </th>
      <td>{before ? <Moment one={before} /> : <None hours={hours} />}</td>
      <td>{after ? <Moment one={after} /> : <None hours={hours} />}</td>
      <td className="wi-kind">
        <strong className={WORSE.has(kind) ? 'wi-worse' : 'wi-better'}>{t(`what-if.differsBy.${kind}`)}</strong>
        <span className="fc-band">{by(before, after, t)}</span>
      </td>
      <td>{(after ?? before) && <Why one={(after ?? before)!} />}</td>
    </tr>
  );
}

function Moment({ one }: { one: Predicted }) {
  const { t } = useTranslation();
  return (
    <>
      <When one={one} />
      <span className="fc-band">{t('forecast.fromTo', { from: percentOf(one.from), to: percentOf(one.to) })}</span>
    </>
  );
}

function None({ hours }: { hours: number }) {
  const { t } = useTranslation();
  return <span className="nx-hint">{t('what-if.notWithin', { hours })}</span>;
}

/** By how much time a change moved. */
function by(
  before: Predicted | undefined,
  after: Predicted | undefined,
  t: ReturnType<typeof useTranslation>['t'],
): string {
  if (!before || !after) return '';
  const moved = Math.abs(Date.parse(after.at) - Date.parse(before.at));
  return moved >= 60_000 ? t('what-if.by', { length: lengthWords(moved, t) }) : '';
}
