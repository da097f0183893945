// The blocks on the pages of the store: what visitors and members see, in three
// languages, at the width of a phone, without moving the page; and redeeming.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, calm, openPanel, signUp, startAll, watchShifts, wentWrong } from './harness.mjs';

let world, store;
before(async () => {
  world = await startAll({ width: 390, height: 844 });
  store = `${world.base}/storefront/demo-shop`;
  await watchShifts(world);
  await openPanel(world); // a store whose app was never opened has no programme
});
after(() => world?.stop());

const block = (name) => world.page.locator(`.shopify-block > .clientele-${name}`);
const ready = (name) => world.page.locator(`.shopify-block > .clientele-${name}[data-state=ready]`).waitFor();

const trouble = (name, text) => block(name).locator('.clientele-trouble', { hasText: text }).waitFor();

async function speak(locale) {
  await world.page.goto(store);
  await world.page.locator(`.foot button[value=${locale}]`).click();
  await world.page.locator(`html[lang=${locale}]`).waitFor();
}

const languages = {
  en: ['1 point for every $1 you spend', 'Sign in', 'Nothing here yet. Your first order begins the list.'],
  ja: ['$1のお買い上げごとに1ポイント', 'ログイン', 'まだ履歴はありません。最初のご注文からここに表示されます。'],
  ko: ['$1 구매할 때마다 1포인트', '로그인', '아직 내역이 없습니다. 첫 주문부터 여기에 표시됩니다.'],
};

test('a visitor reads in three languages what there is to earn', async () => {
  for (const [locale, [rate, signIn]] of Object.entries(languages)) {
    await speak(locale);
    await world.page.goto(`${store}/products/river-mug`);
    await ready('earning');
    await block('earning').getByText(rate).waitFor();
    await block('earning').getByRole('link', { name: signIn }).waitFor();
    assert.equal(await world.page.locator('dialog[open]').count(), 0, 'the launcher opened by itself');
    await calm(world, `the product page in ${locale}`, locale === 'en');
  }
});

test('somebody joins, buys, and sees points and history rise', async () => {
  const { page } = world;
  await speak('en');
  await signUp(world, 'gil@example.com');
  for (const [locale, [, , empty]] of Object.entries(languages)) {
    await speak(locale);
    await page.goto(`${store}/account`);
    await ready('points');
    await block('history').getByText(empty).waitFor();
    await calm(world, `the account in ${locale}`, locale === 'ko');
  }
  await speak('en');
  assert.equal(await page.goto(`${store}/account`).then(() => block('points').locator('.clientele-balance strong').innerText()), '0');
  await page.goto(`${store}/products/river-mug`);
  await page.locator('form[action$="/cart"] button.go').click();
  await page.goto(`${store}/checkout`);
  await Promise.all([page.waitForURL(/\/orders\//), page.locator('button[value="place"]').click()]);
  for (let tries = 0; ; tries++) { // the platform tells the app a moment later
    await page.goto(`${store}/account`);
    await ready('points');
    if ((await block('points').locator('.clientele-balance').innerText()) === '26 points') break;
    assert.ok(tries < 40, 'the points did not come');
  }
  await ready('history');
  assert.match(await block('history').getByRole('listitem').first().innerText(), /Order #\d+\s+\w+ \d+, \d{4}\s+\+26/);
  await calm(world, 'the account with points', false);
});

/** Stands in for the rewards of the app, so that each answer can be chosen. */
async function pretendRewards() {
  const kept = { keys: [], redemptions: [], lose: 1, looks: 0 };
  const reward = { id: 'five', title: '$5 off', text: 'On any order', kind: 'fixed', cost: 20, most: 0, step: 0, affordable: true, missing: 0, refusal: '' };
  const far = { ...reward, id: 'bowl', title: 'A bowl', cost: 52, affordable: false, missing: 26 };
  const json = (route, status, body) => route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
  await world.page.route(/apps\/clientele\/(rewards|redemptions)/, async (route) => {
    const request = route.request();
    if (request.method() === 'POST') {
      const { key, points, reward: id } = request.postDataJSON();
      assert.deepEqual([points, id, request.headers()['content-type']], [20, 'five', 'application/json']);
      kept.keys.push(key);
      if (kept.lose-- > 0) return route.abort('connectionreset');
      kept.redemptions = [{ id: 'r1', title: '$5 off', points: 20, state: 'preparing' }];
      return json(route, 201, kept.redemptions[0]);
    }
    if (request.method() === 'DELETE') {
      kept.redemptions = [];
      return json(route, 200, { id: 'r1', title: '$5 off', points: 20, state: 'returned' });
    }
    if (/redemptions\/r1/.test(request.url())) {
      kept.looks++;
      Object.assign(kept.redemptions[0], { state: 'ready', code: 'CL-7K2M', link: '/storefront/demo-shop/cart', lapsesAt: '2027-01-31T00:00:00Z' });
      return json(route, 200, kept.redemptions[0]);
    }
    return json(route, 200, { available: 26, rewards: [reward, far], redemptions: kept.redemptions });
  });
  return kept;
}

test('a reward is redeemed by keyboard, once, even when an answer is lost', async () => {
  const { page } = world;
  const kept = await pretendRewards();
  await page.goto(`${store}/account`);
  await ready('rewards');
  const rewards = block('rewards');
  await rewards.getByText('26 more points needed').waitFor();
  await calm(world, 'the rewards', false);
  await rewards.getByRole('button', { name: 'Redeem $5 off for 20 points' }).focus();
  await page.keyboard.press('Enter');
  await rewards.getByText('Spend 20 points on this?').waitFor();
  await page.keyboard.press('Enter');
  await rewards.locator('.clientele-confirm').getByText('This could not be loaded.').waitFor();
  await rewards.getByRole('button', { name: 'Yes, redeem' }).click();
  await rewards.getByText('CL-7K2M').waitFor();
  assert.equal(kept.keys.length, 2);
  assert.equal(kept.keys[0], kept.keys[1], 'another try is the same wish');
  assert.equal(kept.looks, 1);
  assert.match(await rewards.getByRole('status').textContent(), /\$5 off: Ready to use/);
  await rewards.getByText('Use it by Jan 31, 2027').waitFor();
  assert.deepEqual(await axeFaults(page), []);
  await rewards.getByRole('button', { name: 'Give back' }).click();
  await rewards.getByRole('button', { name: 'Cancel' }).click();
  await rewards.getByRole('button', { name: 'Give back' }).click();
  await rewards.getByRole('button', { name: 'Yes, give back' }).click();
  await rewards.getByText('CL-7K2M').waitFor({ state: 'detached' });
  await page.unroute(/apps\/clientele\/(rewards|redemptions)/);
});

test('a block says that it is offline or gets no answer, and comes back', async () => {
  const { page, context } = world;
  await page.route(/apps\/clientele\/me/, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"detail":"busy"}' }));
  await page.goto(`${store}/account`);
  await trouble('points', 'This could not be loaded.');
  await page.unroute(/apps\/clientele\/me/);
  await block('points').getByRole('button', { name: 'Try again' }).click();
  await ready('points');
  await page.route(/apps\/clientele\/me/, async (route) => {
    await context.setOffline(true);
    await route.abort('internetdisconnected');
  });
  await page.reload();
  await trouble('points', 'You are offline.');
  await page.unroute(/apps\/clientele\/me/);
  await context.setOffline(false);
  await ready('points');
});

test('the launcher opens a panel on demand, and Escape closes it', async () => {
  const { page } = world;
  await page.goto(`${store}/products/river-mug`);
  const button = page.getByRole('button', { name: 'Rewards', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Rewards' });
  await panel.getByText('26').first().waitFor();
  await panel.getByText('1 point for every $1 you spend').waitFor();
  assert.ok((await panel.locator('.clientele-brand').boundingBox()).height <= 24);
  assert.deepEqual(await axeFaults(page), []);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  await page.waitForFunction(() => document.activeElement?.matches('[data-open]'));
});

test('a friend comes by a member’s link, buys, and both get their points', async () => {
  const { page } = world;
  const panel = await openPanel(world, '/referrals?lang=en');
  await panel.locator('label', { hasText: 'Reward recommendations' }).click();
  await panel.getByRole('textbox', { name: 'Days to wait' }).fill('0');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('The terms are saved.').waitFor();
  await page.goto(`${store}/account`);
  await ready('referral');
  await block('referral').getByText('For a friend’s first order you get 500 points, and they get 250.').waitFor();
  await calm(world, 'the link for friends');
  const link = await block('referral').getByRole('textbox', { name: 'Your own link' }).inputValue();
  assert.match(link, /\/storefront\/demo-shop\/\?ref=[A-Z2-9]{12}$/);
  await page.locator('form[action$="/account/sign-out"] button').click();
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/cart/update.js'));
  await page.goto(link);
  assert.equal((await kept).status(), 200);
  await calm(world, 'the page that a friend lands on', false);
  await page.goto(`${store}/account`);
  await block('referral').getByText('Sign in to get a link for your friends.').waitFor();
  await signUp(world, 'fay@example.com');
  await page.goto(`${store}/products/river-mug`);
  await page.locator('form[action$="/cart"] button.go').click();
  await page.goto(`${store}/checkout`);
  await Promise.all([page.waitForURL(/\/orders\//), page.locator('button[value="place"]').click()]);
  const shows = async (balance) => {
    for (let tries = 0; ; tries++) {
      await page.goto(`${store}/account`);
      await ready('points');
      if ((await block('points').locator('.clientele-balance').innerText()) === balance) break;
      assert.ok(tries < 40, `the balance is not ${balance}`);
      await page.waitForTimeout(200);
    }
  };
  await shows('276 points');
  await ready('history');
  await block('history').getByText('A friend’s first order').waitFor();
  await page.locator('form[action$="/account/sign-in"] button', { hasText: 'gil@example.com' }).click();
  await shows('526 points');
  const list = await openPanel(world, '/referrals?lang=en');
  await list.getByText('Earned').first().waitFor();
  await list.getByText('500 + 250').waitFor();
});

test('a birthday is asked for with the days that its month has', async () => {
  const { page } = world;
  await page.route(/apps\/clientele\/me/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), askBirthday: true } });
  });
  const sent = [];
  await page.route(/apps\/clientele\/birthday/, (route) => {
    sent.push(route.request().postDataJSON());
    return route.fulfill({ status: 204 });
  });
  await page.goto(`${store}/account`);
  await block('points').getByText('Get points on your birthday').click();
  const day = block('points').getByRole('combobox', { name: 'Day' });
  await day.selectOption('31');
  await block('points').getByRole('combobox', { name: 'Month' }).selectOption('2');
  assert.equal(await day.inputValue(), '', 'February has no 31st');
  assert.deepEqual(await day.locator('option:disabled').allInnerTexts(), ['30', '31']);
  await calm(world, 'the question for the birthday', false);
  assert.deepEqual(await axeFaults(page), []);
  await day.selectOption('29');
  await block('points').getByRole('button', { name: 'Save my birthday' }).click();
  await block('points').getByRole('status').getByText('Your birthday is saved.').waitFor();
  assert.deepEqual(sent, [{ month: 2, day: 29 }]);
  await page.unroute(/apps\/clientele\/(me|birthday)/);
});

test('the theme editor switches blocks off, and a wrong address is named there', async () => {
  const { page, base } = world;
  const editor = `${base}/store/demo-shop/themes/current/editor`;
  await page.goto(editor);
  await page.locator('#page-product').locator('xpath=ancestor::section').locator('summary').click();
  const proxy = page.locator('#usual-earning-proxy');
  assert.equal(await proxy.inputValue(), '/apps/clientele');
  await proxy.fill('/apps/renamed');
  await page.locator('section', { has: page.locator('#page-product') }).getByRole('button', { name: 'Save' }).click();
  await page.goto(`${store}/products/river-mug?design_mode=1`);
  await trouble('earning', 'Nothing answers at this block’s app proxy address');
  await page.goto(editor);
  await page.locator('#page-product').locator('xpath=ancestor::section').locator('summary').click();
  await page.locator('section', { has: page.locator('#page-product') }).getByRole('button', { name: 'Remove' }).click();
  await page.goto(`${store}/products/river-mug`);
  assert.equal(await block('earning').count(), 0);
});

test('nothing went wrong in the blocks on the way', () => {
  assert.deepEqual(wentWrong(world), []);
});
