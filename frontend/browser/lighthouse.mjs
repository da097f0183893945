// Measures a product page of the sandbox with and without the blocks, as the
// platform does: LIGHTHOUSE_DIR names the directory where lighthouse was
// installed (npm install lighthouse@12.8.2), RUNS how often each is measured.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openPanel, startAll } from './harness.mjs';

const run = promisify(execFile);
const runs = Number(process.env.RUNS ?? 3);
const home = createRequire(join(resolve(process.env.LIGHTHOUSE_DIR ?? '.'), 'package.json'));
const lighthouse = join(dirname(home.resolve('lighthouse/package.json')), 'cli', 'index.js');
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const directory = mkdtempSync(join(tmpdir(), 'lighthouse-'));
const world = await startAll();

async function measure(name, address) {
  const found = [];
  for (let at = 0; at < runs; at++) {
    const path = join(directory, `${name}-${at}.json`);
    await run(process.execPath, [lighthouse, address, '--quiet', '--output=json', `--output-path=${path}`, '--only-categories=performance,accessibility',
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu'], { env: { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' }, timeout: 180_000 });
    const { categories, audits } = JSON.parse(readFileSync(path, 'utf8'));
    found.push({
      performance: Math.round(categories.performance.score * 100), accessibility: Math.round(categories.accessibility.score * 100),
      fcp: audits['first-contentful-paint'].numericValue, lcp: audits['largest-contentful-paint'].numericValue,
      tbt: audits['total-blocking-time'].numericValue, cls: audits['cumulative-layout-shift'].numericValue,
      bytes: audits['total-byte-weight'].numericValue,
    });
  }
  return Object.fromEntries(Object.keys(found[0]).map((key) => [key, Math.round(median(found.map((f) => f[key])) * 1000) / 1000]));
}

try {
  const { page, base } = world;
  await openPanel(world);
  const address = `${base}/storefront/demo-shop/products/river-mug`;
  const withBlocks = await measure('with', address);
  for (const id of ['usual-earning', 'usual-launcher']) {
    await page.request.post(`${base}/store/demo-shop/themes/remove`, { form: { id } });
  }
  const without = await measure('without', address);
  console.table({ 'with blocks': withBlocks, without });
} finally {
  await world.stop();
  rmSync(directory, { recursive: true, force: true });
}
