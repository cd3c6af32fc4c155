import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type ProxyOptions } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const server = process.env['TOCSIN_DEV_SERVER'] ?? 'http://127.0.0.1:4000';

/** The server checks Origin; in development the page comes from vite, so the proxy speaks in the server's own name. */
const toServer: ProxyOptions = {
  target: server,
  ws: true,
  changeOrigin: true,
  configure: (proxy) => {
    proxy.on('proxyReq', (request) => {
      if (request.getHeader('origin') !== undefined) request.setHeader('origin', server);
    });
    proxy.on('proxyReqWs', (request) => request.setHeader('origin', server));
  },
};

/** `/m` is the phone, in development as on the server. */
function phoneAddress(): Plugin {
  return {
    name: 'tocsin-phone-address',
    configureServer: (devServer) => {
      devServer.middlewares.use((request, _response, next) => {
        if (/^\/m(\/|\?|$)/.test(request.url ?? '')) request.url = '/m.html';
        next();
      });
    },
  };
}

/**
 * `client/phone/service-worker.js` is served as `/sw.js`. It is not bundled; in front of it stand two lines:
 * `self.TOCSIN_BUILD` (changes when any asset changes) and `self.TOCSIN_PHONE_ASSETS` (the addresses that the phone needs
 * to open offline). In development the list is empty.
 */
function phoneServiceWorker(): Plugin {
  const source = join(root, 'phone', 'service-worker.js');
  const withList = (build: string, assets: readonly string[]): string =>
    `self.TOCSIN_BUILD = ${JSON.stringify(build)};\nself.TOCSIN_PHONE_ASSETS = ${JSON.stringify(assets)};\n` +
    readFileSync(source, 'utf8');
  return {
    name: 'tocsin-phone-service-worker',
    configureServer: (devServer) => {
      devServer.middlewares.use('/sw.js', (_request, response, next) => {
        if (!existsSync(source)) return next();
        response.setHeader('content-type', 'text/javascript').end(withList('development', []));
      });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        if (!existsSync(source)) return;
        const entry = Object.values(bundle).find(
          (item) => item.type === 'chunk' && (item.facadeModuleId?.endsWith('/m.html') ?? false),
        );
        if (entry?.type !== 'chunk') return;
        const needed = new Set<string>();
        const collect = (fileName: string): void => {
          const item = bundle[fileName];
          if (needed.has(fileName) || item === undefined) return;
          needed.add(fileName);
          if (item.type !== 'chunk') return;
          for (const next of [...item.imports, ...item.dynamicImports]) collect(next);
          for (const style of item.viteMetadata?.importedCss ?? []) needed.add(style);
          for (const asset of item.viteMetadata?.importedAssets ?? []) needed.add(asset);
        };
        collect(entry.fileName);
        const files = [...needed].sort();
        const page = readFileSync(join(root, 'm.html'), 'utf8');
        for (const [, address] of page.matchAll(/(?:href|src)="\/([^"]+)"/g)) {
          // Icons and the manifest: files of client/public that keep their names.
          if (address !== undefined && existsSync(join(root, 'public', address))) files.push(address);
        }
        // Assets carry a hash of their content in their names: names and page are enough to tell two builds apart.
        const build = createHash('sha256')
          .update(files.join('\n') + page + readFileSync(source, 'utf8'))
          .digest('hex')
          .slice(0, 12);
        this.emitFile({
          type: 'asset',
          fileName: 'sw.js',
          source: withList(build, ['/m', ...files.map((file) => `/${file}`)]),
        });
      },
    },
  };
}

/** What each chunk was made of, for `npm run sizes`; scripts/parts/client-build.mjs moves it out of what is served. */
function chunkReport(): Plugin {
  return {
    name: 'tocsin-chunk-report',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).flatMap((item) =>
          item.type === 'chunk'
            ? [
                {
                  file: item.fileName,
                  page: item.facadeModuleId?.match(/\/(index|m)\.html$/)?.[1],
                  imports: item.imports,
                  packages: [...new Set(item.moduleIds.flatMap(packageOf))].sort(),
                },
              ]
            : [],
        );
        this.emitFile({ type: 'asset', fileName: '.chunks.json', source: JSON.stringify(chunks, null, 1) });
      },
    },
  };
}

function packageOf(moduleId: string): string[] {
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(moduleId)?.[1];
  return name === undefined ? [] : [name];
}

const LOADED_FIRST_BY_BOTH = new RegExp(
  [
    'node_modules/(react|react-dom|scheduler|zustand)/',
    'shared/(time|outcome)[.]ts$',
    'shared/domain/(entity|markingOf|decision|records|vocabulary|asset/status)[.]ts$',
    'shared/sharing/marking[.]ts$',
    'client/(sync/.*|store/headless|store/derive/alerts|store/derive/shownAsset|ui/time|ui/ticking|ui/assetName)[.]ts$',
    'client/(map/symbols/.*|ui/TlpBadge)[.]tsx?$',
  ].join('|'),
);

export default defineConfig({
  root,
  base: '/',
  publicDir: existsSync(join(root, 'public')) ? 'public' : false,
  plugins: [react(), phoneAddress(), phoneServiceWorker(), chunkReport()],
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': toServer, '/socket.io': toServer, '/healthz': toServer, '/readyz': toServer },
  },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2023',
    // A closed network and a strict CSP: nothing inline, nothing from elsewhere.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
    // What both pages use is in chunks of its own, what one uses is never loaded by the other. Only the small pieces that
    // both load first are put together by hand: a dozen small files compress worse than one.
    // `npm run sizes` holds that the phone stays free of the UI kit, the map host and the schemas.
    rolldownOptions: {
      input: [join(root, 'index.html'), join(root, 'm.html')].filter((page) => existsSync(page)),
      output: { codeSplitting: { groups: [{ name: 'both', test: LOADED_FIRST_BY_BOTH }] } },
    },
  },
});
