import { describe, expect, it } from 'vitest';
import type { TocsinEvent } from '../../shared/domain/event.ts';
import { upcast, UPCASTS } from '../../shared/domain/upcast.ts';
import { KNOWN_EVENTS } from '../../shared/domain/evolve.ts';
import { World } from '../../shared/domain/world.ts';
import { decode } from '../../server/worlds/stream.ts';
import { id } from '../support/house.ts';

const at = '2026-03-01T10:00:00.000Z' as TocsinEvent['at'];
const event = (type: string, v: number, data: object = {}): TocsinEvent => ({
  type,
  v,
  by: { organisation: id('grid'), user: id('ana') },
  at,
  realAt: at,
  entities: [{ kind: 'asset', id: id('asset') }],
  data: data as TocsinEvent['data'],
  directory: 0,
});

describe('[P-D10] stored events of earlier forms', () => {
  const known = { 'asset.tidied': 3 };
  const steps = {
    'asset.cleaned v1': (one: TocsinEvent) => ({ ...one, type: 'asset.tidied' }),
    'asset.tidied v1': (one: TocsinEvent) => ({ ...one, v: 2, data: { percent: one.data['fraction'] } }),
    'asset.tidied v2': (one: TocsinEvent) => ({ ...one, v: 3, data: { level: Number(one.data['percent']) * 10_000 } }),
    'asset.round v1': (one: TocsinEvent) => ({ ...one, type: 'asset.trip' }),
    'asset.trip v1': (one: TocsinEvent) => ({ ...one, type: 'asset.round' }),
    'asset.torn v1': (one: TocsinEvent) => ({ ...one, v: (one.data['gone'] as { v: number }).v }),
  };

  it('[P-D10] go step by step to the form of today, over versions and names', () => {
    expect(upcast(event('asset.cleaned', 1, { fraction: 40 }), known, steps)).toEqual(
      event('asset.tidied', 3, { level: 400_000 }),
    );
    const today = event('asset.tidied', 3);
    expect(upcast(today, known, steps)).toBe(today);
  });

  it('[P-D10] [L1] stay as they are where nobody knows the way, where it leads in a circle, or where they are damaged', () => {
    for (const odd of [
      event('asset.tidied', 4),
      event('asset.tidied', 0),
      event('nobody.knows', 1),
      event('toString', 1),
    ])
      expect(upcast(odd, known, steps)).toBe(odd);
    expect(upcast(event('asset.torn', 1), known, steps)).toEqual(event('asset.torn', 1));
    expect(() => upcast(event('asset.round', 1), known, steps)).not.toThrow();
  });

  it('[P-D10] of a form that is neither of today nor on the way to it hide what they name, and are counted', () => {
    const world = new World();
    const marking = { tlp: 'TLP:GREEN', owner: id('grid'), circles: [], persons: [] };
    const made = event('asset.registered', 1, { name: 'A', sector: 'energy', kind: 'x', country: 'ES', marking });
    const row = (position: number, one: TocsinEvent) =>
      decode({ position, touches: [`asset:${id('asset')}`], body: JSON.stringify(one) });
    world.fold(row(1, made));
    world.fold(row(2, event('asset.statusChanged', 0, { status: 'failed', basis: 'confirmed' })));
    expect(world.at(`asset:${id('asset')}`, 2)).toMatchObject({ hidden: true });
    expect([...world.undecoded]).toEqual([['asset.statusChanged v0', 1]]);
  });

  it('[P-D10] every step of this build leads to a form that this build knows', () => {
    for (const name of Object.keys(UPCASTS)) {
      const [type, v] = name.split(' v') as [string, string];
      expect(KNOWN_EVENTS[type] === Number(v), `${name} is of today and needs no step`).toBe(false);
    }
  });
});
