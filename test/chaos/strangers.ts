import { until } from '../wire/wire.support.ts';
import { KillRun } from './kill.ts';
import { frame, Raw } from './rawSocket.ts';
import type { Report } from './report.ts';

const MEGABYTE = 1024 * 1024;

/** The ways not to sign in: each opens a connection and then stands there. */
const WAYS: Record<string, (raw: Raw) => void> = {
  'says nothing': () => {},
  'half a request': (raw) => raw.write('GET /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Slow: '),
  'half a body': (raw) =>
    raw.write(
      'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{"user',
    ),
  'half a body for members': (raw) =>
    raw.write(
      'POST /api/v1/operations/directory/commands HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n[',
    ),
  'a socket without a sign-in': (raw) => raw.upgrade(),
  'a socket with a wrong token': (raw) => {
    raw.upgrade();
    raw.say(`40${JSON.stringify({ token: 'x'.repeat(43) })}`);
  },
  'a socket to elsewhere': (raw) => {
    raw.upgrade();
    raw.say('40/elsewhere,{}');
  },
  'half a frame': (raw) => {
    raw.upgrade();
    raw.write(frame('4', 1, { claims: 100_000 }));
  },
};

/** P-R5: so many connections that never sign in, in every way there is; one member works meanwhile. */
export async function strangers(count: number, _seed: number, withinMs = 10_000): Promise<Report> {
  const run = new KillRun(2);
  const raws: { way: string; raw: Raw }[] = [];
  try {
    const url = await run.ready();
    const port = Number(new URL(url).port);
    const before = run.victim.memory();
    let most = 0;
    const began = performance.now();
    for (let index = 0; index < count; index++) {
      const [way, stand] = Object.entries(WAYS)[index % Object.keys(WAYS).length]!;
      const raw = new Raw(port);
      raw.socket.once('connect', () => stand(raw));
      raws.push({ way, raw });
      // Not more at once than a listen queue holds.
      if (index % 100 === 99) await until('they are in', () => raws.every(({ raw: each }) => each.open), 30_000);
      if (index % 500 === 0) most = Math.max(most, run.victim.memory() - before);
    }
    const openedAfter = performance.now() - began;
    let refused = 0;
    const stillThere = () => raws.filter(({ raw }) => !raw.ended).length;
    while (stillThere() > 0 && performance.now() - began < openedAfter + 15_000) {
      const answer = await run.http(url, 0, 'GET', '/session').catch(() => undefined);
      if (answer?.status !== 200) refused += 1;
      most = Math.max(most, run.victim.memory() - before);
      await new Promise((resume) => setTimeout(resume, 100));
    }
    const longest = Math.max(...raws.map(({ raw }) => (raw.endedAt ?? Infinity) - raw.openedAt));
    const late = raws.filter(({ raw }) => (raw.endedAt ?? Infinity) - raw.openedAt > withinMs);
    const lateWays = [...new Set(late.map(({ way }) => way))].join(', ');
    return {
      counts: {
        connections: count,
        openedAfterMs: Math.round(openedAfter),
        longestMs: Math.round(longest),
        mostMegabytes: Math.round(most / MEGABYTE),
        ...(lateWays && { lateWays }),
      },
      losses: {
        late: late.length,
        tooMuchMemory: Number(most > 100 * MEGABYTE),
        honestRefused: refused,
        ended: Number(!run.victim.alive),
      },
    };
  } finally {
    for (const { raw } of raws) raw.close();
    await run.close();
  }
}

/** P-R3: messages over the limit, in every way to send one; and binary attachments. None may be kept, all are ended. */
export async function oversized(count: number, _seed: number): Promise<Report> {
  const run = new KillRun(1, { node: ['--max-semi-space-size=4'], env: { MALLOC_ARENA_MAX: '2' } });
  try {
    const url = await run.ready();
    const port = Number(new URL(url).port);
    const token = run.tokens[0]!;
    const member = async (): Promise<Raw> => {
      const raw = new Raw(port);
      raw.socket.once('connect', () => raw.upgrade());
      await raw.hears('0{"sid"');
      raw.say(`40${JSON.stringify({ token })}`);
      await raw.hears('40{"sid"');
      return raw;
    };
    const filler = Buffer.alloc(64 * 1024, 'x');
    /** Goes on writing until it is ended, or it has written what no limit allows. */
    const pour = async (raw: Raw, piece: Buffer | string, most = 64) => {
      let written = 0;
      for (; written < most && !raw.ended; written++) {
        if (!raw.write(piece)) await new Promise((resume) => setTimeout(resume, 2));
        await new Promise((resume) => setImmediate(resume));
      }
      return written;
    };
    const http = (path: string, headers: string) =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;
    const commands = `/api/v1/operations/${run.operation}/commands`;
    const ways: Record<string, () => Promise<Raw>> = {
      'a frame that says it is 1 GB': async () => {
        const raw = await member();
        raw.write(frame(filler, 1, { claims: 2 ** 30 }));
        await pour(raw, filler);
        return raw;
      },
      'a message in endless pieces': async () => {
        const raw = await member();
        raw.write(frame(filler, 1, { fin: false }));
        await pour(raw, frame(filler, 0, { fin: false }));
        return raw;
      },
      'an event with an attachment': async () => {
        const raw = await member();
        raw.say('451-["command",{"_placeholder":true,"num":0}]');
        raw.write(frame(filler, 2));
        return raw;
      },
      'ten attachments announced': async () => {
        const raw = await member();
        raw.say('4510-["command",{"_placeholder":true,"num":0}]');
        return raw;
      },
      'a binary message': async () => {
        const raw = await member();
        raw.write(frame(Buffer.from([1, 2, 3]), 2));
        return raw;
      },
      'a body that says it is 1 GB': async () => {
        const raw = new Raw(port);
        raw.write(http(commands, `Content-Length: ${2 ** 30}`));
        await pour(raw, filler, 512);
        return raw;
      },
      'a body in endless pieces': async () => {
        const raw = new Raw(port);
        raw.write(http(commands, 'Transfer-Encoding: chunked'));
        await pour(raw, Buffer.concat([Buffer.from('10000\r\n'), filler, Buffer.from('\r\n')]), 512);
        return raw;
      },
      'headers without end': async () => {
        const raw = new Raw(port);
        raw.write('GET / HTTP/1.1\r\nHost: x\r\n');
        await pour(raw, `X-${'x'.repeat(1000)}: ${'x'.repeat(8000)}\r\n`, 512);
        return raw;
      },
    };
    // Warm: code is loaded and compiled once.
    for (const way of Object.values(ways)) (await way()).close();
    const before = run.victim.memory();
    let most = 0;
    let notEnded = 0;
    const which = new Set<string>();
    for (let index = 0; index < count; index++) {
      const [name, way] = Object.entries(ways)[index % Object.keys(ways).length]!;
      const several = await Promise.all(Array.from({ length: 5 }, way));
      most = Math.max(most, run.victim.memory() - before);
      // The rest of a body that is too long is read and thrown away: its sender is told at its end.
      for (const raw of several) if (name.includes('body')) raw.socket.end();
      const done = () => several.every((raw) => raw.ended || / 413 /.test(raw.text));
      await until(name, done, 5000).catch(() => {
        notEnded += 1;
        which.add(name);
      });
      for (const raw of several) raw.close();
    }
    const alive = await run.http(url, 0, 'GET', '/session').then(({ status }) => status === 200);
    return {
      counts: {
        messages: count * 5,
        mostMegabytes: Math.round(most / MEGABYTE),
        ...(which.size && { notEnded: [...which].join(', ') }),
      },
      losses: {
        notEnded,
        kept: Number(most > 120 * MEGABYTE),
        ended: Number(!alive),
      },
    };
  } finally {
    await run.close();
  }
}
