// What webhooks lost comes back: by the hourly look, and by reading past orders.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buy, openPanel, settled, startAll, waitMs } from './harness.mjs';

describe('orders whose webhooks got lost', () => {
  let world;
  before(async () => {
    world = await startAll();
  });
  after(() => world?.stop());

  const switches = async (faults) => {
    const answer = await fetch(`${world.base}/state/faults`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(faults) });
    assert.equal(answer.status, 200, await answer.text());
  };

  it('are read from the panel, with progress, once asked for', async () => {
    await openPanel(world);
    await switches({ Drop: -1 });
    await world.page.goto(`${world.base}/store/demo-shop`);
    await world.page.evaluate(() => fetch('/store/demo-shop/demo-orders', { method: 'POST', body: new URLSearchParams({ count: '40' }) }));
    await buy(world, { person: 'Ada Whitlock', product: 'river-mug', quantity: 2 });
    let panel = await openPanel(world, '/contacts?lang=en');
    await settled(panel);
    assert.equal(await panel.getByRole('row', { name: /Ada Whitlock/ }).count(), 0, 'a webhook came through');
    panel = await openPanel(world, '/?lang=en');
    await panel.getByRole('button', { name: 'Read past orders' }).click();
    await panel.getByRole('dialog').getByRole('button', { name: 'Read past orders' }).click();
    await panel.getByRole('progressbar', { name: 'Progress of reading past orders' }).waitFor();
    await panel.getByText(/Finished .* Orders read: 41\. With something new: 41\./).waitFor({ timeout: 4 * waitMs });
    panel = await openPanel(world, '/contacts?lang=en');
    await panel.getByRole('row', { name: /Ada Whitlock/ }).waitFor();
    assert.deepEqual(world.faults, []);
  });
});
