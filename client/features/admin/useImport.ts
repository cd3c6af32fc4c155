import { useCallback, useEffect, useRef, useState } from 'react';
import { importOf, previewOf, type Count, type Part, type Preview, type Wanted } from './importing.ts';
import type { Finding } from './importReport.ts';

export type ImportState =
  | { readonly at: 'choosing' }
  /** `before`: the preview of other settings, while this one is on its way. */
  | { readonly at: 'reading'; readonly sent: number; readonly before: Preview | undefined }
  | { readonly at: 'preview'; readonly preview: Preview }
  | { readonly at: 'refused'; readonly code: string; readonly message: string }
  | { readonly at: 'running'; readonly sent: number; readonly count: Count | undefined; readonly rows: number }
  | {
      readonly at: 'ended';
      readonly how: 'done' | 'stopped' | 'failed';
      readonly code?: string;
      readonly message?: string;
      readonly count: Count | undefined;
      readonly findings: readonly Finding[];
      readonly unlisted: number;
    };

/** How long (ms) settings rest before they are previewed anew, and between two tries of a busy server. */
const REST_MS = 250;
const BUSY_MS = 1200;
const TRIES = 4;

/** A preview of whatever is wanted, taken anew whenever that changes; and the import itself, one at a time. */
export function useImport(operation: string, wanted: Wanted | undefined) {
  const [state, setState] = useState<ImportState>({ at: 'choosing' });
  const running = useRef<AbortController | undefined>(undefined);
  const shown = useRef<Preview | undefined>(undefined);

  useEffect(() => {
    const stop = new AbortController();
    if (!wanted) {
      shown.current = undefined;
      setState({ at: 'choosing' });
      return;
    }
    const before = shown.current;
    setState({ at: 'reading', sent: 0, before });
    const look = async (): Promise<void> => {
      const onSent = (sent: number) => !stop.signal.aborted && setState({ at: 'reading', sent, before });
      const answer = await again(() => previewOf(operation, wanted, { signal: stop.signal, onSent }));
      if (stop.signal.aborted) return;
      shown.current = answer.ok ? answer.value : undefined;
      setState(
        answer.ok
          ? { at: 'preview', preview: answer.value }
          : { at: 'refused', code: answer.code, message: answer.message },
      );
    };
    const timer = setTimeout(() => void look(), before ? REST_MS : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [operation, wanted]);

  // Whoever leaves the screen has stopped it: what was made stays, and a repeat goes on.
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(async (): Promise<void> => {
    const rows = shown.current?.count.read ?? 0;
    if (!wanted || running.current) return;
    const stop = new AbortController();
    running.current = stop;
    let sent = 0;
    let count: Count | undefined;
    const findings: Finding[] = [];
    const show = () => !stop.signal.aborted && setState({ at: 'running', sent, count, rows });
    const onPart = (part: Part): void => {
      if (part.part === 'finding') findings.push(part);
      else count = part.count;
      if (part.part === 'progress') show();
    };
    const onSent = (fraction: number): void => {
      sent = fraction;
      show();
    };
    show();
    const answer = await again(() => importOf(operation, wanted, { signal: stop.signal, onSent, onPart }));
    running.current = undefined;
    shown.current = undefined;
    if (!answer.ok) {
      const how = answer.code === 'stopped' ? 'stopped' : 'failed';
      const { code, message } = answer;
      return setState({ at: 'ended', how, code, message, count, findings, unlisted: 0 });
    }
    const all = answer.value.flatMap((part) => (part.part === 'finding' ? [part] : []));
    const last = answer.value.at(-1);
    if (last?.part === 'done') {
      return setState({ at: 'ended', how: 'done', count: last.count, findings: all, unlisted: last.unlisted });
    }
    const { code = '', message = '', unlisted = 0 } = last?.part === 'failed' ? last : {};
    setState({ at: 'ended', how: 'failed', code, message, count, findings: all, unlisted });
  }, [operation, wanted]);

  const stop = useCallback(() => running.current?.abort(), []);
  return { state, run, stop };
}

/** A server that is busy with another file is asked again a few times. */
async function again<A extends { ok: boolean; code?: string }>(act: () => Promise<A>): Promise<A> {
  for (let attempt = 1; ; attempt++) {
    const answer = await act();
    if (answer.code !== 'busy' || attempt === TRIES) return answer;
    await new Promise((resume) => setTimeout(resume, BUSY_MS));
  }
}
