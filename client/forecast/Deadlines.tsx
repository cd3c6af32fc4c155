import { Button, Checkbox } from '@mantine/core';
import { ClipboardPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast, ForecastDeadline } from '../../shared/cascade/forecast.ts';
import type { Need } from '../../shared/domain/asset/record.ts';
import { LIMITS } from '../../shared/limits.ts';
import { dueOf, keyOf, madeOf } from './deadlineTasks.ts';
import { MakeTasks } from './MakeTasks.tsx';
import { When } from './When.tsx';
import { assetName } from '../ui/assetName.ts';
import { useGo } from '../ui/entities.ts';
import { WhyNot } from '../ui/parts/Act.tsx';
import { RecordLink } from '../ui/parts/RecordLink.tsx';
import { usePreview } from '../ui/preview.ts';
import { useWhyNot } from '../ui/send.ts';
import { zuluDay } from '../ui/time.ts';
import { useFace, useFaces, useTocsinApi } from '../ui/tocsin.ts';
import { Scroll } from './Scroll.tsx';

interface DeadlinesProps {
  list: readonly ForecastDeadline[];
  from: Pick<Forecast, 'changes' | 'already'>;
  hours?: number;
}

/** The latest moments at which an act still helps, those that save most first. Several become tasks together. */
export function Deadlines({ list, from, hours = 72 }: DeadlinesProps) {
  const { t } = useTranslation();
  const preview = usePreview();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [making, setMaking] = useState<readonly ForecastDeadline[] | undefined>(undefined);
  const chosen = list.filter((one) => ticked.has(keyOf(one)));
  const all = chosen.length === list.length;
  const tick = (key: string, on: boolean): void =>
    setTicked(on ? new Set([...ticked, key]) : new Set([...ticked].filter((one) => one !== key)));
  return (
    <section className="nx-part fc-deadlines">
      <h2>
        {t('forecast.deadlines')} <span className="t-count">{list.length}</span>
        {list.length > 0 && !preview && <MakeSeveral count={chosen.length} onAsk={() => setMaking(chosen)} />}
      </h2>
      <p className="nx-hint">
        {list.length === 0 ? t('forecast.noDeadlines') : t('forecast.deadlinesHint', { hours })}
      </p>
      {list.length > 0 && (
        <Scroll label={t('forecast.deadlines')}>
          <table className="nx-table">
            <caption className="t-hidden">{t('forecast.deadlines')}</caption>
            <thead>
              <tr>
                {!preview && (
                  <td className="fc-tick">
                    <Checkbox
                      size="xs"
                      aria-label={t('what-if.tasks.tickAll')}
                      checked={all}
                      indeterminate={!all && chosen.length > 0}
                      onChange={() => setTicked(all ? new Set() : new Set(list.map(keyOf)))}
                    />
                  </td>
                )}
                <th scope="col">{t('forecast.actBy')}</th>
                <th scope="col">{t('forecast.asset')}</th>
                <th scope="col">{t('forecast.act')}</th>
                <th scope="col">{t('forecast.saves')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <Row
                  key={keyOf(one)}
                  one={one}
                  ticked={ticked.has(keyOf(one))}
                  onTick={preview ? undefined : (on) => tick(keyOf(one), on)}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <MakeTasks
        opened={making !== undefined}
        list={making ?? []}
        from={from}
        onClose={() => setMaking(undefined)}
        onMade={() => {
          setMaking(undefined);
          setTicked(new Set());
        }}
      />
    </section>
  );
}

function MakeSeveral({ count, onAsk }: { count: number; onAsk: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      className="fc-make"
      size="compact-xs"
      variant={count > 0 ? 'filled' : 'default'}
      disabled={count === 0}
      leftSection={<ClipboardPlus size={13} aria-hidden="true" />}
      onClick={onAsk}
    >
      {count === 0 ? t('what-if.tasks.makeTicked') : t('what-if.tasks.make', { count })}
    </Button>
  );
}

interface RowProps {
  one: ForecastDeadline;
  ticked: boolean;
  onTick: ((on: boolean) => void) | undefined;
}

function Row({ one, ticked, onTick }: RowProps) {
  const { t } = useTranslation();
  const face = useFace('asset', one.assetId);
  const tasks = useFaces('task');
  const need = face?.needs?.find(({ needId }) => needId === one.needId);
  if (!face) return null;
  const name = assetName(face, t);
  const made = madeOf(tasks.values(), one.assetId, t('tasks.keepSupplied', { name }).slice(0, LIMITS.title));
  return (
    <tr>
      {onTick && (
        <td>
          <Checkbox
            size="xs"
            aria-label={t('what-if.tasks.tick', { name })}
            checked={ticked}
            onChange={(event) => onTick(event.currentTarget.checked)}
          />
        </td>
      )}
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
        {made ? (
          <span className="fc-band">
            {t('what-if.tasks.is')}{' '}
            <RecordLink kind="task" id={made.id}>
              {made.code}
            </RecordLink>
          </span>
        ) : (
          <MakeTask one={one} name={name} />
        )}
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
    go.newTask({ asset: one.assetId, need: one.needId, due: dueOf(one, tocsin.operationNow()) });
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
