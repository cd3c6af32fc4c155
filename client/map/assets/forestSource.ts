import type { ClusterOptions, Forest, ForestInput } from './forest.ts';
import { buildForest } from './forest.ts';
import type { ForestAnswer, ForestRequest } from './cluster.worker.ts';

/** Below this many points clustering takes a few milliseconds and a worker would only add a frame of delay. */
export const IN_THREAD_LIMIT = 2000;

export const CLUSTERS: Readonly<Record<'few' | 'many', ClusterOptions>> = {
  few: { radius: 17, maxZoom: 11, minPoints: 2 },
  many: { radius: 46, maxZoom: 12, minPoints: 3 },
};

/** Builds forests, in a worker when there are many points; only the newest request is answered. */
export class ForestSource {
  private worker: Worker | undefined;
  private ticket = 0;
  private readonly answer: (forest: Forest) => void;

  constructor(answer: (forest: Forest) => void) {
    this.answer = answer;
  }

  request(input: ForestInput): void {
    const ticket = ++this.ticket;
    if (input.slots.length <= IN_THREAD_LIMIT) {
      this.answer(buildForest(input, CLUSTERS.few));
      return;
    }
    if (!this.worker) {
      this.worker = new Worker(new URL('./cluster.worker.ts', import.meta.url), { type: 'module' });
      this.worker.onmessage = ({ data }: MessageEvent<ForestAnswer>) => {
        if (data.ticket === this.ticket) this.answer(data.forest);
      };
    }
    const request: ForestRequest = { ticket, input, options: CLUSTERS.many };
    this.worker.postMessage(request, [input.lon.buffer, input.lat.buffer] as ArrayBuffer[]);
  }

  destroy(): void {
    this.ticket++;
    this.worker?.terminate();
    this.worker = undefined;
  }
}
