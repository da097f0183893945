import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Nothing is inlined (assetsInlineLimit, modulePreload.polyfill): the server
// answers with a Content-Security-Policy that knows one nonce and no data URLs.
export default defineConfig({
  base: '/',
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 420,
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:4000' } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    // Whole pages in a simulated browser: quick alone, slow on a busy machine.
    testTimeout: 60_000,
    // By default one core is left alone, which is half of a small machine.
    maxWorkers: '100%',
    // One simulated browser for all files of a worker, tidied in the set-up after
    // each test: a new one for each file would load all libraries again.
    isolate: false,
    restoreMocks: true,
    css: false,
  },
});
