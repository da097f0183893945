// Every page in three languages and at both widths: translated, inside its
// width, usable by keyboard, and clean for assistive technology.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, buy, openCard, openPanel, settled, startAll, waitMs } from './harness.mjs';
import { makeLadder, makeReward } from './loyalty.mjs';
import { book, instant, openSalon } from './salon.mjs';

let world;
let pages;
let salonPages;
let day;
let card;
let link;
before(async () => {
  world = await startAll();
  await makeLadder(world, [{ name: 'Clay', spend: '20' }, { name: 'Stone', spend: '300' }]);
  await makeReward(world, { amount: '5', cost: 20 });
  await buy(world, { person: 'Ada Whitlock', product: 'river-mug', quantity: 2 });
  await buy(world, { email: 'guest@example.com', product: 'gift-card' });
  const person = new URL((await openCard(world, /Ada Whitlock/)).url()).pathname;
  const guest = new URL((await openCard(world, /guest@example\.com/)).url()).pathname.split('/').at(-1);
  const list = await openPanel(world, '/deliveries');
  await list.getByRole('row', { name: /orders\/paid/ }).first().getByRole('link').click();
  await list.waitForURL(/deliveries\/./);
  const delivery = new URL(list.url()).pathname;
  pages = ['/', '/contacts', person, `${person}?tab=entries`, `${person}?tab=orders`, `${person}?tab=redemptions`, `${person}?tab=level`, `${person}/merge`, `${person}/merge?from=${guest}`, '/programme', '/rewards', '/redemptions', '/referrals', '/levels', '/analytics', '/messages', '/deliveries', delivery, '/privacy', '/nowhere'];
  const frame = await openPanel(world, '/calendar?lang=en');
  const salon = await openSalon(frame);
  day = salon.day;
  const made = await book(frame, { service: { id: salon.service }, staff: { id: salon.member }, start: instant(day, '16:00'), name: 'Yuki Mori', email: 'yuki@example.com' });
  card = `/calendar?view=resource&date=${day}&status=all&booking=${made.id}`;
  link = await linkTo('yuki@example.com');
  salonPages = [`/calendar?view=resource&date=${salon.day}`, '/services', `/services/${salon.service}`, '/team', `/team/${salon.member}`, '/booking-report'];
});
after(() => world?.stop());

/** Waits for the mail about a booking and gives the link in it. */
async function linkTo(address) {
  for (const end = Date.now() + waitMs; Date.now() < end; ) {
    const { mails } = await (await fetch(`${world.base}/state/mails`)).json();
    const mail = mails.find(({ to }) => to.includes(address));
    if (mail) return /https?:\/\/\S+\/visit\/\S+/.exec(mail.text)[0];
    await world.page.waitForTimeout(200);
  }
  throw new Error(`no mail to ${address}`);
}

const inLanguage = (path, lang) => `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;
const menus = { en: ['Home', 'Contacts', 'Loyalty'], ja: ['ホーム', '顧客台帳', 'ロイヤルティ'], ko: ['홈', '고객 명부', '로열티'] };

for (const lang of ['en', 'ja', 'ko']) {
  for (const width of [1280, 390]) {
    test(`every page fits ${width} px in ${lang} and is clean for assistive technology`, async () => {
      await world.page.setViewportSize({ width, height: 844 });
      // Pages of bookings at one width for each language: phones in Japanese and Korean, where words are longest.
      for (const path of (width === 1280) === (lang === 'en') ? [...pages, ...salonPages] : pages) {
        const frame = await openPanel(world, inLanguage(path, lang));
        await settled(frame);
        const seen = await frame.evaluate(() => ({
          lang: document.documentElement.lang,
          over: document.documentElement.scrollWidth - window.innerWidth,
          menu: [...document.querySelectorAll('header nav a')].slice(0, 3).map((a) => a.textContent),
        }));
        assert.equal(seen.lang, lang, path);
        assert.ok(seen.over <= 0, `${path} is ${seen.over} px too wide`);
        assert.deepEqual(seen.menu, menus[lang], path);
        assert.deepEqual(await axeFaults(frame), [], path);
      }
    });
  }
}

// What a store did not do, and who waits: rare, so the answers are made up here.
const stuck = { status: 'cancelled', paidMinor: 6_500, refundDueMinor: 6_500, attention: 'refund_due', order: '1042' };
const waits = { service: 'cut', staff: '', party: 2, part: 'evening', contact: '', name: '', phone: '', state: 'waiting', madeAt: '2026-11-01T12:00:00Z' };
async function pretend(page) {
  const json = (route, body) => route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) });
  await page.route(/\/api\/admin\/appointments\/[^/?]{8,}$/, async (route) => json(route, { ...(await (await route.fetch()).json()), ...stuck }));
  await page.route(/\/api\/admin\/waitlist/, (route) => json(route, {
    items: ['a.very.long.address.of.somebody@an-even-longer-domain.example.com', 'yuki@example.com'].map((email, i) => ({ ...waits, id: `w${i}`, title: 'Colour and highlights with a consultation', email, from: day, to: day })),
  }));
}

/** Nothing in a dialog is cut off, and assistive technology finds its way. */
async function looksAt(frame, what) {
  await frame.getByRole('dialog').getByRole('button').first().waitFor();
  const cut = await frame.evaluate(() => [...document.querySelectorAll('[role=dialog] button')].filter((b) => b.querySelector('[class*=label]')?.scrollWidth > b.clientWidth).map((b) => b.textContent));
  assert.deepEqual(cut, [], `${what} cuts its buttons off`);
  assert.deepEqual(await axeFaults(frame), [], what);
}

for (const [lang, width] of [['en', 1280], ['ja', 390], ['ko', 390]]) {
  test(`what opens over the calendar is clean in ${lang} at ${width} px`, async (t) => {
    const { page } = world;
    t.after(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
    await page.setViewportSize({ width, height: 844 });
    await pretend(page);
    let frame = await openPanel(world, inLanguage(card, lang));
    await frame.getByRole('dialog').locator('dl').first().waitFor();
    await frame.getByRole('alert').getByRole('button').click();
    await looksAt(frame, 'a refund');
    frame = await openPanel(world, inLanguage(`/calendar?view=resource&date=${day}`, lang));
    await frame.locator('[class*=waiting]').getByRole('button').click();
    await looksAt(frame, 'who waits');
    await page.keyboard.press('Escape');
    await frame.getByRole('dialog').waitFor({ state: 'detached' });
    await frame.locator('main header button').last().click();
    await frame.getByRole('dialog').locator('input[value=invoice]').check();
    await looksAt(frame, 'a new booking');
  });
}

test('the page of a booking, and those that say why there is none, fit a phone', async () => {
  const { page } = world;
  await page.setViewportSize({ width: 390, height: 844 });
  const { origin } = new URL(link);
  for (const address of [link, link.replace('?', '/cancel?'), link.replace('?', '/move?'), `${link}x`, `${origin}/opt-out?shop=x&contact=y&token=z`]) {
    await page.goto(address);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${address} is ${over} px too wide`);
    assert.deepEqual(await axeFaults(page), [], address);
  }
});

test('the panel follows the language of the store admin', async () => {
  await world.page.setViewportSize({ width: 1280, height: 844 });
  await world.page.goto(`${world.base}/store/demo-shop`);
  await world.page.evaluate(async () => {
    await fetch('/store/demo-shop/language', { method: 'POST', body: new URLSearchParams({ locale: 'ko', back: '/' }) });
  });
  const frame = await openPanel(world, '/contacts');
  await frame.getByRole('heading', { name: '고객 명부', level: 1 }).waitFor();
});

test('entries of the store admin lead through the panel without a reload', async () => {
  const frame = await openPanel(world, inLanguage('/', 'en'));
  await settled(frame);
  await frame.evaluate(() => {
    window.mark = 'same document';
  });
  await world.page.locator('[data-part=subnav]').getByText('Data').click();
  await frame.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
  assert.equal(await frame.evaluate(() => window.mark), 'same document');
  await world.page.waitForURL(/apps\/clientele\/deliveries/);
});

test('the work can be done by keyboard alone', async () => {
  const { page } = world;
  await page.setViewportSize({ width: 1280, height: 844 });
  const frame = await openPanel(world, inLanguage('/contacts', 'en'));
  await settled(frame);
  await frame.locator('a', { hasText: 'Skip to content' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await frame.evaluate(() => document.activeElement.getAttribute('type')), 'search');
  await page.keyboard.type('whit');
  await frame.getByRole('row', { name: /Ada Whitlock/ }).waitFor();
  await frame.getByRole('row', { name: /Ada Whitlock/ }).getByRole('link').focus();
  await page.keyboard.press('Enter');
  await frame.getByRole('heading', { name: 'Ada Whitlock', level: 1 }).waitFor();
  await frame.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await frame.getByRole('button', { name: 'Adjust points' }).focus();
  await page.keyboard.press('Enter');
  await frame.getByRole('dialog').waitFor();
  await page.keyboard.type('5');
  await frame.getByText('Balance 53 → 58').waitFor();
  await page.keyboard.press('Escape');
  await frame.getByRole('dialog').waitFor({ state: 'detached' });
  await frame.waitForFunction(() => document.activeElement?.textContent === 'Adjust points');
});

test('nothing went wrong in the panel on the way', () => {
  assert.deepEqual(world.faults.filter((f) => !/404/.test(f)), []);
});
