import { createContext, useContext } from 'react';
import type { SentCommand } from '../queue.ts';

/** What has gone since the page was opened: collected by the shell, because the queue is mostly closed when it goes. */
export const SentLogContext = createContext<readonly SentCommand[]>([]);
export const useSentLog = (): readonly SentCommand[] => useContext(SentLogContext);
