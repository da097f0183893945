// Takes a picture of every page of the panel, inside the store admin, in three
// languages and at two widths: npm run screenshots -- DIRECTORY [PAGE…]
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buy, onOrder, openCard, openOrder, openPanel, settled, startAll } from './harness.mjs';
import { makeLadder, makeReward, makeRules, recordEvent, redeem } from './loyalty.mjs';
import { openSalon } from './salon.mjs';

const directory = resolve(process.argv[2] ?? '../screenshots-out');
const wanted = process.argv.slice(3);
const widths = { 1280: 900, 390: 844 };
const heightMax = 4000;

/** A store with enough of everything to look at. */
async function furnish(world) {
  const { page, base } = world;
  await page.goto(`${base}/store/demo-shop`);
  await page.evaluate(() => fetch('/store/demo-shop/demo-orders', { method: 'POST', body: new URLSearchParams({ count: '60' }) }));
  const returned = await buy(world, { person: 'Ada Whitlock', product: 'river-mug', quantity: 2 });
  await openOrder(world, returned);
  await onOrder(world, 'Refund items', (form) => form.locator('input.qty').first().fill('1'));
  const cancelled = await buy(world, { person: 'Ada Whitlock', product: 'fig-candle' });
  await openOrder(world, cancelled);
  await onOrder(world, 'Cancel the order');
  await makeLadder(world, [{ name: 'Clay', ja: 'クレイ', ko: '클레이', spend: '20' }, { name: 'Stone', ja: 'ストーン', ko: '스톤', spend: '300', perks: 'Free delivery' }]);
  await makeRules(world, ['Points for signing up', 'Birthday points', 'Points for the newsletter', 'Points for an event of your own', 'Points for a visit']);
  await recordEvent(world, 'Ada Whitlock', 'Shared a picture of the new teapot');
  await makeReward(world, { amount: '5', cost: 20 });
  await makeReward(world, { amount: '25', cost: 900, name: 'A quarter of a hundred off your next order of stoneware', stock: 40 });
  await buy(world, { person: 'Ada Whitlock', product: 'speckled-teapot' });
  await redeem(world, '$5 off');
  await buy(world, { email: 'rosa.guest@example.com', product: 'gift-card' });
  return openSalon(await openPanel(world, '/calendar?lang=en'));
}

/** The addresses to open, found by following links as a person would. */
async function addresses(world, salon) {
  const pathOf = async (name) => new URL((await openCard(world, name)).url()).pathname;
  const guest = (await pathOf(/rosa\.guest/)).split('/').at(-1);
  const card = await pathOf(/Ada Whitlock/);
  const deliveries = await openPanel(world, '/deliveries?lang=en&topic=orders%2Fpaid');
  await deliveries.getByRole('row', { name: /orders\/paid/ }).first().getByRole('link').click();
  await deliveries.waitForURL(/deliveries\/./);
  const delivery = new URL(deliveries.url()).pathname;
  return {
    home: '/', contacts: '/contacts', contact: card, ledger: `${card}?tab=entries`, orders: `${card}?tab=orders`, redeemed: `${card}?tab=redemptions`, events: `${card}?tab=events`, level: `${card}?tab=level`,
    merge: `${card}/merge`, merging: `${card}/merge?from=${guest}`,
    programme: '/programme', rewards: '/rewards', reward: '/rewards', redemptions: '/redemptions', referrals: '/referrals', levels: '/levels', analytics: '/analytics', messages: '/messages', deliveries: '/deliveries', delivery, privacy: '/privacy',
    day: `/calendar?view=resource&date=${salon.day}`, week: `/calendar?view=week&date=${salon.day}`, month: `/calendar?view=month&date=${salon.day}`,
    services: '/services', service: `/services/${salon.service}`, team: '/team', member: `/team/${salon.member}`, bookingReport: '/booking-report',
  };
}

/** Opens the first reward of the list, whatever the language. */
async function openEditor(frame) {
  await frame.locator('tbody tr button').first().click();
  await frame.getByRole('dialog').locator('form').waitFor();
}

/** Makes the window as high as the page inside it, so nothing is cut off. */
async function grow(page, frame, width, height) {
  const hidden = await frame.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  await page.setViewportSize({ width, height: Math.min(height + Math.max(hidden, 0), heightMax) });
}

async function shoot(world, name, path, width, height) {
  for (const lang of ['en', 'ja', 'ko']) {
    await world.page.setViewportSize({ width, height });
    const frame = await openPanel(world, `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
    await settled(frame);
    if (name === 'reward') await openEditor(frame);
    await frame.evaluate(() => document.fonts.ready.then(() => {}));
    await grow(world.page, frame, width, height);
    await world.page.mouse.move(0, 0);
    await world.page.screenshot({ path: join(directory, `${name}-${lang}-${width}.png`) });
  }
}

mkdirSync(directory, { recursive: true });
const world = await startAll();
try {
  const salon = await furnish(world);
  const pages = Object.entries(await addresses(world, salon)).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  for (const [width, height] of Object.entries(widths)) {
    for (const [name, path] of pages) await shoot(world, name, path, Number(width), height);
  }
  console.log(`pictures are in ${directory}`);
  for (const fault of world.faults) console.error(`the panel said: ${fault}`);
} finally {
  await world.stop();
}
