import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import express from 'express';
import type { Sessions } from '../../server/accounts/sessions.ts';
import { sendInParts } from '../../server/http/sending.ts';
import { createApp, type App } from '../../server/app.ts';
import { openBaseMap } from '../../server/baseMap/baseMap.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { COLUMNS_TYPE } from '../../shared/columns/format.ts';
import { plainPng, pmtiles } from '../support/pmtiles.ts';
import { until, WirePlace, type Person } from '../wire/wire.support.ts';

/** A client that takes nothing until it is told to read on. */
class Reluctant {
  readonly socket: Socket;
  bytes = 0;
  closed = false;
  trouble: string | undefined;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', ({ code }: NodeJS.ErrnoException) => (this.trouble = code));
    this.socket.on('close', () => (this.closed = true));
    this.socket.pause();
  }
  ask(path: string, headers: Record<string, string>, times = 1): void {
    const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`GET /api/v1${path} HTTP/1.1\r\n${lines.join('')}\r\n`.repeat(times));
  }
  readOn(): void {
    this.socket.on('data', (chunk: Buffer) => (this.bytes += chunk.length));
    this.socket.resume();
  }
}

/** The server's ends of connections, as they come. */
function accepted(app: App): Socket[] {
  const sockets: Socket[] = [];
  app.http.on('connection', (socket: Socket) => sockets.push(socket));
  return sockets;
}

/** Nothing more of it goes to the kernel. */
async function standsStill(socket: Socket): Promise<number> {
  let [written, since] = [-1, performance.now()];
  await until('the answer stands still', () => {
    if (socket.bytesWritten !== written) [written, since] = [socket.bytesWritten, performance.now()];
    return written > 0 && performance.now() - since > 300;
  });
  return written;
}

describe('[P-R5] ranges of the base map whose reader takes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-ranges-'));
  const bytes = Buffer.concat([pmtiles('raster', 4, plainPng(200, 30, 60)), randomBytes(8 * 1024 * 1024)]);
  const MOST = 4 * 1024 * 1024;
  let app: App;
  let port: number;
  let token: string;
  beforeAll(async () => {
    const source = join(folder, 'map.pmtiles');
    writeFileSync(source, bytes);
    const baseMap = await openBaseMap({ source }, (why) => expect.unreachable(why));
    app = await createApp({ store: openMemoryStore(), clientDirectory: '/nowhere', baseMap });
    await new Promise<void>((listening) => app.http.listen(0, '127.0.0.1', listening));
    port = (app.http.address() as AddressInfo).port;
    ({ token } = await app.sessions.open(randomUUID(), {}));
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const asking = (range: string, as = token) => ({ authorization: `Bearer ${as}`, range });
  const read = async (range: string, as = token) =>
    fetch(`http://127.0.0.1:${port}/api/v1/base-map/file`, { headers: asking(range, as) });

  it('[P-R5] cost little memory, however many one person asks for; others and honest reads go on', async () => {
    const reader = new Reluctant(port);
    await once(reader.socket, 'connect');
    const before = process.memoryUsage().arrayBuffers;
    reader.ask('/base-map/file', asking(`bytes=0-${MOST - 1}`), 100);
    await until('the person is told to wait', async () => {
      const answer = await read('bytes=0-99');
      expect([206, 429]).toContain(answer.status);
      if (answer.status !== 429) return false;
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ code: 'rate-limited' });
      return true;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * 1024 * 1024);
    const other = await app.sessions.open(randomUUID(), {});
    const range = await read(`bytes=1000-${MOST}`, other.token);
    expect(range.status).toBe(206);
    expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(1000, MOST + 1))).toBe(true);
    reader.socket.destroy();
    await until('there is room again', async () => (await read('bytes=0-99')).status === 206);
  });

  it('are right to the byte, across parts and at the end of the file, also one after another', async () => {
    for (const [first, last] of [
      [0, MOST - 1],
      [65_535, 65_536],
      [65_536, 3 * 65_536 - 1],
      [bytes.length - 70_000, bytes.length + 5],
    ] as const) {
      const answer = await read(`bytes=${first}-${last}`);
      expect(answer.headers.get('content-range')).toBe(
        `bytes ${first}-${Math.min(last, bytes.length - 1)}/${bytes.length}`,
      );
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(first, last + 1))).toBe(true);
    }
    const many = await Promise.all(Array.from({ length: 30 }, (_, at) => read(`bytes=${at}-${at + 200_000}`)));
    for (const [at, answer] of many.entries())
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(at, at + 200_001))).toBe(true);
  });
});

describe('[P-C5] a snapshot whose reader pauses', () => {
  let place: WirePlace;
  let sockets: Socket[];
  let ann: Person;
  beforeAll(async () => {
    place = await WirePlace.open();
    sockets = accepted(place.app);
    ann = await place.person(['coordinator']);
    for (let round = 0; round < 8; round++) {
      const outcomes = await place.send(
        ann,
        Array.from({ length: 500 }, () => ({
          commandId: randomUUID(),
          type: 'incident.report',
          data: { incidentId: randomUUID(), title: 'Secret', description: randomBytes(2000).toString('hex') },
        })),
      );
      expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    }
  }, 60_000);
  afterAll(async () => {
    expect(place.troubles).toEqual([]);
    await place.close();
  });

  const WAYS: [string, (person: Person) => Promise<void>][] = [
    ['the session is revoked', (person) => place.app.sessions.revoke(person.sessionId)],
    ['every session of the user is revoked', (person) => place.app.sessions.revokeUser(person.user)],
    [
      'the last role is taken away',
      (person) => place.admin('user.setRoles', { userId: person.user, operation: place.operation, roles: [] }),
    ],
  ];
  for (const accept of ['application/json', COLUMNS_TYPE])
    for (const [name, revoke] of WAYS)
      it(`[P-C5] as ${accept}: ${name}, and nothing more of it leaves`, async () => {
        const person = await place.person(['coordinator']);
        const reader = new Reluctant(place.port);
        const headers = { accept, authorization: `Bearer ${person.token}` };
        await once(reader.socket, 'connect');
        await until('the server has the connection', () => sockets.some((one) => one.remotePort === port(reader)));
        const served = sockets.find((one) => one.remotePort === port(reader))!;
        reader.ask(`/operations/${place.operation}/snapshot`, headers);
        const written = await standsStill(served);
        expect(served.writableLength, 'the rest waits').toBeGreaterThan(0);
        await revoke(person);
        await until('it is cut off', () => served.destroyed, 1000);
        reader.readOn();
        await until('the reader is told', () => reader.closed);
        expect(served.bytesWritten).toBe(written);
        expect(reader.bytes).toBeLessThan(written);
        expect(reader.trouble, 'what the kernel held for it is thrown away').toBe('ECONNRESET');
      });

  it('a whole one arrives right', async () => {
    const { records } = await place.snapshot(ann);
    expect(records.incident).toHaveLength(4000);
  });
});

describe('[P-C5] any other long answer whose reader pauses', () => {
  let place: WirePlace;
  let sockets: Socket[];
  let ann: Person;
  const LONG = 2000;
  let incident = '';
  let about = '';
  let attached = '';
  let start = '';
  const secret = () => randomBytes(LONG).toString('hex');
  async function say(commands: { type: string; data: object }[]): Promise<void> {
    for (let at = 0; at < commands.length; at += 300) {
      const some = commands.slice(at, at + 300).map((one) => ({ commandId: randomUUID(), ...one }));
      expect((await place.send(ann, some)).filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    }
  }
  const report = (count: number) =>
    say(
      Array.from({ length: count }, () => {
        const marking = { tlp: 'TLP:AMBER+STRICT', circles: [place.circle] };
        incident = randomUUID();
        const data = { incidentId: incident, title: 'Secret', description: secret(), marking };
        return { type: 'incident.report', data };
      }),
    );
  beforeAll(async () => {
    place = await WirePlace.open();
    sockets = accepted(place.app);
    ann = await place.person(['coordinator', 'liaison']);
    await report(1500);
    const severity = (at: number) => ({ incidentId: incident, severity: 1 + (at % 3), note: secret() });
    await say(Array.from({ length: 200 }, (_, at) => ({ type: 'incident.setSeverity', data: severity(at) })));
    about = incident;
    const upload = await fetch(`${place.url}/api/v1/operations/${place.operation}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'text/plain' },
      body: 'A line of what was seen.\n'.repeat(300_000),
    });
    const { id, mediaType, bytes } = (await upload.json()) as { id: string; mediaType: string; bytes: number };
    const data = { attachmentId: id, on: { kind: 'incident', id: about }, name: 'seen.txt', mediaType, bytes };
    await say([{ type: 'attachment.add', data }]);
    attached = id;
  }, 60_000);
  afterAll(async () => {
    expect(place.troubles).toEqual([]);
    await place.close();
  });

  const members = (which: readonly number[]) =>
    place.admin('circle.setMembers', {
      circleId: place.circle,
      members: which.map((one) => place.organisations[one]!),
    });
  const WAYS: [string, (person: Person) => Promise<void>, (() => Promise<void>)?][] = [
    ['the session is revoked', (person) => place.app.sessions.revoke(person.sessionId)],
    [
      'the last role is taken away',
      (person) => place.admin('user.setRoles', { userId: person.user, operation: place.operation, roles: [] }),
    ],
    ['their organisation leaves the circle', () => members([0, 2]), () => members([0, 1, 2])],
  ];
  const ANSWERS: [string, () => string][] = [
    ['a snapshot', () => 'snapshot'],
    ['an attachment', () => `attachments/${attached}`],
    ['a page of changes', () => `changes?after=${encodeURIComponent(start)}`],
    ['a history', () => `history/incident/${about}`],
  ];
  for (const [what, path] of ANSWERS)
    // A history takes long to make: one way stands for all, which are the same for every answer.
    for (const [name, revoke, undo] of what === 'a history' ? WAYS.slice(-1) : WAYS)
      it(`[P-C5] ${what}: ${name}, and nothing more of it leaves`, async () => {
        const person = await place.person(['coordinator'], 1);
        start = (await place.snapshot(person)).cursor;
        const reader = new Reluctant(place.port);
        await once(reader.socket, 'connect');
        await until('the server has the connection', () => sockets.some((one) => one.remotePort === port(reader)));
        const served = sockets.find((one) => one.remotePort === port(reader))!;
        if (what === 'a page of changes') await report(900);
        const times = what === 'a page of changes' || what === 'a history' ? 4 : 1;
        reader.ask(`/operations/${place.operation}/${path()}`, { authorization: `Bearer ${person.token}` }, times);
        const written = await standsStill(served);
        await revoke(person);
        await until('it is cut off', () => served.destroyed, 1000);
        reader.readOn();
        await until('the reader is told', () => reader.closed);
        expect(served.bytesWritten).toBe(written);
        expect(reader.trouble, 'what the kernel held for it is thrown away').toBe('ECONNRESET');
        await undo?.();
      });

  it('[P-R1] so many are on their way to one person at once, and no more; others are answered', async () => {
    const [still, other] = [await place.person(['coordinator'], 1), await place.person(['coordinator'], 1)];
    const readers: Reluctant[] = [];
    const ask = async (person: Person) => {
      const answer = await place.http(person, 'GET', `/operations/${place.operation}/snapshot`);
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe('1');
      const { code } = (await answer.json()) as { code?: string };
      return code ?? answer.status;
    };
    for (let one = 0; one < 4; one++) {
      expect(await ask(still)).toBe(200);
      const reader = new Reluctant(place.port);
      readers.push(reader);
      await once(reader.socket, 'connect');
      await until('the server has the connection', () => sockets.some((each) => each.remotePort === port(reader)));
      reader.ask(`/operations/${place.operation}/snapshot`, { authorization: `Bearer ${still.token}` });
      await standsStill(sockets.find((each) => each.remotePort === port(reader))!);
    }
    expect(await ask(still)).toBe('rate-limited');
    expect(await ask(other)).toBe(200);
    readers[0]!.socket.destroy();
    await until('there is room again', async () => (await ask(still)) === 200);
    for (const reader of readers) reader.socket.destroy();
  });
});

describe('[P-C5] what is withdrawn while a snapshot is being made', () => {
  let place: WirePlace;
  let ann: Person;
  let ben: Person;
  let incidentId: string;
  let afterTaking: () => Promise<void> = async () => {};
  beforeAll(async () => {
    place = await WirePlace.open();
    ann = await place.person(['coordinator', 'owner']);
    ben = await place.person(['coordinator'], 1);
    const desk = place.app.context.desks.of(place.operation)!;
    const take = desk.snapshotInSlices.bind(desk);
    desk.snapshotInSlices = async (user, options) => {
      const taken = await take(user, options);
      await afterTaking();
      return taken;
    };
  });
  beforeEach(async () => {
    incidentId = randomUUID();
    await say('incident.report', { incidentId, title: incidentId, marking: { tlp: 'TLP:GREEN' } });
    afterTaking = async () => {};
  });
  afterAll(async () => {
    expect(place.troubles).toEqual([]);
    await place.close();
  });
  const say = async (type: string, data: object) => {
    expect(await place.send(ann, { commandId: randomUUID(), type, data })).toMatchObject([{ outcome: 'accepted' }]);
    await place.app.context.settled(place.operation, ann.user);
  };
  const mark = (tlp: string, id = incidentId) =>
    say('sharing.mark', { entity: { kind: 'incident', id }, marking: { tlp }, reason: 'a test' });
  const ask = (accept: string) =>
    fetch(`${place.url}/api/v1/operations/${place.operation}/snapshot`, {
      headers: { accept, 'accept-encoding': 'identity', authorization: `Bearer ${ben.token}` },
    });

  for (const accept of ['application/json', COLUMNS_TYPE]) {
    it(`[P-C5] is not in it: ${accept}`, async () => {
      expect(Buffer.from(await (await ask(accept)).arrayBuffer()).toString('latin1')).toContain(incidentId);
      let once = true;
      afterTaking = async () => {
        if (once) await mark('TLP:AMBER+STRICT');
        once = false;
      };
      const answer = await ask(accept);
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).not.toContain(incidentId);
    });

    it(`[P-C5] again and again is answered busy: ${accept}`, async () => {
      afterTaking = async () => {
        await mark('TLP:AMBER+STRICT');
        const next = randomUUID();
        await say('incident.report', { incidentId: next, title: 'Smoke', marking: { tlp: 'TLP:GREEN' } });
        incidentId = next;
      };
      const answer = await ask(accept);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ code: 'busy' });
    });

    it(`[P-S8] markings that take nothing from the reader keep nobody waiting: ${accept}`, async () => {
      const mine = randomUUID();
      await say('incident.report', { incidentId: mine, title: 'Ours', marking: { tlp: 'TLP:AMBER+STRICT' } });
      let red = true;
      afterTaking = async () => {
        await mark(red ? 'TLP:RED' : 'TLP:AMBER+STRICT', mine);
        red = !red;
      };
      expect((await ask(accept)).status).toBe(200);
    });
  }
});

describe('[P-R5] an answer whose reader stands still', () => {
  it('[P-R5] is broken off; one that is taken slowly is not', async () => {
    const ended: string[] = [];
    const sessions = {
      check: async () => session,
      onRevoked: () => () => {},
    } as unknown as Sessions;
    const session = { sessionId: 's', userId: 'u', expiresAt: Infinity };
    const http = express()
      .get('/api/v1/:name', async (request, response) => {
        const pieces = Array.from({ length: 200 }, () => Buffer.alloc(128 * 1024, 7));
        const caller = { session, token: 't', byCookie: false };
        const terms = { caller, sessions, now: () => 0, mayGoOn: () => true, stalledMs: 1200 };
        await sendInParts(response, pieces, terms);
        ended.push(`${request.params.name} ${response.writableFinished ? 'whole' : 'broken off'}`);
      })
      .listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const [still, slow] = [new Reluctant(port), new Reluctant(port)];
    still.ask('/still', {});
    slow.ask('/slow', {});
    slow.readOn();
    const pulse = setInterval(() => (slow.socket.isPaused() ? slow.socket.resume() : slow.socket.pause()), 20);
    await until('both have ended', () => ended.length === 2, 20_000);
    clearInterval(pulse);
    expect(ended.sort()).toEqual(['slow whole', 'still broken off']);
    slow.socket.destroy();
    http.close();
  }, 30_000);
});

const port = (reader: Reluctant): number | undefined => reader.socket.localPort;
