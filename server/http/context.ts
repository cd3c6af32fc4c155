import type { Request, RequestHandler, Response } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import type { Login } from '../accounts/login.ts';
import type { HealthReport } from '../healthReport.ts';
import type { Sessions } from '../accounts/sessions.ts';
import type { Pipeline } from '../commands/pipeline.ts';
import type { Desks } from '../desk/desks.ts';
import type { Forecasts } from '../forecast/forecasts.ts';
import type { Readings } from '../readings.ts';
import type { Tables } from '../log/tables.ts';
import type { PackParts } from '../pack/journal.ts';
import type { Worlds } from '../worlds/worlds.ts';
import { problem } from './problem.ts';
import { vouchFor } from './patience.ts';
import { cutWhenRevoked } from './sending.ts';
import { callerOf, sameOrigin, type Caller, type OriginPolicy } from './who.ts';

/** What the routes are made of. */
export interface HttpContext {
  readonly accounts: Accounts;
  readonly login: Login;
  readonly sessions: Sessions;
  readonly pipeline: Pipeline;
  readonly desks: Desks;
  readonly worlds: Worlds;
  readonly forecasts: Forecasts;
  /** The read journal: what leaves AMBER or stricter is written there first. */
  readonly readings: Readings;
  readonly tables: Tables;
  /** A whole picture was encoded as columns. */
  readonly onSnapshotMade: () => void;
  /** How this node is, for administrators. */
  readonly health: () => Promise<HealthReport>;
  readonly origin: OriginPolicy;
  readonly now: () => number;
  /** What evidence packs are made with. */
  readonly packs: PackParts;
  /** Resolves once what was acknowledged to this user is in the world, at the latest after a second. */
  readonly settled: (operation: string, user: string) => Promise<void>;
}

export type Handler = (request: Request, response: Response, caller: Caller) => Promise<void> | void;

/** A route for signed-in callers. A cookie that changes state must come from this site's own page. */
export function signedIn(context: HttpContext, handle: Handler, body?: RequestHandler): RequestHandler {
  return async (request, response, next) => {
    try {
      const caller = await callerOf(request, context.sessions);
      if (!caller) return problem(response, 'not-authenticated');
      const changes = request.method !== 'GET' && request.method !== 'HEAD';
      if (caller.byCookie && changes && !sameOrigin(request, context.origin)) return problem(response, 'bad-origin');
      vouchFor(request);
      cutWhenRevoked(response, caller, context.sessions);
      // Only now: a stranger's body is never read.
      if (body)
        await new Promise<void>((read, failed) => body(request, response, (error) => (error ? failed(error) : read())));
      await handle(request, response, caller);
    } catch (error) {
      next(error);
    }
  };
}
