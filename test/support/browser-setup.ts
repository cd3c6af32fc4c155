import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ensureClientBuilt } from '../../scripts/parts/client-build.mjs';
import { prepareBrowser } from './chromium.ts';

/** Once before the browser tests: the client that belongs to these sources, and a browser to look at it with. */
export default async function setUpBrowserTests(): Promise<void> {
  await prepareBrowser();
  // Throwing here would stop the other suites too. Without a client the browser tests fail by themselves, and an old
  // client must not let them pass.
  if (!(await ensureClientBuilt())) {
    await rm(fileURLToPath(new URL('../../dist/client', import.meta.url)), { recursive: true, force: true });
  }
}
