import type { ReactNode } from 'react';
import { useTocsin } from '../../ui/tocsin.ts';
import { AssetCard, IncidentCard, TaskCard } from '../cards.tsx';
import { mineOf } from '../lists.ts';
import { t } from '../text.ts';
import { useFacesNow } from '../useFacesNow.ts';

/** A list starts with so many; the rest is one button away. */
const ASSETS_SHOWN = 6;

export function MineTab() {
  const mine = useFacesNow(mineOf);
  const faces = useTocsin((state) => state.faces);
  if (!mine) return null;
  const nothing = mine.waiting.length + mine.tasks.length + mine.incidents.length + mine.assets.length === 0;
  if (nothing) {
    return (
      <div className="p-empty">
        <p>{t('phone.mine.nothing')}</p>
        <p className="p-soft">{t('phone.mine.nothingHint')}</p>
      </div>
    );
  }
  return (
    <>
      {mine.waiting.length > 0 && (
        <List name="waiting" count={mine.waiting.length} loud>
          {mine.waiting.map(({ key, entity }) => {
            const incident = entity.kind === 'incident' ? faces.incident.get(entity.id) : undefined;
            const task = entity.kind === 'task' ? faces.task.get(entity.id) : undefined;
            return incident ? (
              <IncidentCard key={key} incident={incident} />
            ) : (
              task && <TaskCard key={key} task={task} />
            );
          })}
        </List>
      )}
      {mine.tasks.length > 0 && (
        <List name="tasks" count={mine.tasks.length}>
          {mine.tasks.map((task) => (
            <TaskCard key={task.id} task={task} />
          ))}
        </List>
      )}
      {mine.incidents.length > 0 && (
        <List name="incidents" count={mine.incidents.length}>
          {mine.incidents.map((incident) => (
            <IncidentCard key={incident.id} incident={incident} />
          ))}
        </List>
      )}
      {mine.assets.length > 0 && (
        <List name="assets" count={mine.assets.length}>
          {mine.assets.slice(0, ASSETS_SHOWN).map((asset) => (
            <AssetCard key={asset.id} asset={asset} />
          ))}
          {mine.assets.length > ASSETS_SHOWN && (
            <details className="p-more">
              <summary>{t('phone.more', { count: mine.assets.length - ASSETS_SHOWN })}</summary>
              <div className="p-cards">
                {mine.assets.slice(ASSETS_SHOWN).map((asset) => (
                  <AssetCard key={asset.id} asset={asset} />
                ))}
              </div>
            </details>
          )}
        </List>
      )}
    </>
  );
}

interface ListProps {
  name: string;
  count: number;
  loud?: boolean;
  children: ReactNode;
}
export function List({ name, count, loud = false, children }: ListProps) {
  return (
    <section className="p-list" aria-labelledby={`list-${name}`}>
      <h2 id={`list-${name}`} className={loud ? 'is-loud' : ''}>
        {t(`phone.list.${name}`)}
        <span className="p-count">{count}</span>
      </h2>
      <div className="p-cards">{children}</div>
    </section>
  );
}
