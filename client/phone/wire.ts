import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import type { HttpAnswer, Link, LinkEvents, Wire } from '../sync/wire.ts';

interface WireOptions {
  readonly origin?: string;
  readonly token?: () => string | undefined;
  /** The stock client: for networks that eat websockets. Loaded when it is needed. */
  readonly stock?: () => Promise<Wire>;
}

const OPEN_WITHIN_MS = 8000;
/** So many attempts in a row that opened nothing, and the stock client takes over. */
const PATIENCE = 2;
const HEARD = ['batch', 'reset', 'bye', 'presence'] as const;
type Heard = (typeof HEARD)[number];

/**
 * Socket.IO (protocol 5 over Engine.IO 4) over the browser's own WebSocket: what the phone speaks of it is these packets,
 * and the stock client alone would be a tenth of the first load (P-S14). test/client/phone/wire.test.ts holds both to one
 * suite. No upgrade, no binary, no namespace; each link is one attempt, as in the other wire.
 */
export function lightWire(options: WireOptions = {}): Wire {
  const { origin = location.origin, token, stock } = options;
  let failures = 0;
  let heavy: Wire | undefined;
  return {
    open(events) {
      const counted: LinkEvents = {
        ...events,
        opened() {
          failures = 0;
          events.opened();
        },
        closed(code) {
          failures += 1;
          // Fetched while there may still be a network; until it is here, the light one goes on trying.
          if (failures === 1)
            stock?.().then(
              (wire) => void (heavy = wire),
              () => (failures = 0),
            );
          events.closed(code);
        },
      };
      return heavy && failures >= PATIENCE ? heavy.open(counted) : openLink(origin, token?.(), counted);
    },

    async http(method, path, body): Promise<HttpAnswer> {
      const bearer = token?.();
      const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      if (body instanceof Blob) headers['content-type'] = body.type || 'application/octet-stream';
      else if (body) headers['content-type'] = 'application/json';
      const response = await fetch(origin + path, {
        method,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }),
      });
      const json: unknown = await response.json().catch(() => undefined);
      const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
      return { status: response.status, json, ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }) };
    },

    async picture(operation) {
      const bearer = token?.();
      const { columnSnapshot } = await import('../platform/columnSnapshot.ts');
      const url = `${origin}/api/v1/operations/${operation}/snapshot`;
      return columnSnapshot(url, bearer === undefined ? {} : { authorization: `Bearer ${bearer}` });
    },
  };
}

interface Waiting {
  readonly done: (answer: unknown) => void;
  readonly cut: (reason: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

function openLink(origin: string, token: string | undefined, events: LinkEvents): Link {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const waiting = new Map<number, Waiting>();
  let nextAck = 0;
  let connected = false;
  let over = false;
  /** Milliseconds after which a silent server is gone: it sends a ping each interval. */
  let silenceMs = OPEN_WITHIN_MS;
  let silence = setTimeout(() => end(), silenceMs);

  function listen(): void {
    clearTimeout(silence);
    silence = setTimeout(() => end(), silenceMs);
  }
  function end(code?: string, tell = true): void {
    if (over) return;
    over = true;
    connected = false;
    clearTimeout(silence);
    socket.close();
    for (const { cut, timer } of waiting.values()) {
      clearTimeout(timer);
      cut(new Error('the link was cut'));
    }
    waiting.clear();
    if (tell) events.closed(code);
  }

  socket.onclose = () => end();
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    // Something else than text is not ours, and a frame that came after the end is nobody's.
    if (over || typeof data !== 'string') return;
    if (connected) listen();
    const type = data[0];
    if (type === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(data.slice(1)) as { pingInterval: number; pingTimeout: number };
      silenceMs = pingInterval + pingTimeout;
      socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, ...(token !== undefined && { token }) })}`);
    } else if (type === '2') {
      socket.send('3');
    } else if (type === '1') {
      end();
    } else if (type === '4') {
      packet(data[1], data.slice(2));
    }
  };

  function packet(type: string | undefined, rest: string): void {
    if (type === '0') {
      connected = true;
      listen();
      events.opened();
    } else if (type === '1') {
      end();
    } else if (type === '4') {
      end((JSON.parse(rest) as { data?: { code?: string } }).data?.code);
    } else if (type === '2' || type === '3') {
      const start = rest.indexOf('[');
      const values = JSON.parse(rest.slice(start)) as unknown[];
      if (type === '3') return answered(Number(rest.slice(0, start)), values[0]);
      const name = values[0] as Heard;
      if (HEARD.includes(name)) events.heard(name, values[1]);
    }
  }

  function answered(id: number, answer: unknown): void {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    one.done(answer);
  }

  return {
    ask(event, message, timeoutMs) {
      if (!connected) return Promise.reject(new Error('the link is cut'));
      if (event === 'leave') {
        // Nothing is answered to it.
        socket.send(`42${JSON.stringify([event, message])}`);
        return Promise.resolve(undefined);
      }
      const id = nextAck++;
      return new Promise((done, cut) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          cut(new Error('no answer in time'));
        }, timeoutMs);
        waiting.set(id, { done, cut, timer });
        socket.send(`42${id}${JSON.stringify([event, message])}`);
      });
    },
    tell(event, message) {
      // Volatile: what the network cannot take at once is dropped.
      if (connected && socket.bufferedAmount === 0) socket.send(`42${JSON.stringify([event, message])}`);
    },
    close: () => end(undefined, false),
  };
}
