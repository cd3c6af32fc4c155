import { isOver } from '../../store/derive/alerts.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { useTocsin } from '../../ui/tocsin.ts';
import { IncidentCard } from '../cards.tsx';
import { t } from '../text.ts';

/** What is going on at a site. */
export function IncidentsHere({ asset }: { asset: ShownAsset }) {
  const incidents = useTocsin((state) => state.faces.incident);
  const hitting = [...incidents.values()].filter((one) => !isOver(one) && one.assetIds?.includes(asset.id));
  if (hitting.length === 0) return null;
  return (
    <section>
      <h3>{t('phone.asset.incidents', { count: hitting.length })}</h3>
      <div className="p-cards">
        {hitting.map((incident) => (
          <IncidentCard key={incident.id} incident={incident} />
        ))}
      </div>
    </section>
  );
}
