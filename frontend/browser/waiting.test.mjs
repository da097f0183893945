// The waitlist in the blocks as a shopper meets it: on a phone in Tokyo, in a store
// in New York. What the app answers is chosen here; the trace against the app
// itself is another one.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { offered, pretendDesk, services, waiting } from './desk.mjs';
import { calm, shifts, signUp, startAll, watchShifts, wentWrong } from './harness.mjs';

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
const button = (name, of = 'booking') => block(of).getByRole('button', { name, exact: true });
const title = (name) => block('booking').getByRole('heading', { name, level: 3 });
const drawn = async (what) => calm(world, what, true, await shifts(world));
const list = services.map((service) => ({ ...service, waitlist: service.bookable }));
const words = {
  en: { choose: 'Choose Styling class', next: 'Continue', wait: 'No time suits you? Join the waitlist', title: 'Join the waitlist', zone: 'the store: Eastern Time', evening: 'Evening (from 17:00)' },
  ja: { choose: 'Styling classを選ぶ', next: '次へ', wait: '空きがないときはキャンセル待ちへ', title: 'キャンセル待ちのお申し込み', zone: '東部時間', evening: '夕方以降（17時から）' },
  ko: { choose: 'Styling class 선택', next: '다음', wait: '원하는 시간이 없나요? 대기 신청하기', title: '대기 신청', zone: '미 동부 시간', evening: '저녁(17시 이후)' },
};

/** Opens the page for bookings with a desk behind it. */
async function open(options, query = '') {
  await world.page.unrouteAll();
  const kept = await pretendDesk(world.page, { variant: lesson, list, ...options });
  await world.page.goto(`${store}/pages/book${query}`);
  await block('booking').locator(':scope[data-state=ready]').waitFor();
  return kept;
}

/** Goes as far as the form with which somebody joins. */
async function goWait(say = words.en) {
  await button(say.choose).click();
  await button(say.next).click();
  await button(say.wait).click();
  await title(say.title).waitFor();
}

async function introduce() {
  await block('booking').getByLabel('Name').fill('Gil');
  await block('booking').getByLabel('E-mail address').fill('gil@example.com');
}

test('who finds no time joins the waitlist for some days and a part of the day, and leaves it', async () => {
  const kept = await open();
  await goWait();
  await world.page.waitForFunction(() => document.activeElement?.textContent === 'Join the waitlist');
  await block('booking').getByText('Styling class').first().waitFor();
  const [from, to] = [block('booking').getByLabel('First day'), block('booking').getByLabel('Last day')];
  assert.deepEqual([await from.inputValue(), await to.inputValue()], ['2026-10-30', '2026-11-12'], 'the days that were looked at');
  await from.fill('2026-11-20');
  assert.deepEqual([await to.inputValue(), await to.getAttribute('max')], ['2026-11-20', '2026-12-20'], 'the last day follows the first one');
  await to.fill('2026-11-22');
  await block('booking').getByLabel('Time of day').selectOption({ label: 'Evening (from 17:00)' });
  await button('Join the waitlist').click();
  assert.equal(kept.waits.length, 0, 'a name and an address are missing');
  await block('booking').getByText('Please fill this in.').first().waitFor();
  await drawn('the form with what is missing');
  await introduce();
  await button('Join the waitlist').click();
  await title('You are on the waitlist').waitFor();
  await block('booking').getByText('We write to gil@example.com as soon as a time is free.').waitFor();
  await block('booking').getByText('Nov 20 – 22, 2026').waitFor();
  assert.deepEqual({ ...kept.waits[0], key: '' }, {
    service: 'class', variant: 'one', addOns: [], staff: '', party: 1, zone: 'Asia/Tokyo', language: 'en', answers: [], name: 'Gil', email: 'gil@example.com', phone: '',
    from: '2026-11-20', to: '2026-11-22', part: 'evening', key: '',
  });
  await drawn('the place on the waitlist');
  await button('Leave the waitlist').click();
  await title('You are off the waitlist.').waitFor();
  assert.deepEqual(kept.left, ['t2']);
});

test('why somebody may not join is said where they are, and nothing has to be typed again', async () => {
  const kept = await open();
  await goWait();
  await introduce();
  kept.refusal = { title: 'Conflict', status: 409, code: 'conflict', detail: 'You are already on the waitlist for one of these days.' };
  await button('Join the waitlist').click();
  await block('booking').getByRole('alert').getByText('You are already on the waitlist for one of these days.').waitFor();
  kept.refusal = { title: 'Unprocessable Entity', status: 422, code: 'invalid', detail: 'inner words', errors: [{ location: 'from', message: 'inner words' }] };
  await button('Join the waitlist').click();
  await block('booking').getByRole('alert').getByText('Choose days that can still be booked, at most 31 in a row.').waitFor();
  assert.ok(await block('booking').getByLabel('First day').evaluate((e) => e === document.activeElement && e.matches('[aria-invalid=true]')));
  await drawn('the form with what is wrong');
  kept.refusal = null;
  await button('Join the waitlist').click();
  await title('You are on the waitlist').waitFor();
  await button('Choose another time').click();
  await title('When does it suit you?').waitFor();
});

test('who cannot wait is not asked to, and the form comes only when it is wanted', async () => {
  const { page } = world;
  const loaded = [];
  page.on('request', (request) => loaded.push(request.url()));
  await open({ list: services });
  await button(words.en.choose).click();
  await button('Continue').click();
  await block('booking').getByRole('radio', { name: '1:00 PM', exact: true }).waitFor();
  assert.equal(await button(words.en.wait).count(), 0);
  assert.deepEqual(loaded.filter((address) => /clientele-(waitlist|till)/.test(address)), []);
  await open();
  await page.route(/clientele-waitlist/, (route) => route.abort());
  await button(words.en.choose).click();
  await button('Continue').click();
  await button(words.en.wait).click();
  await block('booking').getByRole('alert').getByText('This could not be loaded.').waitFor();
});

test('the form speaks three languages', async () => {
  for (const [locale, say] of Object.entries(words)) {
    await world.page.goto(store);
    await world.page.locator(`.foot button[value=${locale}]`).click();
    await open();
    await goWait(say);
    await block('booking').getByText(say.zone).last().waitFor();
    await block('booking').locator('[name=part]').selectOption({ label: say.evening });
    await drawn(`the form in ${locale}`);
  }
  await world.page.goto(store);
  await world.page.locator('.foot button[value=en]').click();
});

test('members see where they wait, and take or let pass what they are offered', async () => {
  const kept = await open();
  await signUp(world, 'gil@example.com');
  kept.places = [waiting(), { ...waiting(), id: 'w2', state: 'offered' }];
  kept.bookings = [offered()];
  await world.page.goto(`${store}/pages/book`);
  const mine = block('bookings');
  await mine.getByText('Nov 4 – 6, 2026 · Evening (from 17:00) · 2 people · with Mio').waitFor();
  await mine.getByText('Kept for you until Oct 30, 2026, 10:00 PM · with Mio').waitFor();
  assert.equal(await mine.getByRole('listitem').count(), 2, 'an offer is told once');
  await drawn('where a member waits');
  await button('Leave the waitlist', 'bookings').click();
  await mine.getByText('Leave the waitlist for “Styling class”?').waitFor();
  await drawn('the question before leaving');
  await button('Leave as it is', 'bookings').click();
  await button('Take this time', 'bookings').click();
  await mine.getByText('Confirmed · with Mio').waitFor();
  assert.deepEqual([kept.taken, kept.left], [['t3'], []]);
  await button('Leave the waitlist', 'bookings').click();
  await button('Yes, leave it', 'bookings').click();
  await mine.getByText('On the waitlist').waitFor({ state: 'detached' });
  assert.deepEqual(kept.left, ['t2']);
});

test('a guest with the link lets an offer pass, or pays it with everything that belongs to it, once', async () => {
  const { page } = world;
  const kept = await open();
  const properties = { _clientele_booking: 'w2', Date: '2026-11-01 01:30' };
  await page.goto(`${store}/products/river-mug`);
  const mug = await page.locator('[name=add]').first().inputValue();
  kept.bookings = [{ ...offered(), cart: { variant: lesson, quantity: 1, properties, others: [{ variant: mug, quantity: 2, properties }] } }];
  const link = `${store}/pages/book?clientele_booking=w2&clientele_token=t1`;
  for (const again of [false, true]) {
    await page.goto(link);
    await button('Take it and pay', 'bookings').click();
    await page.waitForURL(/\/checkout/);
    await page.goto(`${store}/cart`);
    assert.deepEqual(await page.locator('.cartlines input').evaluateAll((all) => all.map(({ value }) => value)), ['1', '2'], again ? 'more than once' : '');
  }
  await page.getByText('Date: 2026-11-01 01:30').first().waitFor();
  await page.goto(link);
  await button('Let it pass', 'bookings').click();
  await block('bookings').getByText('Let this time pass? It is then offered to whoever is next.').waitFor();
  await block('bookings').locator('.clientele-confirm').getByRole('button', { name: 'Let it pass' }).click();
  await page.waitForFunction(() => !document.querySelector('.clientele-bookings .clientele-confirm'));
  assert.deepEqual(kept.left, ['t1']);
});

test('nothing went wrong in the blocks on the way', () => {
  assert.deepEqual(wentWrong(world), []);
});
