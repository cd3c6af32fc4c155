// The arrows between the rooms, as errors. The message says what to do instead: see `comment`.
// `npm run check` and test/architecture hold them; scripts/dependencies.mjs fails when no module was seen.

const edge = '^server/(socket|http)/';
const react = '^node_modules/(react|react-dom|react-i18next|@mantine|@tanstack/react-[^/]+|@dnd-kit|@xyflow)/';
const leaflet = '^node_modules/(leaflet|react-leaflet|@react-leaflet|@types/leaflet)/';

/** @returns a rule that is an error: nothing in `from` may import `to`. */
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: typeof to === 'string' ? { path: to } : to,
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      'no-circles',
      'Two files that need each other are one idea, or hide a third: move what both need into a file of its own.',
      {},
      { circular: true },
    ),
    forbid(
      'no-missing',
      'This import leads nowhere: a typing error, or a package that package.json does not name.',
      { pathNot: '^node_modules' },
      { couldNotResolve: true, pathNot: '^(vite/client|virtual:)' },
    ),
    forbid(
      'nobody-imports-tests',
      'Tests import the product, never the reverse. What both need belongs to the product or to shared/.',
      '^(client|server|shared)/',
      '^test/',
    ),
    forbid(
      'checker-stands-outside',
      'The checker judges the product from outside: it reads the published rules, not the code. Write what it needs anew.',
      '^test/checker/',
      '^((client|server|shared)/|test/(?!checker/|mutants/faults\\.ts$|support/postgres\\.ts$))',
    ),

    // client -> shared <- server
    forbid(
      'client-without-server',
      'The client knows the server by its protocol only: put what both need into shared/.',
      '^client/',
      '^server/',
    ),
    forbid(
      'server-without-client',
      'The server knows the client by its protocol only: put what both need into shared/.',
      '^server/',
      '^client/',
    ),
    forbid(
      'shared-stands-alone',
      'shared/ is language only: no Node, no browser, no library but zod. Take what you need as an argument.',
      '^shared/',
      { pathNot: ['^shared/', '^node_modules/zod/'] },
    ),
    forbid(
      'cascade-without-sharing',
      'The cascade engine knows graphs and time, not who may see what: give it the graph that the audience sees.',
      '^shared/cascade/',
      '^shared/(sharing|protocol)/',
    ),
    forbid(
      'cascade-without-schemas',
      'The cascade engine runs in a worker on typed arrays: parse at the door, not here.',
      '^shared/cascade/',
      '^node_modules/zod/',
    ),
    forbid(
      'domain-without-protocol',
      'The domain does not know how it travels: the protocol imports the domain.',
      '^shared/domain/',
      '^(shared/protocol|server)/',
    ),

    // server
    forbid(
      'commands-tell-nobody',
      'A handler that can broadcast will one day broadcast what it did not append. Append; the tail tells the desk.',
      '^server/commands/',
      '^server/(socket|http|desk|tail)/',
    ),
    forbid(
      'log-knows-no-domain',
      'To the log payloads are opaque: it stores, orders and hands back. Meaning belongs to the tail and to commands.',
      '^server/log/',
      '^shared/(domain|sharing|protocol)/',
    ),
    forbid(
      'tail-without-readers',
      'The tail folds the log and offers batches; who listens subscribes to it.',
      '^server/tail/',
      '^server/(desk|socket|http)/',
    ),
    forbid(
      'desk-without-edges',
      'The desk computes differences for audiences; the edges subscribe to it, and it reads the world from the tail.',
      '^server/desk/',
      '^server/(socket|http|log)/',
    ),
    forbid(
      'policy-is-pure',
      'may(actor, command, world) gets all it needs as arguments: no sockets, no storage.',
      '^server/policy/',
      '^server/(socket|http|log)/',
    ),
    forbid(
      'edges-without-storage',
      'Socket.IO and Express call commands and the desk. SQL stays with the log and the accounts.',
      edge,
      { path: ['^server/log/(sqlite|postgres|memory)', '^node_modules/pg/', '^(node:)?sqlite$'] },
    ),
    forbid(
      'homes-are-chosen-once',
      'Which log is used is decided in server/main.ts, cli.ts or app.ts. Import the interface and take the log as an argument.',
      { path: '^server/', pathNot: '^server/(main|cli|app)\\.ts$|^server/log/' },
      '^server/log/(sqlite|postgres|memory)',
    ),

    // client
    forbid(
      'sync-without-screen',
      'client/sync must run in a test, a worker and a phone: no React, no map, no store, no screen.',
      '^client/sync/',
      { path: [react, leaflet, '^client/(store|features|map|ui)/'] },
    ),
    forbid(
      'store-without-screen',
      'The store is plain zustand: React and Leaflet subscribe to it, it knows neither.',
      '^client/store/',
      { path: [react, leaflet, '^client/(features|map|ui)/'] },
    ),
    forbid(
      'map-without-wire',
      'Layers draw keyed differences from the store; where those came from is not their concern.',
      '^client/map/',
      { path: ['^node_modules/socket\\.io-client/', '^client/sync/'] },
    ),
    forbid(
      'screens-apart',
      'Screens do not import one another: move what two need into client/ui, client/store or client/platform.',
      { path: '^client/features/([^/]+)/' },
      { path: '^client/features/([^/]+)/', pathNot: '^client/features/$1/' },
    ),
    forbid(
      'phone-is-light',
      'The phone loads 120 KB: no UI kit, no map host, no schema code, no desktop screen.',
      '^client/phone/',
      {
        path: ['^node_modules/(@mantine|react-leaflet|@react-leaflet|zod)/', '^client/features/'],
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage)/' },
    // Types count too: an import that is gone at run time still ties two rooms together.
    tsPreCompilationDeps: true,
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default', 'require'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.json'],
    },
  },
};
