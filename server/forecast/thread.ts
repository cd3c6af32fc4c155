import { Worker } from 'node:worker_threads';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { breathe } from '../desk/snapshot.ts';
import type { FromThread, Question, ToThread } from './messages.ts';
import type { Step } from './warnings.ts';

/** Faces and steps that travel in one message: handing them over takes the event loop's time (P-R4). */
const FACES_PER_MESSAGE = 200;
/** Who waits while another is served; beyond that the answer is `busy`. */
const MOST_WAITING = 8;
/** How long (ms) one question may take before the thread is given up. */
const LONGEST_MS = 60_000;
/** How long (ms) an idle thread is kept. */
const LINGER_MS = 60_000;

export type Bytes = Uint8Array<ArrayBuffer>;
/** `busy`: too many ask at once, or it takes too long. */
export type Answered = Bytes | 'busy';

export interface ForecastThread {
  ask(question: Question, faces: readonly AnyFace[], steps?: readonly Step[]): Promise<Answered>;
  close(): Promise<void>;
}

/** One thread in which forecasts are made, one after the other, so that none of them holds up the event loop. */
export function createForecastThread(onTrouble: (error: unknown) => void): ForecastThread {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;
  let linger: NodeJS.Timeout | undefined;

  const end = async (): Promise<void> => {
    clearTimeout(linger);
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };

  function started(): Worker {
    if (worker) return worker;
    const made = new Worker(new URL('./worker.ts', import.meta.url), { name: 'forecast' });
    made.unref();
    made.on('error', onTrouble);
    made.on('exit', () => {
      if (worker === made) worker = undefined;
    });
    worker = made;
    return made;
  }

  async function served(question: Question, faces: readonly AnyFace[], steps: readonly Step[]): Promise<Answered> {
    if (closed) return 'busy';
    clearTimeout(linger);
    const thread = started();
    const send = (message: ToThread): void => thread.postMessage(message);
    for (let at = 0; at < faces.length; at += FACES_PER_MESSAGE) {
      send({ kind: 'faces', faces: faces.slice(at, at + FACES_PER_MESSAGE) });
      await breathe();
    }
    let told = 0;
    for (const step of steps) {
      send({ kind: 'step', step });
      told += 1 + step.faces.length;
      if (told < FACES_PER_MESSAGE) continue;
      told = 0;
      await breathe();
    }
    const said = await new Promise<FromThread | undefined>((resolve) => {
      const done = (message: FromThread | undefined): void => {
        clearTimeout(patience);
        thread.off('message', done);
        thread.off('exit', gone);
        resolve(message);
      };
      const gone = (): void => done(undefined);
      const patience = setTimeout(gone, LONGEST_MS);
      thread.on('message', done);
      thread.on('exit', gone);
      send({ kind: 'ask', question });
    });
    if (said?.kind === 'answer') {
      linger = setTimeout(() => void end(), LINGER_MS);
      linger.unref();
      return said.bytes;
    }
    // What it still holds of this question must not be taken for the next one's.
    await end();
    if (said) onTrouble(new Error(`A forecast could not be made: ${said.message}`));
    return 'busy';
  }

  return {
    ask(question, faces, steps = []) {
      if (closed || waiting >= MOST_WAITING) return Promise.resolve('busy');
      waiting += 1;
      const turn = last.then(() => served(question, faces, steps)).finally(() => (waiting -= 1));
      last = turn.catch(onTrouble);
      return turn;
    },
    async close() {
      closed = true;
      await end();
    },
  };
}
