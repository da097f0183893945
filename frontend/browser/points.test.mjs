// From a purchase to the points a merchant sees, and what refunds, edits and
// cancellations make of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { balanceOf, buy, onOrder, openCard, openOrder, openPanel, settled, signUp, startAll } from './harness.mjs';

let world;
before(async () => {
  world = await startAll();
});
after(() => world?.stop());

test('a purchase becomes points that explain themselves', async () => {
  const order = await buy(world, { person: 'Ada Whitlock', product: 'river-mug', quantity: 2 });
  const frame = await openCard(world, /Ada Whitlock/);
  await balanceOf(frame, '53');
  const credit = frame.getByRole('button', { name: `Order ${order}` });
  await credit.waitFor();
  assert.equal(await credit.getAttribute('aria-expanded'), 'true');
  const line = await frame.getByRole('row', { name: /River mug/ }).innerText();
  assert.match(line, /2\s+\$53\.00/);
  await frame.getByRole('row', { name: /Points per amount spent 53 × 1 \/ 1\.00 53/ }).waitFor();
  await frame.getByText('Nothing was taken away.').waitFor();
});

test('a partial refund takes back what was returned and says so', async () => {
  const order = await buy(world, { person: 'Ben Okafor', product: 'river-mug', quantity: 2 });
  await openOrder(world, order);
  await onOrder(world, 'Refund items', (form) => form.locator('input.qty').first().fill('1'));
  const frame = await openCard(world, /Ben Okafor/);
  await balanceOf(frame, '26');
  await frame.getByText(`Refund on ${order}`).waitFor();
  await frame.getByText('Rounded down to whole points: 26.5 gives 26.').waitFor();
  await frame.getByText('26 of 53 left').waitFor();
});

test('an edit that takes an item out takes its points back', async () => {
  const order = await buy(world, { person: 'Clara Jensen', product: 'linen-cloth', quantity: 3 });
  const before = await openCard(world, /Clara Jensen/);
  await balanceOf(before, '43');
  await openOrder(world, order);
  await onOrder(world, 'Edit quantities', (form) => form.locator('input.qty').first().fill('1'));
  const frame = await openCard(world, /Clara Jensen/);
  await balanceOf(frame, '14');
  await frame.getByText(`${order} edited`).first().waitFor();
});

test('a cancelled order leaves nothing', async () => {
  const order = await buy(world, { person: 'Ellen Brandt', product: 'speckled-teapot' });
  await balanceOf(await openCard(world, /Ellen Brandt/), '78');
  await openOrder(world, order);
  await onOrder(world, 'Cancel the order');
  const frame = await openCard(world, /Ellen Brandt/);
  await balanceOf(frame, '0');
  await frame.getByRole('tab', { name: 'Orders' }).click();
  await frame.getByRole('link', { name: `Show what order ${order} was worth` }).first().click();
  const drawer = frame.getByRole('dialog', { name: `Order ${order}` });
  await drawer.getByText('Cancelled', { exact: true }).waitFor();
  await drawer.getByText('The order was cancelled, so it earns nothing.').waitFor();
});

test('points of a guest wait and are claimed by a sign-up', async () => {
  const email = 'fiona.guest@example.com';
  await buy(world, { email, product: 'fir-candle' });
  const guest = await openPanel(world, '/contacts?kind=guest');
  const row = guest.getByRole('row', { name: new RegExp(email) });
  await row.waitFor();
  assert.match(await row.innerText(), /\b28\b/);
  await signUp(world, email);
  const frame = await openPanel(world, '/contacts?kind=member');
  await frame.getByRole('row', { name: new RegExp(email) }).getByRole('link').click();
  await balanceOf(frame, '28');
  await frame.getByText('Joined accounts').waitFor();
  await frame.getByRole('tab', { name: 'Ledger' }).click();
  await frame.getByText('Guest orders claimed').first().waitFor();
  const guests = await openPanel(world, '/contacts?kind=guest');
  await settled(guests);
  assert.equal(await guests.getByRole('row', { name: new RegExp(email) }).count(), 0);
});

test('yen are counted without a fraction', async () => {
  await buy(world, { shop: 'sakura', person: '佐藤', product: 'kyusu' });
  const frame = await openPanel(world, '/contacts?lang=en', 'sakura');
  await frame.getByRole('row', { name: /佐藤/ }).getByRole('link').click();
  await frame.getByRole('row', { name: /常滑の急須/ }).waitFor();
  assert.match(await frame.getByRole('row', { name: /常滑の急須/ }).innerText(), /¥9,000/);
  await balanceOf(frame, '90');
});

test('nothing went wrong in the panel on the way', () => {
  assert.deepEqual(world.faults, []);
});
