import type L from 'leaflet';
import { Spot } from './canvas/Spot.ts';
import { ghostInWords } from './Announcer.ts';
import type { AssetFeature, GhostFeature, IncidentFeature, TwinFeature } from './features.ts';
import type { Translate } from './text.ts';

/** Of what shares a square, as many as are named in a card. */
const MOST_OTHERS = 4;

/** The few words beside what is under the pointer or the keyboard. Nothing in it is found nowhere else. */
export class HoverCard {
  /** The moment for which everything that is shown of assets is predicted. */
  ahead: string | undefined;
  private readonly spot: Spot;
  private readonly t: Translate;

  constructor(map: L.Map, t: Translate) {
    this.spot = new Spot(map, 'cards', 'map-card');
    this.t = t;
  }

  showAsset(asset: AssetFeature, ghost: GhostFeature | undefined, lat: number, lon: number, rise: number): void {
    const t = this.t;
    const facts = [asset.code, t(`map.sector.${asset.sector}`)];
    const state = [t(`map.status.${asset.status}`)];
    if (asset.level !== undefined) state.push(t('map.card.level', { percent: Math.round(asset.level / 10_000) }));
    state.push(t(`map.basis.${asset.basis}`));
    if (asset.disputed) state.push(t('map.card.disputed'));
    if (asset.stale) state.push(t('map.card.stale'));
    this.write(asset.name, facts.join(' · '), state.join(' · '), `is-${asset.status}`, this.foreseen(ghost));
    this.spot.show(lat, lon, rise);
  }

  /** One of the twins that share a square; the others are named below it. */
  showTwins(
    twins: readonly TwinFeature[],
    id: string,
    ghost: GhostFeature | undefined,
    lat: number,
    lon: number,
    rise: number,
  ): void {
    const t = this.t;
    const one = twins.find((twin) => twin.id === id) ?? twins[0];
    if (!one) return;
    const { code, high, wide, status, stale, name } = one;
    const state = [t(`map.status.${status}`), t('map.card.areaOnly')];
    if (stale) state.push(t('map.card.stale'));
    const others = twins.filter((twin) => twin !== one);
    const lines = [
      ...this.foreseen(ghost),
      ...others
        .slice(0, MOST_OTHERS)
        .map((twin) => t('map.card.alsoHere', { name: twin.name, status: t(`map.status.${twin.status}`) })),
    ];
    if (others.length > MOST_OTHERS) lines.push(t('map.card.moreHere', { count: others.length - MOST_OTHERS }));
    this.write(name, [code, t('map.card.area', { high, wide })].join(' · '), state.join(' · '), `is-${status}`, lines);
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
    const words = this.t('map.card.cluster', { total, failed, degraded, unknown, operational });
    this.write(words, '', '', 'is-cluster', this.foreseen());
    this.spot.show(lat, lon, rise);
  }

  hide(): void {
    this.spot.hide();
    // What was shown may be withdrawn before the next is: no name stays in the page.
    this.spot.inner.replaceChildren();
  }

  private foreseen(ghost?: GhostFeature): string[] {
    const lines = ghost ? [ghostInWords(ghost, this.t)] : [];
    return this.ahead === undefined ? lines : [this.t('map.card.ahead', { when: this.ahead }), ...lines];
  }

  private write(title: string, facts: string, state: string, className: string, more: readonly string[] = []): void {
    const card = this.spot.inner;
    card.className = `map-card ${className}`;
    card.replaceChildren(
      ...[['strong', title], ['span', facts], ['em', state], ...more.map((line) => ['span', line])]
        .filter(([, text]) => text)
        .map(([tag, text]) => {
          const line = document.createElement(tag as string);
          line.textContent = text as string;
          return line;
        }),
    );
  }
}
