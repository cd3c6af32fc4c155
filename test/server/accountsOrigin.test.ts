import { describe, expect, test } from 'vitest';
import { originAllowed } from '../../server/accounts/origin.ts';
import type { OriginFacts } from '../../server/accounts/origin.ts';

const PUBLIC = ['https://cop.example.org', 'https://ops.example.org:8443'];
const configured = (origin: string | undefined, more: Partial<OriginFacts> = {}): boolean =>
  originAllowed({ origin, host: 'cop.example.org', publicOrigins: PUBLIC, secFetchSite: undefined, ...more });

/** Mulberry32: the same wrong origins in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LOOK_ALIKE_LETTERS: Record<string, string> = {
  c: '\u0441',
  o: '\u043e',
  p: '\u0440',
  e: '\u0435',
  a: '\u0430',
  x: '\u0445',
};

/** Each makes an origin that is not the right one out of the right one. */
const TWISTS: ((right: URL, random: () => number, word: string) => string)[] = [
  (right, _, word) => `${right.protocol}//${right.host}.${word}.net`,
  (right, _, word) => `${right.protocol}//${word}${right.host}`,
  (right, _, word) => `${right.protocol}//${word}.${right.host}`,
  (right, _, word) => `${right.protocol}//${word}-${right.host}`,
  (right, _, word) => `${right.protocol}//${right.host}@${word}.net`,
  (right, _, word) => `${right.protocol}//${word}@${right.host}`,
  (right, _, word) => `${right.protocol}//${word}:pw@${right.host}`,
  (right, random) => `${right.protocol}//${right.hostname}:${1 + Math.floor(random() * 65_000)}0`,
  (right, random) => `${right.protocol}//${right.hostname}:${9_000 + Math.floor(random() * 50_000)}`,
  (right) => `${right.protocol}//${right.hostname}:443`,
  (right) => `${right.protocol}//${right.hostname}.`,
  (right) => `${right.protocol}//${right.hostname}.${right.port && `:${right.port}`}`,
  (right) => `http://${right.host}`,
  (right) => `wss://${right.host}`,
  (right, _, word) => `${word}://${right.host}`,
  (right) => `${right.origin}/`,
  (right, _, word) => `${right.origin}/${word}`,
  (right, _, word) => `${right.origin}?${word}`,
  (right, _, word) => `${right.origin}#${word}`,
  (right, _, word) => `${right.origin} https://${word}.net`,
  (right, _, word) => `https://${word}.net, ${right.origin}`,
  (right) => ` ${right.origin}`,
  (right) => `${right.origin}\t`,
  (right) => `${right.protocol}\\\\${right.host}`,
  (right) => right.host,
  (right) => `//${right.host}`,
  (right) => `${right.protocol}${right.host}`,
  (_, __, word) => `https://${word}.example.org`,
  (right, random) => {
    const at = Math.floor(random() * right.origin.length);
    const upper = right.origin.slice(0, at) + right.origin.slice(at).toUpperCase();
    return upper === right.origin ? right.origin.toUpperCase() : upper;
  },
  (right, random) => {
    const places = [...right.hostname].flatMap((letter, index) => (letter in LOOK_ALIKE_LETTERS ? [index] : []));
    const at = places[Math.floor(random() * places.length)] ?? 0;
    const raw = right.hostname.slice(0, at) + LOOK_ALIKE_LETTERS[right.hostname[at]!] + right.hostname.slice(at + 1);
    return random() < 0.5 ? `https://${raw}` : new URL(`https://${raw}`).origin;
  },
  (right, random) => {
    const at = 8 + Math.floor(random() * (right.host.length - 1));
    return right.origin.slice(0, at) + right.origin.slice(at + 1);
  },
  (right, random) => {
    const code = right.hostname.charCodeAt(Math.floor(random() * right.hostname.length));
    return right.origin.replace(String.fromCharCode(code), `%${code.toString(16)}`);
  },
  (right) => right.origin.replace('.', '\u3002'),
  (right) => right.origin.replace('e', '\uff45'),
  () => 'null',
  () => '',
  (_, random) => `https://${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.0.1`,
  (_, random) => `https://[2001:db8::${Math.floor(random() * 65_536).toString(16)}]`,
  () => 'file://',
  (right) => `blob:${right.origin}`,
  (right) => `chrome-extension://${right.hostname}`,
];

describe('[P-A2]', () => {
  test('0 of 1,000 wrong, missing, null or look-alike Origins are allowed', () => {
    const random = seeded(20_250_428);
    const wrong = new Set<string>();
    for (let i = 0; wrong.size < 1_000; i++) {
      const right = new URL(PUBLIC[i % PUBLIC.length]!);
      const word = Math.floor(random() * 36 ** 4 + 36 ** 3)
        .toString(36)
        .replace(/^\d/, 'w');
      wrong.add(TWISTS[i % TWISTS.length]!(right, random, word));
    }
    for (const right of PUBLIC) expect(wrong.has(right)).toBe(false);
    expect([...wrong].filter((origin) => configured(origin))).toEqual([]);
    // The same, where the Host header decides: the one that the wrong origin wishes for is no help to it.
    const byHost = (origin: string, host: string): boolean =>
      originAllowed({ origin, host, publicOrigins: [], secFetchSite: undefined, secure: true });
    expect([...wrong].filter((origin) => byHost(origin, 'cop.example.org'))).toEqual([]);
    expect([...wrong].filter((origin) => byHost(origin, 'ops.example.org:8443'))).toEqual([]);
    expect(configured(undefined)).toBe(false);
  });

  test('each way of going wrong is among them, and each is refused for its own sake', () => {
    const random = seeded(7);
    for (const twist of TWISTS) {
      for (const right of PUBLIC) {
        const origin = twist(new URL(right), random, 'evil');
        expect(configured(origin), origin).toBe(false);
      }
    }
  });

  test('the right ones are allowed', () => {
    for (const origin of PUBLIC) {
      expect(configured(origin)).toBe(true);
      expect(configured(origin, { secFetchSite: 'same-origin' })).toBe(true);
    }
    // What an operator wrote less strictly than a browser does.
    expect(configured('https://cop.example.org', { publicOrigins: ['HTTPS://COP.example.org:443/'] })).toBe(true);
  });

  test('without public origins the address of the request itself is the one', () => {
    const local = (origin: string, host: string | undefined, secure?: boolean): boolean =>
      originAllowed({
        origin,
        host,
        publicOrigins: [],
        secFetchSite: undefined,
        ...(secure !== undefined && { secure }),
      });
    expect(local('http://127.0.0.1:4000', '127.0.0.1:4000')).toBe(true);
    expect(local('http://localhost:4000', 'localhost:4000')).toBe(true);
    expect(local('http://[::1]:4000', '[::1]:4000')).toBe(true);
    expect(local('https://192.168.1.5:4000', '192.168.1.5:4000', true)).toBe(true);
    expect(local('http://192.168.1.5:4000', '192.168.1.5:4000', true)).toBe(false);
    expect(local('http://localhost:4000', '127.0.0.1:4000')).toBe(false);
    expect(local('http://localhost:4001', 'localhost:4000')).toBe(false);
    expect(local('http://localhost:4000', undefined)).toBe(false);
    for (const host of ['evil.net@localhost:4000', 'localhost:4000/', 'localhost:4000#', '', ' localhost:4000']) {
      expect(local('http://localhost:4000', host), host).toBe(false);
    }
  });

  test('what the browser says of the site must not contradict', () => {
    for (const secFetchSite of ['cross-site', 'same-site', 'none', '', 'Same-Origin', 'same-origin, cross-site']) {
      expect(configured(PUBLIC[0], { secFetchSite }), secFetchSite).toBe(false);
    }
  });

  test('a public origin that is not an origin lets nobody in', () => {
    for (const nonsense of ['*', 'null', '', 'https://', 'cop.example.org', 'https://cop.example.org/app']) {
      expect(configured('https://cop.example.org', { publicOrigins: [nonsense] }), nonsense).toBe(false);
      expect(configured('null', { publicOrigins: [nonsense] }), nonsense).toBe(false);
    }
  });
});
