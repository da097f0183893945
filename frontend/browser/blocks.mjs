// Takes a picture of the blocks on the store's pages, in three languages and at
// two widths: node frontend/browser/blocks.mjs DIRECTORY
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buy, openPanel, startAll } from './harness.mjs';

const directory = resolve(process.argv[2] ?? 'screenshots-out');
const widths = { 1280: 900, 390: 844 };

/** What the app would answer a member who has been there for a while. */
const answers = {
  me: {
    signedIn: true, name: 'Ada', askBirthday: true,
    points: { balance: 1253, available: 1253, pending: 120, reserved: 500, debt: 0, expiringPoints: 300, expiringAt: '2027-03-01T00:00:00Z' },
    level: { id: 'silver', name: 'Silver', colour: '#8a97a8', perks: ['Free delivery', 'Early access to new glazes'], next: { name: 'Gold', missing: 24750, unit: 'USD', percent: 62 } },
  },
  rewards: {
    available: 1253,
    rewards: [
      { id: 'a', title: '$5 off your order', text: 'For orders of $20 or more', kind: 'fixed', cost: 500, most: 0, step: 0, affordable: true, missing: 0, refusal: '' },
      { id: 'b', title: 'Any amount off', text: '100 points are $1', kind: 'slider', cost: 100, most: 1200, step: 100, affordable: true, missing: 0, refusal: '' },
      { id: 'c', title: 'Ash-glaze bowl, small', text: '', kind: 'product', cost: 3400, most: 0, step: 0, affordable: false, missing: 2147, refusal: '' },
      { id: 'd', title: 'Free delivery', text: '', kind: 'shipping', cost: 300, most: 0, step: 0, affordable: true, missing: 0, refusal: 'Only once a month' },
    ],
    redemptions: [
      { id: 'r1', title: '$5 off your order', points: 500, state: 'ready', code: 'CL-7K2M-Q9', link: '/storefront/demo-shop/cart', lapsesAt: '2027-01-31T00:00:00Z' },
      { id: 'r2', title: 'Free delivery', points: 300, state: 'preparing' },
    ],
  },
};

async function shoot(world, name, path, locale, width) {
  const { page, base } = world;
  await page.setViewportSize({ width, height: widths[width] });
  await page.goto(`${base}/storefront/demo-shop`);
  await page.locator(`.foot button[value=${locale}]`).click();
  await page.goto(`${base}/storefront/demo-shop${path}`);
  await page.waitForFunction(() => [...document.querySelectorAll('.shopify-block > [data-clientele]')].every((e) => e.dataset.state !== 'loading'));
  if (name === 'panel') {
    await page.locator('[data-open]').click();
    await page.waitForFunction(() => !document.querySelector('dialog [aria-busy=true]'));
  }
  const question = page.locator('.clientele-points summary:visible');
  if (await question.count()) await question.first().click();
  await page.screenshot({ path: join(directory, `store-${name}-${locale}-${width}.png`), fullPage: name !== 'panel' });
}

mkdirSync(directory, { recursive: true });
const world = await startAll();
try {
  await openPanel(world);
  for (const locale of ['en', 'ja', 'ko']) await shoot(world, 'visitor', '/products/river-mug', locale, 390);
  await shoot(world, 'visitor', '/account', 'en', 1280);
  await buy(world, { person: 'Ada Whitlock', product: 'river-mug', quantity: 2 });
  await world.page.route(/apps\/clientele\/(me|rewards)/, (route) => route.fulfill({
    contentType: 'application/json', body: JSON.stringify(answers[/clientele\/(\w+)/.exec(route.request().url())[1]]),
  }));
  for (const width of Object.keys(widths).map(Number)) {
    for (const locale of ['en', 'ja', 'ko']) {
      await shoot(world, 'account', '/account', locale, width);
      await shoot(world, 'panel', '/products/river-mug', locale, width);
    }
  }
  console.log(`pictures are in ${directory}`);
} finally {
  await world.stop();
}
