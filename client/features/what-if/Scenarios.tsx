import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Save, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScenarioFace } from '../../../shared/domain/scenario/record.ts';
import { actsFrom } from '../../forecast/acts.ts';
import { useDraft, useDraftKeeper } from '../../forecast/draft.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { PersonName } from '../../ui/names.tsx';
import { Act } from '../../ui/parts/Act.tsx';
import { textOf, useFilters } from '../../ui/parts/search.ts';
import { usePreview } from '../../ui/preview.ts';
import { useSend } from '../../ui/send.ts';
import { TimeText } from '../../ui/times.tsx';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useFace, useFaces, useMe, useTocsin } from '../../ui/tocsin.ts';
import { SaveScenario, useSteps } from './SaveScenario.tsx';
import { byChange, differs } from './scenarios.ts';

/** The scenario that the address names, opened once; a link shows a colleague the same, on what they are shown. */
export function useOpenedScenario(): { wanted: string | undefined; face: ScenarioFace | undefined } {
  const { search } = useFilters();
  const keeper = useDraftKeeper();
  const wanted = textOf(search['scenario']);
  const face = useFace('scenario', wanted);
  const assets = useFaces('asset');
  useEffect(() => {
    if (!face || keeper.store.getState().scenarioId === face.id) return;
    keeper.open(face.id, actsFrom(face.steps, assets), face.hours);
    // Opened when it is first here: later changes of assets are no reason to open it again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [face?.id, keeper]);
  return { wanted, face };
}

/** What was opened, and whether the list still says the same. */
export function OpenedScenario({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const { wanted, face } = useOpenedScenario();
  const ready = useTocsin((state) => state.ready);
  const keeper = useDraftKeeper();
  const assets = useFaces('asset');
  const me = useMe();
  const preview = usePreview();
  const send = useSend();
  const { acts, hours } = useDraft();
  const { steps, now } = useSteps();
  if (!wanted) return null;
  if (!face) {
    if (!ready) return null;
    return (
      <p className="wi-opened is-lost" role="status">
        {t('what-if.lost')}{' '}
        <button type="button" className="wi-link" onClick={onLeave}>
          {t('what-if.lostClose')}
        </button>
      </p>
    );
  }
  const changed = differs(acts, hours, face, assets, now);
  const again = (): void => keeper.open(face.id, actsFrom(face.steps, assets), face.hours);
  return (
    <div className="wi-opened">
      <div>
        <h2>
          {face.name} <TlpBadge tlp={face.tlp} />
        </h2>
        <p>
          {t('what-if.savedBy')} <PersonName by={face.by} /> · <TimeText at={face.changedAt} />
        </p>
        {face.note && <p className="wi-note">{face.note}</p>}
        <p className="nx-hint">{t('what-if.fromMine')}</p>
      </div>
      {changed && (
        <div className="wi-opened-acts">
          <strong>{t('what-if.changed')}</strong>
          {face.owner === me?.organisation && !preview && (
            <Act
              type="scenario.change"
              data={{ scenarioId: face.id, steps, hours }}
              onAsk={() => void send('scenario.change', { scenarioId: face.id, steps, hours })}
            >
              {t('what-if.keepChanges')}
            </Act>
          )}
          <Button size="xs" variant="default" onClick={again}>
            {t('what-if.openAgain')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** All scenarios that are shown here, and keeping the present list as one. */
export function Scenarios() {
  const { t } = useTranslation();
  const faces = useFaces('scenario');
  const preview = usePreview();
  const { acts } = useDraft();
  const [saving, setSaving] = useState(false);
  const list = byChange(faces.values());
  return (
    <section className="nx-part wi-scenarios" aria-labelledby="wi-scenarios">
      <h2 id="wi-scenarios">
        {t('what-if.scenarios')} <span className="t-count">{list.length}</span>
        <span className="wi-space" />
        {!preview && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={acts.length === 0}
            leftSection={<Save size={13} aria-hidden="true" />}
            onClick={() => setSaving(true)}
          >
            {t('what-if.save')}
          </Button>
        )}
      </h2>
      {list.length === 0 ? (
        <p className="nx-hint">{t('what-if.noScenarios')}</p>
      ) : (
        <ul className="wi-list">
          {list.map((face) => (
            <Row key={face.id} face={face} />
          ))}
        </ul>
      )}
      <SaveScenario opened={saving} onClose={() => setSaving(false)} />
    </section>
  );
}

function Row({ face }: { face: ScenarioFace }) {
  const { t } = useTranslation();
  const me = useMe();
  const preview = usePreview();
  const send = useSend();
  const { search, set } = useFilters();
  const [asking, setAsking] = useState(false);
  const here = textOf(search['scenario']) === face.id;
  const discard = async (): Promise<void> => {
    const sent = await send('scenario.discard', { scenarioId: face.id }, { versioned: false });
    if (sent && here) set({ scenario: undefined }, true);
  };
  return (
    <li className={`wi-scenario ${here ? 'is-here' : ''}`}>
      <div>
        <Link
          to="."
          search={((all: object) => ({ ...all, scenario: face.id })) as never}
          className="t-record-link"
          aria-current={here ? 'true' : undefined}
        >
          {face.name}
        </Link>{' '}
        <TlpBadge tlp={face.tlp} />
        <p className="fc-band">
          <PersonName by={face.by} /> · <TimeText at={face.changedAt} mode="clock" /> ·{' '}
          {t('what-if.stepCount', { count: face.steps.length })}
        </p>
      </div>
      {face.owner === me?.organisation && !preview && (
        <Act
          type="scenario.discard"
          data={{ scenarioId: face.id }}
          size="compact-xs"
          variant="subtle"
          label={t('what-if.discardOf', { name: face.name })}
          onAsk={() => setAsking(true)}
        >
          <Trash2 size={14} aria-hidden="true" />
        </Act>
      )}
      <Confirm
        opened={asking}
        title={t('what-if.discardTitle')}
        confirm={t('what-if.discard')}
        danger
        onConfirm={() => void discard()}
        onClose={() => setAsking(false)}
      >
        {t('what-if.discardAsk', { name: face.name })}
      </Confirm>
    </li>
  );
}
