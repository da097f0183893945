// A phone in Tokyo books in a store in New York on the night on which its clocks
// are moved back, pays in the store's checkout, and a guest cancels by the link; the
// merchant drags what is booked to a later hour of the night.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { calm, openPanel, settled, shifts, startAll, waitMs, watchShifts, wentWrong } from './harness.mjs';

const dayMs = 86_400_000;
const pxPerHour = 54;

/** The next Sunday on which New York moves its clocks back, at midnight there. */
function nightOfTheChange() {
  for (let year = new Date().getFullYear(); ; year++) {
    const first = new Date(Date.UTC(year, 10, 1, 4)); // still four hours behind
    const sunday = first.getTime() + ((7 - first.getUTCDay()) % 7) * dayMs;
    if (sunday > Date.now() + 3 * dayMs) return sunday;
  }
}

const night = nightOfTheChange();
const date = new Intl.DateTimeFormat('en', { timeZone: 'America/New_York', dateStyle: 'full' }).format(night);
let world, store, staff;

/** Asks the panel's API as the merchant who has the panel open. */
function panelAsks(frame, path, body) {
  return frame.evaluate(async ([at, wish]) => {
    const headers = { Authorization: `Bearer ${await window.shopify.idToken()}`, 'Content-Type': 'application/json' };
    const answer = await fetch(`/api/admin/${at}`, wish ? { method: 'POST', headers, body: JSON.stringify(wish) } : { headers });
    if (!answer.ok) throw new Error(`${at}: ${await answer.text()}`);
    return answer.json();
  }, [path, body]);
}

const allDay = [{ from: '00:00', to: '24:00' }];
const week = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, allDay]));

const serviceOf = (settings) => ({
  enabled: true, text: '', addOns: [], questions: [], intervalMinutes: 30, grid: 'clock', bufferBeforeMinutes: 0, bufferAfterMinutes: 0, buffersInsideHours: false,
  capacity: 1, partyMax: 1, noticeMinutes: 0, horizonDays: 0, maxPerDay: 0, needs: [], staff: [], assignment: 'least_busy',
  access: { levels: [], hidden: false, refusal: '', terms: [] }, policy: [{ hoursBefore: 24, percent: 100 }], holdMinutes: 15, ...settings,
});

before(async () => {
  world = await startAll({ width: 390, height: 844, timezoneId: 'Asia/Tokyo' });
  store = `${world.base}/storefront/demo-shop`;
  await watchShifts(world);
  const { page } = world;
  await page.goto(`${store}/products/wheel-lesson`);
  const product = await page.locator('[name=add]').first().inputValue();
  const frame = await openPanel(world);
  staff = await panelAsks(frame, 'staff', {
    key: 'a-key-for-mio', enabled: true, name: 'Mio', text: '', colour: '#336699', photoUrl: '', location: '', zone: '', weekly: week, seasons: [], overrides: [], timeOff: [], maxPerDay: 0, priority: 0, weight: 1,
  });
  const one = { id: 'one', title: '', segments: [], durationMinutes: 30 };
  await panelAsks(frame, 'services', serviceOf({
    key: 'a-key-for-lessons', title: 'Lesson at the wheel', variants: [{ ...one, priceMinor: 5500, product }], payment: { how: 'checkout', depositPercent: 100, depositProduct: '' },
    questions: [{ id: 'clay', label: 'Have you worked with clay before?', kind: 'yes_no', required: true, choices: [] }],
  }));
  await panelAsks(frame, 'services', serviceOf({
    key: 'a-key-for-visits', title: 'Visit of the studio', variants: [{ ...one, priceMinor: 0, product: '' }], payment: { how: 'free', depositPercent: 100, depositProduct: '' },
  }));
  await page.clock.setFixedTime(new Date(night - dayMs));
});
after(() => world?.stop());

const booking = () => world.page.locator('.clientele-booking');
const mine = () => world.page.locator('.clientele-bookings');
const press = (name) => booking().getByRole('button', { name, exact: true }).click();
const times = async () => booking().locator('.clientele-time').allInnerTexts();

/** Goes to the store's times of the night and chooses one. */
async function choose(service, time) {
  await world.page.goto(`${store}/pages/book`);
  await press(`Choose ${service}`);
  await press('Show the store’s times');
  await booking().getByRole('radio', { name: date }).check();
  await booking().getByRole('radio', { name: time, exact: true }).waitFor();
  const offered = await times();
  await booking().getByRole('radio', { name: time, exact: true }).check();
  await press('Continue');
  return offered.map((text) => text.replace(/\s/g, ' '));
}

/** Says who books; the answer is what the app made of it. */
async function introduce(action) {
  await booking().getByLabel('Name').fill('Gil');
  await booking().getByLabel('E-mail address').fill('gil@example.com');
  const made = world.page.waitForResponse((answer) => /clientele\/bookings/.test(answer.url()) && answer.request().method() === 'POST');
  await press(action);
  return (await made).json();
}

test('the hour that comes twice is offered twice, and the second is booked and paid', async () => {
  const { page } = world;
  const offered = await choose('Lesson at the wheel', '1:30 AM GMT-5');
  assert.deepEqual(offered.slice(0, 7), ['12:00 AM', '12:30 AM', '1:00 AM GMT-4', '1:30 AM GMT-4', '1:00 AM GMT-5', '1:30 AM GMT-5', '2:00 AM']);
  assert.equal(offered.length, 50, 'the day has an hour more');
  await booking().getByText(/ at 3:30 PM \(Japan Standard Time\)$/).waitFor();
  await booking().getByText(/ at 1:30 AM GMT-5 \(Eastern Time\)$/).waitFor();
  await booking().getByLabel('Have you worked with clay before?').selectOption('no');
  const made = await introduce('Keep this time and pay');
  assert.equal(Date.parse(made.start), night + 2.5 * 3_600_000);
  await booking().getByText(/^Pay by .* to make the booking certain\./).waitFor();
  await calm(world, 'the held booking', true, await shifts(world));
  await booking().getByRole('link', { name: 'Go to checkout' }).click();
  await page.locator('#email').fill('gil@example.com');
  await Promise.all([page.waitForURL(/\/orders\//), page.locator('button[value="place"]').click()]);
  const link = `${store}/pages/book?clientele_booking=${made.id}&clientele_token=${made.token}`;
  const end = Date.now() + waitMs;
  do await page.goto(link); // the platform tells the app a moment later
  while (!(await mine().getByText('Confirmed').waitFor({ timeout: 1000 }).then(() => true, () => false)) && Date.now() < end);
  await mine().getByText('Confirmed · with Mio').waitFor();
  const again = await choose('Lesson at the wheel', '1:30 AM GMT-4');
  assert.ok(!again.includes('1:30 AM GMT-5'), 'what is booked is not offered');
});

test('a guest cancels by the link, and the time is free again', async () => {
  const offered = await choose('Visit of the studio', '3:00 AM');
  assert.ok(offered.includes('3:00 AM'));
  await introduce('Book now');
  await booking().getByRole('link', { name: 'Change or cancel it' }).click();
  await mine().getByText('Confirmed · with Mio').waitFor();
  await mine().getByRole('button', { name: 'Cancel booking' }).click();
  await mine().getByText('Cancel “Visit of the studio”?').waitFor();
  await calm(world, 'the question before cancelling', true, await shifts(world));
  await mine().getByRole('button', { name: 'Yes, cancel it' }).click();
  await mine().getByText('Cancelled · with Mio').waitFor();
  assert.ok((await choose('Visit of the studio', '3:00 AM')).includes('3:00 AM'));
});

test('a guest moves by the link to another hour of that night', async () => {
  await choose('Visit of the studio', '4:00 AM');
  await introduce('Book now');
  await booking().getByRole('link', { name: 'Change or cancel it' }).click();
  await mine().getByRole('button', { name: 'Choose another time' }).click();
  await mine().getByRole('button', { name: 'Show the store’s times' }).click();
  await mine().getByRole('radio', { name: '1:00 AM GMT-4', exact: true }).check();
  await mine().getByRole('button', { name: 'Move to this time' }).click();
  await mine().getByText(/ at 1:00 AM GMT-4 \(Eastern Time\)$/).waitFor();
});

test('the panel shows whom the store expects that night', async () => {
  const frame = await openPanel(world);
  const from = new Date(night).toISOString().slice(0, 10);
  const { items } = await panelAsks(frame, `appointments?from=${from}&to=${from}`);
  const expected = items.filter(({ status }) => status !== 'cancelled').map(({ title, status, staff: who, name }) => [title, status, who, name]);
  assert.deepEqual(expected, [['Visit of the studio', 'confirmed', staff.id, 'Gil'], ['Lesson at the wheel', 'confirmed', staff.id, 'Gil']]);
});

test('the merchant drags what was booked that night to four o’clock', async () => {
  const { page } = world;
  await page.setViewportSize({ width: 1280, height: 1100 });
  const from = new Date(night).toISOString().slice(0, 10);
  const frame = await openPanel(world, `/calendar?lang=en&view=resource&date=${from}`);
  await settled(frame);
  const block = frame.getByRole('button', { name: /Lesson at the wheel/ });
  await block.scrollIntoViewIfNeeded();
  const box = await block.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 5, box.y + 15);
  await page.mouse.move(box.x + box.width / 2, box.y + 10 + 2.5 * pxPerHour, { steps: 5 });
  await page.mouse.up();
  const dialog = frame.getByRole('dialog', { name: 'Move: Gil' });
  await dialog.getByText('is free').waitFor();
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const { items } = await panelAsks(frame, `appointments?from=${from}&to=${from}`);
  assert.equal(Date.parse(items.find(({ title }) => title === 'Lesson at the wheel').start), night + 5 * 3_600_000, 'the night has an hour more');
});

test('nothing went wrong in the blocks on the way', () => {
  assert.deepEqual(wentWrong(world), []);
});
