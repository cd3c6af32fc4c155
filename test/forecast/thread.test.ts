import { afterEach, expect, it } from 'vitest';
import { createForecastThread, type ForecastThread } from '../../server/forecast/thread.ts';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import type { Instant } from '../../shared/time.ts';

const now = '2026-03-01T12:00:00.000Z' as Instant;
const question = { kind: 'forecast', now, options: { horizon: 3600 } } as const;
const face = (id: string) => ({ id, sector: 'energy', country: 'ES', status: 'operational', level: 1_000_000 });
const faces = Array.from({ length: 450 }, (_none, n) => face(`asset ${n}`)) as unknown as AnyFace[];
const expected = JSON.stringify(forecast(faces, now, { ...LIVE, horizon: 3600 }));
const words = (answer: Uint8Array | 'busy'): string => (answer === 'busy' ? answer : Buffer.from(answer).toString());

let troubles: unknown[] = [];
let thread: ForecastThread;
const start = () => (thread = createForecastThread((error) => troubles.push(error)));
afterEach(async () => {
  await thread.close();
  troubles = [];
});

it('[P-R4] answers one after the other, and that it is busy beyond eight', async () => {
  start();
  const answers = await Promise.all(Array.from({ length: 10 }, () => thread.ask(question, faces)));
  expect(answers.map(words)).toEqual([...Array.from({ length: 8 }, () => expected), 'busy', 'busy']);
  expect(words(await thread.ask(question, faces))).toBe(expected);
  expect(troubles).toEqual([]);
});

it('what cannot be worked out is noted, and is not in the way of the next', async () => {
  start();
  const broken = [{ ...face('broken'), needs: 7 }] as unknown as AnyFace[];
  const answers = await Promise.all([thread.ask(question, broken), thread.ask(question, faces)]);
  expect(answers.map(words)).toEqual(['busy', expected]);
  expect(troubles).toHaveLength(1);
});

it('a thread that is closed answers nobody', async () => {
  start();
  const asked = thread.ask(question, faces);
  await thread.close();
  expect(await asked).toBe('busy');
  expect(await thread.ask(question, faces)).toBe('busy');
});
