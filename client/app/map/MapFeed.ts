import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import type { AssetFeature, IncidentFeature, TwinFeature } from '../../map/features.ts';
import type { MapController } from '../../map/MapController.ts';
import type { FacesDifference, Tocsin } from '../../store/contract.ts';
import { assetFeature, incidentFeature, needLines, twinFeature, type Viewing } from './facesToFeatures.ts';
import type { Filter } from '../../store/derive/filter.ts';
import type { NameOf } from '../../store/derive/shownAsset.ts';

/** Ages fade on the map; a minute is finer than the eye sees. */
const AGEING_MS = 60_000;
/** Silence after which what is shown must not look fresh. */
const STALE_AFTER_MS = 60_000;

/** Feeds the map's layers from the store by keyed difference; React draws none of it. */
export class MapFeed {
  private readonly controller: MapController;
  private readonly tocsin: Tocsin;
  private readonly nameOf: NameOf;
  private readonly assets = new Set<string>();
  private readonly twins = new Set<string>();
  private readonly incidents = new Set<string>();
  private filter: Filter = {};
  private selected: string | undefined;
  private readonly stop: () => void;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(controller: MapController, tocsin: Tocsin, nameOf: NameOf) {
    this.nameOf = nameOf;
    this.controller = controller;
    this.tocsin = tocsin;
    this.stop = tocsin.onDifference((difference) => this.apply(difference));
    this.timer = setInterval(() => this.refresh(), AGEING_MS);
    this.refresh();
  }

  show(filter: Filter, selected: string | undefined): void {
    const same = filter === this.filter;
    const before = this.selected;
    this.filter = filter;
    this.selected = selected;
    this.controller.select(selected);
    if (!same) return this.refresh();
    // Only what was and what is selected may be shown in spite of the filter.
    this.update([before, selected].flatMap((id) => (id === undefined ? [] : [{ kind: 'asset', id } as const])));
    this.updateIncidents();
    this.updateNeeds();
  }

  refresh(): void {
    const { asset } = this.viewing().faces;
    const gone = [...this.assets, ...this.twins].filter((id) => !asset.has(id));
    this.update([...asset.keys(), ...gone].map((id) => ({ kind: 'asset', id })));
    this.updateIncidents();
    this.updateNeeds();
  }

  destroy(): void {
    this.stop();
    clearInterval(this.timer);
  }

  private apply({ reset, changed }: FacesDifference): void {
    if (reset) return this.refresh();
    const assets = changed.filter(({ kind }) => kind === 'asset');
    const moved = assets.some(({ id }) => !this.assets.has(id) && !this.twins.has(id));
    if (assets.length > 0) {
      this.update(assets);
      this.updateNeeds();
    }
    if (moved || changed.some(({ kind }) => kind === 'incident')) this.updateIncidents();
  }

  private update(refs: readonly EntityRef[]): void {
    if (refs.length === 0) return;
    const viewing = this.viewing();
    const set: AssetFeature[] = [];
    const remove: string[] = [];
    const twins: TwinFeature[] = [];
    const gone: string[] = [];
    for (const { id } of refs) {
      const face = viewing.faces.asset.get(id);
      const twin = isTwin(face) ? twinFeature(face, viewing, this.nameOf) : undefined;
      if (twin) {
        twins.push(twin);
        this.twins.add(id);
      } else if (this.twins.delete(id)) gone.push(id);
      const feature = face && !isTwin(face) ? assetFeature(face, viewing) : undefined;
      if (feature) {
        set.push(feature);
        this.assets.add(id);
      } else if (this.assets.delete(id)) remove.push(id);
    }
    if (set.length > 0 || remove.length > 0) this.controller.setAssets({ set, remove });
    if (twins.length > 0 || gone.length > 0) this.controller.setTwins({ set: twins, remove: gone });
  }

  private updateIncidents(): void {
    const viewing = this.viewing();
    const set: IncidentFeature[] = [];
    for (const face of viewing.faces.incident.values()) {
      const feature = incidentFeature(face, viewing);
      if (feature) set.push(feature);
    }
    const shown = new Set(set.map(({ id }) => id));
    const remove = [...this.incidents].filter((id) => !shown.has(id));
    for (const id of remove) this.incidents.delete(id);
    for (const id of shown) this.incidents.add(id);
    this.controller.setIncidents({ set, remove });
  }

  private updateNeeds(): void {
    this.controller.setNeeds(needLines(this.tocsin.store.getState().faces, this.selected));
  }

  private viewing(): Viewing {
    const { faces, me, connection } = this.tocsin.store.getState();
    const heard = connection.heardAt ?? connection.since;
    return {
      faces,
      organisation: me?.organisation,
      filter: this.filter,
      selected: this.selected,
      now: Date.parse(this.tocsin.operationNow()),
      stale: connection.state !== 'live' && connection.state !== 'connecting' && Date.now() - heard > STALE_AFTER_MS,
    };
  }
}
