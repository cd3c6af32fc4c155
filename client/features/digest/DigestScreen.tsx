import { Select } from '@mantine/core';
import { CheckCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { digestOf } from '../../store/derive/digest.ts';
import type { Happening } from '../../store/derive/feed.ts';
import { assetName } from '../../ui/assetName.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { EntityLink } from '../../ui/EntityLink.tsx';
import { PersonName } from '../../ui/names.tsx';
import { ageOf, zuluDay } from '../../ui/time.ts';
import { TimeText } from '../../ui/times.tsx';
import { usePreview } from '../../ui/preview.ts';
import { useMe, useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { Foreseen } from './Foreseen.tsx';
import './digest.css';

const HOURS = ['1', '4', '8', '24'] as const;
const LEFT = 'left';

/** "Since you left": what changed, by what it asks of the reader; the latest word on each thing. */
export function DigestScreen() {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const faces = useTocsin((state) => state.faces);
  const leftAt = useTocsin((state) => state.leftAt);
  const offset = useTocsin((state) => state.connection.clockOffsetMs);
  const me = useMe();
  const [chosen, setChoice] = useState<string | undefined>(undefined);
  // When one left is known a moment later than the screen is drawn.
  const choice = chosen ?? (leftAt === undefined ? '8' : LEFT);
  const now = Date.parse(tocsin.realNow());
  const since = choice === LEFT && leftAt !== undefined ? leftAt + offset : now - Number(choice) * 3_600_000;
  // Rounded, so that the passing of a second does not make another list.
  const from = new Date(Math.floor(since / 10_000) * 10_000).toISOString();
  const digest = useMemo(
    () => (me ? digestOf(faces, me, from, (asset) => assetName(asset, t)) : undefined),
    [faces, me, from, t],
  );
  const preview = usePreview();
  const { unit, count } = ageOf(now - since);
  return (
    <section className="a-sheet" aria-labelledby="digest-title">
      <header className="a-sheet-head">
        <div>
          <h1 id="digest-title">{t(choice === LEFT ? 'digest.title' : 'digest.changed')}</h1>
          <p>
            {t(unit === 'now' ? 'digest.sinceNow' : 'digest.since', {
              time: zuluDay(since),
              age: t(`ui.age.${unit}`, { count }),
            })}
          </p>
        </div>
        <Select
          size="xs"
          aria-label={t('digest.span')}
          allowDeselect={false}
          value={choice}
          onChange={(value) => setChoice(value ?? '8')}
          data={[
            ...(leftAt === undefined ? [] : [{ value: LEFT, label: t('digest.left') }]),
            ...HOURS.map((hours) => ({ value: hours, label: t('digest.hours', { count: Number(hours) }) })),
          ]}
        />
      </header>
      {me && !me.guest && !preview && <Foreseen key={choice} since={from} />}
      {!digest || digest.total === 0 ? (
        <EmptyState icon={<CheckCheck size={30} />} title={t('digest.none')} hint={t('digest.noneHint')} />
      ) : (
        <div className="dg-groups">
          <Group title={t('digest.incidents')} list={digest.incidents} />
          <Group title={t('digest.worse')} list={digest.worse} />
          <Group title={t('digest.tasks')} list={digest.tasks} />
          <Group title={t('digest.better')} list={digest.better} />
          <Group title={t('digest.other')} list={digest.other} />
        </div>
      )}
    </section>
  );
}

function Group({ title, list }: { title: string; list: readonly Happening[] }) {
  const { t, i18n } = useTranslation();
  if (list.length === 0) return null;
  const words = (one: Happening): string => {
    const scope = one.what === 'severity' ? 'severity' : one.kind === 'asset' ? 'status' : `${one.kind}Status`;
    const key = `ui.${scope}.${one.to}`;
    const what = `feed.did.${one.what}`;
    return i18n.exists(what) ? t(what, { to: i18n.exists(key) ? t(key) : '' }) : one.what;
  };
  return (
    <section className="dg-group">
      <h2>
        {title} <span className="t-count">{list.length}</span>
      </h2>
      <ol>
        {list.slice(0, 100).map((one) => (
          <li key={one.key} className={`tone-${one.tone}`}>
            <EntityLink kind={one.entity.kind} code={one.code} className="dg-title">
              {one.title}
            </EntityLink>
            <span className="dg-what">
              {words(one)}
              {one.note ? ` · ${one.note}` : ''}
            </span>
            <span className="dg-by">
              <PersonName by={one.by} /> <TimeText at={one.at} mode="clock" />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
