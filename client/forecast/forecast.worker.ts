import { ForecastKeeper, type Answer, type Feed } from './keeper.ts';

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Feed>) => void) | null;
  postMessage(message: Answer): void;
};

const keeper = new ForecastKeeper();
scope.onmessage = ({ data }) => {
  const from = performance.now();
  const answer = keeper.answer(data);
  if (answer) scope.postMessage({ ...answer, took: performance.now() - from });
};
