// A merchant sets up a service for members of a level in the panel; who is none
// reads why it is not for them, and who becomes one books it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, buy, openPanel, settled, startAll, wentWrong } from './harness.mjs';
import { makeLadder } from './loyalty.mjs';
import { addStaff } from './salon.mjs';

const title = 'Evening at the kiln';
const refusal = 'For friends of the kiln. Ask us how to become one.';
const triesMax = 40;

let world;
before(async () => {
  world = await startAll();
});
after(() => world?.stop());

const booking = () => world.page.locator('.shopify-block > .clientele-booking[data-state=ready]');
const lets = () => booking().getByRole('heading', { name: 'When does it suit you?' }); // the only service is chosen at once

/** Opens the page for bookings until it is as expected: the platform tells the
 * app a moment after something has happened. */
async function shows(expected) {
  for (let tries = 0; ; tries++) {
    await world.page.goto(`${world.base}/storefront/demo-shop/pages/book`);
    await booking().waitFor();
    if (await expected()) return;
    if (tries === triesMax) throw new Error(`the page is not as expected:\n${await booking().innerText()}`);
  }
}

test('a merchant sets up a service for one level', async () => {
  await makeLadder(world, [{ name: 'Kiln friend', spend: '20' }]);
  const frame = await openPanel(world, '/services/new?lang=en');
  await addStaff(frame, 'Mio', '#2f6f9f');
  await settled(frame);
  await frame.getByLabel('Name', { exact: true }).fill(title);
  await frame.getByRole('textbox', { name: 'Duration' }).fill('90');
  await frame.getByRole('textbox', { name: 'Price' }).fill('48');
  await frame.getByLabel('Only members of', { exact: true }).first().click();
  await frame.getByRole('option', { name: 'Kiln friend' }).click();
  await frame.getByLabel('What everybody else reads').fill(refusal);
  assert.deepEqual(await axeFaults(frame), []);
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByRole('row', { name: new RegExp(`${title}.*90 min.*\\$48.*On`) }).waitFor();
});

test('who is not a member reads why, and who becomes one may book it', async () => {
  await shows(() => booking().getByText(refusal).isVisible());
  assert.equal(await lets().count(), 0);
  await buy(world, { person: 'Ada Whitlock', product: 'river-mug' });
  await shows(() => lets().isVisible());
  assert.equal(await booking().getByText(refusal).count(), 0);
  await booking().getByRole('radio').first().waitFor();
});

test('a service that is hidden is there for members only', async () => {
  const frame = await openPanel(world, '/services?lang=en');
  await frame.getByRole('link', { name: `Edit ${title}` }).click();
  await frame.getByRole('switch', { name: 'Hide it from everybody else' }).check({ force: true });
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByRole('row', { name: new RegExp(title) }).waitFor();
  await shows(() => lets().isVisible());
  await world.page.goto(`${world.base}/storefront/demo-shop/account`);
  await world.page.locator('form[action$="/account/sign-out"] button').first().click();
  await shows(async () => !(await booking().innerText()).includes(title));
  assert.equal(await booking().getByText(refusal).count(), 0);
});

test('nothing went wrong in the panel or the blocks on the way', () => {
  assert.deepEqual(wentWrong(world), []);
});
