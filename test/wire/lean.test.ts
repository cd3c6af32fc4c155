import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Server } from 'socket.io';
import { io as connect } from 'socket.io-client';
import { expect, test } from 'vitest';
import { forgetResponse, letGo, NoRooms } from '../../server/socket/lean.ts';
import { until } from './wire.support.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('[P-S6] of the request that a connection began with nothing is kept, whatever the libraries hold on to', async () => {
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], adapter: NoRooms as never });
  io.engine.on('headers', (_headers: unknown, { socket }: IncomingMessage) => forgetResponse(socket));
  const requests: WeakRef<object>[] = [];
  io.on('connection', (socket) => {
    requests.push(new WeakRef(socket.conn.request));
    letGo(socket);
  });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const { port } = http.address() as AddressInfo;
  const clients = Array.from({ length: 5 }, () =>
    connect(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false }),
  );
  try {
    await until('they are connected', () => clients.every(({ connected }) => connected) && requests.length === 5);
    const kept = () => requests.filter((request) => request.deref() !== undefined).length;
    await until('their requests are gone', () => {
      collect();
      return kept() === 0;
    });
    expect(kept()).toBe(0);
    expect(
      clients.every(({ connected }) => connected),
      'and they are still there',
    ).toBe(true);
  } finally {
    for (const client of clients) client.disconnect();
    await io.close();
  }
});
