import { http, HttpResponse, type JsonBodyType } from 'msw';
import { setupServer } from 'msw/node';
import type { ProblemCode } from '../api/errors';
import * as catalogue from './catalogue';
import * as make from './factories';

const base = '*/api/admin';

type Method = 'get' | 'post' | 'put';

/** An answer to one address, in place of the usual one. */
export function answer(method: Method, path: string, body: JsonBodyType) {
  return http[method](base + path, () => HttpResponse.json(body));
}

/** A refusal as the server words it. */
export function refuse(method: Method, path: string, status: number, code: ProblemCode, errors?: { location: string; message: string }[]) {
  return http[method](base + path, () =>
    HttpResponse.json(
      { title: 'Refused', status, detail: 'because of the test', code, errors },
      { status, headers: { 'X-Request-Id': 'req-42', 'Content-Type': 'application/problem+json' } },
    ),
  );
}

/** An answer that never comes, for looking at the page while it waits. */
export function never(method: Method, path: string) {
  return http[method](base + path, () => new Promise<never>(() => {}));
}

export const server = setupServer(
  answer('get', '/session', make.session()),
  answer('get', '/home', make.home()),
  answer('get', '/contacts', { items: [make.contact(), make.contact({ id: 'c-8', name: 'Theo Brandt', kind: 'guest', balance: -70 })] }),
  answer('get', '/contacts/:id', make.card()),
  answer('get', '/contacts/:id/explanation', make.explanation()),
  answer('get', '/contacts/:id/entries', { items: make.entries() }),
  answer('get', '/contacts/:id/orders/:order', make.orderDetail()),
  answer('get', '/contacts/:id/level', make.contactLevel()),
  answer('get', '/contacts/:id/events', make.contactEvents()),
  answer('get', '/contacts/:id/similar', { items: [{ contact: make.contact({ id: 'c-8', name: 'M. Lindqvist' }), shares: ['email', 'name'] }] }),
  answer('get', '/contacts/:id/merging/:other', make.mergePreview()),
  answer('get', '/contacts/:id/merges/:merge/undo', make.undoPreview()),
  answer('get', '/levels', make.ladder()),
  answer('post', '/levels/trial', { looked: 15, moves: [{ from: 'silver', to: 'gold', contacts: 2 }], reward: 400 }),
  answer('get', '/kinds', make.kinds()),
  answer('get', '/products', { granted: true, items: [{ id: '11', title: 'River mug' }, { id: '12', title: 'Ash-glaze bowl' }], more: false }),
  answer('get', '/variants', {
    granted: true, more: false,
    items: [
      { id: '71', title: 'Short', product: '11', productTitle: 'River mug', status: 'active', price: { minor: 4500, currency: 'USD' } },
      { id: '72', title: 'Long', product: '11', productTitle: 'River mug', status: 'active', price: { minor: 6000, currency: 'USD' } },
    ],
  }),
  answer('get', '/collections', { granted: true, items: [{ id: '31', title: 'Cups' }], more: false }),
  answer('get', '/programme', make.programme()),
  answer('post', '/programme/preview', make.preview()),
  answer('get', '/deliveries', { items: [make.delivery(), make.delivery({ id: 'd-2', topic: 'refunds/create', state: 'needs_person', problem: 'no such order' })] }),
  answer('get', '/deliveries/:id', make.deliveryDetail()),
  answer('get', '/backfill', make.backfill()),
  answer('get', '/messages', make.messages()),
  answer('get', '/messages/preview', make.messagePreview()),
  answer('get', '/referral-settings', make.referralSettings()),
  answer('get', '/referrals', { items: make.referrals() }),
  answer('get', '/services', { currency: 'USD', items: [catalogue.service()] }),
  answer('get', '/staff', { zone: 'America/New_York', items: [catalogue.member(), catalogue.member({ id: 'ben', name: 'Ben', enabled: false })] }),
  answer('get', '/staff/:id/feeds', { items: [], most: 5 }),
  answer('get', '/calendar-links', { items: [] }),
  answer('get', '/locations', { items: [catalogue.location()] }),
  answer('get', '/pools', { items: [catalogue.pool()] }),
  answer('get', '/booking-calendar', catalogue.closedDays()),
  answer('get', '/booking-calendar/holidays', { items: [{ date: '2027-01-01', name: 'New Year' }] }),
  answer('post', '/reward-name', { name: { en: '$5 off', ja: '$5 割引', ko: '$5 할인' } }),
  answer('get', '/privacy', { items: [make.privacyRequest()] }),
);
