import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Dice } from '../support/historiesDice.ts';
import { until } from '../wire/wire.support.ts';
import { Link } from './links.ts';

const seed = Date.now() % 1_000_000;
const PIECES = 1500;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it(`[P-D8] a link that delays, throttles and stands still by turns keeps the order of what passes (seed ${seed})`, async () => {
  const dice = new Dice(seed);
  let heard = '';
  const server = createServer((socket: Socket) => {
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  const link = await Link.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closing.push(() => link.close());
  const near = connect(link.port, '127.0.0.1').setNoDelay(true);
  await once(near, 'connect');
  let said = '';
  for (let piece = 0; piece < PIECES; piece++) {
    if (dice.chance(0.05)) link.delayMs = dice.pick([0, 1, 3, 8]);
    if (dice.chance(0.03)) link.bytesPerSecond = dice.pick([Infinity, 20_000, 200_000]);
    if (dice.chance(0.02)) link.holding = true;
    else if (link.holding && dice.chance(0.3)) link.release();
    const text = `${piece};`;
    said += text;
    near.write(text);
    await new Promise((resume) => setImmediate(resume));
  }
  Object.assign(link, { delayMs: 0, bytesPerSecond: Infinity });
  link.release();
  await until('all has passed', () => heard.length === said.length);
  expect(heard).toBe(said);
  near.destroy();
});
