import { buildForest, type ClusterOptions, type Forest, type ForestInput } from './forest.ts';

export interface ForestRequest {
  ticket: number;
  input: ForestInput;
  options: ClusterOptions;
}

export interface ForestAnswer {
  ticket: number;
  forest: Forest;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ForestRequest>) => void) | null;
  postMessage(message: ForestAnswer, transfer: Transferable[]): void;
};

scope.onmessage = ({ data: { ticket, input, options } }) => {
  const forest = buildForest(input, options);
  const { slots, x, y, parent, from, to } = forest;
  const buffers = [slots, x, y, parent, from, to].map((array) => array.buffer as ArrayBuffer);
  scope.postMessage({ ticket, forest }, buffers);
};
