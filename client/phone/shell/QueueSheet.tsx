import { local } from '../../ui/time.ts';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import type { NeedsAttention, PendingCommand } from '../../store/contract.ts';
import { aboutOf, gestureOf, useUnsent } from '../queue.ts';
import { Sheet } from '../sheet/Sheet.tsx';
import { t } from '../text.ts';
import { useSentLog } from './sentLog.ts';
import { CheckIcon } from './icons.tsx';
import { pictureFrom, pillOf } from './pill.ts';

/** Everything this phone still has to say, what was refused, and what has just gone. */
export function QueueSheet({ onClose }: { onClose: () => void }) {
  const pending = useTocsin((state) => state.pending);
  const attention = useTocsin((state) => state.attention);
  const connection = useTocsin((state) => state.connection);
  const unsent = useUnsent();
  const sent = useSentLog();
  const pill = pillOf(connection, Date.now());
  const from = pictureFrom(connection);
  return (
    <Sheet title={t('phone.queue.title')} onClose={onClose} start="full">
      <p className="p-soft">
        {t(pill.key, pill.values)}
        {from !== undefined && ` · ${t('phone.picture.from', { time: local(from) })}`}
      </p>
      {attention.length > 0 && (
        <section aria-labelledby="queue-refused">
          <h3 id="queue-refused">{t('phone.queue.refused', { count: attention.length })}</h3>
          <ul className="p-queue">
            {attention.map((one) => (
              <Refused key={one.command.commandId} one={one} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="queue-unsent">
        <h3 id="queue-unsent">{unsent > 0 ? t('phone.queue.unsent', { count: unsent }) : t('phone.queue.nothing')}</h3>
        {unsent > 0 && <p className="p-soft">{t('phone.queue.kept')}</p>}
        <ol className="p-queue">
          {pending.map((command) => (
            <Pending key={command.commandId} command={command} />
          ))}
        </ol>
      </section>
      {sent.length > 0 && (
        <section aria-labelledby="queue-sent">
          <h3 id="queue-sent">{t('phone.queue.sent')}</h3>
          <ul className="p-queue">
            {sent.map(({ command, at }) => (
              <li key={command.commandId} className="p-queue-item is-sent">
                <CheckIcon size={18} />
                <Gesture command={command} />
                <span className="p-queue-state">{t('phone.queue.state.sent', { time: local(at) })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  );
}

function Gesture({ command }: { command: PendingCommand }) {
  const about = useTocsin((state) => aboutOf(state.faces, command));
  return (
    <span className="p-queue-what">
      <strong>{gestureOf(command)}</strong>
      <span>{about}</span>
    </span>
  );
}

function Pending({ command }: { command: PendingCommand }) {
  const time = local(Date.parse(command.madeAt));
  return (
    <li className={`p-queue-item is-${command.state}`}>
      <span className="p-queue-dot" aria-hidden="true" />
      <Gesture command={command} />
      <span className="p-queue-state">{t(`phone.queue.state.${command.state}`, { time })}</span>
    </li>
  );
}

function Refused({ one }: { one: NeedsAttention }) {
  const tocsin = useTocsinApi();
  const { commandId } = one.command;
  return (
    <li className="p-queue-item is-refused">
      <Gesture command={one.command} />
      <span className="p-queue-state">{t('phone.queue.state.refused', { time: local(Date.parse(one.at)) })}</span>
      <p className="p-queue-why">{one.message}</p>
      {one.theirs && one.mine && (
        <dl className="p-conflict">
          <dt>{t('phone.queue.theirs')}</dt>
          <dd>{valuesOf(one.theirs)}</dd>
          <dt>{t('phone.queue.mine')}</dt>
          <dd>{valuesOf(one.mine)}</dd>
        </dl>
      )}
      <div className="p-row">
        <button type="button" className="p-button" onClick={() => void tocsin.discard(commandId)}>
          {t(one.theirs ? 'phone.queue.keepTheirs' : 'phone.queue.discard')}
        </button>
        <button type="button" className="p-button is-main" onClick={() => void tocsin.keepMine(commandId)}>
          {t(one.theirs ? 'phone.queue.keepMine' : 'phone.queue.retry')}
        </button>
      </div>
    </li>
  );
}

const valuesOf = (values: Readonly<Record<string, unknown>>): string =>
  Object.values(values)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(', ');
