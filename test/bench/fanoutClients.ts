// The clients of the fan-out benchmark, in a process of their own.
import { createRequire } from 'node:module';
import { io } from 'socket.io-client';

const fromEngine = createRequire(createRequire(import.meta.url).resolve('engine.io'));
const { WebSocket: Ws } = fromEngine('ws') as {
  WebSocket: new (url: string) => { on(name: string, listener: (data: Buffer) => void): void };
};

interface Setup {
  readonly clients: number;
  readonly token: string;
  readonly operation: string;
  readonly tocsin: number;
  readonly ws: number;
  readonly room: number;
}
interface Status {
  readonly changes: readonly { readonly set?: { readonly confirmed?: { readonly note?: string } } }[];
}
const setup = JSON.parse(process.argv[2]!) as Setup;
const received = { tocsin: 0, ws: 0, room: 0 };
let latencies: number[] = [];
let joined = 0;
const heard = new Map<string, number>();

const tell = () => {
  process.send!({ joined, received, latencies });
  latencies = [];
};
setInterval(tell, 20);

for (let index = 0; index < setup.clients; index++) {
  const tocsin = io(`http://127.0.0.1:${setup.tocsin}`, {
    transports: ['websocket'],
    auth: { token: setup.token },
    forceNew: true,
    reconnection: false,
  });
  tocsin.on('connect', () => {
    void tocsin.emitWithAck('join', { operation: setup.operation }).then(() => joined++);
  });
  tocsin.on('batch', (batch: Status) => {
    for (const change of batch.changes) {
      received.tocsin += 1;
      const note = change.set?.confirmed?.note;
      if (note === undefined) continue;
      // The event counts as delivered when the last of all clients has parsed it.
      const count = (heard.get(note) ?? 0) + 1;
      if (count < setup.clients) heard.set(note, count);
      else {
        heard.delete(note);
        latencies.push(performance.timeOrigin + performance.now() - Number(note));
      }
    }
  });
  new Ws(`ws://127.0.0.1:${setup.ws}`).on('message', (data) => {
    JSON.parse(data.toString());
    received.ws += 1;
  });
  const room = io(`http://127.0.0.1:${setup.room}`, { transports: ['websocket'], forceNew: true, reconnection: false });
  room.on('update', () => {
    received.room += 1;
  });
  room.on('connect', () => joined++);
}
// The bare `ws` sockets have no answer to wait for: their deliveries are counted all the same.
joined += setup.clients;
