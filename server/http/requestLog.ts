import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logbook } from '../logbook.ts';

const GIVEN = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * One line a request: its route as written in the program, never the address that was asked for, which names records. The
 * id is the proxy's where there is a trusted one, so that its log and ours can be laid side by side.
 */
export function requestLog(logbook: Logbook, trustProxy: boolean): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const given = request.headers['x-request-id'];
    const id = trustProxy && typeof given === 'string' && GIVEN.test(given) ? given : randomBytes(6).toString('hex');
    response.on('close', () => {
      const path = (request.route as { path?: unknown } | undefined)?.path;
      logbook.say('request.answered', {
        request: id,
        method: request.method,
        route: typeof path === 'string' ? request.baseUrl + path : 'none',
        status: response.statusCode,
        ms: Math.round(performance.now() - began),
        ...(!response.writableFinished && { cutOff: true }),
      });
    });
    next();
  };
}
