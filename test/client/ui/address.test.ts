import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch, viewSearch } from '../../../client/app/search.ts';
import { ageOf, zulu } from '../../../client/ui/time.ts';
import { facesNamed, hereOf } from '../../../client/ui/entities.ts';
import { withView } from '../../../client/ui/viewNow.ts';
import { asset } from '../derive/faces.support.ts';

describe('the address carries the view (U3)', () => {
  it('survives the way through the address bar', () => {
    const text = '?sector=energy,health&sev=3,4&view=40.1,-3.7,6.25&inview=1&on=tasks&q=diesel';
    expect(stringifySearch(viewSearch.parse(parseSearch(text)))).toBe(text);
  });

  it('leaves out what makes no sense, and never fails', () => {
    const search = viewSearch.parse(
      parseSearch('?sector=energy,magic&status=fine&org=x&view=here&on=nowhere&inview=2'),
    );
    expect(stringifySearch(search)).toBe('?sector=energy');
  });

  it('is written with the view as it is by now, and with everything else as it was', () => {
    expect(withView('/op/OPN-1234', '40.1,-3.7,6')).toBe('/op/OPN-1234?view=40.1,-3.7,6');
    expect(withView('/op/OPN-1234?sev=3,4&view=1,2,3&on=tasks#list', '40.1,-3.7,6')).toBe(
      '/op/OPN-1234?sev=3,4&on=tasks&view=40.1,-3.7,6#list',
    );
  });

  it('names the screen under a drawer', () => {
    expect(hereOf('/op/OPN-1234/task/TSK-9FQ0', 'tasks')).toEqual({
      op: 'OPN-1234',
      base: 'tasks',
      drawer: { kind: 'task', code: 'TSK-9FQ0' },
    });
    expect(hereOf('/op/OPN-1234', undefined)).toEqual({ op: 'OPN-1234', base: 'cop' });
    expect(hereOf('/op/OPN-1234/incidents', 'nonsense').base).toBe('incidents');
  });
});

describe('codes in the address (U2)', () => {
  it('find by code in any case and by id, list both of two that share one, and nothing of what is not shown', () => {
    const one = asset(1);
    const twin = { ...asset(2), code: one.code };
    const faces = new Map([one, twin].map((face) => [face.id, face]));
    expect(facesNamed(faces, one.code.toLowerCase())).toEqual([one, twin]);
    expect(facesNamed(faces, twin.id)).toEqual([twin]);
    expect(facesNamed(faces, 'AST-ZZZZ')).toEqual([]);
  });
});

describe('times', () => {
  it('are 24 hours with their zone, ages in the one unit people think of', () => {
    expect(zulu(Date.UTC(2025, 3, 28, 14, 5, 9), true)).toBe('14:05:09Z');
    expect(ageOf(4 * 60_000 + 59_000)).toEqual({ unit: 'minutes', count: 4 });
    expect(ageOf(49 * 3_600_000)).toEqual({ unit: 'days', count: 2 });
  });
});
