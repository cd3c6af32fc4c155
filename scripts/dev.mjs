// npm run dev: the server and the client, each reloading; when one ends, both end.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot, say } from './parts/words.mjs';

const serverPort = process.env.PORT ?? '4000';
const children = [
  start('server', ['--watch', '--watch-preserve-output', join('server', 'main.ts')], { PORT: serverPort }),
  start('client', [join('node_modules', 'vite', 'bin', 'vite.js'), 'client', '--clearScreen', 'false'], {
    // Read by client/vite.config.ts for its proxy.
    TOCSIN_DEV_SERVER: `http://127.0.0.1:${serverPort}`,
  }),
];
say('The client with reload is the address that vite prints; the server starts again when its files change.');

let ending = false;
function endAll(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
  // A server that hangs in its graceful stop must not keep the terminal.
  setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 5_000).unref();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endAll(0));

function start(name, args, environment) {
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  child.on('exit', (code) => {
    if (!ending) say(`The ${name} ended (${code ?? 'by a signal'}).`);
    endAll(code ?? 0);
  });
  return child;
}
