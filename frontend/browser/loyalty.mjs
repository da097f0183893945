// What a merchant sets up for members, and what members do with it.
import { openCard, openPanel, settled } from './harness.mjs';

const triesMax = 40;

/** Opens the account page again and again until it shows what is expected: the
 * platform tells the app a moment after something has happened. */
export async function accountShows(world, block, text, shop = 'demo-shop') {
  const place = world.page.locator(`.shopify-block > .clientele-${block}[data-state=ready]`);
  for (let tries = 0; ; tries++) {
    await world.page.goto(`${world.base}/storefront/${shop}/account`);
    await place.waitFor();
    if ((await place.innerText()).includes(text)) return place;
    if (tries === triesMax) throw new Error(`the ${block} block does not show ${text}:\n${await place.innerText()}`);
  }
}

/** Makes a reward of a fixed amount in the panel. */
export async function makeReward(world, { amount, cost, name = '', stock = 0 }) {
  const frame = await openPanel(world, '/rewards?lang=en');
  await settled(frame);
  await frame.getByRole('button', { name: 'Add a reward' }).click();
  const form = frame.getByRole('dialog', { name: 'New reward' });
  await form.getByLabel('Worth').fill(amount);
  await form.getByLabel('Points it costs').fill(String(cost));
  if (name) await form.getByLabel('Name').fill(name);
  if (stock) await form.getByLabel('In stock').fill(String(stock));
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });
  return frame;
}

/** Makes a ladder of levels that each ask for an amount spent. */
export async function makeLadder(world, levels) {
  const frame = await openPanel(world, '/levels?lang=en');
  await settled(frame);
  for (const [i, { name, ja = '', ko = '', spend, perks = '' }] of levels.entries()) {
    await frame.getByRole('button', { name: 'Add a level' }).click();
    const level = frame.locator('fieldset').nth(i);
    await level.getByLabel('Name in English').fill(name);
    await level.getByLabel('Name in Japanese').fill(ja);
    await level.getByLabel('Name in Korean').fill(ko);
    await level.locator('input[inputmode=decimal]').first().fill(spend);
    await level.getByLabel('Perks in English').fill(perks);
  }
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText('Version 1', { exact: true }).waitFor();
  return frame;
}

/** Adds earn rules of the given kinds to the programme, as they are offered. */
export async function makeRules(world, titles) {
  const frame = await openPanel(world, '/programme?lang=en');
  await settled(frame);
  for (const title of titles) {
    await frame.getByRole('button', { name: 'Add a rule' }).click();
    await frame.getByRole('menuitem', { name: title }).click();
  }
  await frame.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText('Version 2 is saved.').waitFor();
  return frame;
}

/** Records the store's only own event on somebody's card. */
export async function recordEvent(world, name, note) {
  const frame = await openCard(world, name, '?tab=events');
  await frame.getByRole('button', { name: 'Record an event' }).click();
  const dialog = frame.getByRole('dialog', { name: 'Record an event' });
  await dialog.getByLabel('Note').fill(note);
  await dialog.getByRole('button', { name: 'Record', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  return frame;
}

/** Redeems a reward on the account page; the answer is the code. */
export async function redeem(world, title) {
  await world.page.goto(`${world.base}/storefront/demo-shop/account`);
  const rewards = world.page.locator('.shopify-block > .clientele-rewards');
  await rewards.getByRole('button', { name: `Redeem ${title}` }).click();
  await rewards.getByRole('button', { name: 'Yes, redeem' }).click();
  return rewards.locator('code').innerText();
}
