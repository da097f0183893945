import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { home } from '../test/factories';
import { refuse, server } from '../test/server';
import { client, done, unwrap } from './client';
import { type ApiError, asApiError, formErrors, toApiError } from './errors';

const ask = () => unwrap(client.GET('/api/admin/home'));

describe('the token on a request', () => {
  it('is left to App Bridge where its interceptor works', async () => {
    let seen: string | null = 'nothing asked';
    server.use(
      http.get('*/api/admin/home', ({ request }) => {
        seen = request.headers.get('Authorization');
        return HttpResponse.json(home());
      }),
    );
    window.shopify = { idToken: async () => 'tok' };
    await ask();
    expect(seen).toBeNull();
  });

  it('is fetched anew once when the server calls it out of date', async () => {
    const seen: (string | null)[] = [];
    server.use(
      http.get('*/api/admin/home', ({ request }) => {
        seen.push(request.headers.get('Authorization'));
        if (seen.length > 1) return HttpResponse.json(home());
        return HttpResponse.json({ code: 'unauthorized' }, { status: 401, headers: { 'X-Shopify-Retry-Invalid-Session-Request': '1' } });
      }),
    );
    let n = 0;
    window.shopify = { idToken: async () => `tok${++n}`, config: { disabledFeatures: ['fetch'] } };
    await ask();
    expect(seen).toEqual(['Bearer tok1', 'Bearer tok2']);
  });

  it('is not fetched again without being asked to, nor more than once', async () => {
    let calls = 0;
    const say401 = (headers: Record<string, string>) =>
      http.get('*/api/admin/home', () => {
        calls++;
        return HttpResponse.json({ code: 'unauthorized' }, { status: 401, headers });
      });
    window.shopify = { idToken: async () => 'tok', config: { disabledFeatures: ['fetch'] } };
    server.use(say401({}));
    await expect(ask()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(calls).toBe(1);
    server.use(say401({ 'X-Shopify-Retry-Invalid-Session-Request': '1' }));
    await expect(ask()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(calls).toBe(3);
  });

  it('sends the body again with the second token', async () => {
    const bodies: unknown[] = [];
    server.use(
      http.put('*/api/admin/home/setup', async ({ request }) => {
        bodies.push(await request.json());
        if (bodies.length > 1) return new HttpResponse(null, { status: 204 });
        return HttpResponse.json({}, { status: 401, headers: { 'X-Shopify-Retry-Invalid-Session-Request': '1' } });
      }),
    );
    await done(client.PUT('/api/admin/home/setup', { body: { dismissed: true } }));
    expect(bodies).toEqual([{ dismissed: true }, { dismissed: true }]);
  });
});

describe('a refusal', () => {
  it('carries code, sentence, fields and the request number', async () => {
    server.use(refuse('get', '/home', 422, 'invalid', [{ location: 'body.note', message: 'is empty' }]));
    const error = await ask().catch((e: ApiError) => e);
    expect(error).toMatchObject({ code: 'invalid', status: 422, detail: 'because of the test', requestId: 'req-42', fields: [{ path: 'note', message: 'is empty' }] });
  });

  it.each([
    [401, 'unauthorized'],
    [404, 'not_found'],
    [409, 'conflict'],
    [413, 'invalid'],
    [502, 'unavailable'],
    [500, 'internal'],
    [418, 'internal'],
  ])('of status %i without a body is still told as %s', (status, code) => {
    expect(toApiError(new Response(null, { status }), undefined).code).toBe(code);
  });

  it('is a matter of the network when nothing answered', async () => {
    server.use(http.get('*/api/admin/home', () => HttpResponse.error()));
    expect(asApiError(await ask().catch((e: unknown) => e)).code).toBe('network');
  });

  it('becomes form errors under the form’s own paths', () => {
    const error = toApiError(new Response(null, { status: 422 }), {
      errors: [{ location: 'body.settings.rules[1].params.points', message: 'is too much' }, { location: 'body.note', message: 'no' }],
    });
    expect(formErrors(error, 'settings.')).toEqual({ 'rules.1.params.points': 'is too much' });
  });
});
