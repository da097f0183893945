// Measures a product page of the sandbox with and without the blocks, as the
// platform does: on a phone, by turns, so that both meet the same machine. It
// prints the medians and what the blocks cost, and fails where that is more
// than LOSS_MAX points. LIGHTHOUSE_DIR names the directory where lighthouse was
// installed; RUNS how often each page is measured.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openPanel, startAll } from './harness.mjs';

const run = promisify(execFile);
const runs = Number(process.env.RUNS ?? 5);
const lossMax = Number(process.env.LOSS_MAX ?? 2);
const runTimeoutMs = 180_000;
const home = createRequire(join(resolve(process.env.LIGHTHOUSE_DIR ?? '.'), 'package.json'));
const lighthouse = join(dirname(home.resolve('lighthouse/package.json')), 'cli', 'index.js');
const blocks = ['usual-earning', 'usual-launcher'];

/** A store whose product page has the blocks, or has them no more. */
async function startStore(keepBlocks) {
  const world = await startAll();
  await openPanel(world);
  for (const id of keepBlocks ? [] : blocks) {
    await world.page.request.post(`${world.base}/store/demo-shop/themes/remove`, { form: { id } });
  }
  const address = `${world.base}/storefront/demo-shop/products/river-mug`;
  await world.page.goto(address);
  const shown = await world.page.locator('[data-clientele]').count();
  if ((shown > 0) !== keepBlocks) throw new Error(`the page shows ${shown} blocks`);
  await world.browser.close(); // the measurement brings its own
  return { address, stop: world.stop };
}

/** One measurement; scores are points of a hundred, times milliseconds. */
async function measure(address, path) {
  await run(process.execPath, [lighthouse, address, '--quiet', '--output=json', `--output-path=${path}`, '--form-factor=mobile',
    '--only-categories=performance,accessibility', '--chrome-flags=--headless=new --no-sandbox --disable-gpu'],
  { env: { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' }, timeout: runTimeoutMs });
  const { categories, audits } = JSON.parse(readFileSync(path, 'utf8'));
  return {
    performance: Math.round(categories.performance.score * 100), accessibility: Math.round(categories.accessibility.score * 100),
    fcp: audits['first-contentful-paint'].numericValue, lcp: audits['largest-contentful-paint'].numericValue,
    tbt: audits['total-blocking-time'].numericValue, cls: audits['cumulative-layout-shift'].numericValue,
    bytes: audits['total-byte-weight'].numericValue,
  };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rounded = (n) => Math.round(n * 1000) / 1000;
const medians = (found) => Object.fromEntries(Object.keys(found[0]).map((key) => [key, rounded(median(found.map((f) => f[key])))]));

const directory = mkdtempSync(join(tmpdir(), 'lighthouse-'));
const stores = [];
try {
  for (const keepBlocks of [true, false]) stores.push(await startStore(keepBlocks));
  const found = stores.map(() => []);
  for (let at = 0; at < runs; at++) {
    const order = at % 2 ? [1, 0] : [0, 1];
    for (const which of order) found[which].push(await measure(stores[which].address, join(directory, 'report.json')));
    console.log(`run ${at + 1} of ${runs}: with ${found[0].at(-1).performance}, without ${found[1].at(-1).performance}, load ${loadavg()[0].toFixed(1)}`);
  }
  const [withBlocks, without] = found.map(medians);
  const cost = Object.fromEntries(Object.keys(without).map((key) => [key, rounded(withBlocks[key] - without[key])]));
  console.table({ 'with blocks': withBlocks, without, difference: cost });
  if (without.performance - withBlocks.performance > lossMax || without.accessibility - withBlocks.accessibility > lossMax) {
    console.error(`the blocks cost the page more than ${lossMax} points`);
    process.exitCode = 1;
  }
} finally {
  for (const store of stores) await store.stop();
  rmSync(directory, { recursive: true, force: true });
}
