import type L from 'leaflet';
import { nearestFirst, type Stop } from './walk.ts';

export interface WalkHost {
  stopsInView(): Stop[];
  /** the middle of the view, in the stops' unit */
  middle(): { x: number; y: number };
  /** `position` counts from 1; undefined when the walk is left */
  onStop(stop: Stop | undefined, position: number, count: number): void;
  onEnter(stop: Stop | undefined): void;
}

/**
 * U20: the map is one tab stop. Tab and Shift+Tab walk the features in view, nearest first; past either end, and after
 * Escape, Tab leaves the map as everywhere else, so that nobody is caught in it. Arrows, + and - are Leaflet's own.
 */
export class KeyboardWalk {
  private readonly map: L.Map;
  private readonly host: WalkHost;
  private stops: Stop[] = [];
  private position = -1;
  private released = false;

  constructor(map: L.Map, host: WalkHost) {
    this.map = map;
    this.host = host;
    const container = map.getContainer();
    container.addEventListener('keydown', this.onKeyDown);
    container.addEventListener('blur', this.onBlur);
    map.on('moveend', this.onViewChanged);
  }

  get current(): Stop | undefined {
    return this.stops[this.position];
  }

  destroy(): void {
    const container = this.map.getContainer();
    container.removeEventListener('keydown', this.onKeyDown);
    container.removeEventListener('blur', this.onBlur);
    this.map.off('moveend', this.onViewChanged);
  }

  private readonly onBlur = (): void => {
    this.released = false;
    this.leave();
  };

  /** Another view holds other features: the walk begins anew from its middle. */
  private readonly onViewChanged = (): void => {
    if (this.position >= 0 && !this.host.stopsInView().some((stop) => stop.id === this.current?.id)) this.leave();
    else if (this.position < 0) this.stops = [];
  };

  private leave(): void {
    if (this.position < 0) return;
    this.stops = [];
    this.position = -1;
    this.host.onStop(undefined, 0, 0);
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== this.map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Tab') this.onTab(event);
    else if (event.key === 'Escape') {
      this.released = true;
      if (this.position >= 0) event.stopPropagation();
      this.leave();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.host.onEnter(this.current);
    } else if (event.key.startsWith('Arrow')) {
      this.released = false;
    }
  };

  private onTab(event: KeyboardEvent): void {
    if (this.released) return;
    if (this.position < 0) {
      if (event.shiftKey) return;
      const { x, y } = this.host.middle();
      this.stops = nearestFirst(this.host.stopsInView(), x, y);
    }
    const next = this.position + (event.shiftKey ? -1 : 1);
    const stop = this.stops[next];
    if (!stop) {
      if (next < 0) event.preventDefault();
      this.leave();
      return;
    }
    event.preventDefault();
    this.position = next;
    this.host.onStop(stop, next + 1, this.stops.length);
  }
}
