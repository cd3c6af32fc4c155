import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { Download, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '../../../shared/limits.ts';
import type { Instant } from '../../../shared/time.ts';
import { OrganisationName } from '../../ui/names.tsx';
import { MomentField } from '../../ui/parts/MomentField.tsx';
import { useOrganisationNamer } from '../../ui/parts/useOrganisations.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useMe, useTocsin } from '../../ui/tocsin.ts';
import { packForecast, takePack, type PackForecast } from './packing.ts';
import { PackCheck } from './PackCheck.tsx';
import { saveAs } from '../../ui/saveAs.ts';
import './journal.css';

type State =
  | { kind: 'idle' }
  | { kind: 'taking'; bytes: number }
  | { kind: 'taken'; name: string }
  | { kind: 'failed'; code: string };

/** An evidence pack: what one's organisation is shown of the operation, signed, to take away. */
export function Pack() {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(true);
  const [from, setFrom] = useState<Instant | undefined>(undefined);
  const [until, setUntil] = useState<Instant | undefined>(undefined);
  const [reason, setReason] = useState('');
  const { state, take, stop } = useTaking();
  const backwards = !whole && from !== undefined && until !== undefined && from > until;
  const ready = reason.trim() !== '' && !backwards && state.kind !== 'taking';
  const wanted = { reason: reason.trim(), ...(!whole && from && { from }), ...(!whole && until && { until }) };
  return (
    <section className="sh-part" aria-label={t('sharing.tab.pack')}>
      <div className="sh-part-head">
        <p>{t('pack.about')}</p>
      </div>
      <div className="pk">
        <form
          className="pk-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) take(wanted);
          }}
        >
          <div>
            <span className="sh-label" id="pack-range">
              {t('pack.range')}
            </span>
            <SegmentedControl
              size="xs"
              aria-labelledby="pack-range"
              value={whole ? 'whole' : 'part'}
              onChange={(value) => setWhole(value === 'whole')}
              data={(['whole', 'part'] as const).map((value) => ({ value, label: t(`pack.range.${value}`) }))}
            />
          </div>
          {!whole && (
            <div className="pk-range">
              <MomentField label={t('pack.from')} value={from} onChange={setFrom} quick={[]} />
              <MomentField label={t('pack.until')} value={until} onChange={setUntil} quick={[]} />
            </div>
          )}
          {backwards && <p className="sh-wrong">{t('pack.backwards')}</p>}
          <Textarea
            label={t('pack.reason')}
            description={t('pack.reasonHint')}
            value={reason}
            maxLength={LIMITS.reason}
            autosize
            minRows={2}
            // A reason is one line in the journal.
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\n\t]+/g, ' '))}
          />
          <Forecast whole={whole} />
          <div className="pk-acts">
            <Button
              type="submit"
              leftSection={<Download size={16} />}
              disabled={!ready}
              loading={state.kind === 'taking'}
              loaderProps={{ type: 'dots' }}
            >
              {t('pack.make')}
            </Button>
            {state.kind === 'taking' && (
              <Button variant="default" leftSection={<X size={14} />} onClick={stop}>
                {t('ui.cancel')}
              </Button>
            )}
            <Said state={state} />
          </div>
        </form>
        <PackCheck />
      </div>
    </section>
  );
}

function useTaking() {
  const operation = useTocsin((state) => state.operationId);
  const [state, setState] = useState<State>({ kind: 'idle' });
  const calling = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => calling.current?.abort(), []);
  const take = (wanted: Parameters<typeof takePack>[1]): void => {
    if (!operation) return;
    const mine = new AbortController();
    calling.current = mine;
    setState({ kind: 'taking', bytes: 0 });
    void takePack(operation, wanted, mine.signal, (bytes) => setState({ kind: 'taking', bytes })).then((taken) => {
      if (mine.signal.aborted) return;
      if (!taken.ok) return setState({ kind: 'failed', code: taken.code });
      saveAs(taken.file, taken.name);
      setState({ kind: 'taken', name: taken.name });
    });
  };
  const stop = (): void => {
    calling.current?.abort();
    setState({ kind: 'idle' });
  };
  return { state, take, stop };
}

function Said({ state }: { state: State }) {
  const { t, i18n } = useTranslation();
  if (state.kind === 'taking') {
    const megabytes = (state.bytes / 1_000_000).toFixed(1);
    return <span role="status">{t(state.bytes === 0 ? 'pack.gathering' : 'pack.taking', { megabytes })}</span>;
  }
  if (state.kind === 'taken') return <span role="status">{t('pack.taken', { name: state.name })}</span>;
  if (state.kind === 'failed') {
    const key = `pack.failed.${state.code}`;
    return (
      <span role="alert" className="sh-wrong">
        {t(i18n.exists(key) ? key : 'pack.failed.other')}
      </span>
    );
  }
  return null;
}

function Forecast({ whole }: { whole: boolean }) {
  const { t } = useTranslation();
  const faces = useTocsin((state) => state.faces);
  const me = useMe();
  const nameOf = useOrganisationNamer();
  const forecast = useMemo<PackForecast>(() => packForecast(faces, me?.organisation), [faces, me?.organisation]);
  return (
    <div className="pk-get">
      <p>
        {t(whole ? 'pack.get' : 'pack.getAtMost', { count: forecast.records })} <TlpBadge tlp={forecast.tlp} />{' '}
        {t('pack.asYou')} <OrganisationName id={me?.organisation} />
      </p>
      <p className="sh-soft">
        {t('pack.told', { count: forecast.owners.length })}{' '}
        {forecast.owners
          .map((id) => nameOf(id))
          .sort()
          .join(', ')}
      </p>
      <p className="sh-soft">{t('pack.withheld')}</p>
    </div>
  );
}
