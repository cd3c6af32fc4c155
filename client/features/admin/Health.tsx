import { Table } from '@mantine/core';
import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdmin } from '../../ui/directory/context.tsx';
import { Section } from '../../ui/directory/parts.tsx';
import { ageOf, zuluDay } from '../../ui/time.ts';
import { useHealth, type Health as NodeHealth } from './useHealth.ts';

/** What a person stops noticing, and what they begin to feel (seconds). */
const LEVEL_WITHIN_S = 2;
const BUSY_FROM_S = 0.1;
const BACKUP_DUE_MS = 36 * 3600_000;

export function Health() {
  const { t } = useTranslation();
  const { platform, directory } = useAdmin();
  const { readiness, health } = useHealth();
  const unknown = platform?.notUnderstood ?? [];
  return (
    <Section title={t('admin.tab.health')} hint={t('admin.health.hint')}>
      <div className="ad-facts">
        <Fact good={readiness?.ready} title={t('admin.health.storage')}>
          {readiness === undefined
            ? t('admin.health.asking')
            : readiness.ready
              ? t('admin.health.writable')
              : t(`admin.health.code.${readiness.code}`)}
        </Fact>
        <Fact good={platform === undefined ? undefined : unknown.length === 0} title={t('admin.health.understood')}>
          {platform === undefined
            ? t('admin.health.asking')
            : unknown.length === 0
              ? t('admin.health.allUnderstood')
              : t('admin.health.notUnderstood', { count: unknown.reduce((sum, { count }) => sum + count, 0) })}
        </Fact>
        {health && <Measures health={health} />}
      </div>
      {health && <Nodes health={health} />}
      {unknown.length > 0 && (
        <Table mt="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('admin.operation.one')}</Table.Th>
              <Table.Th>{t('admin.health.event')}</Table.Th>
              <Table.Th className="ad-number">{t('admin.health.count')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {unknown.map(({ operation, type, count }) => (
              <Table.Tr key={`${operation}/${type}`}>
                <Table.Td>{directory.operations.get(operation)?.name ?? t('admin.health.directory')}</Table.Td>
                <Table.Td>{type}</Table.Td>
                <Table.Td className="ad-number">{count}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}

function Measures({ health }: { health: NodeHealth }) {
  const { t } = useTranslation();
  const { lag, clients, audiences, bytesWaiting, sessions, eventLoopDelay, database, lastBackup, home, at } = health;
  const late = Math.round(eventLoopDelay * 1000);
  const overdue = lastBackup !== undefined && at - Date.parse(lastBackup) > BACKUP_DUE_MS;
  return (
    <>
      <Fact good={lag.seconds <= LEVEL_WITHIN_S} title={t('admin.health.picture')}>
        {lag.events === 0
          ? t('admin.health.level')
          : t('admin.health.behind', { count: lag.events, seconds: Math.ceil(lag.seconds) })}
      </Fact>
      <Fact good={eventLoopDelay < BUSY_FROM_S} title={t('admin.health.load')}>
        {t(eventLoopDelay < BUSY_FROM_S ? 'admin.health.quick' : 'admin.health.slow', { late })}
      </Fact>
      <Fact good="told" title={t('admin.health.clients')}>
        {t('admin.health.connected', { count: clients })} {t('admin.health.audiences', { count: audiences })}{' '}
        {t('admin.health.sessions', { count: sessions })}{' '}
        {bytesWaiting > 0 && t('admin.health.waiting', { kilobytes: Math.ceil(bytesWaiting / 1000) })}
      </Fact>
      {database && (
        <Fact good={database.listening && database.waiting === 0} title={t('admin.health.database')}>
          {t('admin.health.connections', { count: database.connections, idle: database.idle })}{' '}
          {!database.listening && t('admin.health.notListening')}
          {database.waiting > 0 && t('admin.health.queries', { count: database.waiting })}
        </Fact>
      )}
      <Fact good={lastBackup === undefined || overdue ? false : true} title={t('admin.health.backup')}>
        {lastBackup === undefined ? (
          t(home === 'sqlite' ? 'admin.health.noBackup' : 'admin.health.backupElsewhere')
        ) : (
          <Moment of={lastBackup} now={at} />
        )}
      </Fact>
    </>
  );
}

function Nodes({ health: { nodes, node, at } }: { health: NodeHealth }) {
  const { t } = useTranslation();
  return (
    <Table mt="md" className="ad-nodes">
      <Table.Caption>{t('admin.health.thisNode', { name: node.name, version: node.version })}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('admin.health.node')}</Table.Th>
          <Table.Th>{t('admin.health.version')}</Table.Th>
          <Table.Th>{t('admin.health.since')}</Table.Th>
          <Table.Th>{t('admin.health.seen')}</Table.Th>
          <Table.Th className="ad-number">{t('admin.health.clients')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {nodes.map((one) => (
          <Table.Tr key={`${one.name}/${one.startedAt}`}>
            <Table.Td>{one.name}</Table.Td>
            <Table.Td>{one.version}</Table.Td>
            <Table.Td>
              <Moment of={one.startedAt} now={at} />
            </Table.Td>
            <Table.Td>
              <Moment of={one.seenAt} now={at} />
            </Table.Td>
            <Table.Td className="ad-number">{one.clients}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Real time, whatever clock the operation has. */
function Moment({ of, now }: { of: string; now: number }) {
  const { t } = useTranslation();
  const { unit, count } = ageOf(now - Date.parse(of));
  return (
    <time dateTime={of}>
      {zuluDay(Date.parse(of))} ({t(`ui.age.${unit}`, { count })})
    </time>
  );
}

/** Said by shape and word, not by colour alone. `told`: nothing to judge. */
function Fact({ good, title, children }: { good: boolean | 'told' | undefined; title: string; children: ReactNode }) {
  const Sign = good === false ? TriangleAlert : good === true ? CircleCheck : Info;
  return (
    <div className={`ad-fact ${good === true ? 'is-good' : good === false ? 'is-bad' : ''}`}>
      <Sign size={18} aria-hidden="true" />
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
    </div>
  );
}
