import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Deadlines } from '../../forecast/Deadlines.tsx';
import { Deadlocks } from '../../forecast/Deadlocks.tsx';
import { Odd } from '../../forecast/Odd.tsx';
import { within } from '../../forecast/rows.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { inOrder } from '../../forecast/acts.ts';
import { useDraft } from '../../forecast/draft.ts';
import { Paper } from '../../ui/paper/Paper.tsx';
import { zuluDay } from '../../ui/time.ts';
import { actWords, whenWords } from './words.ts';
import { useFaces, useTocsinApi } from '../../ui/tocsin.ts';
import { bordersOf, differing, totalsOf, type Differs, type Totals } from './compare.ts';
import { Delta } from './Delta.tsx';
import { Difference } from './Difference.tsx';
import { ServicesDelta } from './ServicesDelta.tsx';
import type { Run } from '../../forecast/useRun.ts';

/** What would be otherwise: counts first, the words of it, and under them all that stands behind. */
export function Results({ run, tlp }: { run: Run; tlp: Tlp }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const { present, made, chosen, hours } = run;
  const list = useMemo(
    () => differing(present, made, chosen).filter(({ assetId }) => assets.has(assetId)),
    [present, made, chosen, assets],
  );
  const shown = useMemo(() => within(made, assets, hours), [made, assets, hours]);
  const about = t('what-if.printed', { time: zuluDay(Date.parse(made.now)), hours });
  return (
    <Paper title={t('app.base.what-if')} about={about} tlp={tlp}>
      <Supposed />
      <Lead list={list} chosen={chosen.size} hours={hours} />
      <Counts present={totalsOf(present, chosen)} made={totalsOf(made, chosen)} />
      <Difference list={list} run={run} tlp={tlp} />
      <ServicesDelta run={run} tlp={tlp} />
      <Borders run={run} />
      {shown.deadlines.length > 0 && <Deadlines list={shown.deadlines} from={made} hours={hours} />}
      {shown.deadlocks.length > 0 && <Deadlocks list={shown.deadlocks} />}
      <Odd odd={made.odd} />
      {made.odd.length === 0 && <p className="nx-hint">{t('what-if.followed')}</p>}
    </Paper>
  );
}

/** On paper alone: the list beside it stays on the screen. */
function Supposed() {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const assets = useFaces('asset');
  const { acts } = useDraft();
  return (
    <ol className="wi-supposed">
      {inOrder(acts, tocsin.operationNow()).map((act) => (
        <li key={act.key}>
          {whenWords(act.when, t)}: {actWords(act, assets, t)}
        </li>
      ))}
    </ol>
  );
}

function Lead({ list, chosen, hours }: { list: readonly Differs[]; chosen: number; hours: number }) {
  const { t } = useTranslation();
  const of = (...kinds: Differs['kind'][]) => list.filter((one) => !one.chosen && kinds.includes(one.kind)).length;
  const parts = [
    ['lost', of('new')],
    ['sooner', of('earlier', 'deeper')],
    ['later', of('later', 'milder')],
    ['spared', of('gone')],
    ['back', of('back', 'backEarlier')],
    ['notBack', of('notBack', 'backLater')],
  ] as const;
  const said = parts.flatMap(([kind, count]) => (count > 0 ? [t(`what-if.lead.${kind}`, { count })] : []));
  return (
    <p className={`nx-lead wi-lead ${of('new', 'earlier', 'deeper', 'notBack', 'backLater') > 0 ? '' : 'is-good'}`}>
      {said.length > 0
        ? t('what-if.lead.sentence', { list: said.join(' · '), hours })
        : t('what-if.lead.nothing', { hours })}{' '}
      {chosen > 0 && <span className="wi-lead-note">{t('what-if.lead.chosen', { count: chosen })}</span>}
    </p>
  );
}

const ROWS = ['losing', 'failing', 'borders', 'decisions', 'deadlocks'] as const satisfies readonly (keyof Totals)[];

function Counts({ present, made }: { present: Totals; made: Totals }) {
  const { t } = useTranslation();
  return (
    <section className="nx-part">
      <h2>{t('what-if.counts')}</h2>
      <table className="nx-table is-numbers wi-counts">
        <caption className="t-hidden">{t('what-if.counts')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('what-if.counted')}</th>
            <th scope="col">{t('what-if.present')}</th>
            <th scope="col">{t('what-if.made')}</th>
            <th scope="col">{t('what-if.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row}>
              <th scope="row">{t(`what-if.count.${row}`)}</th>
              <td>{present[row]}</td>
              <td>{made[row]}</td>
              <Delta value={made[row] - present[row]} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Borders({ run: { present, made } }: { run: Run }) {
  const { t } = useTranslation();
  const [before, after] = [bordersOf(present), bordersOf(made)];
  const pairs = [...after, ...before.filter((old) => !after.some((one) => one.from === old.from && one.to === old.to))];
  if (pairs.length === 0) return null;
  const count = (list: typeof after, { from, to }: (typeof after)[number]): number =>
    list.find((one) => one.from === from && one.to === to)?.assets ?? 0;
  return (
    <section className="nx-part">
      <h2>
        {t('what-if.borders')} <span className="t-count">{pairs.length}</span>
      </h2>
      <table className="nx-table is-numbers">
        <caption className="t-hidden">{t('what-if.borders')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('what-if.border')}</th>
            <th scope="col">{t('what-if.present')}</th>
            <th scope="col">{t('what-if.made')}</th>
            <th scope="col">{t('what-if.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <tr key={`${pair.from}${pair.to}`}>
              <th scope="row">{t('what-if.crossing', { from: pair.from, to: pair.to })}</th>
              <td>{count(before, pair)}</td>
              <td>{count(after, pair)}</td>
              <Delta value={count(after, pair) - count(before, pair)} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
