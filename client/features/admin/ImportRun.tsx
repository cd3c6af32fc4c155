import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleStop, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { pathOfBase, useHere } from '../../ui/entities.ts';
import { ImportFindings } from './ImportFindings.tsx';
import { Counts } from './ImportPreview.tsx';
import type { ImportState } from './useImport.ts';

interface RunningProps {
  state: Extract<ImportState, { at: 'running' }>;
  file: File;
  onStop: () => void;
}

export function ImportRunning({ state, file, onStop }: RunningProps) {
  const { t } = useTranslation();
  const heading = useFocused<HTMLHeadingElement>();
  const { count, sent, rows } = state;
  // Until it is told of rows, what has left tells: the server takes no more of a file than it has dealt with.
  const fraction = count && rows > 0 ? count.read / rows : sent;
  return (
    <div className="im-run">
      <h2 ref={heading} tabIndex={-1}>
        {t('import.running', { name: file.name })}
      </h2>
      <progress value={Math.min(1, fraction)} max={1} aria-label={t('import.running', { name: file.name })} />
      <p className="im-run-rows">
        {count
          ? t('import.runningRows', { count: rows, read: count.read })
          : t('import.runningSent', { percent: Math.floor(sent * 100) })}
      </p>
      {count && <Counts count={count} />}
      <Group justify="space-between" mt="md">
        <p className="ad-soft">{t('import.stopHint')}</p>
        <Button variant="default" className="ad-danger" leftSection={<CircleStop size={16} />} onClick={onStop}>
          {t('import.stop')}
        </Button>
      </Group>
    </div>
  );
}

interface EndProps {
  state: Extract<ImportState, { at: 'ended' }>;
  file: File;
  onAgain: () => void;
  onOther: () => void;
}

export function ImportEnd({ state, file, onAgain, onOther }: EndProps) {
  const { t } = useTranslation();
  const { op } = useHere();
  const heading = useFocused<HTMLHeadingElement>();
  const { how, count, findings, unlisted, code, message } = state;
  const title =
    how === 'done'
      ? t('import.done', { count: count?.made ?? 0 })
      : t(how === 'stopped' ? 'import.stopped' : 'import.failed');
  const why = code === 'unreachable' ? t('import.lost') : message;
  return (
    <div className={`im-run is-${how}`}>
      <h2 ref={heading} tabIndex={-1}>
        {how === 'done' ? <CircleCheck size={22} aria-hidden="true" /> : <TriangleAlert size={22} aria-hidden="true" />}
        {title}
      </h2>
      {how === 'failed' && why && <p>{why}</p>}
      <p className="ad-soft">{t(how === 'done' ? 'import.doneHint' : 'import.goOnHint', { name: file.name })}</p>
      {count && <Counts count={count} />}
      {count && <ImportFindings findings={findings} count={count} unlisted={unlisted} fileName={file.name} />}
      <Group mt="md">
        {how === 'done' ? (
          <Button component={Link} to={pathOfBase(op, 'assets') as never} search={{} as never}>
            {t('import.see')}
          </Button>
        ) : (
          <Button onClick={onAgain}>{t('import.goOn')}</Button>
        )}
        <Button variant="default" onClick={onOther}>
          {t('import.other')}
        </Button>
      </Group>
    </div>
  );
}

/** What has just replaced the form has the focus: a screen reader says it, and the next Tab goes on from there. */
function useFocused<E extends HTMLElement>() {
  const element = useRef<E>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
