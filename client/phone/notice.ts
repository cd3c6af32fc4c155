import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { t } from './text.ts';

interface Notice {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}
const notices = createStore<{ notice: Notice | undefined }>(() => ({ notice: undefined }));
export const useNotice = (): Notice | undefined => useStore(notices, ({ notice }) => notice);

const SHOWN_MS = 6000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(tone: Notice['tone'], text: string): void {
  clearTimeout(timer);
  notices.setState({ notice: { tone, text } });
  timer = setTimeout(() => notices.setState({ notice: undefined }), SHOWN_MS);
}

/** What could not even be queued; what the server refuses later is in the queue. */
export const sayRefused = (message: string): void => say('bad', t('phone.refused', { message }));
