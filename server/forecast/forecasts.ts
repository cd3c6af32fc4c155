import { createHash } from 'node:crypto';
import { concernedBy } from '../../shared/cascade/crossings.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { get, type View } from '../../shared/domain/world.ts';
import { LIMITS } from '../../shared/limits.ts';
import { audienceKey, audienceOf, type Audience } from '../../shared/sharing/audience.ts';
import { RECORD_WITHDRAWN, type Change } from '../../shared/sharing/change.ts';
import { difference, touched } from '../../shared/sharing/difference.ts';
import { fromMs, operationTime, toMs, type Clock, type Instant } from '../../shared/time.ts';
import type { OperationDesk, Taken } from '../desk/desk.ts';
import { breathe, KEYS_PER_SLICE } from '../desk/snapshot.ts';
import type { Question } from './messages.ts';
import { pastSince, positionAt } from './past.ts';
import { createForecastThread, type Answered, type Bytes } from './thread.ts';
import type { Step } from './warnings.ts';

/** Within a minute of the operation's clock the same faces are given the same forecast: no moment is told more exactly. */
const SAME_MS = 60_000;
/** But not for less than this, however fast that clock runs. Real time, in milliseconds. */
const SAME_LEAST_MS = 1_000;
/** Answers that are kept for whoever asks the same, and how large (bytes) one may be. */
const KEPT = 8;
const LARGEST_KEPT = 8 * 1024 * 1024;
/** Moments that are looked at between two, and fewer where each is a look at very many assets. */
const MOST_MOMENTS = 200;
const FEWEST_MOMENTS = 8;
const MOST_LOOKS = 200_000;
/** How often an answer is worked out anew because something was withdrawn meanwhile. */
const TRIES = 3;

export type Refusal = 'not-found' | 'not-allowed' | 'busy' | 'cursor-expired';
export interface Wanted {
  readonly hours: number;
  readonly deadlines: number;
}
/** Since when somebody was away: what a sealed cursor stands for, or a real time in milliseconds. */
export type Since = { readonly cursor: string } | { readonly real: number };

/** The server's own run of the engine, for one audience after another, on their faces alone. JSON text, or why not. */
export interface Forecasts {
  forecast(desk: OperationDesk, user: string, wanted: Wanted): Promise<Bytes | Refusal>;
  warnings(desk: OperationDesk, user: string, since: Since): Promise<Bytes | Refusal>;
  close(): Promise<void>;
}

export function createForecasts(onTrouble: (error: unknown) => void): Forecasts {
  const thread = createForecastThread(onTrouble);
  const kept = new Map<string, Promise<Answered>>();
  const asking = new Set<string>();

  /** The same question on the same faces has one answer: found by what is shown, never by positions of the journal. */
  async function asked(
    audience: Audience,
    question: Question,
    faces: readonly AnyFace[],
    steps: readonly Step[] = [],
  ): Promise<Answered> {
    const key = await digestOf(JSON.stringify([audienceKey(audience), question]), faces, steps);
    const known = kept.get(key);
    if (known) return known;
    const answer = thread.ask(question, faces, steps);
    kept.set(key, answer);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    const forget = (): void => void (kept.get(key) === answer && kept.delete(key));
    answer.then((bytes) => (bytes === 'busy' || bytes.length > LARGEST_KEPT) && forget(), forget);
    return answer;
  }

  /** One question of each person at once; anew while what it rests on is withdrawn under it. */
  async function inTurn(
    desk: OperationDesk,
    user: string,
    work: (taken: Taken) => Promise<Bytes | Refusal>,
  ): Promise<Bytes | Refusal> {
    if (asking.has(user)) return 'busy';
    asking.add(user);
    try {
      for (let tried = 0; tried < TRIES; tried++) {
        const actor = desk.entitled(user);
        if (!actor) return 'not-found';
        if (audienceOf(desk.view, actor.organisation, user).roleClass === 'guest') return 'not-allowed';
        const taken = await desk.snapshotInSlices(user);
        if (!taken) return 'not-found';
        const answer = await work(taken);
        if (await stands(desk, user, taken)) return answer;
      }
      return 'busy';
    } finally {
      asking.delete(user);
    }
  }

  return {
    forecast: (desk, user, { hours, deadlines }) =>
      inTurn(desk, user, ({ audience, view, records }) => {
        const options = { horizon: hours * 3600, deadlines };
        return asked(audience, { kind: 'forecast', now: nowOf(view), options }, assetsOf(records));
      }),
    warnings: (desk, user, since) =>
      inTurn(desk, user, async ({ audience, view, records }) => {
        const moment = 'cursor' in since ? desk.momentOf(since.cursor, audience) : undefined;
        if ('cursor' in since && !moment) return 'cursor-expired';
        const oldest = toMs(view.time) - LIMITS.cursorWindowSeconds * 1000;
        const real = Math.max(
          oldest,
          Math.min(toMs(view.time), moment?.time ?? ('real' in since ? since.real : oldest)),
        );
        const position = moment?.position ?? positionAt(view, real);
        const shown = assetsOf(records);
        const most = Math.floor(MOST_LOOKS / Math.max(1, shown.length));
        const moments = Math.max(FEWEST_MOMENTS, Math.min(MOST_MOMENTS, most));
        const past = await pastSince(audience, view, shown, position, moments);
        const organisation = get(view, 'organisation', audience.organisation)!;
        const question: Question = {
          kind: 'warnings',
          from: timeAt(view, position, real),
          now: nowOf(view),
          me: concernedBy(organisation),
          about: { moments: past.steps.length, coarser: past.coarser },
        };
        return asked(audience, question, past.faces, past.steps);
      }),
    close: () => thread.close(),
  };
}

const assetsOf = (records: Taken['records']): AnyFace[] => (records.asset ?? []) as unknown as AnyFace[];

const timeAt = (view: View, position: number, real: number): Instant => {
  const record = view.operation.at(`clock:${view.operationId}`, position) as { clock?: Clock } | undefined;
  return operationTime(record?.clock, fromMs(real));
};

/**
 * Operation time, in steps of the real clock: if it moved with what is decided, two answers with another time and nothing
 * else changed would tell that something hidden had happened.
 */
function nowOf(view: View): Instant {
  const { clock } = (view.operation.at(`clock:${view.operationId}`, view.position) ?? {}) as { clock?: Clock };
  const step = Math.max(SAME_LEAST_MS, Math.floor(SAME_MS / (clock?.speed ?? 1)));
  return operationTime(clock, fromMs(Math.floor(toMs(view.time) / step) * step));
}

/** A hash of what is asked and of the faces it is asked of, in slices. */
async function digestOf(question: string, faces: readonly AnyFace[], steps: readonly Step[]): Promise<string> {
  const hash = createHash('sha256').update(question);
  let told = 0;
  const tell = async (face: AnyFace): Promise<void> => {
    hash.update(`${face.id}${face.version} `);
    if (++told % (KEYS_PER_SLICE * 10) === 0) await breathe();
  };
  for (const face of faces) await tell(face);
  for (const { at, faces: shown, gone } of steps) {
    hash.update(`\n${at} ${gone.join()} `);
    for (const face of shown) await tell(face);
  }
  return hash.digest('hex');
}

/**
 * Whether all that an answer rests on may still be told: what was withdrawn a moment ago must not leave after that. Looked
 * at in slices; what came meanwhile is looked at before it ends, so that nothing has happened unseen when it says yes.
 */
async function stands(desk: OperationDesk, user: string, { audience, view }: Taken): Promise<boolean> {
  for (let before = view; ;) {
    const actor = desk.entitled(user);
    if (!actor || audienceKey(audienceOf(desk.view, actor.organisation, user)) !== audienceKey(audience)) return false;
    const after = desk.view;
    const assets = [...touched(before, after)].filter((key) => key.startsWith('asset:'));
    for (let at = 0; at < assets.length; at += KEYS_PER_SLICE) {
      if (at > 0) await breathe();
      const some = assets.slice(at, at + KEYS_PER_SLICE);
      if (difference(audience, before, after, undefined, some).some(narrower)) return false;
    }
    if (assets.length <= KEYS_PER_SLICE) return true;
    before = after;
  }
}

const narrower = ({ type, set = {} }: Change): boolean =>
  type === RECORD_WITHDRAWN || 'needs' in set || Object.values(set).includes(null);
