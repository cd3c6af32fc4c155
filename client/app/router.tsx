import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { BASES, DRAWER_KINDS, pathOfBase } from '../ui/entities.ts';
import { Home } from './Home.tsx';
import { LostPage } from './LostPage.tsx';
import { viewNow } from '../ui/viewNow.ts';
import { parseSearch, stringifySearch, viewSearch } from './search.ts';
import { Splash } from './Splash.tsx';

/**
 * `/op/:op` holds the map and never unmounts; its children only say, by being matched, which panels lie over it: the
 * layout reads that from the address (`useHere`), so that a list stays where it is under the drawer it opened.
 */
const root = createRootRoute({ notFoundComponent: LostPage });
const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });
/** Administering needs no operation: in an empty house there is none yet. */
const admin = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  component: lazyRouteComponent(() => import('../features/admin/AdminPage.tsx'), 'AdminPage'),
  pendingComponent: Splash,
});
const operation = createRoute({
  getParentRoute: () => root,
  path: '/op/$op',
  validateSearch: viewSearch,
  // Whoever takes along what the address says takes the view along as it is by now.
  search: { middlewares: [({ search, next }) => next({ ...search, view: viewNow() ?? search.view })] },
  component: lazyRouteComponent(() => import('./OperationLayout.tsx'), 'OperationLayout'),
  pendingComponent: Splash,
});
const child = (path: string) => createRoute({ getParentRoute: () => operation, path });
const children = [
  ...BASES.map((base) => child(pathOfBase('', base).slice('/op/'.length) || '/')),
  ...DRAWER_KINDS.map((kind) => child(`${kind}/$code`)),
  child('sharing/$tab'),
  child('report'),
  child('new-task'),
];

export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren([home, admin, operation.addChildren(children)]),
    parseSearch,
    stringifySearch,
    defaultPendingMs: 200,
  });
}
