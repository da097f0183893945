// The platform's own library as the judge of both halves: it must accept what
// the sandbox signs and mints, and the program must accept what it signs and
// mints. Neither of our two implementations can be wrong in the same way.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import '@shopify/shopify-api/adapters/node';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { ApiVersion, LogSeverity, RequestedTokenType, shopifyApi } from '@shopify/shopify-api';
import { getHmac, getJwt, RequestType, setUpValidRequest } from '@shopify/shopify-api/test-helpers';
import { startSandbox } from '../browser/harness.mjs';

const shop = 'demo-shop.myshopify.com';
const version = '2026-10';

describe('the official library', () => {
  let sandbox, library, stranger, keys, app;

  const json = async (address, options) => {
    const answer = await fetch(address, options);
    return { status: answer.status, body: await answer.json() };
  };
  const panel = (token, path = '/api/admin/session') => json(`${app}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const made = (overrides = {}) => getJwt('demo-shop', keys.client_id, keys.secret, { iss: `https://${shop}/admin`, ...overrides }).then(({ token }) => token);
  const minted = (handle) => json(`${sandbox.base}/store/${handle}/bridge/id-token`, {
    method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
  }).then(({ body }) => body.token);
  const signedProxy = async (query) => new URL((await json(`${sandbox.base}/state/proxy/demo-shop/me?${query}`)).body.url);
  const asked = (url) => Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => {
    const all = url.searchParams.getAll(name);
    return [name, all.length > 1 ? all : all[0]];
  }));
  const told = async () => (await json(`${sandbox.base}/state/deliveries/demo-shop`)).body.deliveries;
  const config = (secret) => shopifyApi({
    apiKey: keys.client_id, apiSecretKey: secret, hostName: 'app.example', isEmbeddedApp: true, apiVersion: ApiVersion.January26,
    scopes: ['read_orders'], logger: { level: LogSeverity.Error, log: () => {} }, isTesting: true,
  });

  before(async () => {
    sandbox = await startSandbox();
    keys = JSON.parse(readFileSync(join(sandbox.dir, 'keys.json'), 'utf8'));
    library = config(keys.secret);
    stranger = config('a secret of another app');
    app = (await signedProxy('')).origin;
    // The library insists on https and the store's own name; the way to it is ours.
    setAbstractFetchFunc((address, options) => fetch(String(address).replace('https://', `${sandbox.base}/shops/`), options));
    assert.equal((await panel(await minted('demo-shop'))).status, 200); // the store opens the app
  });
  after(() => sandbox?.stop());

  describe('accepts what the sandbox makes', () => {
    before(async () => {
      await fetch(`${sandbox.base}/store/demo-shop/demo-orders`, { method: 'POST', body: new URLSearchParams({ count: '5' }) });
    });
    const judge = (by, delivery, change = {}) => by.webhooks.validate({
      rawBody: change.body ?? delivery.body, rawRequest: { method: 'POST', url: delivery.url, headers: { ...delivery.headers, ...change.headers } },
    });

    it('webhooks, and no altered ones', async () => {
      const all = await told();
      assert.ok(all.length >= 10, `${all.length} webhooks`);
      for (const delivery of all) {
        const found = await judge(library, delivery);
        assert.equal(found.valid, true, `${delivery.topic}: ${found.reason}`);
        assert.equal(found.domain, shop);
        assert.equal(found.apiVersion, version);
        assert.equal(found.webhookId, delivery.headers['X-Shopify-Webhook-Id']);
      }
      const [one] = all;
      const other = all.find(({ body }) => body !== one.body);
      assert.equal((await judge(stranger, one)).valid, false, 'by another app’s secret');
      assert.equal((await judge(library, one, { body: `${one.body} ` })).valid, false, 'one more space');
      assert.equal((await judge(library, one, { body: JSON.stringify(JSON.parse(one.body), null, 1) })).valid, false, 'written anew');
      assert.equal((await judge(library, one, { headers: { 'X-Shopify-Hmac-Sha256': other.headers['X-Shopify-Hmac-Sha256'] } })).valid, false, 'another’s signature');
    });

    it('requests of the storefront, and no altered ones', async () => {
      for (const query of ['', 'sandbox-customer=7', 'x=1&x=2&name=A%20B%2B%C3%A9~*', 'a=&b=%26%3D']) {
        const good = asked(await signedProxy(query));
        assert.equal(await library.utils.validateHmac(good, { signator: 'appProxy' }), true, query);
        assert.equal(await stranger.utils.validateHmac(good, { signator: 'appProxy' }), false, query);
        assert.equal(await library.utils.validateHmac({ ...good, logged_in_customer_id: '8' }, { signator: 'appProxy' }), false, query);
        assert.equal(await library.utils.validateHmac({ ...good, added: '1' }, { signator: 'appProxy' }), false, query);
      }
    });

    it('page loads and ID tokens, and no altered ones', async () => {
      const page = await (await fetch(`${sandbox.base}/store/demo-shop/apps/clientele`)).text();
      const [, source] = /<iframe[^>]*?\b(?:data-)?src="([^"]+)"/.exec(page) ?? [];
      assert.ok(source, 'the page of the app has no frame');
      const query = asked(new URL(source.replaceAll('&amp;', '&')));
      assert.equal(await library.utils.validateHmac(query), true);
      assert.equal(await stranger.utils.validateHmac(query), false);
      assert.equal(await library.utils.validateHmac({ ...query, locale: 'xx' }), false);
      const claims = await library.session.decodeSessionToken(query.id_token);
      assert.deepEqual([claims.iss, claims.dest, claims.aud], [`https://${shop}/admin`, `https://${shop}`, keys.client_id]);
      await assert.rejects(stranger.session.decodeSessionToken(query.id_token));
      const [head, , tail] = query.id_token.split('.');
      const forged = Buffer.from(JSON.stringify({ ...claims, dest: 'https://sakura.myshopify.com' })).toString('base64url');
      await assert.rejects(library.session.decodeSessionToken(`${head}.${forged}.${tail}`));
    });

    it('tokens from its token endpoint, which open its Admin API', async () => {
      const { session } = await library.auth.tokenExchange({
        shop, sessionToken: await minted('demo-shop'), requestedTokenType: RequestedTokenType.OfflineAccessToken, expiring: true,
      });
      assert.equal(session.shop, shop);
      assert.ok(session.expires > new Date() && session.refreshToken, 'the token does not expire');
      const renewed = (await library.auth.refreshToken({ shop, refreshToken: session.refreshToken })).session;
      assert.notEqual(renewed.accessToken, session.accessToken);
      const answer = await json(`${sandbox.base}/shops/${shop}/admin/api/${version}/graphql.json`, {
        method: 'POST', body: JSON.stringify({ query: '{ shop { myshopifyDomain } }' }),
        headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': renewed.accessToken },
      });
      assert.equal(answer.body.data?.shop.myshopifyDomain, shop);
      await assert.rejects(library.auth.tokenExchange({
        shop, sessionToken: await minted('sakura'), requestedTokenType: RequestedTokenType.OfflineAccessToken, expiring: true,
      }), 'a token of another store');
    });
  });

  describe('is accepted by the program', () => {
    const order = JSON.stringify({
      id: 7_700_000_000_001, name: '#7001', created_at: '2026-11-01T10:00:00-05:00', updated_at: '2026-11-01T10:00:00-05:00', currency: 'USD',
      presentment_currency: 'USD', financial_status: 'paid', total_price: '42.00', taxes_included: false, test: false, refunds: [],
      customer: { id: 7_700_000_000_009, email: 'official@example.com', first_name: 'Olive', last_name: 'Official' },
      line_items: [{ id: 7_700_000_000_002, product_id: 5, title: 'Tea', name: 'Tea', quantity: 1, current_quantity: 1, price: '42.00', gift_card: false, discount_allocations: [], tax_lines: [] }],
    });
    const deliver = async (signature, id, body = order) => {
      for (let turn = 0; turn < 20; turn++) { // as the platform comes again
        const answer = await fetch(`${app}/webhooks/shopify`, {
          method: 'POST', body, headers: {
            'Content-Type': 'application/json', 'X-Shopify-Topic': 'orders/paid', 'X-Shopify-Hmac-Sha256': signature, 'X-Shopify-Shop-Domain': shop,
            'X-Shopify-API-Version': version, 'X-Shopify-Webhook-Id': id, 'X-Shopify-Triggered-At': new Date().toISOString(),
          },
        });
        if (answer.status !== 503) return answer.status;
        await pause(200);
      }
      return 503;
    };

    it('with its webhooks, and with no altered ones', async () => {
      assert.equal(await deliver(getHmac(order, 'a secret of another app'), 'official-1'), 401);
      assert.equal(await deliver(getHmac(order, keys.secret), 'official-2', order.replace('42.00', '43.00')), 401);
      assert.equal(await deliver(Buffer.from(getHmac(order, keys.secret), 'base64').toString('hex'), 'official-3'), 401);
      assert.equal(await deliver(getHmac(order, keys.secret), 'official-4'), 200);
      let contact;
      for (let turn = 0; turn < 100 && !contact?.account; turn++) {
        const answer = await panel(await made(), '/api/admin/contacts/c_7700000000009');
        if (answer.status === 200) contact = answer.body;
        else await pause(100);
      }
      assert.equal(contact?.account.balance, 42);
      const { items } = (await panel(await made(), '/api/admin/deliveries')).body;
      assert.deepEqual(items.filter(({ id }) => id.startsWith('official-')).map(({ id }) => id), ['official-4']);
    });

    it('with its ID tokens, and with no altered ones', async () => {
      const now = Math.floor(Date.now() / 1000);
      assert.equal((await panel(await made())).body.shop.domain, shop);
      for (const [what, overrides] of Object.entries({
        'another app': { aud: 'another' }, 'out of date': { exp: now - 11 }, 'not yet': { nbf: now + 30 }, 'another issuer': { iss: 'https://sakura.myshopify.com/admin' },
        'an issuer that is no address': { iss: `${shop}/admin` }, 'a store of nobody': { dest: 'https://evil.example', iss: 'https://evil.example/admin' },
      })) assert.equal((await panel(await made(overrides))).status, 401, what);
      const { token } = await getJwt('demo-shop', keys.client_id, 'a secret of another app', { iss: `https://${shop}/admin` });
      assert.equal((await panel(token)).status, 401, 'another secret');
    });

    it('with its requests of the storefront, and with no altered ones', async () => {
      const bare = new Request(`${app}/proxy/me?path_prefix=%2Fapps%2Fclientele&logged_in_customer_id=7700000000009`);
      const signed = (secret) => setUpValidRequest({ type: RequestType.Public, store: 'demo-shop', apiSecretKey: secret }, bare);
      const good = await signed(keys.secret);
      assert.equal((await fetch(good)).status, 200);
      assert.equal((await fetch(await signed('a secret of another app'))).status, 401);
      assert.equal((await fetch(good.url.replace('9&', '8&'))).status, 401, 'another customer');
      assert.equal((await fetch(`${good.url}&shop=sakura.myshopify.com`)).status, 401, 'another store');
    });
  });
});
