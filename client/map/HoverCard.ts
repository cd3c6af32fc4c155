import type L from 'leaflet';
import { Spot } from './canvas/Spot.ts';
import type { AssetFeature, IncidentFeature } from './features.ts';
import type { Translate } from './text.ts';

/** The few words beside what is under the pointer or the keyboard. Nothing in it is found nowhere else. */
export class HoverCard {
  private readonly spot: Spot;
  private readonly t: Translate;

  constructor(map: L.Map, t: Translate) {
    this.spot = new Spot(map, 'cards', 'map-card');
    this.t = t;
  }

  showAsset(asset: AssetFeature, lat: number, lon: number, rise: number): void {
    const t = this.t;
    const facts = [asset.code, t(`map.sector.${asset.sector}`)];
    const state = [t(`map.status.${asset.status}`)];
    if (asset.level !== undefined) state.push(t('map.card.level', { percent: Math.round(asset.level / 10_000) }));
    state.push(t(`map.basis.${asset.basis}`));
    if (asset.disputed) state.push(t('map.card.disputed'));
    if (asset.stale) state.push(t('map.card.stale'));
    this.write(asset.name, facts.join(' · '), state.join(' · '), `is-${asset.status}`);
    this.spot.show(lat, lon, rise);
  }

  showIncident(incident: IncidentFeature, lat: number, lon: number, rise: number): void {
    const t = this.t;
    const acknowledged = t(incident.acknowledged ? 'map.card.acknowledged' : 'map.card.unacknowledged');
    this.write(
      incident.title,
      incident.code,
      `${t(`map.severity.${incident.severity}`)} · ${acknowledged}`,
      'is-incident',
    );
    this.spot.show(lat, lon, rise);
  }

  showCluster(total: number, counts: readonly number[], lat: number, lon: number, rise: number): void {
    const [operational = 0, unknown = 0, degraded = 0, failed = 0] = counts;
    this.write(this.t('map.card.cluster', { total, failed, degraded, unknown, operational }), '', '', 'is-cluster');
    this.spot.show(lat, lon, rise);
  }

  hide(): void {
    this.spot.hide();
  }

  private write(title: string, facts: string, state: string, className: string): void {
    const card = this.spot.inner;
    card.className = `map-card ${className}`;
    card.replaceChildren(
      ...[
        ['strong', title],
        ['span', facts],
        ['em', state],
      ]
        .filter(([, text]) => text)
        .map(([tag, text]) => {
          const line = document.createElement(tag as string);
          line.textContent = text as string;
          return line;
        }),
    );
  }
}
