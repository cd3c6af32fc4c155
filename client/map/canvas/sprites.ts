/** A small picture drawn once. Sizes are CSS pixels; the anchor is where it is pinned, from its upper left corner. */
export interface Sprite {
  image: CanvasImageSource;
  width: number;
  height: number;
  anchorX: number;
  anchorY: number;
}

export type Painter = (context: OffscreenCanvasRenderingContext2D) => void;

/** Pictures by key; the oldest go when there are too many, all go when the pixel ratio or the theme changes. */
export class SpriteCache {
  private readonly sprites = new Map<string | number, Sprite>();
  private readonly capacity: number;
  private pixelRatio = 1;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  clear(): void {
    this.sprites.clear();
  }

  use(pixelRatio: number): void {
    if (pixelRatio === this.pixelRatio) return;
    this.pixelRatio = pixelRatio;
    this.clear();
  }

  find(key: string | number): Sprite | undefined {
    return this.sprites.get(key);
  }

  paint(
    key: string | number,
    width: number,
    height: number,
    anchorX: number,
    anchorY: number,
    painter: Painter,
  ): Sprite {
    const ratio = this.pixelRatio;
    const canvas = new OffscreenCanvas(Math.max(1, Math.ceil(width * ratio)), Math.max(1, Math.ceil(height * ratio)));
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.scale(ratio, ratio);
    painter(context);
    const sprite = {
      image: canvas.transferToImageBitmap(),
      width: canvas.width / ratio,
      height: canvas.height / ratio,
      anchorX,
      anchorY,
    };
    if (this.sprites.size >= this.capacity) {
      const oldest = this.sprites.keys().next();
      if (!oldest.done) this.sprites.delete(oldest.value);
    }
    this.sprites.set(key, sprite);
    return sprite;
  }
}

/** Snaps to device pixels: a sprite drawn between two of them would blur. */
export function drawSprite(
  context: CanvasRenderingContext2D,
  sprite: Sprite,
  x: number,
  y: number,
  pixelRatio: number,
): void {
  context.drawImage(
    sprite.image,
    Math.round((x - sprite.anchorX) * pixelRatio) / pixelRatio,
    Math.round((y - sprite.anchorY) * pixelRatio) / pixelRatio,
    sprite.width,
    sprite.height,
  );
}

export interface TextStyle {
  /** distinguishes the style in the cache */
  name: string;
  font: string;
  colour: string;
  halo: string;
  haloWidth: number;
  letterSpacing?: number;
}

/** Words with a halo, as sprites: stroking glyphs is the slowest thing a software canvas does. */
export class TextSprites {
  private readonly cache = new SpriteCache(1500);
  private readonly ruler = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
  private readonly widths = new Map<string, number>();

  clear(): void {
    this.cache.clear();
  }

  use(pixelRatio: number): void {
    this.cache.use(pixelRatio);
  }

  /** Width in CSS pixels, halo included. */
  measure(text: string, style: TextStyle): number {
    const key = `${style.font}|${style.letterSpacing ?? 0}|${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 5000) this.widths.clear();
      this.ruler.font = style.font;
      this.ruler.letterSpacing = `${style.letterSpacing ?? 0}px`;
      width = this.ruler.measureText(text).width + 2 * style.haloWidth;
      this.widths.set(key, width);
    }
    return width;
  }

  heightOf(style: TextStyle): number {
    return (
      Math.round((Number.parseFloat(/(\d+(\.\d+)?)px/.exec(style.font)?.[1] ?? '12') || 12) * 1.3) + 2 * style.haloWidth
    );
  }

  /** Anchored at the middle of its left edge. */
  get(text: string, style: TextStyle): Sprite {
    const key = `${style.name}|${text}`;
    const known = this.cache.find(key);
    if (known) return known;
    const width = this.measure(text, style);
    const height = this.heightOf(style);
    return this.cache.paint(key, width, height, 0, height / 2, (context) => {
      context.font = style.font;
      context.letterSpacing = `${style.letterSpacing ?? 0}px`;
      context.textBaseline = 'middle';
      context.lineJoin = 'round';
      context.strokeStyle = style.halo;
      context.lineWidth = 2 * style.haloWidth;
      context.strokeText(text, style.haloWidth, height / 2);
      context.fillStyle = style.colour;
      context.fillText(text, style.haloWidth, height / 2);
    });
  }
}

export const FONT_FAMILY = 'Inter, "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif';
