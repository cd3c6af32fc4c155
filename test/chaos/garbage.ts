import { Dice } from '../support/historiesDice.ts';
import { KillRun } from './kill.ts';
import { frame, Raw } from './rawSocket.ts';
import type { Report } from './report.ts';

const MEGABYTE = 1024 * 1024;
/** Frames that one connection is asked to take: after a hundred that are unfit the server hangs up. */
const PER_CONNECTION = 120;

const WORDS = ['join', 'leave', 'command', 'presence', 'ping', 'connect', 'disconnect', '__proto__', 'constructor', ''];
const ODD = [
  'null', '[]', '{}', '0', '""', 'true', '1e999', '-0', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}',
  '"\\ud800"', '[[[[[[[[]]]]]]]]', '{"operation":null}', '{"operation":"directory"}', '{"toString":1}', '{"length":1e9}',
]; // prettier-ignore

/** One frame that no honest client sends: of the socket's own syntax, or Socket.IO's, or ours. */
function badFrame(dice: Dice, operation: string): Buffer {
  const text = (length: number) => Buffer.from(dice.bytes(length)).toString('latin1');
  const odd = () => dice.pick(ODD);
  // Most kinds of the first five end a connection at once: seldom, so that others get through.
  const roll = dice.chance(0.02) ? dice.below(7) : 7 + dice.below(9);
  switch (roll) {
    case 0:
      return frame(Buffer.from(dice.bytes(dice.below(200))), dice.below(16));
    case 1:
      return Buffer.from(dice.bytes(1 + dice.below(100)));
    case 2:
      return frame(text(dice.below(100)));
    case 3:
      return frame(`4${text(dice.below(60))}`);
    case 4:
      return frame(`4${dice.below(10)}${text(dice.below(30))}`);
    case 5:
      return frame(
        `42${dice.pick(['', '[', '{}', '[]', '[1]', '[null]', '["x"', '/x,["join"]', '99999999999["join",{}]'])}`,
      );
    case 6:
      return frame(
        dice.pick([
          '5',
          '6',
          '1',
          '2probe',
          '3probe',
          '7',
          '4',
          '',
          '40',
          '41',
          '43[]',
          '431["x"]',
          '44{}',
          '451-["x",{"_placeholder":true,"num":0}]',
        ]),
      );
    case 7:
      return frame('['.repeat(5000).padStart(5002, '42'));
    case 8:
      return frame(
        `42${dice.below(1e6)}["command",${JSON.stringify({ operation, commandId: dice.id(), type: 'incident.report', data: JSON.parse(odd()) as unknown })}]`,
      );
    case 9:
      return frame(
        `42${dice.below(1e6)}["command",${JSON.stringify({ operation, commandId: dice.id(), type: dice.pick(WORDS), data: {} })}]`,
      );
    case 10:
      return frame(
        `42${dice.below(1e6)}["join",${JSON.stringify({ operation: dice.pick([operation, dice.id(), '../..']), cursor: text(dice.below(150)) })}]`,
      );
    default:
      return frame(
        `42${dice.chance(0.5) ? dice.below(1e6) : ''}["${dice.pick(WORDS)}",${odd()}${dice.chance(0.3) ? `,${odd()}` : ''}]`,
      );
  }
}

/** One request that is none, or asks for what is not there. */
function badRequest(dice: Dice, operation: string, token: string): Buffer {
  const text = (length: number) => Buffer.from(dice.bytes(length)).toString('latin1');
  const path = dice.pick([
    '/', '/api/v1/operations', `/api/v1/operations/${operation}/changes?after=${'x'.repeat(dice.below(300))}`,
    `/api/v1/operations/${operation}/history/asset/${dice.id()}`, `/api/v1/operations/..%2f..%2f/snapshot`, '/api/v1/%00', '/%ff%fe',
    '/socket.io/?EIO=4&transport=polling&sid=none', '/socket.io/?EIO=3&transport=polling', '/socket.io/?transport=../x', '/api/v1/session',
    `/api/v1/commands/${'9'.repeat(dice.below(500))}`, '//evil/..//..', `/api/v1/operations/${operation}/commands`,
    `/api/v1/operations/${operation}/imports`, '/api/v1/users', '/api/v1/limits?x[__proto__]=1',
  ]); // prettier-ignore
  const method = dice.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'BREW', 'get']);
  const body = dice.pick([...ODD, text(dice.below(100)), '{"a":', '['.repeat(20_000), `[${'{},'.repeat(200)}{}]`]);
  const bearer = dice.chance(0.7)
    ? `Authorization: Bearer ${dice.chance(0.8) ? token : text(43).replace(/[^a-z]/g, 'x')}\r\n`
    : '';
  const bytes = Buffer.from(body, 'latin1');
  if (dice.chance(0.15)) return Buffer.from(dice.bytes(1 + dice.below(300)));
  if (dice.chance(0.1))
    return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${text(20)}: ${text(20)}\r\n\r\n`, 'latin1');
  const type = dice.pick([
    'application/json',
    'text/plain',
    'multipart/form-data',
    'application/json; charset=utf-7',
    'x',
  ]);
  const length = dice.chance(0.9) ? `Content-Length: ${bytes.length}\r\n` : 'Content-Length: -1\r\n';
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${bearer}Content-Type: ${type}\r\n${length}\r\n`, 'latin1'),
    bytes,
  ]);
}

/** P-R2: so many malformed frames and requests, from strangers and from members; honest ones work meanwhile. */
export async function garbage(count: number, seed: number): Promise<Report> {
  const dice = new Dice(seed);
  // Small nurseries and few arenas: memory that is only not given back yet must not look like a leak.
  const run = new KillRun(4, { node: ['--max-semi-space-size=4'], env: { MALLOC_ARENA_MAX: '2' } });
  try {
    const url = await run.ready();
    const port = Number(new URL(url).port);
    let sent = 0;
    let connections = 0;
    let honest = 0;
    let honestFailed = 0;
    let slowest = 0;

    async function overSocket(most: number): Promise<void> {
      const raw = new Raw(port);
      raw.socket.once('connect', () => raw.upgrade());
      connections += 1;
      if (!(await raw.hears('0{"sid"'))) return raw.close();
      // Members' frames come further than strangers'. The last person is honest.
      if (dice.chance(0.8)) {
        raw.say(`40${JSON.stringify({ token: run.tokens[dice.below(3)] })}`);
        await raw.hears('40{"sid"', 3000);
      }
      for (let n = 0; n < most && !raw.ended; n += 60) {
        raw.write(Buffer.concat(Array.from({ length: 60 }, () => badFrame(dice, run.operation))));
        sent += 60;
        await new Promise((resume) => setTimeout(resume, 1));
      }
      // Answered or ended: what came before it was read.
      raw.text = '';
      raw.say('42999999["ping",{}]');
      await raw.hears('43999999', 2000);
      raw.close();
    }
    async function overHttp(most: number): Promise<void> {
      const raw = new Raw(port);
      connections += 1;
      for (let n = 0; n < most && !raw.ended; n += 10) {
        raw.write(
          Buffer.concat(Array.from({ length: 10 }, () => badRequest(dice, run.operation, run.tokens[dice.below(3)]!))),
        );
        sent += 10;
        await new Promise((resume) => setTimeout(resume, 2));
      }
      raw.close();
    }
    /** Reports and reads, as anybody would; each must work. */
    async function behave(): Promise<void> {
      const began = performance.now();
      const message = { commandId: dice.id(), type: 'incident.report', data: { incidentId: dice.id(), title: 'True' } };
      const answer = await run
        .http(url, 3, 'POST', `/operations/${run.operation}/commands`, message)
        .then(async (response) => (await response.json()) as { outcome?: string }[])
        .catch(() => []);
      honest += 1;
      if (answer[0]?.outcome !== 'accepted') honestFailed += 1;
      slowest = Math.max(slowest, performance.now() - began);
    }
    async function pour(until: number): Promise<void> {
      let over = false;
      const workers = Array.from({ length: 8 }, async () => {
        while (sent < until && run.victim.alive) {
          await (dice.chance(0.6) ? overSocket(PER_CONNECTION) : overHttp(60));
        }
      });
      const good = (async () => {
        while (!over && run.victim.alive) {
          await behave();
          await new Promise((resume) => setTimeout(resume, 50));
        }
      })();
      await Promise.all(workers);
      over = true;
      await good;
    }
    /** The lowest of a while: what is only not collected yet is no leak. */
    async function level(): Promise<number> {
      let lowest = Infinity;
      for (let look = 0; look < 20; look++) {
        await run.http(url, 3, 'GET', '/session').catch(() => undefined);
        await new Promise((resume) => setTimeout(resume, 100));
        lowest = Math.min(lowest, run.victim.memory());
      }
      return lowest;
    }
    await pour(Math.max(2000, count / 5));
    const warm = run.victim.alive ? await level() : 0;
    await pour(sent + count);
    const grown = run.victim.alive ? (await level()) - warm : 0;
    return {
      counts: {
        malformed: sent,
        connections,
        honest,
        slowestHonestMs: Math.round(slowest),
        grownMegabytes: Math.round(grown / MEGABYTE),
        ...(!run.victim.alive && { said: run.victim.output.slice(-500) }),
      },
      losses: {
        crashes: Number(!run.victim.alive),
        honestFailed,
        // A short run ends before everything has been compiled once.
        memory: Number(count >= 100_000 && grown > 20 * MEGABYTE),
      },
    };
  } finally {
    await run.close();
  }
}
