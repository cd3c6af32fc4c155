import { describe, expect, it } from 'vitest';
import { createForecasts } from '../../server/forecast/forecasts.ts';
import { warningsOf, type Step, type Warning } from '../../server/forecast/warnings.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast, type Forecast } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import { actorIn } from '../../server/worlds/worlds.ts';
import { audienceOf } from '../../shared/sharing/audience.ts';
import type { AssetFace, Need } from '../../shared/domain/asset/record.ts';
import { fromMs, toMs, type Instant } from '../../shared/time.ts';
import { History, type Said } from '../support/histories.ts';

const COUNT = Number(process.env['TOCSIN_HISTORIES'] ?? 25);
const FIRST = Number(process.env['TOCSIN_SEED'] ?? 1);
const PATIENCE = 60_000 + COUNT * 2000;
const UP = 1_000_000;
const NOON = '2026-03-01T12:00:00.000Z' as Instant;
const minutes = (count: number): Instant => fromMs(toMs(NOON) + count * 60_000);
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const OURS = id(900);

const asset = (n: number, more: Partial<AssetFace> = {}): AnyFace =>
  ({
    id: id(n),
    name: `asset ${n}`,
    sector: 'health',
    kind: 'site',
    country: 'ES',
    owner: OURS,
    status: 'operational',
    level: UP,
    basis: 'confirmed',
    since: minutes(-900),
    at: minutes(-900),
    ...more,
  }) as unknown as AnyFace;
const failed = (n: number, since: Instant, more: Partial<AssetFace> = {}) =>
  asset(n, { status: 'failed', level: 0, since, at: since, ...more });
const need = (n: number, supplier: number, hours: number): Need => ({
  needId: id(500 + n),
  type: 'physical',
  rule: 'kofn',
  k: 1,
  suppliers: [{ assetId: id(supplier), weight: 1, delay: 0, threshold: 1 }],
  buffer: hours * 3600,
  recharge: 0,
  alpha: UP,
  beta: 0,
});
const supplier = { sector: 'energy', owner: id(901) } as const;
const before = [asset(1, supplier), asset(2, { needs: [need(2, 1, 4)], served: 5000 })];
const step = (at: Instant, ...faces: AnyFace[]): Step => ({ at, faces, gone: [] });
const away = (steps: readonly Step[], now = minutes(600), faces: readonly AnyFace[] = before) =>
  warningsOf({ faces, from: minutes(0), steps, now, me: { organisation: OURS, country: 'ES' } });
const said = (warnings: readonly Warning[]) =>
  warnings.map(({ crossing, arose, outcome, ended }) => [
    crossing.kind === 'persons' ? `${crossing.service} ${crossing.mark}` : crossing.kind,
    (toMs(arose) - toMs(NOON)) / 60_000,
    outcome,
    ...(ended ? [(toMs(ended) - toMs(NOON)) / 60_000] : []),
  ]);

describe('[CAS-17] what newly called for somebody who was away', () => {
  const lost = step(minutes(30), failed(1, minutes(30), supplier));

  it('is still predicted, has come true, or was averted', () => {
    expect(said(away([lost], minutes(60)))).toEqual([
      ['loss', 30, 'predicted'],
      ['health 1000', 30, 'predicted'],
    ]);
    const restored = step(minutes(120), asset(1, { ...supplier, since: minutes(120), at: minutes(120) }));
    expect(said(away([lost, restored]))).toEqual([
      ['loss', 30, 'averted', 120],
      ['health 1000', 30, 'averted', 120],
    ]);
    const confirmed = step(minutes(275), failed(2, minutes(271), { needs: [need(2, 1, 4)], served: 5000 }));
    expect(said(away([lost, confirmed]))).toEqual([
      ['loss', 30, 'came-true', 275],
      ['health 1000', 30, 'came-true', 275],
    ]);
  });

  it('of what should have happened and nobody has said so, the alert stands; persons are counted by the model', () => {
    expect(said(away([lost], minutes(600)))).toEqual([
      ['loss', 30, 'predicted'],
      ['health 1000', 30, 'came-true', 600],
    ]);
  });

  it('leaves out what was predicted before they left, and another cause of the same', () => {
    const down = failed(1, minutes(-10), supplier);
    expect(away([], minutes(60), [down, before[1]!])).toEqual([]);
    const again = step(minutes(40), failed(1, minutes(40), supplier));
    expect(said(away([lost, again], minutes(60)))).toHaveLength(2);
    expect(away([again], minutes(60), [down, before[1]!])).toEqual([]);
  });

  it('is told twice when it was averted and came again', () => {
    const restored = step(minutes(120), asset(1, { ...supplier, since: minutes(120), at: minutes(120) }));
    const again = step(minutes(130), failed(1, minutes(130), supplier));
    const losses = said(away([lost, restored, again], minutes(140))).filter(([what]) => what === 'loss');
    expect(losses).toEqual([
      ['loss', 30, 'averted', 120],
      ['loss', 130, 'predicted'],
    ]);
  });

  it('says nothing of what was withdrawn', () => {
    expect(said(away([lost, { at: minutes(50), faces: [], gone: [id(1)] }], minutes(60)))).toEqual([
      ['loss', 30, 'averted', 50],
      ['health 1000', 30, 'averted', 50],
    ]);
  });
});

/** What makes a forecast say something: somebody of an owner's, on what they are shown, now and then marks it anew. */
function telling(history: History, operation: string): Said | undefined {
  const { dice, names, commands } = history;
  const user = dice.pick(names.users);
  const desk = history.node.desk(operation);
  const faces = ((desk.snapshot(user)?.records.asset ?? []) as unknown as AnyFace[]).filter((one) => 'level' in one);
  const own = faces.filter((one) => 'owner' in one && one.owner === commands.homes.get(user));
  if (own.length === 0 || faces.length < 2) return undefined;
  const assetId = dice.pick(own).id;
  const kind = dice.below(10);
  const status = dice.pick(['failed', 'failed', 'operational'] as const);
  const supply = dice.pick(faces.filter((one) => one.id !== assetId)).id;
  const suppliers = [{ assetId: supply, weight: 1, delay: 0, threshold: 1 }];
  const needs = [{ ...need(0, 0, 1 + dice.below(6)), needId: dice.id(), suppliers }];
  const marking = { tlp: dice.pick(['TLP:AMBER', 'TLP:GREEN'] as const), circles: dice.some(names.circles, 2) };
  const [type, data] =
    kind < 4
      ? ['asset.setNeeds', { assetId, needs }]
      : kind < 8
        ? ['asset.setStatus', { assetId, status }]
        : ['sharing.mark', { entity: { kind: 'asset', id: assetId }, marking, reason: 'r' }];
  return { operation, user, message: { commandId: dice.id(), type, data } } as Said;
}

describe('[L9] the server’s own forecast', () => {
  it(
    `[L9] [CAS-13] ${COUNT} histories from seed ${FIRST}: equals the engine on each audience’s snapshot, does not move with what is hidden, and warnings name what is shown now`,
    async () => {
      const troubles: unknown[] = [];
      const [one, other] = [
        createForecasts((error) => troubles.push(error)),
        createForecasts((error) => troubles.push(error)),
      ];
      const wanted = { hours: 72, deadlines: 20 };
      let compared = 0;
      let unmoved = 0;
      let warned = 0;
      let changes = 0;
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const history = await History.begin(seed);
        const start = history.now;
        const operation = history.names.operations[0]!;
        const desk = history.node.desk(operation);
        const say = async () => {
          await history.say(history.dice.chance(0.7) ? telling(history, operation) : undefined);
          await history.node.followEverything();
          desk.tick();
        };
        for (let n = 0; n < 60; n++) {
          history.passTime();
          await say();
        }
        const members = history.names.users.filter((user) => {
          const actor = actorIn(desk.view, user);
          return actor && audienceOf(desk.view, actor.organisation, user).roleClass !== 'guest';
        });
        const shown = (user: string) => desk.snapshot(user)?.records.asset as unknown as AnyFace[] | undefined;
        const warnings = (forecasts: typeof one, user: string) => forecasts.warnings(desk, user, { real: start });
        const ask = async (forecasts: typeof one, user: string) => text(await forecasts.forecast(desk, user, wanted));
        const asked = new Map<string, { faces: string; answer: string; warned: string }>();
        for (const user of members) {
          const answer = await ask(one, user);
          const faces = shown(user) ?? [];
          const made = JSON.parse(answer) as Forecast;
          changes += made.changes.length + made.already.length;
          expect(made, `seed ${seed}`).toEqual(JSON.parse(JSON.stringify(forecast(faces, made.now, LIVE))));
          compared += 1;
          const told = await warnings(one, user);
          asked.set(user, { faces: JSON.stringify(faces), answer, warned: text(told) });
        }
        // The clock stands still: what differs, differs by what was said.
        for (let n = 0; n < 5; n++) await say();
        for (const [user, { faces, answer, warned: before }] of asked) {
          if (JSON.stringify(shown(user) ?? []) !== faces) continue;
          const [clock] = (desk.snapshot(user)?.records.clock ?? []) as unknown as { clock?: { running: boolean } }[];
          const again = await ask(other, user);
          if (clock?.clock && JSON.parse(again).now !== JSON.parse(answer).now) continue;
          expect(again, `seed ${seed}`).toBe(answer);
          expect(text(await warnings(other, user)), `seed ${seed}`).toBe(before);
          unmoved += 1;
        }
        for (const user of members) {
          const told = await warnings(one, user);
          if (typeof told === 'string') continue;
          const ids = new Set((shown(user) ?? []).map((face) => face.id));
          for (const named of assetsIn(JSON.parse(text(told)))) {
            expect(ids, `seed ${seed}`).toContain(named);
            warned += 1;
          }
        }
      }
      await Promise.all([one.close(), other.close()]);
      expect(troubles).toEqual([]);
      process.stdout.write(
        `L9 forecasts: ${compared} compared, ${changes} changes, ${unmoved} unmoved, ${warned} names in warnings\n`,
      );
      expect(compared).toBeGreaterThan(COUNT * 5);
      expect(unmoved).toBeGreaterThan(COUNT);
      expect(warned).toBeGreaterThan(0);
    },
    PATIENCE,
  );
});

function text(answer: Uint8Array | string): string {
  if (typeof answer === 'string') throw new Error(answer);
  return Buffer.from(answer).toString();
}

/** Every asset that an answer names, wherever it stands. */
function* assetsIn(part: unknown, member = ''): Iterable<string> {
  if (typeof part === 'string' && ['assetId', 'rootId', 'supplierId'].includes(member)) yield part;
  if (typeof part !== 'object' || part === null) return;
  for (const [name, inner] of Object.entries(part)) yield* assetsIn(inner, Array.isArray(part) ? member : name);
}
