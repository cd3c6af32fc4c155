// The server of the benchmark of connections, in a process of its own, so that its memory is the server's alone.
import { FanoutPlace } from './fanoutPlace.ts';

const place = await FanoutPlace.open(200);
const users = 20;
const tokens: string[] = [];
for (let index = 0; index < users; index++) tokens.push(await place.viewer());
let working: NodeJS.Timeout | undefined;
let said = 0;

process.on('message', (message: { tell?: 'memory' | 'cpu' | 'connections'; perSecond?: number; close?: true }) => {
  if (message.tell === 'memory') {
    for (let turn = 0; turn < 3; turn++)
      (globalThis.gc as ((how: object) => void) | undefined)?.({
        type: 'major',
        execution: 'sync',
        flavor: 'last-resort',
      });
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send!({ memory: { rss, heapUsed, external } });
  }
  if (message.tell === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send!({ cpu: user + system });
  }
  if (message.tell === 'connections')
    place.app.http.getConnections((_error, connections) => process.send!({ connections }));
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
