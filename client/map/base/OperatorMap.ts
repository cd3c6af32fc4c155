import type L from 'leaflet';
import type { Theme } from '../features.ts';
import { operatorLayer, type OperatorMapSetting } from './operatorTiles.ts';

/** `loading` until the first tile; `failed`: the built-in map is all there is for now. */
export type OperatorMapState = 'loading' | 'drawn' | 'failed';

/** How long (ms) until a map that could not be had is asked for again. */
const AGAIN_MS = 30_000;
/** So many tiles in a row that could not be had are no accident. */
const FAILURES = 3;

/** The operator's map, above the built-in one: where it has nothing, or cannot be had, the built-in one is seen. */
export class OperatorMap {
  private readonly map: L.Map;
  private readonly setting: OperatorMapSetting;
  private readonly onState: (state: OperatorMapState) => void;
  private theme: Theme;
  private layer: L.GridLayer | undefined;
  private state: OperatorMapState = 'loading';
  private failures = 0;
  private again: ReturnType<typeof setTimeout> | undefined;
  /** The latest start: a slow one must not undo a later one. */
  private started: symbol | undefined;

  constructor(map: L.Map, setting: OperatorMapSetting, theme: Theme, onState: (state: OperatorMapState) => void) {
    this.map = map;
    this.setting = setting;
    this.theme = theme;
    this.onState = onState;
    // A picture has colours of its own: in the dark it is turned by the style sheet.
    map.getPane('operator')?.classList.toggle('is-raster', setting.form === 'raster');
    this.start();
  }

  setTheme(theme: Theme): void {
    if (theme === this.theme) return;
    this.theme = theme;
    if (this.setting.form === 'vector') this.start();
  }

  destroy(): void {
    this.started = undefined;
    clearTimeout(this.again);
    this.layer?.remove();
    this.layer = undefined;
  }

  private start(): void {
    clearTimeout(this.again);
    const start = (this.started = Symbol('start'));
    operatorLayer(this.setting, this.theme, (had) => {
      if (this.started === start) this.tell(had);
    }).then(
      (layer) => {
        if (this.started !== start) return;
        this.layer?.remove();
        this.layer = layer.addTo(this.map);
      },
      () => {
        if (this.started === start) this.fail();
      },
    );
  }

  private tell(had: boolean): void {
    if (had) {
      this.failures = 0;
      this.become('drawn');
    } else if (++this.failures >= FAILURES || this.state === 'loading') this.fail();
  }

  private fail(): void {
    this.become('failed');
    clearTimeout(this.again);
    this.again = setTimeout(() => this.start(), AGAIN_MS);
  }

  private become(state: OperatorMapState): void {
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
  }
}
