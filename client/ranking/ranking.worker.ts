import { RankingKeeper } from './keeper.ts';
import type { RankingFeed, RankingNews } from './messages.ts';

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<RankingFeed>) => void) | null;
  postMessage(message: RankingNews): void;
};

/** News come so often, and between two the worker listens and leaves the processor to others. In milliseconds. */
const SLICE_MS = 200;
const PAUSE_MS = 25;

const keeper = new RankingKeeper();
let going = false;

function goOn(): void {
  const until = performance.now() + SLICE_MS;
  const news = keeper.work(() => performance.now() >= until);
  going = news !== undefined;
  if (!news) return;
  scope.postMessage(news);
  setTimeout(goOn, PAUSE_MS);
}

scope.onmessage = ({ data }) => {
  keeper.take(data);
  if (going) return;
  going = true;
  setTimeout(goOn, 0);
};
