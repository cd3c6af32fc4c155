import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newDraft } from '../../../client/features/assets/need/draft.ts';
import { applied, readNeed, secondsOf } from '../../../client/features/assets/need/parse.ts';

const HOUR = 3600;
const two = { ...newDraft(), suppliers: ['a', 'b'] };
const three = { ...newDraft(), suppliers: ['a', 'b', 'c'] };
const read = (text: string, suppliers = 3) => readNeed(text, suppliers);
const meant = (text: string, suppliers = 3) => {
  const { meanings, not } = read(text, suppliers);
  expect(not, text).toEqual([]);
  return meanings;
};

describe('what a person types of a need', () => {
  it('reads a buffer: how long, and of what', () => {
    expect(meant('24 h diesel')).toEqual([{ kind: 'buffer', seconds: 24 * HOUR, of: 'diesel' }]);
    expect(meant('24h')).toEqual([{ kind: 'buffer', seconds: 24 * HOUR }]);
    expect(meant('battery 4 h')).toEqual([{ kind: 'buffer', seconds: 4 * HOUR, of: 'battery' }]);
    expect(meant('holds out for 90 minutes')).toEqual([{ kind: 'buffer', seconds: 5400 }]);
    expect(meant('6 days of fuel')).toEqual([{ kind: 'buffer', seconds: 6 * 24 * HOUR, of: 'fuel' }]);
    expect(meant('no battery')).toEqual([{ kind: 'buffer', seconds: 0 }]);
    expect(secondsOf('1 h 30 min')).toBe(5400);
    expect(secondsOf('1,5 hours')).toBe(5400);
  });

  it('reads how many are needed', () => {
    expect(meant('2 of 3')).toEqual([{ kind: 'some', k: 2, of: 3 }]);
    expect(meant('2 of 3 feeders')).toEqual([{ kind: 'some', k: 2, of: 3 }]);
    expect(meant('needs 2 out of 3 lines')).toEqual([{ kind: 'some', k: 2, of: 3 }]);
    expect(meant('any of them')).toEqual([{ kind: 'some', k: 1 }]);
    expect(meant('both', 2)).toEqual([{ kind: 'all' }]);
    expect(meant('at least 60 % of supply')).toEqual([{ kind: 'share', percent: 60 }]);
    expect(meant('60 % is enough')).toEqual([{ kind: 'share', percent: 60 }]);
    expect(meant('60 + 60 MW for 100 MW', 2)).toEqual([
      { kind: 'capacity', weights: [60, 60], demand: 100, unit: 'MW' },
    ]);
  });

  it('reads what is left without, what is felt late, what is useless and how it refills', () => {
    expect(meant('runs at 70 % without SCADA')).toEqual([{ kind: 'residual', percent: 70, without: 'SCADA' }]);
    expect(meant('runs at 70 % without')).toEqual([{ kind: 'residual', percent: 70 }]);
    expect(meant('70% manual')).toEqual([{ kind: 'residual', percent: 70 }]);
    expect(meant('stops without it')).toEqual([{ kind: 'residual', percent: 0 }]);
    expect(meant('felt after 20 min')).toEqual([{ kind: 'delay', seconds: 1200 }]);
    expect(meant('below 40 % it is useless')).toEqual([{ kind: 'useless', percent: 40 }]);
    expect(meant('refills in 6 h')).toEqual([{ kind: 'refill', seconds: 6 * HOUR }]);
    expect(meant('needs refuelling by hand')).toEqual([{ kind: 'refill', seconds: undefined }]);
    expect(meant('logical')).toEqual([{ kind: 'type', type: 'logical' }]);
  });

  it('reads several things in one line, in any order', () => {
    const line =
      'cyber, 2 of 3 feeders; 24 h diesel, refills in 6 h, then runs at 70 % without SCADA, felt after 20 min';
    expect(applied(three, read(line))).toEqual({
      type: 'cyber',
      suppliers: three.suppliers,
      rule: { how: 'some', k: 2 },
      buffer: 24 * HOUR,
      stock: 'diesel',
      refill: 6 * HOUR,
      residual: 70,
      delay: 1200,
      useless: 0,
    });
    const kinds = (text: string) => new Set(meant(text).map(({ kind }) => kind));
    expect(kinds(line.split(/[,;] /).reverse().join(', '))).toEqual(kinds(line));
    expect(
      meant('24 h diesel and 2 of 3 feeders')
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['buffer', 'some']);
  });

  it('says in words what it did not understand, and then changes nothing', () => {
    const nonsense = ['banana', '24 parsecs diesel', 'runs on hope', '12', '% % %', '2 of', '24 h diesel and bananas'];
    for (const text of nonsense) {
      const reading = read(text);
      expect(reading.not.length, text).toBeGreaterThan(0);
      expect(
        reading.not.every((one) => text.includes(one.text)),
        text,
      ).toBe(true);
      expect(applied(three, reading), text).toBe(three);
    }
    expect(read('24 h diesel and bananas')).toMatchObject({
      meanings: [{ kind: 'buffer', seconds: 24 * HOUR, of: 'diesel' }],
      not: [{ why: 'unknown' }],
    });
    expect(read('')).toEqual({ meanings: [], not: [] });
  });

  it('says why what it nearly understood cannot be', () => {
    const why = (text: string, suppliers = 3) => read(text, suppliers).not.map((one) => one.why);
    expect(why('2 of 3', 2)).toEqual(['count-differs']);
    expect(why('2 of 3', 0)).toEqual(['no-supplier']);
    expect(why('4 of 3')).toEqual(['too-many']);
    expect(why('60 + 60 for 100', 3)).toEqual(['count-differs']);
    expect(why('runs at 170 % without')).toEqual(['percent']);
    expect(why('9000 days diesel')).toEqual(['too-long']);
    expect(why('24 h diesel, 12 h battery')).toEqual(['twice']);
    expect(why('2 of 3, all of them')).toEqual(['twice']);
    expect(applied(two, read('2 of 2', 2)).rule).toEqual({ how: 'all' });
  });

  it('neither throws nor hangs, whatever is typed, and loses no word in silence', () => {
    const words = fc.constantFrom(
      ...'24 h diesel 2 of 3 runs at 70 % without SCADA + 60 MW for below useless , ; after in'.split(' '),
    );
    const anything = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.array(words, { maxLength: 14 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 0, max: 5 }), (text, suppliers) => {
        const reading = readNeed(text, suppliers);
        for (const one of reading.meanings) {
          if ('seconds' in one && one.seconds !== undefined) expect(Number.isInteger(one.seconds)).toBe(true);
          if ('percent' in one) expect(one.percent).toBeLessThanOrEqual(100);
        }
        const telling = /[\p{L}\p{N}]{3,}/u.test(
          text.replace(/\b(and|then|with|needs?|has|have|the|but|still|only|also|there|are|per)\b/giu, ''),
        );
        if (telling) expect(reading.meanings.length + reading.not.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
    const started = performance.now();
    readNeed('1 + '.repeat(3000), 2);
    readNeed('24 h '.repeat(1000), 2);
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
