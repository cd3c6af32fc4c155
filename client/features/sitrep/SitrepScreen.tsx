import { Button, Select } from '@mantine/core';
import { Printer } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import { situationReport, type SituationReport } from '../../store/derive/sitrep.ts';
import { local, zulu, zuluDay } from '../../ui/time.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useMe, useOperation, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { useOnLoss } from '../../ui/parts/Withdrawn.ts';
import { SitrepBody } from './SitrepBody.tsx';
import './sitrep.css';

/** The situation as of one moment: it stands still until it is made again, so that what is printed is what was read. */
export function SitrepScreen() {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const me = useMe();
  const [upTo, setUpTo] = useState<Tlp>('TLP:RED');
  const [made, setMade] = useState(() => ({ faces: tocsin.store.getState().faces, at: tocsin.operationNow() }));
  const report = useMemo(
    () => situationReport(made.faces, me?.organisation, made.at, upTo),
    [made, me?.organisation, upTo],
  );
  const again = (): void => setMade({ faces: tocsin.store.getState().faces, at: tocsin.operationNow() });
  // It stands still, but for what its reader may not see any more.
  useOnLoss(again);
  return (
    <section className="a-sheet sr" aria-labelledby="sitrep-title">
      <header className="a-sheet-head sr-controls">
        <div>
          <h1 id="sitrep-title">{t('sitrep.title')}</h1>
          <p>{t('sitrep.hint')}</p>
        </div>
        <Select
          size="xs"
          label={t('sitrep.upTo')}
          allowDeselect={false}
          value={upTo}
          onChange={(value) => setUpTo((value as Tlp | null) ?? 'TLP:RED')}
          data={TLP.map((value) => ({ value, label: value }))}
        />
        <Button size="xs" variant="default" onClick={again}>
          {t('sitrep.again')}
        </Button>
        <Button size="xs" leftSection={<Printer size={14} />} onClick={() => window.print()}>
          {t('sitrep.print')}
        </Button>
      </header>
      <Paper report={report} at={Date.parse(made.at)} />
    </section>
  );
}

/** A table repeats its head and foot on every printed page: there the marking and EXERCISE stand. */
function Paper({ report, at }: { report: SituationReport; at: number }) {
  const { t } = useTranslation();
  const operation = useOperation();
  const me = useMe();
  const organisations = useFaces('organisation');
  const connection = useTocsin((state) => state.connection.state);
  const exercise = operation?.kind === 'exercise';
  const marking = (
    <div className="sr-marking">
      <TlpBadge tlp={report.tlp} />
      {exercise && <strong>{t('app.exerciseThrice')}</strong>}
      <span>{operation?.name}</span>
    </div>
  );
  return (
    <table className="sr-paper" role="presentation">
      <thead>
        <tr>
          <td>{marking}</td>
        </tr>
      </thead>
      <tfoot>
        <tr>
          <td>{marking}</td>
        </tr>
      </tfoot>
      <tbody>
        <tr>
          <td>
            <h2 className="sr-name">{t('sitrep.of', { name: operation?.name ?? '' })}</h2>
            <dl className="sr-facts">
              <dt>{t('sitrep.asOf')}</dt>
              <dd>{t('sitrep.time', { zulu: zuluDay(at), local: local(at) })}</dd>
              <dt>{t('sitrep.by')}</dt>
              <dd>
                {me?.name}, {organisations.get(me?.organisation ?? '')?.name}
              </dd>
              <dt>{t('sitrep.age')}</dt>
              <dd>
                {report.numbers.latest ? zulu(Date.parse(report.numbers.latest)) : t('sitrep.nothing')}
                {connection !== 'live' && ` · ${t('sitrep.notLive')}`}
              </dd>
              <dt>{t('sitrep.scope')}</dt>
              <dd>
                {t('sitrep.shown')} {report.leftOut > 0 && t('sitrep.leftOut', { count: report.leftOut })}
              </dd>
            </dl>
            <SitrepBody report={report} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}
