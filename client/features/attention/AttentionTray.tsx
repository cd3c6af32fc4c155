import { Button, Popover } from '@mantine/core';
import { Check, CircleAlert, Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { NeedsAttention, PendingCommand } from '../../store/contract.ts';
import { assetName } from '../../ui/assetName.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { EntityLink } from '../../ui/EntityLink.tsx';
import { zulu } from '../../ui/time.ts';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import { Sides } from './Sides.tsx';
import './attention.css';

interface AttentionTrayProps {
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** What was refused, and what has not been sent: nothing is dropped in silence. */
export function AttentionTray({ opened, onChange }: AttentionTrayProps) {
  const attention = useTocsin((state) => state.attention);
  const pending = useTocsin((state) => state.pending);
  const { t } = useTranslation();
  const unsent = pending.filter(({ state }) => state !== 'accepted');
  if (!opened && attention.length === 0 && unsent.length === 0) return null;
  return (
    <Popover opened={opened} onChange={onChange} position="bottom-end" width={460} shadow="lg" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={`at-button ${attention.length > 0 ? 'is-refused' : ''}`}
          onClick={() => onChange(!opened)}
          aria-expanded={opened}
        >
          {attention.length > 0 ? <CircleAlert size={15} aria-hidden="true" /> : <Send size={14} aria-hidden="true" />}
          {attention.length > 0
            ? t('attention.button', { count: attention.length })
            : t('attention.unsent', { count: unsent.length })}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} className="at-panel">
        <section aria-label={t('attention.title')}>
          <h2>{t('attention.title')}</h2>
          {attention.length === 0 && unsent.length === 0 && (
            <EmptyState icon={<Check size={26} />} title={t('attention.none')} hint={t('attention.noneHint')} />
          )}
          {attention.map((one) => (
            <Refused key={one.command.commandId} one={one} />
          ))}
          {unsent.length > 0 && (
            <>
              <h3>{t('attention.queue', { count: unsent.length })}</h3>
              <ul>
                {unsent.map((one) => (
                  <Unsent key={one.commandId} one={one} />
                ))}
              </ul>
            </>
          )}
        </section>
      </Popover.Dropdown>
    </Popover>
  );
}

function Refused({ one }: { one: NeedsAttention }) {
  const tocsin = useTocsinApi();
  const { t } = useTranslation();
  const { command, code, message, theirs, mine } = one;
  const stale = code === 'stale';
  return (
    <article className="at-refused">
      <h3>
        <What command={command} />
      </h3>
      <p role="note">{message}</p>
      {stale && <Sides kind={command.target?.kind} theirs={theirs} mine={mine} />}
      <div className="at-actions">
        <Button size="compact-sm" variant="default" onClick={() => void tocsin.discard(command.commandId)}>
          {t(stale ? 'attention.keepTheirs' : 'attention.discard')}
        </Button>
        <Button size="compact-sm" variant="light" onClick={() => void tocsin.keepMine(command.commandId)}>
          {t(stale ? 'attention.keepMine' : 'attention.retry')}
        </Button>
      </div>
    </article>
  );
}

function Unsent({ one }: { one: PendingCommand }) {
  const { t } = useTranslation();
  return (
    <li>
      <What command={one} />
      <span className="at-state">
        {t(`attention.state.${one.state}`)} · {zulu(Date.parse(one.madeAt), true)}
      </span>
    </li>
  );
}

/** The gesture in words, and what it was about. */
function What({ command }: { command: PendingCommand }) {
  const { t, i18n } = useTranslation();
  const { type, target } = command;
  const face = useTocsin((state) => {
    const kind = target?.kind;
    return target && (kind === 'incident' || kind === 'asset' || kind === 'task')
      ? state.faces[kind].get(target.id)
      : undefined;
  });
  // Only what is shown of this operation can be missed; of another one nothing is held here.
  const gone = useTocsin(
    ({ faces, operationId, ready }) =>
      ready && target !== undefined && command.operation === operationId && !faces[target.kind].has(target.id),
  );
  const key = `attention.did.${type}`;
  const kind = target?.kind;
  return (
    <span className="at-what">
      {i18n.exists(key) ? t(key) : type}
      {gone && <span className="t-gone"> {t('attention.gone')}</span>}
      {face && (kind === 'incident' || kind === 'asset' || kind === 'task') && (
        <>
          {' '}
          <EntityLink kind={kind} code={face.code} className="at-link">
            {'title' in face ? face.title : assetName(face, t)}
          </EntityLink>
        </>
      )}
    </span>
  );
}
