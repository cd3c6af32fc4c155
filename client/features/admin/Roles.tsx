import { Button, Group, Select, TextInput } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { Fragment, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../../shared/ids.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useTocsinApi } from '../../ui/tocsin.ts';
import { Refusal, useAct, useAdmin, useShortName } from '../../ui/directory/context.tsx';
import { sendCommands, settle } from '../../ui/directory/request.ts';
import { rolesOf, type Person } from '../../ui/directory/directory.ts';
import { Consequence, Section } from '../../ui/directory/parts.tsx';
import { changesOf, columnsOf, toggled, type RoleChange, type RoleDraft } from './roleDraft.ts';

const NO_DRAFT: RoleDraft = new Map();

/** Who may do what in one operation, or who administers the platform: a matrix, changed as a draft and saved as one. */
export function Roles({
  operation,
  onOperation,
}: {
  operation: string | undefined;
  onOperation: (operation: string) => void;
}) {
  const { t } = useTranslation();
  const { directory } = useAdmin();
  const tocsin = useTocsinApi();
  const { busy, why, run } = useAct();
  const [drafts, setDrafts] = useState<{ of: string; draft: RoleDraft }>({ of: '', draft: NO_DRAFT });
  const [search, setSearch] = useState('');
  const known = operation !== undefined && (operation === DIRECTORY || directory.operations.has(operation));
  const of = known ? operation : ([...directory.operations.keys()][0] ?? DIRECTORY);
  const draft = drafts.of === of ? drafts.draft : NO_DRAFT;
  const changes = changesOf(draft, directory.people, of);
  const held = directory.operations.get(of);
  const people = useMemo(
    () =>
      [...directory.people.values()].filter(
        ({ organisation, disabled }) => !disabled && (!held || held.participants.includes(organisation)),
      ),
    [directory, held],
  );
  const wanted = search.trim().toLocaleLowerCase();
  const shown = wanted === '' ? people : people.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const columns = columnsOf(held?.kind ?? 'directory', new Set(people.flatMap((person) => rolesOf(person, of))));
  const save = async (): Promise<void> => {
    const commands = changes.map(({ person, roles }) => ({
      type: 'user.setRoles',
      data: { userId: person.id, operation: of, roles },
    }));
    if (await run(async () => settle(await sendCommands(DIRECTORY, commands)))) setDrafts({ of, draft: NO_DRAFT });
    await tocsin.refreshOperations();
  };
  return (
    <Section title={t('admin.tab.roles')} hint={t('admin.roles.hint')}>
      <Group align="flex-end" gap="sm">
        <Select
          className="ad-grow"
          label={t('admin.roles.of')}
          allowDeselect={false}
          value={of}
          onChange={(value) => value !== null && onOperation(value)}
          data={[
            ...[...directory.operations.values()].map(({ id, name, kind }) => ({
              value: id,
              label: `${name} · ${t(`app.kind.${kind}`)}`,
            })),
            { value: DIRECTORY, label: t('admin.roles.platform') },
          ]}
        />
        <TextInput
          label={t('admin.people.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Group>
      {shown.length === 0 ? (
        <EmptyState icon={<KeyRound size={30} />} title={t('admin.roles.none')} hint={t('admin.roles.noneHint')} />
      ) : (
        <Matrix
          key={of}
          people={shown}
          columns={columns}
          operation={of}
          draft={draft}
          onToggle={(person, role) => setDrafts({ of, draft: toggled(draft, person, of, role) })}
        />
      )}
      <details className="ad-legend">
        <summary>{t('admin.roles.legend')}</summary>
        <dl>
          {columns.map((role) => (
            <div key={role}>
              <dt>{t(`ui.role.${role}`)}</dt>
              <dd>{t(`admin.roleMeans.${of === DIRECTORY ? 'platform' : role}`)}</dd>
            </div>
          ))}
        </dl>
      </details>
      {changes.length > 0 && (
        <div className="ad-bar" role="region" aria-label={t('admin.roles.unsaved', { count: changes.length })}>
          <div className="ad-bar-list" aria-live="polite">
            <strong>{t('admin.roles.unsaved', { count: changes.length })}</strong>
            <ul>
              {changes.slice(0, 6).map((change) => (
                <li key={change.person.id}>
                  <ChangeText change={change} platform={of === DIRECTORY} />
                </li>
              ))}
              {changes.length > 6 && <li>{t('admin.andMore', { count: changes.length - 6 })}</li>}
            </ul>
            {changes.some(({ sight }) => sight === 'lost') && of !== DIRECTORY && (
              <Consequence tone="loses" title={t('admin.cannotUnshow')} />
            )}
            <Refusal why={why} />
          </div>
          <Group gap="xs">
            <Button variant="default" onClick={() => setDrafts({ of, draft: NO_DRAFT })}>
              {t('admin.discard')}
            </Button>
            <Button loading={busy} onClick={() => void save()}>
              {t('admin.save')}
            </Button>
          </Group>
        </div>
      )}
    </Section>
  );
}

function ChangeText({ change, platform }: { change: RoleChange; platform: boolean }) {
  const { t } = useTranslation();
  const names = (roles: readonly string[]) => roles.map((role) => t(`ui.role.${role}`)).join(', ');
  return (
    <>
      {change.person.name}:{' '}
      {change.added.length > 0 && (
        <span className="ad-plus">{t('admin.roles.added', { roles: names(change.added) })} </span>
      )}
      {change.removed.length > 0 && (
        <span className="ad-minus">{t('admin.roles.removed', { roles: names(change.removed) })} </span>
      )}
      {!platform && change.sight !== 'kept' && <em>{t(`admin.roles.sight.${change.sight}`)}</em>}
    </>
  );
}

interface MatrixProps {
  people: readonly Person[];
  columns: readonly Role[];
  operation: string;
  draft: RoleDraft;
  onToggle: (person: Person, role: string) => void;
}

/** One tab stop; arrows walk, space ticks. */
function Matrix({ people, columns, operation, draft, onToggle }: MatrixProps) {
  const { t } = useTranslation();
  const { me } = useAdmin();
  const shortName = useShortName();
  const [stop, setStop] = useState<readonly [number, number]>([0, 0]);
  const table = useRef<HTMLTableElement>(null);
  const groups = useMemo(() => {
    const byOrganisation = new Map<string, Person[]>();
    for (const person of people)
      byOrganisation.set(person.organisation, [...(byOrganisation.get(person.organisation) ?? []), person]);
    return [...byOrganisation].sort(([a], [b]) => shortName(a).localeCompare(shortName(b)));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the names come with the people
  }, [people]);
  const rows = groups.flatMap(([, members]) => members);
  const rowOf = new Map(rows.map((person, row) => [person.id, row]));
  const at = [Math.min(stop[0], rows.length - 1), Math.min(stop[1], columns.length - 1)] as const;
  const walk = (event: KeyboardEvent, row: number, column: number): void => {
    const steps: Record<string, readonly [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      Home: [row, 0],
      End: [row, columns.length - 1],
    };
    const to = steps[event.key];
    if (!to || to[0] < 0 || to[1] < 0 || to[0] >= rows.length || to[1] >= columns.length) return;
    event.preventDefault();
    setStop(to);
    table.current?.querySelector<HTMLElement>(`[data-cell="${to[0]},${to[1]}"]`)?.focus();
  };
  return (
    <div className="ad-matrix">
      <table ref={table} aria-label={t('admin.tab.roles')}>
        <thead>
          <tr>
            <th scope="col">{t('admin.people.name')}</th>
            {columns.map((role) => (
              <th key={role} scope="col" title={t(`admin.roleMeans.${operation === DIRECTORY ? 'platform' : role}`)}>
                {t(`ui.role.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(([organisation, members]) => (
            <Fragment key={organisation}>
              <tr className="ad-matrix-group">
                <th scope="colgroup" colSpan={columns.length + 1}>
                  {shortName(organisation)}
                </th>
              </tr>
              {members.map((person) => {
                const here = rowOf.get(person.id) ?? 0;
                const roles = draft.get(person.id) ?? rolesOf(person, operation);
                return (
                  <tr key={person.id} className={draft.has(person.id) ? 'is-changed' : ''}>
                    <th scope="row">{person.name}</th>
                    {columns.map((role, column) => {
                      // Nobody locks themselves out of the platform: another administrator may.
                      const own = operation === DIRECTORY && person.id === me.id;
                      return (
                        <td
                          key={role}
                          className={
                            roles.includes(role) !== rolesOf(person, operation).includes(role) ? 'is-changed' : ''
                          }
                        >
                          <input
                            type="checkbox"
                            data-cell={`${here},${column}`}
                            tabIndex={here === at[0] && column === at[1] ? 0 : -1}
                            aria-label={t('admin.roles.cell', { role: t(`ui.role.${role}`), name: person.name })}
                            aria-disabled={own}
                            title={own ? t('admin.roles.notYourself') : undefined}
                            checked={roles.includes(role)}
                            onChange={() => !own && onToggle(person, role)}
                            onFocus={() => setStop([here, column])}
                            onKeyDown={(event) => walk(event, here, column)}
                          />
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
