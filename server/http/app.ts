import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Router } from 'express';
import { LIMITS } from '../../shared/limits.ts';
import { REFUSALS } from '../../shared/outcome.ts';
import { attachmentRoutes } from './attachmentRoutes.ts';
import type { HttpContext } from './context.ts';
import { operationRoutes } from './operationRoutes.ts';
import { problem } from './problem.ts';
import { sessionRoutes } from './sessionRoutes.ts';

interface Edge {
  readonly context: HttpContext;
  /** Where the built client lies; absent under `npm run dev`. */
  readonly clientDirectory: string;
  readonly trustProxy: boolean;
  readonly ready: () => Promise<{ ready: boolean; reason?: string }>;
  readonly metrics: () => Promise<{ type: string; text: string } | undefined>;
  readonly more: readonly Router[];
  readonly onTrouble: (error: unknown) => void;
}

/** The Express half of the edge. It knows routes and forms; what anybody sees is the desk's and the faces'. */
export function createHttp({ context, clientDirectory, trustProxy, ready, metrics, more, onTrouble }: Edge): Express {
  const app = express();
  app.disable('x-powered-by');
  // An ETag is computed of what the reader is shown, but says that a hidden change changed nothing: no need for it.
  app.set('etag', false);
  app.set('trust proxy', trustProxy ? 1 : false);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          // Widgets and map layers set styles on elements; no style sheet comes from elsewhere.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
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

  app.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  app.get('/readyz', async (_request, response) => {
    const state = await ready();
    response.status(state.ready ? 200 : 503).json(state);
  });
  app.get('/metrics', async (request, response) => {
    // Not public: only from this machine, and never through a proxy.
    const local = request.socket.remoteAddress;
    const direct = request.headers['x-forwarded-for'] === undefined && request.headers['forwarded'] === undefined;
    const figures =
      direct && (local === '127.0.0.1' || local === '::1' || local === '::ffff:127.0.0.1')
        ? await metrics()
        : undefined;
    if (!figures) return problem(response, 'not-found');
    response.type(figures.type).send(figures.text);
  });

  const api = express.Router();
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  api.get('/limits', (_request, response) => {
    response.json({ ...LIMITS, refusals: REFUSALS });
  });
  api.use(sessionRoutes(context), operationRoutes(context), attachmentRoutes(context), ...more);
  api.use((_request, response) => problem(response, 'not-found'));
  app.use('/api/v1', api);

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

function serveClient(app: Express, directory: string): void {
  if (!existsSync(join(directory, 'index.html'))) return;
  app.use('/assets', express.static(join(directory, 'assets'), { immutable: true, maxAge: '365d', index: false }));
  const page =
    (name: string): express.RequestHandler =>
    (_request, response) => {
      response.set('Cache-Control', 'no-cache').sendFile(join(directory, name));
    };
  app.get('/sw.js', (_request, response) => {
    // A service worker must be looked at anew each time, or a fix never arrives.
    response.set('Cache-Control', 'no-cache').type('text/javascript').sendFile(join(directory, 'sw.js'));
  });
  app.get(['/m', '/m/*rest'], page('m.html'));
  app.use(express.static(directory, { index: false, maxAge: 0 }));
  app.get(/^\/(?!api\/|socket\.io\/|assets\/).*/, page('index.html'));
  app.use((_request, response) => problem(response, 'not-found'));
}
