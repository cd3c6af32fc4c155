// The first half of every command of the project: makes sure that what the command needs is there. It is no `prestart`,
// because npm leaves those out where install scripts are switched off, and just there something has to be said.
// A fresh clone has only the Node and npm that the machine had: plain JavaScript, no library, Node 20.
import { ensureClientBuilt } from './parts/client-build.mjs';
import { ensureInstalled, ensurePostgres, ensureRuntime } from './parts/installed.mjs';
import { say } from './parts/words.mjs';

const purpose = process.argv[2] ?? 'start';
const major = Number(process.versions.node.split('.')[0]);

async function prepare() {
  if (major < 20) {
    say(
      `Tocsin needs Node 20 or later to install itself (it then brings Node 24); this is Node ${process.versions.node}.`,
    );
    return false;
  }
  if (!(await ensureInstalled())) return false;
  if (!(await ensureRuntime())) return false;
  if (purpose === 'test' && !ensurePostgres()) return false;
  if (purpose === 'start') return ensureClientBuilt();
  return true;
}

process.exitCode = (await prepare()) ? 0 : 1;
