import { Router, type Response } from 'express';
import { z } from 'zod';
import { isId } from '../../shared/ids.ts';
import { instant } from '../../shared/domain/fields.ts';
import { toMs } from '../../shared/time.ts';
import type { OperationDesk } from '../desk/desk.ts';
import { forecastAnswer, warningsAnswer } from '../forecast/answers.ts';
import type { Refusal } from '../forecast/forecasts.ts';
import type { Bytes } from '../forecast/thread.ts';
import { signedIn, type HttpContext } from './context.ts';
import { fewAtOnce, PICTURES_AT_ONCE } from './fewAtOnce.ts';
import { route } from './describe.ts';
import { problem } from './problem.ts';
import { sendWhole } from './sending.ts';
import { shownNow, termsOf } from './shown.ts';
import type { Caller } from './who.ts';

const wanted = z.object({
  hours: z.coerce.number().int().min(1).max(720).default(72),
  deadlines: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(20)
    .describe('How many buffers are tried for the last moment at which refuelling helps.'),
});
const since = z.union([z.object({ after: z.string().min(1).max(200) }), z.object({ since: instant })]);

/** What fails next, for programs: the engine on the caller's faces, and what newly called for them while they were away. */
export function forecastRoutes(context: HttpContext): Router {
  const routes = Router();
  const { desks, forecasts, settled } = context;

  async function deskOf(op: unknown, user: string): Promise<OperationDesk | undefined> {
    const desk = typeof op === 'string' && isId(op) ? desks.of(op) : undefined;
    if (desk) await settled(desk.stream.operation, user);
    return desk?.entitled(user) && desk;
  }

  async function send(response: Response, desk: OperationDesk, caller: Caller, answer: Bytes | Refusal): Promise<void> {
    const shown = shownNow(desk, caller.session.userId);
    if (!shown) return problem(response, 'not-found');
    if (typeof answer !== 'string') {
      response.type('json');
      return sendWhole(response, answer, termsOf(context, desk, caller, shown));
    }
    if (answer === 'busy') response.set('Retry-After', '1');
    problem(response, answer);
  }

  route(
    routes,
    'get',
    '/operations/:op/forecast',
    {
      id: 'readForecast',
      tag: 'operations',
      summary: 'What fails next, worked out from what is shown to you',
      description:
        'The same engine, on the same faces, as your screen runs it. Nothing of it is stored. Mark it as strictly as the strictest record it names. No time without its band.',
      query: wanted,
      answers: { 200: forecastAnswer },
      problems: ['invalid', 'not-found', 'not-allowed', 'busy', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(PICTURES_AT_ONCE, async (request, response, caller) => {
        const { userId } = caller.session;
        const query = wanted.safeParse(request.query);
        if (!query.success)
          return problem(response, 'invalid', 'Send hours=1 to 720 and deadlines=0 to 100, or neither.');
        const desk = await deskOf(request.params['op'], userId);
        const shown = desk && shownNow(desk, userId);
        if (!shown) return problem(response, 'not-found');
        await send(response, desk, caller, await forecasts.forecast(desk, userId, query.data));
      }),
    ),
  );

  route(
    routes,
    'get',
    '/operations/:op/warnings',
    {
      id: 'readWarnings',
      tag: 'operations',
      summary: 'What was newly predicted while you were away, and what became of it',
      description:
        'Worked out anew at each moment at which something was shown to change, never stored, and only from what is shown to you now, in no wider form than now. Send a cursor as `after`, or a real time within the last 24 hours as `since`.',
      query: z.object({
        after: z.string().optional().describe('A cursor.'),
        since: z.string().optional().describe('Real time.'),
      }),
      answers: { 200: warningsAnswer },
      problems: ['invalid', 'not-found', 'not-allowed', 'busy', 'cursor-expired', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(PICTURES_AT_ONCE, async (request, response, caller) => {
        const { userId } = caller.session;
        const query = since.safeParse(request.query);
        if (!query.success) return problem(response, 'invalid', 'Send after=CURSOR, or since=2025-04-28T10:32:57Z.');
        const desk = await deskOf(request.params['op'], userId);
        const shown = desk && shownNow(desk, userId);
        if (!shown) return problem(response, 'not-found');
        const asked = 'after' in query.data ? { cursor: query.data.after } : { real: toMs(query.data.since) };
        await send(response, desk, caller, await forecasts.warnings(desk, userId, asked));
      }),
    ),
  );
  return routes;
}
