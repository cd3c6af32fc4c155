import { useTocsin } from '../../ui/tocsin.ts';
import { IncidentCard, TaskCard } from '../cards.tsx';
import { teamOf } from '../lists.ts';
import { t } from '../text.ts';
import { useFacesNow } from '../useFacesNow.ts';
import { List } from './MineTab.tsx';

const FINISHED_SHOWN = 20;

export function TeamTab() {
  const team = useFacesNow(teamOf);
  const presence = useTocsin((state) => state.presence);
  const name = useTocsin((state) => (state.me ? state.faces.organisation.get(state.me.organisation)?.name : undefined));
  if (!team) return null;
  const here = new Set(presence.map(({ user }) => user));
  return (
    <>
      {name && <p className="p-lead">{name}</p>}
      <List name="teamTasks" count={team.tasks.length}>
        {team.tasks.map((task) => (
          <TaskCard key={task.id} task={task} />
        ))}
        {team.tasks.length === 0 && <p className="p-soft">{t('phone.team.noTasks')}</p>}
      </List>
      <List name="teamIncidents" count={team.incidents.length}>
        {team.incidents.map((incident) => (
          <IncidentCard key={incident.id} incident={incident} />
        ))}
        {team.incidents.length === 0 && <p className="p-soft">{t('phone.team.noIncidents')}</p>}
      </List>
      <List name="people" count={team.people.length}>
        <ul className="p-people">
          {team.people.map((person) => (
            <li key={person.id}>
              <span className={`p-presence${here.has(person.id) ? ' is-here' : ''}`} aria-hidden="true" />
              <span>
                <strong>{person.name}</strong>
                <span className="p-soft">
                  {person.roles.map((role) => t(`ui.role.${role}`)).join(', ')}
                  {here.has(person.id) && ` · ${t('phone.team.here')}`}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </List>
      {team.finished.length > 0 && (
        <details className="p-more">
          <summary>{t('phone.team.finished', { count: team.finished.length })}</summary>
          <div className="p-cards">
            {team.finished.slice(0, FINISHED_SHOWN).map((task) => (
              <TaskCard key={task.id} task={task} />
            ))}
          </div>
        </details>
      )}
    </>
  );
}
