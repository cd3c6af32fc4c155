import { Router } from 'express';
import { z } from 'zod';
import { type BaseMap } from '../baseMap/baseMap.ts';
import type { TileFile } from '../baseMap/pmtiles.ts';
import { signedIn, type HttpContext } from './context.ts';
import { route } from './describe.ts';
import { problem } from './problem.ts';
import { sendInParts } from './sending.ts';

/** A directory of a file of the whole world is below this; nobody may take gigabytes at once. */
const MOST_BYTES = 4 * 1024 * 1024;
/** As much of it is in memory at once for each reader. */
const PART_BYTES = 64 * 1024;
/** Ranges on their way to one person: several screens, each of which asks for a screenful of tiles. */
const READ_AT_ONCE = 32;
const RANGE = /^bytes=(\d{1,15})-(\d{1,15})$/;

const answer = z.union([
  z.object({ kind: z.enum(['built-in', 'unusable']) }),
  z.object({
    kind: z.enum(['file', 'server']),
    form: z.enum(['vector', 'raster']),
    url: z.string().describe('Of the file, or of a tile with {z}, {x} and {y} to be filled in.'),
    maxZoom: z.number().int(),
    attribution: z.string(),
  }),
]);

/** The operator's own base map. Only for who is signed in: maps are licensed, and a file is large. */
export function baseMapRoutes(context: HttpContext, baseMap: BaseMap): Router {
  const routes = Router();
  const { sessions, now } = context;
  const underWay = new Map<string, number>();
  route(
    routes,
    'get',
    '/base-map',
    { id: 'readBaseMap', tag: 'service', summary: 'The map under the picture', answers: { 200: answer } },
    signedIn(context, (_request, response) => {
      response.json(baseMap.answer);
    }),
  );
  route(
    routes,
    'get',
    '/base-map/file',
    {
      id: 'readBaseMapFile',
      tag: 'service',
      summary: 'A part of the operator’s PMTiles file',
      description: `Send \`Range: bytes=FIRST-LAST\`, at most ${MOST_BYTES} bytes; the whole file is not given.`,
      answers: { 206: 'file' },
      problems: ['not-found', 'bad-range', 'rate-limited'],
    },
    signedIn(context, async (request, response, caller) => {
      const { file } = baseMap;
      if (!file) return problem(response, 'not-found');
      const asked = RANGE.exec(request.headers.range ?? '');
      const [first, wanted] = [Number(asked?.[1]), Number(asked?.[2])];
      response.set('Accept-Ranges', 'bytes');
      if (!asked || wanted < first || wanted - first >= MOST_BYTES || first >= file.size) {
        response.set('Content-Range', `bytes */${file.size}`);
        return problem(response, 'bad-range');
      }
      const { userId } = caller.session;
      const others = underWay.get(userId) ?? 0;
      if (others >= READ_AT_ONCE) {
        response.set('Retry-After', '1');
        return problem(response, 'rate-limited');
      }
      underWay.set(userId, others + 1);
      const last = Math.min(wanted, file.size - 1);
      response
        .status(206)
        .set('Cache-Control', 'private, max-age=3600')
        .set('Content-Range', `bytes ${first}-${last}/${file.size}`)
        .set('Content-Length', String(last - first + 1))
        .set('ETag', file.etag)
        .type('application/octet-stream');
      try {
        await sendInParts(response, partsOf(file, first, last), { caller, sessions, now, mayGoOn: () => true });
      } finally {
        const left = underWay.get(userId)! - 1;
        if (left > 0) underWay.set(userId, left);
        else underWay.delete(userId);
      }
    }),
  );
  return routes;
}

/** Each is read when the one before it has gone. */
async function* partsOf(file: TileFile, first: number, last: number): AsyncIterable<Uint8Array> {
  for (let at = first; at <= last; at += PART_BYTES) {
    const part = await file.read(at, Math.min(PART_BYTES, last - at + 1));
    if (part.length === 0) throw new Error('The base map file is shorter than it was');
    yield part;
  }
}
