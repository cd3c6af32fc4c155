import { Worker } from 'node:worker_threads';
import { LogUnreadable } from './eventLog.ts';
import type { FromWorker, Read, ToWorker, WorkerData, Write, Written } from './sqliteMessages.ts';

/** So many writes share one transaction at most: a batch must not grow into a second of silence. */
const largestBatch = 2_000;

interface WaitingWrite {
  readonly write: Write;
  readonly resolve: (answer: Written) => void;
}

export interface WriterThread {
  write(write: Write): Promise<Written>;
  close(): Promise<void>;
}

/**
 * Group commit: while the worker waits for the disk, writes gather here, and all that gathered go next as one
 * transaction. The busier it is, the larger the groups, with no timer and no delay when it is idle.
 */
export async function startWriter(data: Omit<WorkerData, 'role'>): Promise<WriterThread> {
  const { worker, ended } = await startWorker({ ...data, role: 'writer' });
  let waiting: WaitingWrite[] = [];
  let underWay: WaitingWrite[] = [];
  let flushIsDue = false;
  let gone: string | undefined;
  let whenIdle = () => {};

  const send = (message: ToWorker) => worker.postMessage(message);
  const refusal = (message: string): Written => ({ kind: 'not-stored', reason: 'unavailable', message });

  function flush(): void {
    flushIsDue = false;
    if (underWay.length > 0) return;
    if (waiting.length === 0) return whenIdle();
    underWay = waiting.splice(0, largestBatch);
    send({ kind: 'write', writes: underWay.map((each) => each.write) });
  }

  worker.on('message', (message: FromWorker) => {
    if (message.kind !== 'written') return;
    const answered = underWay;
    underWay = [];
    // The next group leaves before the answers are looked at: the disk should not wait for us.
    flush();
    for (const [index, each] of answered.entries()) each.resolve(message.answers[index]!);
  });

  void ended.then((reason) => {
    gone ??= `The log's writer has ended (${reason}). The server must be started again.`;
    for (const each of underWay) each.resolve({ kind: 'in-doubt', message: gone });
    for (const each of waiting) each.resolve(refusal(gone));
    underWay = waiting = [];
    whenIdle();
  });

  return {
    write(write) {
      if (gone !== undefined) return Promise.resolve(refusal(gone));
      return new Promise((resolve) => {
        waiting.push({ write, resolve });
        if (flushIsDue || underWay.length > 0) return;
        flushIsDue = true;
        // What one turn of the event loop brings forth leaves together.
        queueMicrotask(flush);
      });
    },
    async close() {
      if (gone === undefined) {
        gone = 'The log is closed.';
        if (underWay.length + waiting.length > 0) await new Promise<void>((resolve) => (whenIdle = resolve));
        send({ kind: 'close' });
      }
      await ended;
    },
  };
}

export interface ReaderThread {
  read(read: Read): Promise<unknown>;
  close(): Promise<void>;
}

export async function startReader(directory: string): Promise<ReaderThread> {
  const { worker, ended } = await startWorker({ directory, role: 'reader' });
  const asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let gone = false;

  worker.on('message', (message: FromWorker) => {
    if (message.kind !== 'read' && message.kind !== 'read-failed') return;
    const each = asked.get(message.id);
    asked.delete(message.id);
    if (message.kind === 'read') each?.resolve(message.value);
    else if (message.damaged) each?.reject(new LogUnreadable(damagedWords(message.message)));
    else each?.reject(new Error(`The log cannot be read: ${message.message}`));
  });

  void ended.then((reason) => {
    gone = true;
    for (const each of asked.values()) each.reject(new Error(`The log's reader has ended (${reason})`));
    asked.clear();
  });

  return {
    read(read) {
      if (gone) return Promise.reject(new Error('The log is closed'));
      return new Promise((resolve, reject) => {
        const id = (lastId += 1);
        asked.set(id, { resolve, reject });
        worker.postMessage({ kind: 'read', id, read } satisfies ToWorker);
      });
    },
    async close() {
      if (!gone) worker.postMessage({ kind: 'close' } satisfies ToWorker);
      await ended;
    },
  };
}

/** Resolves when the worker has its database open; rejects with its words when it cannot. */
async function startWorker(data: WorkerData): Promise<{ worker: Worker; ended: Promise<string> }> {
  const worker = new Worker(new URL('./sqliteWorker.ts', import.meta.url), {
    workerData: data,
    name: `log-${data.role}`,
  });
  let failure = '';
  const ended = new Promise<string>((resolve) => {
    worker.on('error', (error) => (failure = error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => resolve(failure || `exit code ${code}`));
  });
  await new Promise<void>((resolve, reject) => {
    // Under `node --watch` the runtime's own words come first, on the same channel.
    const listen = (message: FromWorker) => {
      if (message.kind !== 'ready' && message.kind !== 'cannot-open') return;
      worker.off('message', listen);
      if (message.kind === 'ready') resolve();
      else reject(new Error(message.message));
    };
    worker.on('message', listen);
    void ended.then((reason) => reject(new Error(`The log did not open: ${reason}`)));
  });
  return { worker, ended };
}

const damagedWords = (message: string): string =>
  `The log is damaged on the disk (${message}). Keep a copy of the data directory, then restore a backup.`;
