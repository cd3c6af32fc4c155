import { describe, expect, it } from 'vitest';
import { compare } from '../../scripts/rules.mjs';

const spec = `
# Rules
- **[L4]** Convergence: snapshot + batches
  = fresh snapshot.
- **[LOG-3]** No event is skipped.
- **[P-D1]** Nothing lost.
- **[ARC-1]** Rooms keep apart
  (checked by: dependency-cruiser).
`;
const file = (source: string) => [{ name: 'test/laws/some.test.ts', source }];

describe('rules and tests', () => {
  it('agree when each rule is quoted, in whatever form the test is written', () => {
    const tests = file(`
      describe('[L4] convergence', () => {});
      it.each([1, 2])('row %s [P-D1]', () => {});
      it.skipIf(true)(\`[LOG-3] seed \${seed}\`, () => {});
    `);
    expect(compare(spec, tests)).toEqual({ complaints: [], rules: 4, quoted: 3 });
  });

  it('a rule without a test is named with its line', () => {
    const { complaints } = compare(spec, file(`it('[L4][P-D1] both', () => {});`));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain('[LOG-3] (shared/SPEC.md:5) has no test');
  });

  it('a quoted rule that does not exist is named with its file', () => {
    const tests = file(`it('[L4][P-D1][LOG-3][U99] all and one more', () => {});`);
    expect(compare(spec, tests).complaints).toEqual([
      '[U99] is quoted in test/laws/some.test.ts and is no rule of shared/SPEC.md',
    ]);
  });

  it('ids in comments and in the body of a test do not count', () => {
    const tests = file(`// [LOG-3]\nit('[L4][P-D1] both', () => { expect('[LOG-3]').toBe(1); });`);
    expect(compare(spec, tests).complaints[0]).toContain('[LOG-3]');
  });

  it('a rule that stands twice is a mistake', () => {
    const { complaints } = compare('- **[L4]** a\n- **[L4]** b\n', file(`it('[L4]', () => {});`));
    expect(complaints).toEqual(['[L4] stands twice in shared/SPEC.md']);
  });
});
