import { lazy, type ComponentType } from 'react';

/**
 * Where the screens are. Each is loaded when it is first opened. A drawer gets the id of what it shows; forms read
 * `lat`, `lon`, `asset` and `incident` from the address (`useSearch({ strict: false })`).
 *
 * | address      | file                                  | export          |
 * | ------------ | ------------------------------------- | --------------- |
 * | incidents    | features/incidents/IncidentList.tsx   | IncidentList    |
 * | incident/:c  | features/incidents/IncidentDrawer.tsx | IncidentDrawer  |
 * | assets       | features/assets/AssetList.tsx         | AssetList       |
 * | asset/:c     | features/assets/AssetDrawer.tsx       | AssetDrawer     |
 * | tasks        | features/tasks/TaskBoard.tsx          | TaskBoard       |
 * | task/:c      | features/tasks/TaskDrawer.tsx         | TaskDrawer      |
 * | report       | features/report/ReportDrawer.tsx      | ReportDrawer    |
 * | new-task     | features/tasks/NewTaskDrawer.tsx      | NewTaskDrawer   |
 */
type Loader = () => Promise<Record<string, ComponentType<{ id?: string }>>>;
const files = import.meta.glob<Record<string, ComponentType<{ id?: string }>>>('../features/*/*.tsx');

function screen(path: string, name: string) {
  return lazy(async () => {
    const load: Loader | undefined = files[`../features/${path}.tsx`];
    const component = (await load?.())?.[name];
    return { default: component ?? (() => null) };
  });
}

export const IncidentList = screen('incidents/IncidentList', 'IncidentList');
export const IncidentDrawer = screen('incidents/IncidentDrawer', 'IncidentDrawer');
export const AssetList = screen('assets/AssetList', 'AssetList');
export const AssetDrawer = screen('assets/AssetDrawer', 'AssetDrawer');
export const TaskBoard = screen('tasks/TaskBoard', 'TaskBoard');
export const TaskDrawer = screen('tasks/TaskDrawer', 'TaskDrawer');
export const ReportDrawer = screen('report/ReportDrawer', 'ReportDrawer');
export const NewTaskDrawer = screen('tasks/NewTaskDrawer', 'NewTaskDrawer');
export const Admin = screen('admin/index', 'Admin');
