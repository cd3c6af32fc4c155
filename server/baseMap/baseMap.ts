import { openTileFile, type TileFile } from './pmtiles.ts';

/** What a client is told of the map that the operator of the server chose. */
export type BaseMapAnswer =
  | { readonly kind: 'built-in' }
  /** One was chosen and cannot be used: people see that something is missing. */
  | { readonly kind: 'unusable' }
  | {
      readonly kind: 'file' | 'server';
      readonly form: 'vector' | 'raster';
      /** Of the file, or the template of a tile's address. */
      readonly url: string;
      readonly maxZoom: number;
      readonly attribution: string;
    };

export interface BaseMap {
  readonly answer: BaseMapAnswer;
  readonly file?: TileFile;
  /** The one origin from which tiles come, and how the browser fetches them: pictures are images, vector tiles are data. */
  readonly opens?: { readonly directive: 'imgSrc' | 'connectSrc'; readonly origin: string };
}

export const BUILT_IN: BaseMap = { answer: { kind: 'built-in' } };
export const BASE_MAP_FILE = '/api/v1/base-map/file';
const DEFAULT_MAX_ZOOM = 15;

interface Settings {
  /** The path of a PMTiles file, or the address of a tile with {z}, {x} and {y} in it. */
  readonly source: string;
  readonly attribution?: string | undefined;
  readonly maxZoom?: number | undefined;
}

/** The address of a tile server, taken apart; or what is wrong with it. */
export function tileServer(source: string): { form: 'vector' | 'raster'; origin?: string } | string {
  for (const part of ['{z}', '{x}', '{y}']) if (!source.includes(part)) return `${part} is missing`;
  if (/\{(?!z\}|x\}|y\})/.test(source)) return 'only {z}, {x} and {y} are filled in: name one host';
  const form = /\.(mvt|pbf)(\?|$)/.test(source) ? 'vector' : 'raster';
  if (source.startsWith('/') && !source.startsWith('//')) return { form };
  if (!URL.canParse(source)) return 'it is no address';
  const { protocol, origin, username, password } = new URL(source);
  if (protocol !== 'https:' && protocol !== 'http:') return 'it must begin with https://';
  if (username !== '' || password !== '') return 'an address that every browser is told can hold no password';
  // A source expression of a content security policy ends at these.
  if (/[;,\s'"]/.test(origin)) return 'its host is no host';
  return { form, origin };
}

/** Never a reason not to start: the picture of the operation is worth more than the ground under it. */
export async function openBaseMap(
  { source, attribution = '', maxZoom }: Settings,
  onUnusable: (why: string) => void,
): Promise<BaseMap> {
  const unusable = (why: string): BaseMap => {
    onUnusable(why);
    return { answer: { kind: 'unusable' } };
  };
  if (source.includes('{')) {
    const server = tileServer(source);
    if (typeof server === 'string') return unusable(server);
    const { form, origin } = server;
    const answer = { kind: 'server', form, url: source, maxZoom: maxZoom ?? DEFAULT_MAX_ZOOM, attribution } as const;
    const directive = form === 'raster' ? 'imgSrc' : 'connectSrc';
    return { answer, ...(origin !== undefined && { opens: { directive, origin } }) };
  }
  try {
    const file = await openTileFile(source);
    const answer = {
      kind: 'file',
      form: file.form,
      // Another file has another address: what a browser keeps of the old one is never mixed with it.
      url: `${BASE_MAP_FILE}?v=${file.etag.replaceAll('"', '')}`,
      maxZoom: Math.min(file.maxZoom, maxZoom ?? file.maxZoom),
      attribution,
    } as const;
    return { answer, file };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return unusable(code ?? message);
  }
}
