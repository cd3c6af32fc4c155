import { Table } from '@mantine/core';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAdmin } from '../../ui/directory/context.tsx';
import { Section } from '../../ui/directory/parts.tsx';

interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
}
const EVERY_MS = 5000;

export function Health() {
  const { t } = useTranslation();
  const { platform, directory } = useAdmin();
  const readiness = useReadiness();
  const unknown = platform?.notUnderstood ?? [];
  return (
    <Section title={t('admin.tab.health')} hint={t('admin.health.hint')}>
      <div className="ad-facts">
        <Fact good={readiness === undefined ? undefined : readiness.ready} title={t('admin.health.storage')}>
          {readiness === undefined
            ? t('admin.health.asking')
            : readiness.ready
              ? t('admin.health.writable')
              : t('admin.health.notWritable', { reason: readiness.reason ?? '' })}
        </Fact>
        <Fact good={platform === undefined ? undefined : unknown.length === 0} title={t('admin.health.understood')}>
          {platform === undefined
            ? t('admin.health.asking')
            : unknown.length === 0
              ? t('admin.health.allUnderstood')
              : t('admin.health.notUnderstood', { count: unknown.reduce((sum, { count }) => sum + count, 0) })}
        </Fact>
      </div>
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

/** Said by shape and word, not by colour alone. */
function Fact({ good, title, children }: { good: boolean | undefined; title: string; children: ReactNode }) {
  return (
    <div className={`ad-fact ${good === undefined ? '' : good ? 'is-good' : 'is-bad'}`}>
      {good === false ? <TriangleAlert size={18} aria-hidden="true" /> : <CircleCheck size={18} aria-hidden="true" />}
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
    </div>
  );
}

function useReadiness(): Readiness | undefined {
  const { t } = useTranslation();
  const [state, setState] = useState<Readiness | undefined>(undefined);
  useEffect(() => {
    const look = async (): Promise<void> => {
      try {
        // 503 carries the reason in the same form.
        setState((await (await fetch('/readyz', { cache: 'no-store' })).json()) as Readiness);
      } catch {
        setState({ ready: false, reason: t('admin.unreachable') });
      }
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => clearInterval(timer);
  }, [t]);
  return state;
}
