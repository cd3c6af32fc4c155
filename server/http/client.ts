import express, { type Express, type RequestHandler } from 'express';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { problem } from './problem.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** A file of the build: a plain name and a type that is worth compressing. */
const COMPRESSED = /^\/[\w.-]+\.(?:js|css|json|svg)$/;

/** Serves the `.br` beside an asset where the browser takes it: the build compressed it once, as well as it can be. */
function precompressed(directory: string): RequestHandler {
  return (request, response, next) => {
    if (!COMPRESSED.test(request.path) || !request.acceptsEncodings('br')) return next();
    const file = join(directory, `${request.path.slice(1)}.br`);
    if (!existsSync(file)) return next();
    response
      .set('Content-Encoding', 'br')
      .set('Content-Type', TYPES[extname(request.path)]!)
      .set('Vary', 'Accept-Encoding')
      .set('Cache-Control', 'public, max-age=31536000, immutable')
      .sendFile(file, { cacheControl: false });
  };
}

/** The built client: the desktop at every address that is not the server's own, the phone at `/m`. */
export function serveClient(app: Express, directory: string): void {
  const built = existsSync(join(directory, 'index.html'));
  const page =
    (name: string): RequestHandler =>
    (_request, response) => {
      response.set('Cache-Control', 'no-cache').sendFile(join(directory, name));
    };
  if (built) {
    const assets = join(directory, 'assets');
    // The names of assets carry a hash of their content.
    app.use(
      '/assets',
      precompressed(assets),
      express.static(assets, { immutable: true, maxAge: '365d', index: false }),
    );
    app.get('/sw.js', (_request, response) => {
      // A service worker must be looked at anew each time, or a fix never arrives.
      response.set('Cache-Control', 'no-cache').type('text/javascript').sendFile(join(directory, 'sw.js'));
    });
    app.get(['/m', '/m/*rest'], page('m.html'));
    app.use(express.static(directory, { index: false, maxAge: 0 }));
    app.get(/^\/(?!api\/|socket\.io\/|assets\/).*/, page('index.html'));
  }
  app.use((_request, response) => problem(response, 'not-found'));
}
