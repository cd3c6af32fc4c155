import { buildAtlas, type Atlas } from './atlas.ts';

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<{ url: string }>) => void) | null;
  postMessage(message: Atlas | undefined, transfer: Transferable[]): void;
};

/** Fetching and decoding together: the megabytes of text never reach the thread that draws. */
scope.onmessage = async ({ data: { url } }) => {
  try {
    const response = await fetch(url);
    const atlas = response.ok ? buildAtlas(await response.json()) : undefined;
    scope.postMessage(
      atlas,
      (atlas?.arcs ?? []).map((arc) => arc.line.buffer as ArrayBuffer),
    );
  } catch {
    // Offline before the file was cached: the map works on plain water and asks again when the view changes.
    scope.postMessage(undefined, []);
  }
};
