// The blocks for bookings as a shopper meets them: on a phone in Tokyo, in a store
// in New York whose clocks are moved back that weekend. What the app answers is
// chosen here; booking against the app itself is a trace of its own.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { booked, pretendDesk, services } from './desk.mjs';
import { axeFaults, calm, shifts, signUp, startAll, watchShifts, wentWrong } from './harness.mjs';

let world, store, lesson;
before(async () => {
  world = await startAll({ width: 390, height: 844, timezoneId: 'Asia/Tokyo' });
  store = `${world.base}/storefront/demo-shop`;
  await watchShifts(world);
  await world.page.goto(`${store}/products/wheel-lesson`);
  lesson = await world.page.locator('[name=add]').first().inputValue();
});
beforeEach(() => world.page.clock.setFixedTime(new Date('2026-10-30T03:00:00Z')));
after(() => world?.stop());

const block = (name) => world.page.locator(`.shopify-block > .clientele-${name}`);
/** What a step shows fits and is accessible; steps are drawn where a shopper acts. */
const drawn = async (what) => calm(world, what, true, await shifts(world));
const button = (name) => block('booking').getByRole('button', { name, exact: true });
const title = (name) => block('booking').getByRole('heading', { name, level: 3 });

/** Opens the page for bookings with a desk behind it. */
async function open(options, query = '') {
  await world.page.unrouteAll();
  const kept = await pretendDesk(world.page, { variant: lesson, ...options });
  await world.page.goto(`${store}/pages/book${query}`);
  await block('booking').locator(':scope[data-state=ready]').waitFor();
  return kept;
}

/** Goes as far as the details of the person, with the time that has a name. */
async function choose(time) {
  await button('Choose Haircut').click();
  await button('Continue').click();
  await block('booking').getByRole('radio', { name: time, exact: true }).check();
  await button('Continue').click();
  await title('Your details').waitFor();
}

async function introduce() {
  const field = (name) => block('booking').getByLabel(name);
  await field('Is it your first visit?').selectOption('yes');
  await field('Name').fill('Gil');
  await field('E-mail address').fill('gil@example.com');
}

test('a service is booked by keyboard alone, and every step is announced', async () => {
  const { page } = world;
  const kept = await open();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await calm(world, 'the services');
  await button('Choose Haircut').focus();
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.textContent === 'Your choices');
  await press('Tab', 'ArrowDown', 'Tab', 'Space', 'Tab', 'ArrowDown');
  await drawn('the choices');
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.textContent === 'When does it suit you?');
  await block('booking').getByText('Haircut · Long hair · Beard · Mio').waitFor();
  const day = block('booking').getByRole('radio', { name: 'Sunday, November 1, 2026, 8 times free' });
  await day.waitFor();
  assert.ok(await day.isChecked(), 'the first day with times is chosen');
  await drawn('the times');
  await day.focus();
  await press('ArrowRight');
  await block('booking').getByRole('group', { name: 'Tuesday, November 3, 2026' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.value), '2026-11-03', 'days without times are passed over');
  await press('Enter');
  await block('booking').getByRole('alert').getByText('Choose a day and a time first.').waitFor();
  await day.focus();
  await press('ArrowLeft', 'ArrowLeft', 'Tab', 'Space', 'Enter');
  await title('Your details').waitFor();
  await press('Enter');
  assert.equal(kept.wishes.length, 0);
});

test('a time is told on the clocks of the shopper and of the store', async () => {
  await open();
  await button('Choose Haircut').click();
  await button('Continue').click();
  await block('booking').getByText('Times are in Japan Standard Time. The store is in Eastern Time.').waitFor();
  await button('Show the store’s times').click();
  // One o’clock comes twice that night.
  for (const time of ['12:30 AM', '1:00 AM GMT-4', '1:30 AM GMT-4', '1:00 AM GMT-5', '1:30 AM GMT-5', '2:00 AM']) {
    await block('booking').getByRole('radio', { name: time, exact: true }).waitFor();
  }
  await block('booking').getByRole('radio', { name: '1:30 AM GMT-5', exact: true }).check();
  await button('Show my times').click();
  assert.ok(await block('booking').getByRole('radio', { name: '3:30 PM', exact: true }).isChecked(), 'the choice stays');
  await button('Continue').click();
  await block('booking').getByText('Sunday, November 1, 2026 at 3:30 PM (Japan Standard Time)').waitFor();
  await block('booking').getByText('At the store: Sunday, November 1, 2026 at 1:30 AM GMT-5 (Eastern Time)').waitFor();
});

test('what is missing is said beside its field, and the first such field is entered', async () => {
  await open();
  await choose('1:30 PM');
  await button('Keep this time and pay').click();
  const question = block('booking').getByLabel('Is it your first visit?');
  await block('booking').getByText('Please fill this in.').first().waitFor();
  assert.ok(await question.evaluate((e) => e === document.activeElement && e.matches('[aria-invalid=true]') && document.getElementById(e.getAttribute('aria-describedby')).textContent === 'Please fill this in.'));
  await drawn('the details with what is missing');
  await introduce();
  await block('booking').getByLabel('E-mail address').fill('nobody');
  await button('Keep this time and pay').click();
  await block('booking').getByText('This does not look right.').waitFor();
});

test('a held booking lies in the cart with its time, and is given back for another', async () => {
  const { page } = world;
  const kept = await open();
  kept.lose = 1;
  await choose('1:30 PM');
  await introduce();
  await button('Keep this time and pay').click();
  await block('booking').getByRole('alert').getByText('This could not be loaded.').waitFor();
  const before = await shifts(world);
  await button('Keep this time and pay').click();
  await title('Your time is kept for you').waitFor();
  await calm(world, 'the held booking', true, before);
  assert.equal(kept.wishes[0].key, kept.wishes[1].key, 'another try is the same wish');
  assert.deepEqual({ ...kept.wishes[1], key: '' }, {
    service: 'cut', variant: 'short', addOns: [], staff: '', party: 1, start: '2026-11-01T13:30:00+09:00', zone: 'Asia/Tokyo', language: 'en',
    answers: [{ id: 'first', value: 'yes' }], name: 'Gil', email: 'gil@example.com', phone: '', key: '',
  });
  await block('booking').getByText('Pay by 12:15 PM to make the booking certain.').waitFor();
  await page.goto(`${store}/cart`);
  await page.getByText('Date: 2026-11-01T13:30:00+09:00').waitFor();
  await open();
  await choose('2:00 PM');
  await introduce();
  await button('Keep this time and pay').click();
  await button('Choose another time').click();
  await title('When does it suit you?').waitFor();
  await page.goto(`${store}/cart`);
  await page.getByText('Date: 2026-11-01T13:30:00+09:00').waitFor();
  assert.equal(await page.getByText('Date: 2026-11-01T14:00:00+09:00').count(), 0, 'the line went with the hold');
});

test('a cart that takes nothing gives the time back', async () => {
  const kept = await open({ variant: '1' });
  await choose('1:30 PM');
  await introduce();
  await button('Keep this time and pay').click();
  await block('booking').getByRole('alert').getByText('This could not be put into the cart').waitFor();
  assert.deepEqual(kept.released, ['t1']);
});

test('who comes second is led to the times that are left', async () => {
  const kept = await open();
  await choose('1:30 PM');
  await introduce();
  kept.gone.add(Date.parse('2026-11-01T04:30Z'));
  await button('Keep this time and pay').click();
  await block('booking').getByRole('alert').getByText('Somebody else took that time a moment ago.').waitFor();
  await block('booking').getByRole('group', { name: 'Still free around that time' }).getByRole('radio', { name: 'Sunday, November 1, 2026 at 2:00 PM' }).check();
  await button('Continue').click();
  assert.equal(await block('booking').getByLabel('Name').inputValue(), 'Gil', 'nothing has to be typed again');
  await button('Keep this time and pay').click();
  await title('Your time is kept for you').waitFor();
  assert.equal(kept.wishes.at(-1).start, '2026-11-01T14:00:00+09:00');
});

test('a free service is confirmed at once, for several people', async () => {
  const kept = await open({}, '?clientele_service=class');
  await block('booking').getByLabel('How many people?').selectOption('3');
  await button('Continue').click();
  await block('booking').getByRole('radio', { name: '1:00 PM', exact: true }).check();
  await button('Continue').click();
  await block('booking').getByLabel('Name').fill('Gil');
  await block('booking').getByLabel('E-mail address').fill('gil@example.com');
  const before = await shifts(world);
  await button('Book now').click();
  await title('Your booking is confirmed').waitFor();
  assert.equal(kept.wishes[0].party, 3);
  await calm(world, 'the confirmed booking', true, before);
});

test('where the next weeks have nothing, the next free day is led to', async () => {
  await world.page.clock.setFixedTime(new Date('2026-09-01T03:00:00Z'));
  await open();
  await button('Choose Haircut').click();
  await button('Continue').click();
  await block('booking').getByRole('group', { name: 'Sunday, November 1, 2026' }).waitFor();
  await button('Earlier days').click();
  await block('booking').getByText('No times are free on these days.').waitFor();
  await button('Next free day: Sunday, November 1, 2026').click();
  await block('booking').getByRole('radio', { name: '1:00 PM', exact: true }).waitFor();
});

test('who may not book a service reads why', async () => {
  await open();
  await block('booking').getByText('This evening is for members of the Gold level.').waitFor();
  assert.equal(await button('Choose Evening with the master').count(), 0);
  assert.equal(await block('booking').getByRole('link', { name: 'Sign in' }).count(), 1);
  await open({ list: [] });
  await block('booking').getByText('There is nothing to book right now.').waitFor();
});

test('a guest moves and cancels by the link of the booking', async () => {
  const kept = await open();
  kept.bookings = [booked()];
  await world.page.goto(`${store}/pages/book?clientele_booking=b1&clientele_token=t1`);
  const mine = block('bookings');
  await mine.getByText('At the store: Sunday, November 1, 2026 at 1:30 AM GMT-4 (Eastern Time)').waitFor();
  await mine.getByRole('button', { name: 'Choose another time' }).click();
  await mine.getByRole('radio', { name: 'Wednesday, November 4, 2026', exact: false }).check();
  await mine.getByRole('group', { name: 'Wednesday, November 4, 2026' }).getByRole('radio').nth(1).check();
  assert.deepEqual(await axeFaults(world.page), [], 'moving');
  await mine.getByRole('button', { name: 'Move to this time' }).click();
  await mine.getByText('Wednesday, November 4, 2026').waitFor();
  assert.deepEqual(kept.moved, ['2026-11-04T00:30:00+09:00']);
  await world.page.waitForFunction(() => document.activeElement?.matches('.clientele-bookings li'));
  await mine.getByRole('button', { name: 'Cancel booking' }).click();
  await mine.getByText('$42.50 goes back to you.').waitFor();
  await mine.getByRole('button', { name: 'Leave as it is' }).click();
  assert.deepEqual(kept.cancelled, []);
  await mine.getByRole('button', { name: 'Cancel booking' }).click();
  await mine.getByRole('button', { name: 'Yes, cancel it' }).click();
  await mine.getByText('Cancelled · with Mio').waitFor();
  assert.equal(await mine.getByRole('button').count(), 0);
  await drawn('the cancelled booking');
  await world.page.goto(`${store}/pages/book?clientele_booking=b1&clientele_token=forged`);
  await mine.locator('.clientele-trouble', { hasText: 'This link does not lead to a booking any more.' }).waitFor();
});

test('members see their bookings, and visitors how to get there', async () => {
  const kept = await open();
  await block('bookings').getByRole('link', { name: 'Sign in' }).waitFor();
  await signUp(world, 'gil@example.com');
  await world.page.goto(`${store}/pages/book`);
  await block('bookings').getByText('You have no bookings yet.').waitFor();
  kept.bookings = [booked(), { ...booked(), id: 'b2', title: 'Styling class', status: 'held', canMove: false, canCancel: false, staff: '' }];
  await world.page.reload();
  await block('bookings').getByText('Waiting for payment').waitFor();
  assert.equal(await block('bookings').getByRole('listitem').count(), 2);
  await calm(world, 'the bookings of a member');
  await open({}, '?clientele_service=class');
  await button('Continue').click();
  await block('booking').getByRole('radio', { name: '1:00 PM', exact: true }).check();
  await button('Continue').click();
  assert.equal(await block('booking').getByLabel('E-mail address').inputValue(), 'gil@example.com', 'who is known need not type it');
});

test('the blocks speak three languages', async () => {
  for (const [locale, words] of Object.entries({ ja: ['ご希望のメニューをお選びください', '日本'], ko: ['어떤 서비스를 예약하시겠어요?', '일본'] })) {
    await world.page.goto(store);
    await world.page.locator(`.foot button[value=${locale}]`).click();
    await open({ list: services });
    await block('booking').getByRole('heading', { name: words[0] }).waitFor();
    await block('booking').locator('.clientele-list button').first().click();
    await block('booking').locator('form button').first().click();
    await block('booking').getByText(words[1]).first().waitFor();
    await drawn(`the times in ${locale}`);
  }
});

test('nothing went wrong in the blocks on the way', () => {
  assert.deepEqual(wentWrong(world), []);
});
