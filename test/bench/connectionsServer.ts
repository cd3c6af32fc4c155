// The server of the benchmark of connections, in a process of its own, so that its memory is the server's alone.
import { FanoutPlace } from './fanoutPlace.ts';

const place = await FanoutPlace.open(200);
const users = 20;
const tokens: string[] = [];
for (let index = 0; index < users; index++) tokens.push(await place.viewer());
let working: NodeJS.Timeout | undefined;
let said = 0;

process.on('message', (message: { memory?: true; perSecond?: number; cut?: true; close?: true }) => {
  if (message.memory) {
    for (let turn = 0; turn < 3; turn++)
      (globalThis.gc as ((how: object) => void) | undefined)?.({
        type: 'major',
        execution: 'sync',
        flavor: 'last-resort',
      });
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send!({ memory: { rss, heapUsed, external }, cpu: user + system });
  }
  if (message.perSecond !== undefined) {
    clearInterval(working);
    if (message.perSecond > 0) {
      working = setInterval(() => {
        said += 1;
        void place.submit('asset.setStatus', {
          assetId: place.assets[said % place.assets.length]!,
          status: Math.floor(said / place.assets.length) % 2 === 0 ? 'failed' : 'degraded',
        });
      }, 1000 / message.perSecond);
    }
  }
  if (message.close) void place.close().then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
process.send!({ port: place.port, operation: place.operation, tokens });
