import { Button } from '@mantine/core';
import { ClipboardPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastDeadline } from '../../shared/cascade/forecast.ts';
import type { Need } from '../../shared/domain/asset/record.ts';
import { When } from './When.tsx';
import { assetName } from '../ui/assetName.ts';
import { useGo } from '../ui/entities.ts';
import { WhyNot } from '../ui/parts/Act.tsx';
import { RecordLink } from '../ui/parts/RecordLink.tsx';
import { useWhyNot } from '../ui/send.ts';
import { zuluDay } from '../ui/time.ts';
import { useFace, useFaces, useTocsinApi } from '../ui/tocsin.ts';
import { Scroll } from './Scroll.tsx';

/** The latest moments at which an act still helps, those that save most first. */
export function Deadlines({ list }: { list: readonly ForecastDeadline[] }) {
  const { t } = useTranslation();
  return (
    <section className="nx-part">
      <h2>
        {t('forecast.deadlines')} <span className="t-count">{list.length}</span>
      </h2>
      <p className="nx-hint">{t(list.length === 0 ? 'forecast.noDeadlines' : 'forecast.deadlinesHint')}</p>
      {list.length > 0 && (
        <Scroll label={t('forecast.deadlines')}>
          <table className="nx-table">
            <caption className="t-hidden">{t('forecast.deadlines')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('forecast.actBy')}</th>
                <th scope="col">{t('forecast.asset')}</th>
                <th scope="col">{t('forecast.act')}</th>
                <th scope="col">{t('forecast.saves')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <Row key={`${one.assetId}${one.needId}`} one={one} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

function Row({ one }: { one: ForecastDeadline }) {
  const { t } = useTranslation();
  const face = useFace('asset', one.assetId);
  const need = face?.needs?.find(({ needId }) => needId === one.needId);
  if (!face) return null;
  return (
    <tr>
      <td>
        <When one={one} />
      </td>
      <th scope="row">
        <RecordLink kind="asset" id={one.assetId} />
      </th>
      <td>
        <NeedWords need={need} />
        {one.repair && (
          <p className="nx-line-below">
            {t('forecast.repair', { time: zuluDay(Date.parse(one.repair.by)) })}{' '}
            <RecordLink kind="asset" id={one.repair.assetId} />
          </p>
        )}
      </td>
      <td>
        <Saves one={one} />
      </td>
      <td>
        <MakeTask one={one} name={assetName(face, t)} />
      </td>
    </tr>
  );
}

/** Who the need is met by: that is what its owner calls it by. */
function NeedWords({ need }: { need: Need | undefined }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const sectors = new Set((need?.suppliers ?? []).flatMap(({ assetId }) => assets.get(assetId)?.sector ?? []));
  const words =
    sectors.size > 0
      ? [...sectors].map((sector) => t(`ui.sector.${sector}`)).join(', ')
      : t(`assets.needType.${need?.type ?? 'physical'}`);
  return <>{t('forecast.refuel', { why: words })}</>;
}

function Saves({ one }: { one: ForecastDeadline }) {
  const { t } = useTranslation();
  return (
    <ul className="nx-plain">
      {one.saved.slice(0, 3).map(({ service, nation, personHours }) => (
        <li key={`${service} ${nation}`}>
          {t(nation ? 'forecast.savesHoursIn' : 'forecast.savesHours', {
            count: Math.round(personHours),
            service: t(`ui.sector.${service}`),
            nation,
          })}
        </li>
      ))}
      <li>{t('forecast.spares', { count: one.spares })}</li>
    </ul>
  );
}

function MakeTask({ one, name }: { one: ForecastDeadline; name: string }) {
  const { t } = useTranslation();
  const go = useGo();
  const tocsin = useTocsinApi();
  const [taskId] = useState(() => tocsin.newId());
  const why = useWhyNot('task.create', { taskId, title: 'x' });
  const open = (): void => {
    // Whoever acts by the earliest moment is in time whatever the numbers really are.
    const early = one.earliest !== undefined && one.earliest > tocsin.operationNow() ? one.earliest : one.at;
    go.newTask({ asset: one.assetId, need: one.needId, due: early });
  };
  return (
    <WhyNot why={why}>
      {(described) => (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<ClipboardPlus size={13} aria-hidden="true" />}
          aria-label={t('forecast.makeTaskFor', { name })}
          {...described}
          onClick={why === undefined ? open : undefined}
        >
          {t('forecast.makeTask')}
        </Button>
      )}
    </WhyNot>
  );
}
