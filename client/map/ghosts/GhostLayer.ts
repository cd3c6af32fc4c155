import type L from 'leaflet';
import type { Reserve } from '../base/NamesLayer.ts';
import { LabelSlots } from '../canvas/LabelSlots.ts';
import { drawSprite, SpriteCache, TextSprites } from '../canvas/sprites.ts';
import { ViewportLayer, type Frame } from '../canvas/ViewportLayer.ts';
import type { GhostFeature, Theme } from '../features.ts';
import { paletteOf, type Palette } from '../palette.ts';
import type { Translate } from '../text.ts';
import { countdownWords } from './countdown.ts';
import { gather, type DrawnPlace, type Gathered } from './gather.ts';
import { countdownPlate, ghostMark, plateSize, reachOf } from './ghostMark.ts';

/** More countdowns than this nobody follows; the soonest are written. */
const MOST_LABELS = 60;
/** How often countdowns are looked at, in milliseconds. They are drawn anew only where one reads differently. */
const TICK = 1000;

interface GhostHost {
  placeOf(id: string): DrawnPlace | undefined;
  /** room that countdowns must leave to what is drawn already */
  reserve: Reserve;
  t: Translate;
}

/** What is predicted to be lost, around what is there now, with the time that is left. */
export class GhostLayer extends ViewportLayer {
  private readonly around: GhostHost;
  private readonly ghosts = new Map<string, GhostFeature>();
  private now: () => number = Date.now;
  private palette: Palette;
  private readonly marks = new SpriteCache(600);
  private readonly text = new TextSprites();
  private readonly slots = new LabelSlots();
  private labels: { first: GhostFeature; words: string }[] = [];
  private timer = 0;

  constructor(map: L.Map, theme: Theme, around: GhostHost) {
    super(map, 'ghosts', 0.15);
    this.palette = paletteOf(theme);
    this.around = around;
  }

  /** `now` is the operation's clock, in milliseconds. */
  set(ghosts: readonly GhostFeature[], now: () => number): void {
    this.now = now;
    this.ghosts.clear();
    for (const ghost of ghosts) this.ghosts.set(ghost.id, ghost);
    this.invalidate();
    this.tick();
  }

  find(id: string): GhostFeature | undefined {
    return this.isOnMap() ? this.ghosts.get(id) : undefined;
  }

  setTheme(theme: Theme): void {
    this.palette = paletteOf(theme);
    this.marks.clear();
    this.invalidate();
  }

  /** What it surrounds was drawn just now, perhaps elsewhere. */
  follow(): void {
    if (this.ghosts.size > 0) this.drawNow();
  }

  override onAdd(map: L.Map): this {
    super.onAdd(map);
    this.tick();
    return this;
  }

  override onRemove(): this {
    super.onRemove();
    this.tick();
    return this;
  }

  private tick(): void {
    const wanted = this.isOnMap() && this.ghosts.size > 0;
    if (wanted && this.timer === 0) this.timer = window.setInterval(() => this.onTick(), TICK);
    if (!wanted && this.timer !== 0) {
      window.clearInterval(this.timer);
      this.timer = 0;
    }
  }

  private onTick(): void {
    if (document.hidden) return;
    const now = this.now();
    if (this.labels.some(({ first, words }) => this.wordsOf(first, now) !== words)) this.invalidate();
  }

  private wordsOf({ at, due, bounded }: GhostFeature, now: number): string {
    const words = countdownWords(due ? 0 : at - now, this.around.t);
    return bounded || due || at <= now ? words : this.around.t('map.countdown.about', { length: words });
  }

  protected override isEmpty(): boolean {
    if (this.ghosts.size > 0) return false;
    this.labels = [];
    delete this.canvas.dataset['drawn'];
    delete this.canvas.dataset['labels'];
    return true;
  }

  protected override draw(frame: Frame): void {
    const { context, left, top, scale, box, pixelRatio } = frame;
    this.marks.use(pixelRatio);
    const room = 40 / scale;
    const shown = gather(
      this.ghosts.values(),
      (id) => this.around.placeOf(id),
      ({ x, y }) => x > box.minX - room && x < box.maxX + room && y > box.minY - room && y < box.maxY + room,
    );
    // The soonest lies on top.
    for (const mark of shown.toReversed()) {
      const { x, y } = mark.place;
      drawSprite(context, ghostMark(this.marks, mark, this.palette), x * scale - left, y * scale - top, pixelRatio);
    }
    this.writeCountdowns(frame, shown);
    // For tests and scripts that take pictures: a canvas cannot be asked what is on it.
    this.canvas.dataset['drawn'] = String(shown.length);
    this.canvas.dataset['labels'] = this.labels.map(({ words }) => words).join('|');
  }

  private writeCountdowns(frame: Frame, shown: readonly Gathered[]): void {
    const { context, left, top, scale, pixelRatio } = frame;
    const now = this.now();
    this.labels = [];
    this.slots.clear();
    if (shown.length === 0) return;
    this.around.reserve(frame, this.slots);
    for (const mark of shown) {
      if (this.labels.length >= MOST_LABELS) break;
      const words = this.wordsOf(mark.first, now);
      const { width, height } = plateSize(this.text, words);
      const { wide, high } = reachOf(mark);
      const x = mark.place.x * scale - left;
      const y = mark.place.y * scale - top;
      const spots: readonly (readonly [number, number])[] = [
        [x - width / 2, y + high + height / 2 + 2],
        [x + wide + 2, y],
        [x - wide - width - 2, y],
        [x - width / 2, y - high - height / 2 - 2],
      ];
      const spot = spots.find(([sx, sy]) => this.slots.claim(sx, sy - height / 2, width, height));
      if (!spot) continue;
      const plate = countdownPlate(this.marks, this.text, words, mark.status, this.palette);
      drawSprite(context, plate, spot[0], spot[1], pixelRatio);
      this.labels.push({ first: mark.first, words });
    }
  }
}
