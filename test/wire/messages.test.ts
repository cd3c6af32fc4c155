import { randomUUID } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { report, until, WirePlace, WireScreen, type Person } from './wire.support.ts';

let place: WirePlace;
let ann: Person;
beforeAll(async () => {
  place = await WirePlace.open();
  ann = await place.person(['coordinator', 'owner', 'liaison']);
});
afterAll(async () => {
  expect(place.troubles).toEqual([]);
  await place.close();
});

const ask = async (socket: ReturnType<WirePlace['connect']>, message: unknown): Promise<Outcome> =>
  (await socket.timeout(5000).emitWithAck('command', message)) as Outcome;

describe('messages over real sockets and HTTP', () => {
  it('[ACT-8] malformed, unknown, oversized and unauthorised commands get a stable code, and change nothing', async () => {
    const socket = place.connect(ann);
    const viewer = await place.person(['viewer'], 1);
    const before = place.head;
    const { hash } = await place.snapshot(ann);
    const operation = place.operation;
    const good = report();
    const wrong: [string, unknown, string, RegExp][] = [
      ['nothing', null, 'invalid', /operation/],
      ['a text', 'hello', 'invalid', /operation/],
      ['no operation', good, 'invalid', /operation/],
      ['an operation that is no id', { operation: '../x', ...good }, 'invalid', /operation/],
      ['no id', { operation, type: good.type, data: good.data }, 'invalid', /commandId/],
      ['an id that is none', { operation, ...good, commandId: 'x' }, 'invalid', /commandId/],
      [
        'an id of version 7',
        { operation, ...good, commandId: '01890a5d-ac96-774b-bcce-b302099a8057' },
        'invalid',
        /commandId/,
      ],
      ['an unknown type', { operation, ...report(), type: 'incident.explode' }, 'unknown-type', /.+/],
      ['a member of Object', { operation, ...report(), type: 'constructor' }, 'unknown-type', /.+/],
      ['an unknown field', { operation, ...report({ colour: 'red' }) }, 'invalid', /data\.colour/],
      [
        'an unknown field within',
        { operation, ...report({ location: { lat: 1, lon: 2, x: 3 } }) },
        'invalid',
        /data\.location\.x/,
      ],
      ['an unknown field beside', { operation, ...report(), colour: 'red' }, 'invalid', /colour/],
      [
        '__proto__',
        { operation, ...report(), data: JSON.parse('{"__proto__":{"x":1},"incidentId":"x"}') as object },
        'invalid',
        /data/,
      ],
      ['text too long', { operation, ...report({ title: 'x'.repeat(201) }) }, 'invalid', /data\.title/],
      ['a control character', { operation, ...report({ title: 'a\u0000b' }) }, 'invalid', /data\.title/],
      ['a lone surrogate', { operation, ...report({ title: 'a\ud800' }) }, 'invalid', /data\.title/],
      ['more than 64 KiB', { operation, ...report({ surplus: 'é'.repeat(33_000) }) }, 'too-large', /.+/],
      [
        'a directory command',
        { operation, ...report(), type: 'user.disable', data: { userId: randomUUID() } },
        'unknown-type',
        /directory/,
      ],
      ['an operation that is not', { operation: randomUUID(), ...report() }, 'not-found', /.+/],
    ];
    for (const [name, message, code, words] of wrong) {
      const outcome = await ask(socket, message);
      expect(outcome, name).toMatchObject({ outcome: 'refused', code });
      expect(outcome.message, name).toMatch(words);
    }
    const asViewer = place.connect(viewer);
    expect(await ask(asViewer, { operation, ...report() })).toMatchObject({ code: 'not-allowed' });
    const overHttp = await place.send(
      ann,
      wrong.slice(4).map(([, message]) => ({ ...(message as object), operation: undefined })),
    );
    expect(overHttp.every((one) => one.outcome === 'refused')).toBe(true);
    for (const body of ['{', '[]', '"x"', 'null', JSON.stringify(Array.from({ length: 1001 }, () => report()))]) {
      const answer = await place.http(ann, 'POST', `/operations/${operation}/commands`, body);
      const said = (await answer.json()) as { code?: string }[] & { code?: string };
      expect(said.code ?? said[0]?.code, body.slice(0, 20)).toBe('invalid');
    }
    expect(place.head).toBe(before);
    expect((await place.snapshot(ann)).hash).toBe(hash);
    socket.close();
    asViewer.close();
  });

  it('[P-R3] a frame over 128 KiB ends the connection without an answer; one just under is answered', async () => {
    const socket = place.connect(ann);
    const screen = new WireScreen(socket, place.operation);
    const under = await ask(socket, {
      operation: place.operation,
      ...report({ x: 'y'.repeat(LIMITS.frameBytes - 2000) }),
    });
    expect(under.code).toBe('too-large');
    let answered = false;
    socket.emit(
      'command',
      { operation: place.operation, ...report({ x: 'y'.repeat(LIMITS.frameBytes) }) },
      () => (answered = true),
    );
    await until('the connection is ended', () => screen.disconnectedAt !== undefined);
    expect(answered).toBe(false);
  });

  it('[P-R4] a body nested a million deep is refused in words', async () => {
    const depth = 1_000_000;
    const body = `{"commandId":"${randomUUID()}","type":"incident.report","data":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    const began = performance.now();
    const answer = await place.http(ann, 'POST', `/operations/${place.operation}/commands`, body);
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as Outcome[])[0]).toMatchObject({ code: 'invalid' });
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('[L8] a command repeated over two sockets and HTTP, in any order, takes effect once and gets one answer', async () => {
    const sockets = [place.connect(ann), place.connect(ann)];
    const commands = Array.from({ length: 20 }, () => report());
    const before = place.head;
    const sent = [...commands, ...commands, ...commands].sort(() => Math.random() - 0.5);
    const answers = new Map<string, string>();
    await Promise.all(
      sent.map(async (command, index) => {
        const way = index % 3;
        const outcome =
          way < 2
            ? await ask(sockets[way]!, { operation: place.operation, ...command })
            : (await place.send(ann, command))[0]!;
        const text = canonicalJson(outcome);
        expect(answers.get(command.commandId) ?? text).toBe(text);
        answers.set(command.commandId, text);
      }),
    );
    expect(answers.size).toBe(20);
    await until('all are confirmed', () => place.head === before + 20);
    const stored = (await (await place.http(ann, 'GET', `/commands/${commands[0]!.commandId}`)).json()) as Outcome;
    expect(canonicalJson(stored)).toBe(answers.get(commands[0]!.commandId));
    const someoneElse = await place.person(['coordinator'], 1);
    expect((await place.http(someoneElse, 'GET', `/commands/${commands[0]!.commandId}`)).status).toBe(404);
    for (const socket of sockets) socket.close();
  });

  it('a flood is answered rate-limited, then ended; another person is not slowed', async () => {
    const flooder = await place.person(['responder'], 2);
    const socket = place.connect(flooder);
    const screen = new WireScreen(socket, place.operation);
    const codes = new Map<string, number>();
    const flood = (count: number) => {
      for (let index = 0; index < count; index++) {
        const hear = ({ code = 'ok' }: Outcome) => codes.set(code, (codes.get(code) ?? 0) + 1);
        socket.emit('command', { operation: place.operation, ...report() }, hear);
      }
    };
    const before = place.head;
    flood(150);
    await until('the burst is answered', () => codes.get('ok') === 150);
    flood(600);
    const calm = place.connect(ann);
    expect((await ask(calm, { operation: place.operation, ...report() })).outcome).toBe('accepted');
    await until('the flood is ended', () => screen.disconnectedAt !== undefined);
    expect(screen.byes).toContainEqual({ reason: 'too-fast', retryAfterMs: 10_000 });
    expect(codes.get('rate-limited')).toBeGreaterThan(50);
    expect(place.head - before).toBeLessThan(LIMITS.commandBurst + 100);
    calm.close();
  });

  it('[P-R5] whoever never authenticates is dropped within ten seconds: bare, half-way and with a wrong token', async () => {
    const gone: number[] = [];
    const began = performance.now();
    const note = () => gone.push(performance.now() - began);
    for (let index = 0; index < 20; index++) {
      const bare = connectTcp(place.port, '127.0.0.1')
        .on('error', () => {})
        .on('close', note);
      if (index % 2 === 0) bare.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n');
      bare.resume();
    }
    // Opens the transport and never says CONNECT.
    const mute = new WebSocket(`ws://127.0.0.1:${place.port}/socket.io/?EIO=4&transport=websocket`);
    mute.addEventListener('close', note);
    const wrong = place.connect({ token: 'x'.repeat(43) });
    const refused = await new Promise<Error & { data?: { code: string } }>((resume) =>
      wrong.on('connect_error', resume),
    );
    expect(refused.data?.code).toBe('not-authenticated');
    wrong.on('disconnect', note);
    await until('all 21 are gone', () => gone.length >= 21, 11_000);
    expect(Math.max(...gone)).toBeLessThan(10_500);
  }, 20_000);

  it('[P-A2] a cookie from another origin gets no socket, whatever the path; the token needs no origin', async () => {
    const port = place.port;
    const cookie = `tocsin_session=${ann.token}`;
    const shake = (origin: string | undefined, polling = false): Promise<number> =>
      new Promise((resume, failed) => {
        const request = [
          `GET /socket.io/?EIO=4&transport=${polling ? 'polling' : 'websocket'} HTTP/1.1`,
          `Host: 127.0.0.1:${port}`,
          ...(polling
            ? ['Connection: close']
            : [
                'Upgrade: websocket',
                'Connection: Upgrade',
                'Sec-WebSocket-Version: 13',
                'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
              ]),
          ...(origin === undefined ? [] : [`Origin: ${origin}`]),
          `Cookie: ${cookie}`,
        ];
        const raw = connectTcp(port, '127.0.0.1', () => raw.write(`${request.join('\r\n')}\r\n\r\n`));
        raw.once('data', (bytes) => {
          resume(Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1'))?.[1]));
          raw.destroy();
        });
        raw.on('error', failed);
      });
    expect(await shake(`http://127.0.0.1:${port}`)).toBe(101);
    const wrong = [
      undefined,
      'null',
      '',
      'http://evil.example',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      `http://127.0.0.1:${port}.evil.example`,
      `http://evil.example:${port}`,
      `http://127.0.0.1:${port}@evil.example`,
      `http://127.0.0.1`,
      `http://localhost:${port}`,
      `HTTP://127.0.0.1:${port}/`,
      'file://',
    ];
    for (const origin of wrong) {
      expect(await shake(origin), String(origin)).not.toBe(101);
      expect(await shake(origin, true), `${String(origin)} by polling`).not.toBe(200);
    }
  });
});
