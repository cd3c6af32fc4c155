import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import helmet from 'helmet';
import type { Router } from 'express';
import { z } from 'zod';
import type { Logbook } from '../logbook.ts';
import { NOT_READY, type Readiness } from '../readiness.ts';
import { LIMITS } from '../../shared/limits.ts';
import { REFUSALS } from '../../shared/outcome.ts';
import { accountRoutes } from './accountRoutes.ts';
import type { BaseMap } from '../baseMap/baseMap.ts';
import { attachmentRoutes } from './attachmentRoutes.ts';
import { asyncApi } from './asyncapi.ts';
import { baseMapRoutes } from './baseMapRoutes.ts';
import type { HttpContext } from './context.ts';
import { route, routesOf, type DescribedRoute } from './describe.ts';
import { docsPage } from './docs.ts';
import { forecastRoutes } from './forecastRoutes.ts';
import { importRoutes } from './importRoutes.ts';
import { openApi } from './openapi.ts';
import { guestRoutes } from './guestRoutes.ts';
import { operationRoutes } from './operationRoutes.ts';
import { packRoutes } from './packRoutes.ts';
import { problem } from './problem.ts';
import { requestLog } from './requestLog.ts';
import { serveClient } from './client.ts';
import { sharingRoutes } from './sharingRoutes.ts';
import { sessionRoutes } from './sessionRoutes.ts';

interface Edge {
  readonly context: HttpContext;
  /** Where the built client lies; absent under `npm run dev`. */
  readonly clientDirectory: string;
  readonly trustProxy: boolean;
  readonly ready: () => Promise<Readiness>;
  readonly baseMap: BaseMap;
  readonly metricsToken: string | undefined;
  readonly metrics: () => Promise<{ type: string; text: string } | undefined>;
  readonly more: readonly Router[];
  readonly logbook: Logbook;
  readonly onTrouble: (error: unknown) => void;
}

const isReadyForm = z.object({ ready: z.literal(true) });
const notReadyForm = z.object({
  ready: z.literal(false),
  code: z.enum(Object.keys(NOT_READY) as (keyof typeof NOT_READY)[]),
  detail: z.string().describe('For whoever runs the server: what it is, and what to do.'),
});
const limits = z.object({
  ...mapped(LIMITS, () => z.number().int()),
  refusals: z.object(mapped(REFUSALS, () => z.string())),
});

function mapped<Key extends string, Value>(keys: Readonly<Record<Key, unknown>>, to: () => Value): Record<Key, Value> {
  return Object.fromEntries(Object.keys(keys).map((key) => [key, to()])) as Record<Key, Value>;
}

/** The origin of the operator's tiles, where they are fetched that way: nothing else is opened. */
const opened = ({ opens }: BaseMap, directive: 'imgSrc' | 'connectSrc'): string[] =>
  opens?.directive === directive ? [opens.origin] : [];

/** Not public: only from this machine and never through a proxy, or with the token that the operator chose. */
function mayRead(request: Request, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined && given !== undefined) {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(given), digest(token));
  }
  const local = request.socket.remoteAddress;
  const direct = request.headers['x-forwarded-for'] === undefined && request.headers['forwarded'] === undefined;
  return direct && (local === '127.0.0.1' || local === '::1' || local === '::ffff:127.0.0.1');
}

/** The Express half of the edge. It knows routes and forms; what anybody sees is the desk's and the faces'. */
export function createHttp({
  context,
  clientDirectory,
  trustProxy,
  ready: isReady,
  metrics,
  metricsToken,
  baseMap,
  more,
  logbook,
  onTrouble,
}: Edge): Express {
  const app = express();
  app.disable('x-powered-by');
  // An ETag is computed of what the reader is shown, but says that a hidden change changed nothing: no need for it.
  app.set('etag', false);
  app.set('trust proxy', trustProxy ? 1 : false);
  app.use(requestLog(logbook, trustProxy));
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          // Widgets and map layers set styles on elements; no style sheet comes from elsewhere.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:', ...opened(baseMap, 'imgSrc')],
          fontSrc: ["'self'"],
          connectSrc: ["'self'", ...opened(baseMap, 'connectSrc')],
          workerSrc: ["'self'"],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: context.origin.secure,
      referrerPolicy: { policy: 'no-referrer' },
      crossOriginEmbedderPolicy: false,
    }),
  );

  const alive = {
    id: 'alive',
    tag: 'service',
    summary: 'Alive',
    open: true,
    answers: { 200: z.object({ ok: z.literal(true) }) },
  } as const;
  route(app, 'get', '/healthz', alive, (_request, response) => {
    response.json({ ok: true });
  });
  const readiness = {
    id: 'ready',
    tag: 'service',
    summary: 'Ready to serve; 503 while starting, draining, behind the log, or when nothing can be stored',
    open: true,
    answers: { 200: isReadyForm, 503: notReadyForm },
  } as const;
  route(app, 'get', '/readyz', readiness, async (_request, response) => {
    const state = await isReady();
    response.status(state.ready ? 200 : 503).json(state);
  });
  const measured = {
    id: 'metrics',
    tag: 'service',
    summary:
      'Figures for Prometheus; only to this machine and never through a proxy, or to who brings the token for it',
    open: true,
    answers: { 200: 'text' },
    problems: ['not-found'],
  } as const;
  route(app, 'get', '/metrics', measured, async (request, response) => {
    const figures = mayRead(request, metricsToken) ? await metrics() : undefined;
    if (!figures) return problem(response, 'not-found');
    response.type(figures.type).send(figures.text);
  });

  const api = express.Router();
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  const bounds = {
    id: 'limits',
    tag: 'service',
    summary: 'Limits, and every code a command can be refused with',
    open: true,
    answers: { 200: limits },
  } as const;
  route(api, 'get', '/limits', bounds, (_request, response) => {
    response.json({ ...LIMITS, refusals: REFUSALS });
  });
  const parts = [
    sessionRoutes(context),
    accountRoutes(context),
    operationRoutes(context),
    attachmentRoutes(context),
    sharingRoutes(context),
    guestRoutes(context),
    importRoutes(context),
    packRoutes(context, context.packs),
    forecastRoutes(context),
    baseMapRoutes(context, baseMap),
    ...more,
  ];
  api.use(...parts);
  api.use((_request, response) => problem(response, 'not-found'));
  app.use('/api/v1', api);
  describeApi(app, () => [
    ...routesOf(app),
    ...[api, ...parts].flatMap(routesOf).map((one) => ({ ...one, path: `/api/v1${one.path}` })),
  ]);

  serveClient(app, clientDirectory);

  const failed: ErrorRequestHandler = (error: { type?: string; status?: number }, _request, response, _next) => {
    if (response.headersSent) return response.destroy();
    if (error.type === 'entity.too.large') return problem(response, 'too-large');
    if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
      return problem(response, 'invalid');
    onTrouble(error);
    problem(response, 'internal-error');
  };
  app.use(failed);
  return app;
}

/** The two descriptions and the page made of them: of what is mounted, so that no route can be forgotten. */
function describeApi(app: Express, described: () => readonly DescribedRoute[]): void {
  const description = { tag: 'service', open: true } as const;
  const document = z.looseObject({ info: z.looseObject({ title: z.string(), version: z.string() }) });
  let made: { open: object; async: object; page: string } | undefined;
  const all = () => {
    if (made) return made;
    const [open, async] = [openApi(described()), asyncApi()];
    made = { open, async, page: docsPage(open, async) };
    return made;
  };
  route(
    app,
    'get',
    '/api/openapi.json',
    { ...description, id: 'openApi', summary: 'This description (OpenAPI 3.1)', answers: { 200: document } },
    (_request, response) => {
      response.json(all().open);
    },
  );
  route(
    app,
    'get',
    '/api/asyncapi.json',
    {
      ...description,
      id: 'asyncApi',
      summary: 'The messages of the socket (AsyncAPI 3.0)',
      answers: { 200: document },
    },
    (_request, response) => {
      response.json(all().async);
    },
  );
  route(
    app,
    'get',
    '/docs',
    { ...description, id: 'docs', summary: 'This description as a page', answers: { 200: 'text' } },
    (_request, response) => {
      response.type('html').send(all().page);
    },
  );
}
