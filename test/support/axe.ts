import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[];
}

const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What another theme can change. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds on a page that is serious or critical, each in one line. WCAG 2.2 A and AA. */
export async function seriousFindings(page: Page, rules: readonly string[] = ALL): Promise<string[]> {
  // Evaluated, not added as a script: the page's own policy forbids scripts that are not its own.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const findings = await page.evaluate(async (runOnly) => {
    const axe = (
      globalThis as unknown as { axe: { run(context: unknown, options: unknown): Promise<{ violations: Finding[] }> } }
    ).axe;
    const result = await axe.run(document, { runOnly, resultTypes: ['violations'] });
    return result.violations;
  }, rules);
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
    );
}

/** The same in the dark and in the light, of a page that follows the system; ends in the dark. */
export async function seriousInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      (scheme) => document.documentElement.dataset['mantineColorScheme'] === scheme,
      colorScheme,
    );
    // A colour that is still on its way is neither the one nor the other.
    await page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition));
    const findings = await seriousFindings(page, colorScheme === 'dark' ? ALL : COLOURS);
    found.push(...findings.map((one) => `${colorScheme}: ${one}`));
  }
  return found;
}
