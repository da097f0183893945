// What staff do in the panel: adjust, change the programme, replay deliveries.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { balanceOf, buy, moveClock, openCard, openPanel, settled, startAll } from './harness.mjs';

let world;
before(async () => {
  world = await startAll();
  await buy(world, { person: 'Ada Whitlock', product: 'speckled-teapot' });
});
after(() => world?.stop());

async function adjust(frame, { remove = false, points, note, allowDebt = false }) {
  await frame.getByRole('button', { name: 'Adjust points' }).click();
  const dialog = frame.getByRole('dialog', { name: 'Adjust points' });
  if (remove) await dialog.getByText('Remove', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Points' }).fill(String(points));
  await dialog.getByRole('textbox', { name: 'Note' }).fill(note);
  if (allowDebt) await dialog.getByRole('switch', { name: 'Allow a debt' }).click();
  await dialog.getByRole('button', { name: remove ? 'Remove points' : 'Add points' }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('an adjustment is written with its reason and can go into debt and out of it', async () => {
  const frame = await openCard(world, /Ada Whitlock/);
  await balanceOf(frame, '78');
  await adjust(frame, { points: 22, note: 'Parcel came late' });
  await balanceOf(frame, '100');
  await adjust(frame, { remove: true, points: 130, note: 'Counted twice', allowDebt: true });
  await balanceOf(frame, '−30');
  await frame.getByRole('button', { name: 'Forgive debt' }).click();
  const dialog = frame.getByRole('dialog', { name: 'Forgive debt' });
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Our mistake');
  await dialog.getByRole('button', { name: 'Forgive' }).click();
  await balanceOf(frame, '0');
  await frame.getByRole('tab', { name: 'Ledger' }).click();
  await frame.getByText(/Parcel came late/).first().waitFor();
  await frame.getByText('Debt forgiven').first().waitFor();
});

test('the programme is tried on past orders, saved, and counts from then on', async () => {
  const frame = await openPanel(world, '/programme');
  await frame.getByRole('textbox', { name: 'Multiplied by' }).fill('2');
  await frame.getByRole('textbox', { name: 'Days until points become available' }).fill('14');
  await frame.getByRole('button', { name: 'Preview' }).click();
  assert.match(await frame.getByRole('row', { name: /Ada Whitlock/ }).innerText(), /78\s+156\s+\+78/);
  await frame.getByRole('textbox', { name: 'What changed and why' }).fill('Double points in December');
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText(/Version 2 is saved/).waitFor();
  await frame.getByText('Double points in December').waitFor();

  await buy(world, { person: 'Ben Okafor', product: 'fir-candle' });
  const card = await openCard(world, /Ben Okafor/);
  await card.getByText(/56 points become available on/).waitFor();
  await balanceOf(card, '0');
  await moveClock(world, 15);
  await balanceOf(await openCard(world, /Ben Okafor/), '56');
});

test('two people cannot overwrite each other', async () => {
  const other = await world.context.newPage();
  const first = await openPanel(world, '/programme');
  const second = await openPanel({ ...world, page: other }, '/programme');
  for (const frame of [first, second]) await frame.getByRole('switch', { name: 'Tips' }).click();
  await first.getByRole('button', { name: 'Save', exact: true }).click();
  await first.getByText(/is saved/).waitFor();
  await second.getByRole('button', { name: 'Save', exact: true }).click();
  await second.getByText('Somebody saved another version in the meantime').waitFor();
  await other.close();
  // The refusal is what this test is about; the browser logs it as an error.
  world.faults.splice(0, world.faults.length, ...world.faults.filter((fault) => !/409/.test(fault)));
});

test('a delivery can be read and processed again without a second effect', async () => {
  const frame = await openPanel(world, '/deliveries?topic=orders%2Fpaid');
  await frame.getByRole('row', { name: /orders\/paid/ }).last().getByRole('link').click();
  await frame.getByText('"financial_status": "paid"').waitFor();
  await frame.getByRole('button', { name: 'Replay' }).click();
  await frame.getByText('The delivery is in line again.').waitFor();
  await frame.getByText('Nothing new').first().waitFor();
  await balanceOf(await openCard(world, /Ada Whitlock/), '0');
});

test('home counts what happened and ticks off the guide', async () => {
  const frame = await openPanel(world, '/');
  await settled(frame);
  await frame.getByText('5 of 5 done').waitFor();
  await frame.getByText('Everything is working.').waitFor();
  await frame.getByRole('button', { name: 'Hide this guide' }).click();
  await frame.getByText('5 of 5 done').waitFor({ state: 'detached' });
  const again = await openPanel(world, '/');
  await settled(again);
  assert.equal(await again.getByText('5 of 5 done').count(), 0);
});

test('two contacts are looked at, merged, and parted again', async () => {
  const other = /Clara Jensen/;
  await buy(world, { person: 'Clara Jensen', product: 'linen-cloth' });
  await (await openCard(world, other)).getByText('Credits').first().waitFor();
  const frame = await openCard(world, /Ada Whitlock/);
  const before = await frame.locator('section p').first().innerText();
  await frame.getByRole('link', { name: 'Merge…' }).click();
  await frame.getByRole('searchbox').fill('clara');
  await frame.getByRole('button', { name: 'Choose Clara Jensen' }).click();
  await frame.getByRole('row', { name: /Available/ }).waitFor();
  await settled(frame);
  await frame.getByRole('textbox', { name: 'Note' }).fill('One household account');
  await frame.getByRole('button', { name: 'Merge contacts' }).click();
  await frame.getByText(/Merged from Clara Jensen by/).waitFor();
  await frame.getByText('One household account').waitFor();
  await frame.getByRole('button', { name: 'Undo', exact: true }).click();
  const dialog = frame.getByRole('dialog', { name: 'Undo this merge' });
  await dialog.getByRole('button', { name: 'Undo this merge', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await frame.getByText(/Undone by/).waitFor();
  assert.equal(await frame.locator('section p').first().innerText(), before);
  await openCard(world, other);
});

test('nothing went wrong in the panel on the way', () => {
  assert.deepEqual(world.faults, []);
});
