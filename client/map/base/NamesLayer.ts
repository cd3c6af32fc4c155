import type L from 'leaflet';
import { LabelSlots } from '../canvas/LabelSlots.ts';
import { TextSprites } from '../canvas/sprites.ts';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { NamedPlace, Theme } from '../features.ts';
import { paletteOf, type Palette } from '../palette.ts';
import type { Country } from './atlas.ts';
import { drawNames } from './names.ts';

/** Takes, in pixels of the frame, the room that names must leave to more important things. */
export type Reserve = (frame: Frame, slots: LabelSlots) => void;

/** Names of countries and places: below every symbol, and only where no symbol would cover them. */
export class NamesLayer extends ViewportLayer {
  private countries: readonly Country[] = [];
  private places: readonly NamedPlace[] = [];
  private palette: Palette;
  private covered = false;
  private readonly reserve: Reserve;
  private readonly text = new TextSprites();
  private readonly slots = new LabelSlots();

  constructor(map: L.Map, theme: Theme, reserve: Reserve) {
    super(map, 'names', 0.15);
    this.palette = paletteOf(theme);
    this.reserve = reserve;
  }

  setCountries(countries: readonly Country[]): void {
    this.countries = countries;
    this.invalidate();
  }

  setPlaces(places: readonly NamedPlace[]): void {
    this.places = [...places].sort((a, b) => a.rank - b.rank);
    this.invalidate();
  }

  /** Another map names all this. */
  setCovered(covered: boolean): void {
    this.covered = covered;
    this.invalidate();
  }

  protected override isEmpty(): boolean {
    return this.covered;
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.text.clear();
    this.invalidate();
  }

  protected override draw(frame: Frame): void {
    this.text.use(frame.pixelRatio);
    this.slots.clear();
    this.reserve(frame, this.slots);
    drawNames(frame, this.palette, this.countries, this.places, this.text, this.slots);
  }
}
