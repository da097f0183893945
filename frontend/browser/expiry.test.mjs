// Points that run out: the merchant sets a life, the card tells the end, and
// when it has passed the balance and the ledger say so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { balanceOf, buy, moveClock, openCard, openPanel, startAll } from './harness.mjs';

let world;
before(async () => {
  world = await startAll();
});
after(() => world?.stop());

test('points run out after the life they were given with', async () => {
  const frame = await openPanel(world, '/programme');
  await frame.getByRole('textbox', { name: 'Points last' }).fill('30');
  await frame.getByRole('combobox', { name: 'Unit' }).selectOption('days');
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText(/Version 2 is saved/).waitFor();

  await buy(world, { person: 'Ben Okafor', product: 'fir-candle' });
  const card = await openCard(world, /Ben Okafor/);
  await card.getByText(/28 points expire on/).waitFor();
  await balanceOf(card, '28');

  await moveClock(world, 31);
  const later = await openCard(world, /Ben Okafor/);
  await balanceOf(later, '0');
  await later.getByRole('tab', { name: 'Ledger' }).click();
  await later.getByText('Expired', { exact: true }).first().waitFor();
});

test('a life beyond what can be counted is refused beside its field', async () => {
  const frame = await openPanel(world, '/programme');
  await frame.getByRole('textbox', { name: 'Points last' }).fill('4000');
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText('Enter 0 to 3,650.').waitFor();
});

test('nothing went wrong in the panel on the way', () => {
  assert.deepEqual(world.faults, []);
});
