import { afterEach, describe, expect, it } from 'vitest';
import type { AddressInfo } from 'node:net';
import { createApp, type App } from '../../server/app.ts';
import { live, openingAt } from '../../server/demo/content/story.ts';
import { DEMO_PASSWORD, loadDemo, setDemoAccounts } from '../../server/demo/load.ts';
import { idOf } from '../../server/demo/names.ts';
import { Players } from '../../server/demo/player.ts';
import { demoRoutes } from '../../server/demo/routes.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import type { Store } from '../../server/log/tables.ts';
import { get } from '../../shared/domain/world.ts';
import { fromMs, operationTime } from '../../shared/time.ts';

/** The demonstration on a server whose clock the test moves. */
class Stage {
  now = Date.parse('2026-03-01T10:00:00Z');
  readonly store: Store = openMemoryStore({ now: () => this.now });
  readonly troubles: unknown[] = [];
  app!: App;
  players!: Players;
  operation = '';

  async open(): Promise<void> {
    const onTrouble = (error: unknown) => this.troubles.push(error);
    this.app = await createApp({
      // The same store outlives the server that is taken down.
      store: { ...this.store, close: async () => {} },
      now: () => this.now,
      clientDirectory: 'nowhere',
      onTrouble,
      routes: (made) => {
        this.players = new Players(made, onTrouble);
        return [demoRoutes(made, this.players, false)];
      },
    });
    await new Promise<void>((listening) => this.app.http.listen(0, '127.0.0.1', listening));
  }
  async close(): Promise<void> {
    this.players.stop();
    await this.app.close();
  }
  view(operation = this.operation) {
    return this.app.worlds.confirmedView(this.app.worlds.operation(operation)!, fromMs(this.now));
  }
  clock(operation = this.operation) {
    const view = this.view(operation);
    return {
      ...get(view, 'clock', operation)!.clock!,
      shows: operationTime(get(view, 'clock', operation)!.clock, view.time),
    };
  }
  async ask(
    user: string,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const base = `http://127.0.0.1:${(this.app.http.address() as AddressInfo).port}/api/v1`;
    const headers = { 'content-type': 'application/json' };
    const signIn = await fetch(`${base}/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ username: `${user}.demo`, password: DEMO_PASSWORD }),
    });
    const { token } = (await signIn.json()) as { token?: string };
    if (!token) return { status: signIn.status, body: {} };
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  /** The story has got past a step. */
  async played(steps: number): Promise<void> {
    await expect
      .poll(() => this.players.of(this.operation)!.state().stepsDone, { timeout: 15_000 })
      .toBeGreaterThanOrEqual(steps);
  }
}

let stage: Stage;
afterEach(async () => {
  await stage.close();
  expect(stage.troubles.map(String)).toEqual([]);
});
const director = 'director@control';
const stepsUntil = (at: string) => live.filter((step) => step.at <= at).length;

describe('[DEMO-1] the scripted player', () => {
  it(
    'waits until somebody opens the operation, then plays in its own time, and no step is refused',
    { timeout: 60_000 },
    async () => {
      stage = new Stage();
      await stage.open();
      stage.operation = await loadDemo(stage.app);
      expect(stage.clock()).toMatchObject({ running: false, shows: openingAt });
      expect(stage.players.of(stage.operation)!.state()).toMatchObject({ state: 'waiting', stepsDone: 0 });

      await stage.players.of(stage.operation)!.opened();
      await expect.poll(() => stage.clock().running).toBe(true);
      stage.now += 10_000;
      // Within ten seconds of opening something has failed.
      await stage.played(stepsUntil(fromMs(Date.parse(openingAt) + 10_000)));
      expect(stepsUntil(fromMs(Date.parse(openingAt) + 10_000))).toBeGreaterThan(3);
      stage.now += 50_000;
      const collapse = stepsUntil('2025-04-28T10:33:40.000Z');
      await stage.played(collapse);
      const failed = [...stage.view().operation.keys()].filter((key) => {
        const record = stage.view().operation.at(key, stage.view().position) as
          { confirmed?: { status: string } } | undefined;
        return key.startsWith('asset:') && record?.confirmed?.status === 'failed';
      });
      expect(failed.length).toBeGreaterThan(100);
    },
  );

  it(
    'stands still while the clock does, and plays on after a restart without doing anything twice',
    { timeout: 60_000 },
    async () => {
      stage = new Stage();
      await stage.open();
      stage.operation = await loadDemo(stage.app);
      await stage.players.of(stage.operation)!.opened();
      stage.now += 20_000;
      await stage.played(stepsUntil(fromMs(Date.parse(openingAt) + 20_000)));
      const commanded = (type: string) =>
        stage.app.pipeline.submit(stage.operation, idOf('', 'user', director), {
          commandId: idOf(stage.operation, 'test', type),
          type,
          data: {},
        });
      expect(await commanded('clock.pause')).toMatchObject({ outcome: 'accepted' });
      await expect.poll(() => stage.clock().running).toBe(false);
      const stood = stage.players.of(stage.operation)!.state().stepsDone;
      const head = stage.view().position;
      stage.now += 3_600_000;
      await stage.close();
      await stage.open();
      stage.players.resume();
      await stage.played(stood);
      expect(stage.view().position).toBe(head);
      expect(await commanded('clock.resume')).toMatchObject({ outcome: 'accepted' });
      stage.now += 10_000;
      await stage.played(stepsUntil(fromMs(Date.parse(openingAt) + 30_000)));
      // Each step is in the journal once: a second player would have reported the same incident under the same id.
      expect(stage.players.of(stage.operation)!.state().stepsDone).toBe(stepsUntil(stage.clock().shows));
    },
  );

  it(
    'the director speaks for simulated organisations and starts again; nobody else does',
    { timeout: 60_000 },
    async () => {
      stage = new Stage();
      await stage.open();
      stage.operation = await loadDemo(stage.app);
      const player = `/operations/${stage.operation}/player`;
      const incidentId = idOf(stage.operation, 'incident', 'ad-hoc');
      const command = {
        commandId: idOf(stage.operation, 'test', 'as'),
        type: 'incident.report',
        data: { incidentId, title: 'Ad hoc' },
      };
      const as = (user: string) => ({ action: 'as', as: idOf('', 'user', user), command });

      expect((await stage.ask('coordinator@pc-es', 'GET', player)).status).toBe(404);
      expect((await stage.ask('coordinator@pc-es', 'POST', player, as('coordinator@pc-pt'))).status).toBe(404);
      // Exercise control is not simulated: it speaks for itself.
      expect((await stage.ask(director, 'POST', player, as('evaluator@control'))).status).toBe(404);
      expect(await stage.ask(director, 'POST', player, as('coordinator@pc-pt'))).toMatchObject({
        status: 200,
        body: { outcome: 'accepted' },
      });
      await stage.app.context.settled(stage.operation, idOf('', 'user', 'coordinator@pc-pt'));
      expect(get(stage.view(), 'incident', incidentId)?.by.organisation).toBe(idOf('', 'organisation', 'pc-pt'));

      const again = await stage.ask(director, 'POST', player, { action: 'restart' });
      expect(again.status).toBe(200);
      const next = again.body['operation'] as string;
      expect(next).not.toBe(stage.operation);
      const first = stage.operation;
      stage.operation = next;
      expect(stage.clock()).toMatchObject({ running: false, shows: openingAt });
      expect(get(stage.view(), 'incident', incidentId)).toBeUndefined();
      expect(get(stage.view(first), 'operation', first)?.succeededBy).toBe(next);
    },
  );

  it('its accounts let nobody in where the environment is production', { timeout: 60_000 }, async () => {
    stage = new Stage();
    await stage.open();
    stage.operation = await loadDemo(stage.app);
    expect((await stage.ask(director, 'GET', '/session')).status).toBe(200);
    await setDemoAccounts(stage.app, false);
    expect((await stage.ask(director, 'GET', '/session')).status).toBe(401);
  });
});
