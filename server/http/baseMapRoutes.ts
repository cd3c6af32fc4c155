import { Router } from 'express';
import { z } from 'zod';
import { type BaseMap } from '../baseMap/baseMap.ts';
import { signedIn, type HttpContext } from './context.ts';
import { route } from './describe.ts';
import { problem } from './problem.ts';

/** A directory of a file of the whole world is below this; nobody may take gigabytes at once. */
const MOST_BYTES = 4 * 1024 * 1024;
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
      problems: ['not-found', 'bad-range'],
    },
    signedIn(context, async (request, response) => {
      const { file } = baseMap;
      if (!file) return problem(response, 'not-found');
      const asked = RANGE.exec(request.headers.range ?? '');
      const [first, last] = [Number(asked?.[1]), Number(asked?.[2])];
      response.set('Accept-Ranges', 'bytes');
      if (!asked || last < first || last - first >= MOST_BYTES || first >= file.size) {
        response.set('Content-Range', `bytes */${file.size}`);
        return problem(response, 'bad-range');
      }
      const bytes = await file.read(first, last - first + 1);
      response
        .status(206)
        .set('Cache-Control', 'private, max-age=3600')
        .set('Content-Range', `bytes ${first}-${first + bytes.length - 1}/${file.size}`)
        .set('ETag', file.etag)
        .type('application/octet-stream')
        .send(bytes);
    }),
  );
  return routes;
}
