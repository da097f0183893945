// A merchant's calendar: bookings are moved by drag and by keyboard, and times
// that are not free are known before anything is dropped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, openPanel, settled, startAll } from './harness.mjs';
import { addService, addStaff, book, dayOfShop, instant } from './salon.mjs';

let world;
const day = dayOfShop(1);
const pxPerHour = 54;

before(async () => {
  world = await startAll();
  const frame = await openPanel(world, '/calendar?lang=en');
  const aiko = await addStaff(frame, 'Aiko', '#2f6f9f');
  const ben = await addStaff(frame, 'Ben', '#9f5f2f');
  const cut = await addService(frame, 'Cut', 60, 6_500);
  await book(frame, { service: cut, staff: aiko, start: instant(day, '10:00'), name: 'Ada Whitlock' });
  await book(frame, { service: cut, staff: ben, start: instant(day, '13:00'), name: 'Theo Brandt' });
});
after(() => world?.stop());

/** Opens the day with a column for each person. */
async function openDay() {
  const frame = await openPanel(world, `/calendar?lang=en&view=resource&date=${day}`);
  await settled(frame);
  return frame;
}

const block = (frame, name) => frame.getByRole('button', { name });

/** Takes a booking in its middle, and holds it so many hours lower and columns further. */
async function carry(frame, name, { hours, columns }) {
  const box = await block(frame, name).boundingBox();
  const column = await frame.locator('[data-column]').first().boundingBox();
  const from = { x: box.x + box.width / 2, y: box.y + 10 };
  await world.page.mouse.move(from.x, from.y);
  await world.page.mouse.down();
  await world.page.mouse.move(from.x + 5, from.y + 5);
  await world.page.mouse.move(from.x + columns * column.width, from.y + hours * pxPerHour, { steps: 5 });
}

test('the calendar shows who serves and when they work, without accessibility faults', async () => {
  for (const view of ['day', 'week', 'month', 'resource']) {
    const frame = await openPanel(world, `/calendar?lang=en&view=${view}&date=${day}`);
    await settled(frame);
    await block(frame, /Ada Whitlock/).waitFor();
    assert.deepEqual(await axeFaults(frame), []);
  }
});

test('a merchant moves a booking by drag, and sees the conflict before the drop', async () => {
  const frame = await openDay();
  await carry(frame, /Ada Whitlock/, { hours: 3.5, columns: 1 });
  assert.match(await frame.locator('[data-clash]').innerText(), /Theo Brandt, 1:00/);
  await world.page.keyboard.press('Escape');
  await world.page.mouse.up();
  assert.equal(await frame.getByRole('dialog').count(), 0);

  await carry(frame, /Ada Whitlock/, { hours: 5, columns: 1 });
  await world.page.mouse.up();
  const dialog = frame.getByRole('dialog', { name: 'Move: Ada Whitlock' });
  await dialog.getByText('is free').waitFor();
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await frame.getByRole('group', { name: 'Ben' }).getByRole('button', { name: /Ada Whitlock.*3:00.*4:00/ }).waitFor();
});

test('a merchant moves a booking with the keyboard alone', async () => {
  const frame = await openDay();
  const keys = async (...names) => {
    for (const name of names) await world.page.keyboard.press(name);
  };
  await block(frame, /Theo Brandt/).focus();
  await keys('ArrowDown', 'Enter');
  await frame.getByRole('dialog', { name: 'Ada Whitlock' }).getByRole('button', { name: 'Move…' }).press('Enter');
  const dialog = frame.getByRole('dialog', { name: 'Move: Ada Whitlock' });
  await dialog.getByLabel('Person').selectOption('Aiko');
  await dialog.getByLabel('Time').fill('20:00');
  await dialog.getByText('It does not fit into the working hours.').waitFor();
  await dialog.getByLabel('Time').fill('09:15');
  await dialog.getByText('is free').waitFor();
  await dialog.getByRole('button', { name: 'Move', exact: true }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await frame.getByRole('group', { name: 'Aiko', exact: true, includeHidden: true }).getByRole('button', { name: /Ada Whitlock.*9:15.*10:15/, includeHidden: true }).waitFor();
  await frame.getByRole('dialog', { name: 'Ada Whitlock' }).getByText('Moved').first().waitFor();
});

test('a walk-in takes a press on an empty time and one on save', async () => {
  const frame = await openDay();
  const column = await frame.locator('[data-column]').first().boundingBox();
  await world.page.mouse.click(column.x + 30, column.y + 3 * pxPerHour + 8);
  const dialog = frame.getByRole('dialog', { name: 'Walk-in' });
  await dialog.getByText('is free').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await frame.getByRole('group', { name: 'Aiko', exact: true }).getByRole('button', { name: /No name.*12:00/ }).waitFor();
});

test('nothing went wrong in the panel on the way', () => {
  assert.deepEqual(world.faults, []);
});
