import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { NOT_READY } from './readiness.ts';

/** A connection that says nothing, or begins a request and does not go on, is gone within ten seconds (P-R5). */
const PATIENCE = { headersTimeout: 8000, connectionsCheckingInterval: 1000 } as const;
const RETRY_AFTER_S = '2';

export const createFront = (tls?: { readonly key: string; readonly cert: string }): Server =>
  tls ? createSecureServer({ ...PATIENCE, handshakeTimeout: 8000, ...tls }) : createServer(PATIENCE);

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Tocsin</title><body style="font:16px system-ui;margin:4rem;color-scheme:light dark">
<h1>Tocsin is starting</h1><p>The log is being read. This page tries again by itself.</p></body></html>`;

/**
 * What is answered until the application takes the server over: alive, not ready, and whoever comes is asked to come again.
 */
export function sayStarting(front: Server): void {
  const answer: RequestListener = (request, response) => {
    const path = request.url?.split('?')[0];
    response.setHeader('Cache-Control', 'no-store');
    if (path === '/healthz') {
      response.setHeader('Content-Type', 'application/json; charset=utf-8').end('{"ok":true}');
      return;
    }
    response.statusCode = 503;
    response.setHeader('Retry-After', RETRY_AFTER_S);
    if (path === '/readyz' || path?.startsWith('/api/') || path?.startsWith('/socket.io/')) {
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      response.end(JSON.stringify({ ready: false, code: 'starting', detail: NOT_READY.starting }));
      return;
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(PAGE);
  };
  front.on('request', answer);
}
