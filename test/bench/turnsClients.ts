// The screens of the benchmark of turns, in a process of their own: what they parse is no turn of the server's.
import { io } from 'socket.io-client';

const heard: number[] = [];
process.on('message', ({ port, operation, tokens }: { port: number; operation: string; tokens: string[] }) => {
  const all = tokens.map(async (token, index) => {
    heard[index] = 0;
    const socket = io(`http://127.0.0.1:${port}`, { auth: { token }, transports: ['websocket'], forceNew: true });
    socket.on('batch', ({ changes }: { changes: unknown[] }) => (heard[index]! += changes.length));
    await new Promise<void>((up) => socket.once('connect', up));
    const whole = new Promise<void>((done) =>
      socket.on('reset', ({ part, parts }: { part?: number; parts?: number }) => part === parts && done()),
    );
    await socket.emitWithAck('join', { operation });
    await whole;
  });
  void Promise.all(all).then(() => process.send!({ joined: true, heard }));
});
setInterval(() => process.connected && process.send!({ heard }), 20);
process.on('disconnect', () => process.exit(0));
