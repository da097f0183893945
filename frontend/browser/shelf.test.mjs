// A merchant doubles points for what is in a collection and carries a tag; an
// order keeps what was true when it was counted; what the store does not have
// any more is said at its field.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { balanceOf, buy, onOrder, openCard, openOrder, openPanel, settled, startAll } from './harness.mjs';
import { accountShows } from './loyalty.mjs';

let world;
before(async () => {
  world = await startAll();
});
after(() => world?.stop());

const person = 'Ada Whitlock';
const kept = {};

test('a merchant doubles points for a collection and a tag', async () => {
  const frame = await openPanel(world, '/programme?lang=en');
  await settled(frame);
  await frame.getByLabel('Multiplied by').fill('2');
  await frame.getByRole('combobox', { name: 'Only products in a collection' }).fill('kiln');
  await frame.getByRole('option', { name: 'From the kiln' }).click();
  await frame.getByLabel('Only products with a tag').fill('winter');
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText('Version 2 is saved.').waitFor();
});

test('an order with such a product earns double, and says why', async () => {
  kept.order = await buy(world, { person, product: 'river-mug' });
  await accountShows(world, 'points', '53 points'); // 26.50, doubled
  const card = await openCard(world, /Ada Whitlock/, '?tab=why');
  await card.getByText('River mug: in the collection From the kiln').waitFor();
});

test('a change of the shelf alters nothing about the order', async () => {
  const page = world.page;
  await page.goto(`${world.base}/store/demo-shop/products`);
  const mug = page.getByRole('form', { name: 'River mug' });
  await mug.getByLabel('Tags').fill('');
  await mug.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The product was saved.').waitFor();
  await page.getByRole('button', { name: 'Remove From the kiln' }).click();
  await page.getByText('The collection was removed.').waitFor();
  await openOrder(world, kept.order);
  await onOrder(world, 'Refund items', (form) => form.locator('input.qty').first().fill('1'));
  await balanceOf(await openCard(world, /Ada Whitlock/), '0');
});

test('a rule that names what is gone says so at its field, and is not saved', async () => {
  const frame = await openPanel(world, '/programme?lang=en');
  await settled(frame);
  await frame.getByText(/^The store does not have this any more: /).waitFor();
  await frame.getByLabel('Multiplied by').fill('3');
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText(/names what the store does not have any more/).waitFor();
  assert.equal(await frame.getByText('Version 3 is saved.').count(), 0);
});

test('nothing went wrong in the panel or the blocks on the way', () => {
  const refusal = /status of 422/; // the browser itself notes it
  assert.deepEqual(world.faults.filter((fault) => !refusal.test(fault)), []);
});
