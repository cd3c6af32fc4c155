import type { KindColumns } from '../../../shared/columns/decode.ts';
import type { Forecast } from '../../../shared/cascade/forecast.ts';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import { assetsIn, changedBetween } from '../../features/future/ahead.ts';
import type { AssetFeature, IncidentFeature, TwinFeature } from '../../map/features.ts';
import type { MapController } from '../../map/MapController.ts';
import type { FacesDifference, Tocsin } from '../../store/contract.ts';
import { assetFeature, glimpseOf, incidentFeature, needLines, twinFeature, type Viewing } from './facesToFeatures.ts';
import { isFiltering, type Filter } from '../../store/derive/filter.ts';
import type { NameOf } from '../../store/derive/shownAsset.ts';
import type { Say } from '../../ui/assetName.ts';
import { clockOf, ghostsOf, pathOf } from './foresee.ts';

/** Ages fade on the map; a minute is finer than the eye sees. */
const AGEING_MS = 60_000;
/** Assets looked at in one go because of it, and how long others then have. */
const AT_A_TIME = 2500;
const BREATH_MS = 16;
/** Silence after which what is shown must not look fresh. */
const STALE_AFTER_MS = 60_000;
/** How often a map of a moment to come is moved on with the clock. */
const MOVING_MS = 1000;

/** What is predicted, and how much of it the map shows. */
export interface Foreseen {
  readonly forecast: Forecast | undefined;
  /** Losses within so many hours are drawn. */
  readonly hours: number;
  /** The map shows so many minutes after now; undefined for the present. */
  readonly ahead: number | undefined;
}

/** Feeds the map's layers from the store by keyed difference; React draws none of it. */
export class MapFeed {
  private readonly controller: MapController;
  private readonly tocsin: Tocsin;
  private readonly nameOf: NameOf;
  private readonly say: Say;
  private readonly assets = new Set<string>();
  private readonly twins = new Set<string>();
  private readonly incidents = new Set<string>();
  private filter: Filter = {};
  private selected: string | undefined;
  private hovered: string | undefined;
  private foreseen: Foreseen = { forecast: undefined, hours: 0, ahead: undefined };
  /** The moment that is shown, in milliseconds of operation time; undefined for the present. */
  private moment: number | undefined;
  private ageing: ReturnType<typeof setTimeout> | undefined;
  private readonly stops: readonly (() => void)[];
  private readonly timers: readonly ReturnType<typeof setInterval>[];

  constructor(controller: MapController, tocsin: Tocsin, nameOf: NameOf, say: Say) {
    this.nameOf = nameOf;
    this.say = say;
    this.controller = controller;
    this.tocsin = tocsin;
    this.stops = [
      tocsin.onDifference((difference) => this.apply(difference)),
      tocsin.onGlimpse((assets) => this.glimpse(assets)),
      controller.on('hover', (over) => this.hover(over?.kind === 'asset' ? over.id : undefined)),
    ];
    this.timers = [setInterval(() => this.age(), AGEING_MS), setInterval(() => this.moveOn(), MOVING_MS)];
    this.refresh();
  }

  show(filter: Filter, selected: string | undefined): void {
    const same = filter === this.filter;
    const before = this.selected;
    this.filter = filter;
    this.selected = selected;
    this.controller.select(selected);
    this.updatePath();
    if (!same) return this.refresh();
    // Only what was and what is selected may be shown in spite of the filter.
    this.update([before, selected].flatMap((id) => (id === undefined ? [] : [{ kind: 'asset', id } as const])));
    this.updateIncidents();
    this.updateNeeds();
  }

  foresee(foreseen: Foreseen): void {
    const before = this.foreseen.forecast;
    const { forecast } = foreseen;
    this.foreseen = foreseen;
    this.moveTo(this.momentNow());
    if (this.moment !== undefined && before !== forecast) {
      // What neither forecast speaks of looks as it did.
      const spoken = [before, forecast].flatMap((one) => (one ? [...assetsIn(one)] : []));
      this.update([...new Set(spoken)].map((id) => ({ kind: 'asset', id })));
      this.updateNeeds();
    }
    this.updateGhosts();
    this.updatePath();
  }

  refresh(): void {
    const { asset } = this.viewing().faces;
    const refs: { readonly id: string }[] = [...asset.values()];
    for (const shown of [this.assets, this.twins]) for (const id of shown) if (!asset.has(id)) refs.push({ id });
    this.update(refs);
    this.updateIncidents();
    this.updateNeeds();
  }

  /** Nothing was said, only time has passed: nobody waits for it, and of very many some are looked at at a time. */
  private age(): void {
    clearTimeout(this.ageing);
    const ids = this.viewing().faces.asset.keys();
    const some = (): void => {
      const refs: EntityRef[] = [];
      for (
        let next = ids.next();
        !next.done && refs.push({ kind: 'asset', id: next.value }) < AT_A_TIME;
        next = ids.next()
      );
      this.update(refs);
      if (refs.length === AT_A_TIME) this.ageing = setTimeout(some, BREATH_MS);
      else this.updateIncidents();
    };
    some();
  }

  destroy(): void {
    clearTimeout(this.ageing);
    for (const stop of this.stops) stop();
    for (const timer of this.timers) clearInterval(timer);
    this.controller.setPredictions([], Date.now);
    this.controller.setPath(undefined);
    this.controller.setAhead(undefined);
  }

  private hover(id: string | undefined): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.updatePath();
  }

  private now(): number {
    return Date.parse(this.tocsin.operationNow());
  }

  private momentNow(): number | undefined {
    const { forecast, ahead } = this.foreseen;
    return forecast && ahead !== undefined ? this.now() + ahead * 60_000 : undefined;
  }

  /** A map of a moment to come keeps its distance from now: it goes with the clock. */
  private moveOn(): void {
    if (this.moment === undefined) return;
    this.moveTo(this.momentNow());
    this.updatePath();
  }

  /** Only what changes between the two moments is drawn anew. */
  private moveTo(moment: number | undefined): void {
    const before = this.moment;
    const { forecast } = this.foreseen;
    this.moment = moment;
    if (before === undefined && moment === undefined) return;
    this.controller.setAhead(moment === undefined ? undefined : clockOf(moment, this.now()));
    if (before === undefined || moment === undefined || !forecast) return this.refresh();
    const changed = changedBetween(forecast, before, moment);
    this.update([...changed].map((id) => ({ kind: 'asset', id })));
    if (changed.size > 0) this.updateNeeds();
  }

  /** On a map of a moment to come, what is lost by then is lost: ghosts belong to the present. */
  private updateGhosts(): void {
    const { forecast, hours } = this.foreseen;
    const { asset } = this.tocsin.store.getState().faces;
    const ghosts = forecast && this.moment === undefined ? ghostsOf(forecast, asset, this.now(), hours, this.say) : [];
    this.controller.setPredictions(ghosts, () => this.now());
  }

  private updatePath(): void {
    const { forecast, hours } = this.foreseen;
    const { asset } = this.tocsin.store.getState().faces;
    const path = (id: string | undefined) =>
      forecast &&
      id !== undefined &&
      pathOf(forecast, asset, id, {
        at: this.moment,
        until: Math.max(this.moment ?? 0, this.now() + hours * 3_600_000),
      });
    this.controller.setPath(path(this.hovered) || path(this.selected) || undefined);
  }

  private glimpse(assets: KindColumns): void {
    // What is shown of them in a moment is another thing then.
    if (this.assets.size > 0 || this.twins.size > 0 || this.moment !== undefined || isFiltering(this.filter)) return;
    this.controller.glimpse(glimpseOf(assets, this.viewing()));
  }

  private apply({ reset, changed }: FacesDifference): void {
    if (reset) this.controller.glimpse(undefined);
    const { asset } = this.tocsin.store.getState().faces;
    // What was withdrawn leaves the map at once, and all that was predicted of it or from it.
    if (reset || changed.some(({ kind, id }) => kind === 'asset' && !asset.has(id))) {
      this.updateGhosts();
      this.updatePath();
    }
    if (reset) return this.refresh();
    const assets = changed.filter(({ kind }) => kind === 'asset');
    const moved = assets.some(({ id }) => !this.assets.has(id) && !this.twins.has(id));
    if (assets.length > 0) {
      this.update(assets);
      this.updateNeeds();
    }
    if (moved || changed.some(({ kind }) => kind === 'incident')) this.updateIncidents();
  }

  private update(refs: readonly { readonly id: string }[]): void {
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
    const { faces, selected, ahead } = this.viewing();
    this.controller.setNeeds(needLines(faces, selected, ahead));
  }

  private viewing(): Viewing {
    const { forecast } = this.foreseen;
    const { faces, me, connection } = this.tocsin.store.getState();
    const heard = connection.heardAt ?? connection.since;
    return {
      faces,
      organisation: me?.organisation,
      filter: this.filter,
      selected: this.selected,
      ahead: forecast && this.moment !== undefined ? { forecast, at: this.moment } : undefined,
      now: this.now(),
      stale: connection.state !== 'live' && connection.state !== 'connecting' && Date.now() - heard > STALE_AFTER_MS,
    };
  }
}
