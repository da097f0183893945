// A full time is seen by somebody who waits for it; when it is cancelled by the link
// in a mail it is offered to them by another one, and they take it. What the store
// sells is paid in its checkout, with what is added to it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, calm, openPanel, settled, shifts, signUp, startAll, waitMs, watchShifts, wentWrong } from './harness.mjs';
import { addService, ask, book, dayOfShop, instant } from './salon.mjs';

const zone = 'America/New_York';
const phone = { width: 390, height: 844 };
const day = dayOfShop(2);
const named = new Intl.DateTimeFormat('en', { timeZone: 'UTC', dateStyle: 'full' }).format(Date.parse(day));
const weekly = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((name) => [name, [{ from: '10:00', to: '11:00' }]]));
let world, store, ada, yuki, lessons;

/** Somebody who serves for one hour a day, so that one appointment fills it. */
const addStaff = (frame, name) => ask(frame, 'POST', '/staff', {
  key: `a-key-for-${name}`, enabled: true, name, text: '', colour: '#336699', photoUrl: '', location: '', zone: '', weekly, seasons: [], overrides: [], timeOff: [], maxPerDay: 0, priority: 0, weight: 1,
});

/** Another shopper, with a phone of their own; what goes wrong there counts as well. */
async function shopper() {
  const context = await world.browser.newContext({ viewport: phone, timezoneId: zone, reducedMotion: 'reduce' });
  context.setDefaultTimeout(waitMs);
  await watchShifts({ context });
  const page = await context.newPage();
  page.on('pageerror', (error) => world.faults.push(String(error)));
  const block = (name) => page.locator(`.shopify-block > .clientele-${name}`);
  return { base: world.base, page, block, press: (name, of = 'booking') => block(of).getByRole('button', { name, exact: true }).click() };
}

before(async () => {
  world = await startAll({ width: 1280, height: 900, timezoneId: zone });
  store = `${world.base}/storefront/demo-shop`;
  const { page } = world;
  const variants = [];
  for (const product of ['wheel-lesson', 'river-mug']) {
    await page.goto(`${store}/products/${product}`);
    variants.push(await page.locator('[name=add]').first().inputValue());
  }
  const frame = await openPanel(world);
  const [mio, ben] = [await addStaff(frame, 'Mio'), await addStaff(frame, 'Benjamin')];
  const short = { horizonDays: 14, waitlist: true };
  await addService(frame, 'Cut', 60, 6_500, { ...short, staff: [mio.id] });
  const lesson = await addService(frame, 'Lesson at the wheel', 45, 5_500, {
    ...short, staff: [ben.id], payment: { how: 'checkout', depositPercent: 100, depositProduct: '' },
    variants: [{ id: 'one', title: '', durationMinutes: 45, segments: [], priceMinor: 5_500, product: variants[0] }],
    addOns: [{ id: 'mug', title: 'A mug to glaze', minutes: 15, priceMinor: 2_800, product: variants[1] }],
  });
  lessons = await book(frame, { service: lesson, staff: ben, start: instant(day, '10:00'), name: 'Theo Brandt' });
  [ada, yuki] = [await shopper(), await shopper()];
});
after(() => world?.stop());

/** Waits for a mail to somebody and gives the link in it. */
async function linkOf(to, subject) {
  const end = Date.now() + waitMs;
  while (Date.now() < end) {
    const { mails } = await (await fetch(`${world.base}/state/mails`)).json();
    const mail = mails.find((one) => one.to.includes(to) && one.subject.includes(subject));
    if (mail) return /https?:\/\/\S+\/visit\/\S+/.exec(mail.text)[0];
    await new Promise((done) => { setTimeout(done, 200); });
  }
  throw new Error(`no mail to ${to} says ${subject}`);
}

async function chooseCut({ page, press }) {
  await page.goto(`${store}/pages/book`);
  await press('Choose Cut');
}

test('the only time of a day is booked', async () => {
  await chooseCut(ada);
  await ada.block('booking').getByRole('radio', { name: `${named}, 1 time free` }).check();
  await ada.block('booking').getByRole('radio', { name: '10:00 AM', exact: true }).check();
  await ada.press('Continue');
  await ada.block('booking').getByLabel('Name').fill('Ada');
  await ada.block('booking').getByLabel('E-mail address').fill('ada@example.com');
  await ada.press('Book now');
  await ada.block('booking').getByRole('heading', { name: 'Your booking is confirmed' }).waitFor();
});

test('somebody else finds the day full and joins the waitlist', async () => {
  await signUp(yuki, 'yuki@example.com');
  await chooseCut(yuki);
  const { page, block, press } = yuki;
  assert.ok(await block('booking').getByRole('radio', { name: `${named}, 0 times free` }).isDisabled());
  await press('No time suits you? Join the waitlist');
  await block('booking').getByLabel('First day').fill(day);
  await block('booking').getByLabel('Last day').fill(day);
  await block('booking').getByLabel('Time of day').selectOption('morning');
  await block('booking').getByLabel('Name').fill('Yuki Mori');
  assert.equal(await block('booking').getByLabel('E-mail address').inputValue(), 'yuki@example.com', 'who is known need not type it');
  await calm({ page }, 'the form of the waitlist', true, await shifts({ page }));
  await press('Join the waitlist');
  await block('booking').getByRole('heading', { name: 'You are on the waitlist' }).waitFor();
  await block('bookings').getByText('Morning (before 12:00)').waitFor();
  await calm({ page }, 'the place on the waitlist', true, await shifts({ page }));
  await chooseCut(yuki);
  await press('No time suits you? Join the waitlist');
  await block('booking').getByLabel('Name').fill('Yuki Mori');
  await press('Join the waitlist');
  await block('booking').getByRole('alert').getByText('You are already on the waitlist for one of these days.').waitFor();
});

test('who booked cancels by the link of the mail, and who waits takes it by theirs', async () => {
  await ada.page.goto(await linkOf('ada@example.com', 'is confirmed'));
  await ada.page.getByRole('link', { name: 'Cancel the appointment' }).click();
  await ada.page.getByRole('button', { name: 'Cancel the appointment' }).click();
  await ada.page.getByText('It is cancelled.').waitFor();
  const link = await linkOf('yuki@example.com', 'is free for you');
  const { page, block } = yuki;
  await page.goto(`${store}/pages/book`);
  await block('bookings').getByText(/^Kept for you until .* with Mio$/).waitFor();
  await calm({ page }, 'the offer', true, await shifts({ page }));
  await page.goto(link);
  assert.deepEqual(await axeFaults(page), [], 'the page of the offer');
  await page.getByRole('button', { name: 'Take this place' }).click();
  await page.getByText('It is confirmed.').waitFor();
  await page.goto(`${store}/pages/book`);
  await block('bookings').getByText('Confirmed · with Mio').waitFor();
});

test('the calendar in the panel shows the booking as theirs', async () => {
  const frame = await openPanel(world, `/calendar?lang=en&view=resource&date=${day}`);
  await settled(frame);
  await frame.getByRole('button', { name: /Yuki Mori/ }).waitFor();
  assert.equal(await frame.getByRole('button', { name: /Ada/ }).count(), 0);
});

test('a guest waits for what the store sells and pays it there, with what is added to it', async () => {
  const { page, block, press } = ada;
  await page.goto(`${store}/pages/book`);
  await press('Choose Lesson at the wheel');
  await block('booking').getByRole('checkbox', { name: /A mug to glaze/ }).check();
  let answer;
  const slow = new Promise((done) => { answer = done; });
  await page.route(/\/times\?/, async (route) => {
    await slow;
    await route.continue();
  });
  await press('Continue');
  await block('booking').getByRole('button', { name: 'Later days' }).waitFor();
  assert.equal(await block('booking').getByRole('button', { name: 'No time suits you? Join the waitlist' }).count(), 0, 'days that come would push it away');
  answer();
  await press('No time suits you? Join the waitlist');
  await block('booking').getByLabel('First day').fill(day);
  await block('booking').getByLabel('Last day').fill(day);
  await block('booking').getByLabel('Name').fill('Ada');
  await block('booking').getByLabel('E-mail address').fill('ada@example.com');
  await press('Join the waitlist');
  await block('booking').getByRole('heading', { name: 'You are on the waitlist' }).waitFor();
  const frame = await openPanel(world);
  await ask(frame, 'PUT', `/appointments/${lessons.id}/status`, { base: 0, to: 'cancelled' });
  const link = await linkOf('ada@example.com', 'is free for you');
  for (let time = 0; time < 2; time++) { // coming back to it pays it once
    await page.goto(link);
    await page.getByRole('link', { name: 'Take this place and pay' }).click();
    await page.waitForURL(/\/checkout/);
  }
  await page.goto(`${store}/cart`);
  assert.deepEqual(await page.locator('.cartlines input').evaluateAll((all) => all.map(({ value }) => value)), ['1', '1']);
  await page.goto(`${store}/checkout`);
  await page.locator('#email').fill('ada@example.com');
  await Promise.all([page.waitForURL(/\/orders\//), page.locator('button[value="place"]').click()]);
  const end = Date.now() + waitMs;
  do await page.goto(link); // the platform tells the app a moment later
  while (!(await page.getByText('It is confirmed.').waitFor({ timeout: 1000 }).then(() => true, () => false)) && Date.now() < end);
  await page.getByText('It is confirmed.').waitFor();
  assert.equal(await page.getByText('Still to pay').count(), 0);
});

test('nothing went wrong in the blocks on the way', () => {
  assert.deepEqual(wentWrong(world), []);
});
