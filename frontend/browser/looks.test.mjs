// Every page in three languages and at both widths: translated, inside its
// width, usable by keyboard, and clean for assistive technology.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, buy, openCard, openPanel, settled, startAll } from './harness.mjs';
import { makeLadder, makeReward } from './loyalty.mjs';
import { openSalon } from './salon.mjs';

let world;
let pages;
let salonPages;
before(async () => {
  world = await startAll();
  await makeLadder(world, [{ name: 'Clay', spend: '20' }, { name: 'Stone', spend: '300' }]);
  await makeReward(world, { amount: '5', cost: 20 });
  await buy(world, { person: 'Ada Whitlock', product: 'river-mug', quantity: 2 });
  await buy(world, { email: 'guest@example.com', product: 'gift-card' });
  const card = new URL((await openCard(world, /Ada Whitlock/)).url()).pathname;
  const guest = new URL((await openCard(world, /guest@example\.com/)).url()).pathname.split('/').at(-1);
  const list = await openPanel(world, '/deliveries');
  await list.getByRole('row', { name: /orders\/paid/ }).first().getByRole('link').click();
  await list.waitForURL(/deliveries\/./);
  const delivery = new URL(list.url()).pathname;
  pages = ['/', '/contacts', card, `${card}?tab=entries`, `${card}?tab=orders`, `${card}?tab=redemptions`, `${card}?tab=level`, `${card}/merge`, `${card}/merge?from=${guest}`, '/programme', '/rewards', '/redemptions', '/referrals', '/levels', '/analytics', '/messages', '/deliveries', delivery, '/privacy', '/nowhere'];
  const salon = await openSalon(await openPanel(world, '/calendar?lang=en'));
  salonPages = [`/calendar?view=resource&date=${salon.day}`, '/services', `/services/${salon.service}`, '/team', `/team/${salon.member}`, '/booking-report'];
});
after(() => world?.stop());

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
  await world.page.locator('[data-part=subnav]').getByText('Deliveries').click();
  await frame.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
  assert.equal(await frame.evaluate(() => window.mark), 'same document');
  await world.page.waitForURL(/apps\/clientele\/deliveries/);
});

test('the work can be done by keyboard alone', async () => {
  const { page } = world;
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
