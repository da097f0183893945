// Starts the program with its sandbox on free ports and a browser beside it.
// Everything lives in a temporary directory, so traces never see each other.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const program = join(root, 'bin', 'clientele');
const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;
export const waitMs = 15_000;

/** With a MongoDB in DATABASE_URL every sandbox gets a database of its own. */
function databaseURL() {
  const given = process.env.DATABASE_URL;
  if (!given || !given.startsWith('mongodb')) return given ? { DATABASE_URL: given } : {};
  const url = new URL(given);
  url.pathname = `/panel_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  return { DATABASE_URL: url.href };
}

/** Starts the sandbox; the answer says where it is and how to stop it. */
export async function startSandbox() {
  if (!existsSync(program)) throw new Error(`${program} is missing; run make build`);
  const dir = mkdtempSync(join(tmpdir(), 'clientele-panel-'));
  const env = { ...process.env, ...databaseURL(), SANDBOX_DIR: dir, LISTEN: '127.0.0.1:0', SANDBOX_LISTEN: '127.0.0.1:0' };
  const child = spawn(program, ['sandbox'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const base = await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`the sandbox did not start:\n${said}`)), startTimeoutMs);
    const listen = (chunk) => {
      said = (said + chunk).slice(-20_000);
      const found = /store admin\s+(http:\/\/[\d.:]+)\//.exec(said);
      if (found) {
        clearTimeout(timer);
        done(found[1]);
      }
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('exit', (code) => fail(new Error(`the sandbox ended with ${code}:\n${said}`)));
  });
  const stop = async () => {
    const gone = new Promise((done) => child.on('exit', done));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    if (child.exitCode === null && child.signalCode === null) await gone;
    clearTimeout(timer);
    rmSync(dir, { recursive: true, force: true });
  };
  return { base, dir, stop, log: () => said };
}

function browserPath() {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
  const path = process.env.CHROMIUM || known.find(existsSync);
  if (!path) throw new Error('no browser found; install chromium or name one in CHROMIUM');
  return path;
}

export function startBrowser() {
  return chromium.launch({
    executablePath: browserPath(),
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

/** A sandbox, a browser and a page; faults of the panel's code are collected. */
export async function startAll({ width = 1280, height = 900, timezoneId } = {}) {
  const [sandbox, browser] = await Promise.all([startSandbox(), startBrowser()]);
  const context = await browser.newContext({ viewport: { width, height }, timezoneId, reducedMotion: 'reduce' });
  context.setDefaultTimeout(waitMs);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  const stop = async () => {
    await browser.close();
    await sandbox.stop();
  };
  return { base: sandbox.base, page, context, browser, faults, stop };
}

/** Opens the panel inside the store admin; the answer is the panel's frame. */
export async function openPanel({ page, base }, path = '/', shop = 'demo-shop') {
  await page.goto(`${base}/store/${shop}/apps/clientele${path === '/' ? '' : path}`);
  const element = await page.waitForSelector('iframe[title="Clientele"]');
  const frame = await element.contentFrame();
  await frame.waitForSelector('h1');
  return frame;
}

/** Waits until nothing on the page is loading any more. */
export async function settled(frame) {
  await frame.waitForFunction(() => !document.querySelector('[role=status].visually-hidden, .mantine-Skeleton-root'), undefined, { timeout: waitMs });
}

/** Buys in the storefront: as a person on record, or as a guest by e-mail. */
export async function buy({ page, base }, { shop = 'demo-shop', person, email, product, quantity = 1 }) {
  const store = `${base}/storefront/${shop}`;
  await page.goto(`${store}/account`);
  const signOut = page.locator('form[action$="/account/sign-out"] button');
  if (await signOut.count()) await signOut.first().click();
  if (person) {
    await page.goto(`${store}/account`);
    await page.locator('form[action$="/account/sign-in"] button', { hasText: person }).click();
  }
  await page.goto(`${store}/products/${product}`);
  await page.locator('#quantity').fill(String(quantity));
  await page.locator('form[action$="/cart"] button.go').click();
  await page.goto(`${store}/checkout`);
  if (email) await page.locator('#email').fill(email);
  await Promise.all([page.waitForURL(/\/orders\//), page.locator('button[value="place"]').click()]);
  const label = await page.locator('.thanks .kind').innerText();
  return /#?\S+$/.exec(label.trim())[0];
}

/** Signs up in the storefront with an address that then counts as confirmed. */
export async function signUp({ page, base }, email, shop = 'demo-shop') {
  await page.goto(`${base}/storefront/${shop}/account`);
  await page.locator('form[action$="/account/sign-up"] #email').fill(email);
  await page.locator('form[action$="/account/sign-up"] button').click();
}

/** Opens an order in the store admin by its name. */
export async function openOrder({ page, base }, name, shop = 'demo-shop') {
  await page.goto(`${base}/store/${shop}/orders`);
  await page.getByRole('link', { name, exact: true }).click();
  await page.waitForSelector('h1');
}

/** Does one of the things staff can do with an order. */
export async function onOrder({ page }, fold, fill = async () => {}) {
  const details = page.locator('details.fold', { has: page.locator('summary', { hasText: fold }) });
  await details.locator('summary').click();
  await fill(details);
  await Promise.all([page.waitForLoadState('load'), details.locator('form button').last().click()]);
  await page.waitForSelector('[role=status] p');
}

/** Moves the clock of the whole program forward. */
export async function moveClock({ page, base }, days) {
  await page.goto(base);
  const form = page.locator('form.clock-custom:visible');
  await form.locator('input[name=amount]').fill(String(days));
  await form.locator('button').click();
  await page.waitForLoadState('load');
}

/** Opens the card of somebody in the panel. */
export async function openCard(world, name, query = '') {
  const frame = await openPanel(world, '/contacts');
  await frame.getByRole('row', { name }).getByRole('link').click();
  await frame.getByRole('heading', { name, level: 1 }).waitFor();
  if (query) {
    const path = new URL(frame.url()).pathname;
    return openPanel(world, `${path}${query}`);
  }
  return frame;
}

/** Waits for the balance a card shows; the panel refreshes by itself. */
export async function balanceOf(frame, expected) {
  const figure = frame.locator('section p', { hasText: new RegExp(`^${expected}$`) }).first();
  await figure.waitFor();
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// A page that is left while a part of it arrives says that the part did not, and
// the traces leave pages before their blocks are there. A script that is really
// missing leaves its block empty, which the traces see.
const leftBehind = /Failed to (load resource|fetch dynamically imported module)/;

/** What the blocks on the pages of a world complained about. */
export const wentWrong = ({ faults }) => faults.filter((fault) => !leftBehind.test(fault));

/** Names the accessibility faults of what a frame shows, colours included. */
export async function axeFaults(frame) {
  await frame.evaluate(axeSource);
  return frame.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(' | ')}`);
  });
}

/** Counts from now on how far the pages of a world move by themselves. */
export async function watchShifts({ context }) {
  await context.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** How far the page has moved by itself so far. */
export const shifts = ({ page }) => page.evaluate(() => window.shifted);

/**
 * Nothing moved since a figure of shifts, nothing sticks out, and assistive
 * technology finds its way. A slow machine counts what a step draws, too.
 */
export async function calm({ page }, what, look = true, since = 0) {
  const seen = await page.evaluate(() => ({ shifted: window.shifted, over: document.documentElement.scrollWidth - window.innerWidth }));
  assert.ok(seen.shifted - since <= 0.02, `${what} moved by ${seen.shifted - since}`);
  assert.ok(seen.over <= 0, `${what} is ${seen.over} px too wide`);
  if (look) assert.deepEqual(await axeFaults(page), [], what);
}
