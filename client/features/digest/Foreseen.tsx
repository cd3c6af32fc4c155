import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PredictedCrossing } from '../../../shared/cascade/crossings.ts';
import type { AnyFace } from '../../../shared/cascade/faces.ts';
import { tellsLess } from '../../../shared/cascade/narrower.ts';
import { bandWords } from '../../forecast/words.ts';
import { foreseenOf, type Foretold } from '../../store/derive/foretold.ts';
import { assetName } from '../../ui/assetName.ts';
import { crossingWords } from '../../ui/crossingWords.ts';
import { EntityLink } from '../../ui/EntityLink.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { TimeText } from '../../ui/times.tsx';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';

/** What the server answers to `/warnings`: worked out anew, of what is shown now. */
interface Answer {
  readonly coarser: boolean;
  readonly warnings: readonly Foretold[];
}
/** `on`: the assets as they were shown when it was asked, and those that came until it was answered. */
type State = { kind: 'asking' } | { kind: 'failed' } | ({ kind: 'told'; on: ReadonlyMap<string, AnyFace> } & Answer);

const MOST = 50;
/** How often, and after how long (ms), a server that is busy is asked again. */
const TRIES = 4;
const AGAIN_MS = 1500;

async function asked(operation: string, since: string, stop: AbortSignal): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    const address = `/api/v1/operations/${operation}/warnings?since=${encodeURIComponent(since)}`;
    const answer = await fetch(address, { signal: stop, credentials: 'same-origin' });
    if (answer.ok) return (await answer.json()) as Answer;
    if (answer.status !== 503 || tried >= TRIES) throw new Error(String(answer.status));
    await new Promise((resume) => setTimeout(resume, AGAIN_MS));
  }
}

/** "Predicted while you were away", with what became of it. `since` is real time: that of when this was opened stays. */
export function Foreseen({ since }: { since: string }) {
  const { t } = useTranslation();
  const operation = useTocsin((state) => state.operationId);
  const faces = useTocsin((state) => state.faces);
  const [state, setState] = useState<State>({ kind: 'asking' });
  const [from] = useState(since);
  const tocsin = useTocsinApi();
  // Numbers may rest on what is not shown any more: they go with it, and are asked for anew.
  const lost = useMemo(
    () => state.kind === 'told' && [...state.on].some(([id, face]) => tellsLess(face, faces.asset.get(id))),
    [state, faces],
  );
  useEffect(() => {
    if (operation === undefined || (state.kind !== 'asking' && !lost)) return undefined;
    const stop = new AbortController();
    const shown = () => [...tocsin.store.getState().faces.asset];
    const before = shown();
    asked(operation, from, stop.signal)
      .then((answer) => {
        // Also what was withdrawn while it was under way.
        const on = new Map([...shown(), ...before]);
        setState({ kind: 'told', on, ...answer });
      })
      .catch(() => !stop.signal.aborted && setState({ kind: 'failed' }));
    return () => stop.abort();
  }, [operation, from, tocsin, lost, state.kind]);
  if (state.kind === 'asking' || lost) return <p role="status">{t('digest.foreseen.asking')}</p>;
  if (state.kind === 'failed') return <p role="status">{t('digest.foreseen.failed')}</p>;
  const list = foreseenOf(state.warnings, faces);
  if (list.length === 0) return null;
  return (
    <section className="dg-group dg-foreseen" aria-labelledby="dg-foreseen">
      <h2 id="dg-foreseen">
        {t('digest.foreseen.title')} <span className="t-count">{list.length}</span>
      </h2>
      <ol>
        {list.slice(0, MOST).map(({ warning, tlp, more }) => (
          <Row key={`${warning.crossing.key} ${warning.arose}`} warning={warning} tlp={tlp} more={more} />
        ))}
      </ol>
      <p>
        {list.length > MOST && `${t('digest.foreseen.rest', { count: list.length - MOST })} `}
        {t('digest.foreseen.hint')}
        {state.coarser && ` ${t('digest.foreseen.coarser')}`}
      </p>
    </section>
  );
}

type RowProps = ReturnType<typeof foreseenOf>[number];

function Row({ warning: { crossing, arose, outcome, ended }, tlp, more }: RowProps) {
  const { t } = useTranslation();
  const asset = useTocsin((state) => state.faces.asset.get(crossing.prediction.assetId));
  if (!asset) return null;
  const words = crossingWords(crossing, assetName(asset, t), t);
  return (
    <li className={TONE[outcome]}>
      <EntityLink kind="asset" code={asset.code} className="dg-title">
        {more === 0 ? words : t('alerts.predicted.more', { words, count: more })}
      </EntityLink>
      <span className="dg-what">
        <strong>{t(`digest.foreseen.${outcome}`)}</strong>
        {ended !== undefined && (
          <>
            {' '}
            <TimeText at={ended} mode="clock" />
          </>
        )}
        {outcome === 'predicted' && <Standing crossing={crossing} />}
      </span>
      <span className="dg-by">
        <TlpBadge tlp={tlp} /> {t('digest.foreseen.arose')} <TimeText at={arose} mode="clock" />
      </span>
    </li>
  );
}

const TONE = { predicted: 'tone-degraded', 'came-true': 'tone-failed', averted: 'tone-operational' } as const;

/** When, never without its band. */
function Standing({ crossing: { prediction, already } }: { crossing: PredictedCrossing }) {
  const { t } = useTranslation();
  return (
    <>
      {' · '}
      {already ? (
        t('alerts.predicted.already')
      ) : (
        <>
          <TimeText at={prediction.at} mode="clock" /> {bandWords(prediction, Date.parse(prediction.at), t)}
          {prediction.band === 'indicative' && ` · ${t('forecast.estimate')}`}
        </>
      )}
    </>
  );
}
