// A merchant makes a reward and a level; a member earns, climbs, redeems and
// buys with the code; a refund takes points and level back and says why.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { balanceOf, buy, onOrder, openCard, openOrder, openPanel, settled, startAll } from './harness.mjs';
import { accountShows, makeLadder, makeReward, redeem } from './loyalty.mjs';

let world;
before(async () => {
  world = await startAll();
});
after(() => world?.stop());

const person = 'Ada Whitlock';
const kept = {};

test('a merchant makes a reward and a level', async () => {
  const rewards = await makeReward(world, { amount: '5', cost: 20 });
  await rewards.getByRole('row', { name: /\$5 off.*20.*On/ }).waitFor();
  const levels = await makeLadder(world, [{ name: 'Kiln friend', spend: '70', perks: 'Free delivery' }]);
  assert.match(await levels.getByRole('list', { name: 'Members per level' }).innerText(), /Kiln friend\s+0/);
});

test('a purchase brings a member points', async () => {
  await buy(world, { person, product: 'river-mug', quantity: 2 });
  await accountShows(world, 'points', '53 points');
});

test('points become a code, which an order uses', async () => {
  kept.code = await redeem(world, '$5 off');
  await accountShows(world, 'points', '33 points');
  const rewards = await accountShows(world, 'rewards', kept.code);
  await rewards.getByRole('link', { name: 'Apply to cart' }).click();
  await world.page.waitForURL(/\/storefront\/demo-shop/);
  kept.order = await buy(world, { person, product: 'fir-candle' });
  await accountShows(world, 'points', '56 points'); // 33, and 23 of 28 less 5
  await (await accountShows(world, 'points', 'Kiln friend')).locator('.clientele-level').waitFor();
  const list = await openPanel(world, '/redemptions?lang=en');
  const row = list.getByRole('row', { name: new RegExp(kept.code) });
  await row.getByText('Used').waitFor();
  assert.match(await row.innerText(), new RegExp(`Order ${kept.order}`));
  const card = await openCard(world, /Ada Whitlock/, '?tab=level');
  await card.getByText(/^since /).waitFor();
  await card.getByText(`Order ${kept.order}`).waitFor();
});

test('a refund takes points and level back, each with its reason', async () => {
  await openOrder(world, kept.order);
  await onOrder(world, 'Refund items', (form) => form.locator('input.qty').first().fill('1'));
  const card = await openCard(world, /Ada Whitlock/);
  await balanceOf(card, '53');
  await card.getByRole('tab', { name: 'Level' }).click();
  await card.getByText('This contact is on no level.').waitFor();
  await card.getByText(`Refund on ${kept.order}`).waitFor();
  await card.getByRole('tab', { name: 'Ledger' }).click();
  await card.getByText(`Refund on ${kept.order}`).first().waitFor();
  const list = await openPanel(world, '/redemptions?lang=en');
  await settled(list);
  await list.getByText('20 came back').waitFor();
  const points = await accountShows(world, 'points', '53 points');
  assert.equal(await points.locator('.clientele-level').count(), 0, 'the level is gone');
  await points.getByText('$2.76 to Kiln friend').waitFor();
});

test('nothing went wrong in the panel or the blocks on the way', () => {
  assert.deepEqual(world.faults, []);
});
