import type { AssetFeature, GhostFeature, IncidentFeature, Status, TwinFeature } from './features.ts';
import type { Translate } from './text.ts';

/** Waits until a movement has come to rest before it is spoken, in milliseconds. */
const REST = 500;

/** U20: says in words what the map shows, for those who do not see it. */
export class Announcer {
  private readonly t: Translate;
  /** The moment for which everything that is said of assets is predicted. */
  ahead: string | undefined;
  private readonly announce: (text: string) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(t: Translate, announce: (text: string) => void) {
    this.t = t;
    this.announce = announce;
  }

  destroy(): void {
    clearTimeout(this.timer);
  }

  view(inView: () => { assets: readonly { status: Status }[]; incidents: readonly IncidentFeature[] }): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(viewInWords(inView(), this.t)), REST);
  }

  asset(asset: AssetFeature | undefined, position: number, count: number, ghost?: GhostFeature): void {
    if (!asset) return;
    const { name, code, sector, status, basis } = asset;
    const t = this.t;
    this.tell(
      t('map.announce.asset', {
        name,
        code,
        sector: t(`map.sector.${sector}`),
        status: t(`map.status.${status}`),
        basis: t(`map.basis.${basis}`),
        position,
        count,
      }),
      ghost,
    );
  }

  twin(twin: TwinFeature, position: number, count: number, ghost?: GhostFeature): void {
    const { name, code, high, wide } = twin;
    const status = this.t(`map.status.${twin.status}`);
    this.tell(this.t('map.announce.twin', { name, code, high, wide, status, position, count }), ghost);
  }

  incident(incident: IncidentFeature | undefined, position: number, count: number): void {
    if (!incident) return;
    const { title, code, severity } = incident;
    const word = this.t(`map.severity.${severity}`);
    this.announce(this.t('map.announce.incident', { title, code, severity: word, position, count }));
  }

  /** Whoever only hears the map is told each time that it shows a forecast. */
  private tell(words: string, ghost?: GhostFeature): void {
    const parts = [words];
    if (this.ahead !== undefined) parts.unshift(this.t('map.announce.ahead', { when: this.ahead }));
    if (ghost) parts.push(ghostInWords(ghost, this.t));
    this.announce(parts.join(' '));
  }

  left(): void {
    this.announce(this.t('map.announce.left'));
  }
}

/** A prediction, never without its band. */
export function ghostInWords({ due, expected, level, when, band }: GhostFeature, t: Translate): string {
  const key = due ? 'map.card.due' : expected ? 'map.card.expected' : 'map.card.predicted';
  return t(key, { percent: Math.round(level / 10_000), when, band });
}

export function viewInWords(
  { assets, incidents }: { assets: readonly { status: Status }[]; incidents: readonly IncidentFeature[] },
  t: Translate,
): string {
  if (assets.length === 0 && incidents.length === 0) return t('map.announce.empty');
  const counted = (status: string): number => assets.filter((asset) => asset.status === status).length;
  const open = incidents.filter((incident) => !incident.closed);
  return t('map.announce.view', {
    assets: assets.length,
    failed: counted('failed'),
    degraded: counted('degraded'),
    incidents: open.length,
    critical: open.filter((incident) => incident.severity === 4).length,
  });
}
