// npm run build: the client, whether or not it seems necessary.
import { ensureClientBuilt } from './parts/client-build.mjs';

process.exitCode = (await ensureClientBuilt({ always: true })) ? 0 : 1;
