import { expect, it } from 'vitest';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { tellsLess } from '../../shared/cascade/narrower.ts';

const supplier = (assetId: string) => ({ assetId, weight: 1, delay: 0, threshold: 1 });
const full = {
  id: 'a',
  level: 1,
  served: 10,
  buffers: { n: { secondsLeft: 1, at: '2026-03-01T10:00:00.000Z' } },
  needs: [{ needId: 'n', buffer: 5, suppliers: [supplier('x'), supplier('y')] }],
} as unknown as AnyFace;
const but = (change: object): AnyFace => ({ ...full, ...change }) as AnyFace;
const needing = (change: object): AnyFace => but({ needs: [{ ...(full.needs![0] as object), ...change }] });

it.each<[string, AnyFace | undefined, boolean]>([
  ['the same', but({}), false],
  ['another level', but({ level: 0 }), false],
  ['a further supplier', needing({ suppliers: [supplier('x'), supplier('y'), supplier('z')] }), false],
  ['another buffer', needing({ buffer: 6 }), false],
  ['nothing', undefined, true],
  ['no need', but({ needs: [] }), true],
  ['one supplier fewer', needing({ suppliers: [supplier('x')] }), true],
  ['what is left in no buffer', but({ buffers: {} }), true],
])('[L9] what rests on a face goes when it tells less: %s', (_what, after, less) => {
  expect(tellsLess(full, after)).toBe(less);
});

it('[L9] a buffer that is kept back tells less', () => {
  const { buffer: _buffer, ...need } = full.needs![0]!;
  expect(tellsLess(full, but({ needs: [need] }))).toBe(true);
  const { buffers: _buffers, ...rest } = full as unknown as Record<string, unknown>;
  expect(tellsLess(full, rest as unknown as AnyFace)).toBe(true);
});
