import { afterEach, describe, expect, it } from 'vitest';
import { KillRun } from '../chaos/kill.ts';
import { until, WireScreen } from './wire.support.ts';
import { io } from 'socket.io-client';

let run: KillRun | undefined;
afterEach(async () => {
  await run?.close();
  run = undefined;
});

describe('a killed server', () => {
  it('[P-D1] 10 kills under load, at least 5,000 acknowledgements: none lost, none doubled, each answers as it did', async () => {
    run = new KillRun();
    for (let kill = 0; kill < 10; kill++) await run.loadAndKill(510);
    await run.check();
    process.stdout.write(`P-D1: ${JSON.stringify(run.report)}\n`);
    expect(run.report).toMatchObject({ kills: 10, lost: 0, doubled: 0, changed: 0 });
    expect(run.report.acknowledged).toBeGreaterThanOrEqual(5000);
    expect(run.report.refused).toBeGreaterThan(500);
  }, 90_000);

  it('asked to stop it says goodbye, ends within five seconds, and has lost nothing that it acknowledged', async () => {
    run = new KillRun(2);
    const url = await run.ready();
    const socket = io(url, {
      auth: { token: run.tokens[0] },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    const screen = new WireScreen(socket, run.operation);
    expect((await screen.join()).ok).toBe(true);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    // A connection that is kept alive must not keep the server alive.
    await fetch(`${url}/healthz`, { headers: { connection: 'keep-alive' } });
    const { victim } = run;
    let stoppedAt = 0;
    const exited = victim.exited.then((how) => ({ ...how, afterMs: performance.now() - stoppedAt }));
    const load = run.loadAndKill(300, 'SIGTERM');
    await until('it was asked', () => victim.process.killed, 20_000);
    stoppedAt = performance.now();
    await load;
    const { code, afterMs } = await exited;
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(5000);
    expect(screen.byes[0]).toMatchObject({ reason: 'draining' });
    await run.check();
    process.stdout.write(`SIGTERM: ended after ${Math.round(afterMs)} ms, ${JSON.stringify(run.report)}\n`);
    expect(run.report).toMatchObject({ lost: 0, doubled: 0, changed: 0 });
  }, 60_000);
});
