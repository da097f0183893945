import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { card, entries, explanation, flagged, lot, why } from '../../test/factories';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

describe('the card of a contact', () => {
  it('says who has opted out of mails about points', async () => {
    server.use(answer('get', '/contacts/:id', card({ consents: [{ channel: 'loyalty_email', given: false, at: '2026-03-01T09:00:00Z' }] })));
    const { unmount } = await open('/contacts/c-7');
    expect((await screen.findByText('Mails about points')).parentElement).toHaveTextContent('opted out');
    unmount();
    server.use(answer('get', '/contacts/:id', card()));
    await open('/contacts/c-7');
    expect((await screen.findByText('Mails about points')).parentElement).toHaveTextContent('gets them');
  });

  it('shows how the balance is made and when pending points come', async () => {
    await open('/contacts/c-7');
    expect(await screen.findByRole('heading', { name: 'Mara Lindqvist', level: 1 })).toBeInTheDocument();
    expect(screen.getByText('Available 1,290 − Owed back 50')).toBeInTheDocument();
    expect(screen.getByText('99 points become available on Dec 5, 2026')).toBeInTheDocument();
    expect(screen.getByText('Guest orders, Feb 3, 2026')).toBeInTheDocument();
  });

  it('says that a recommendation looks like one within a household, and leads there', async () => {
    server.use(answer('get', '/contacts/:id', card({ referralsToReview: [flagged(), flagged({ id: 'r-10', friend: undefined, signs: ['same_family'] })] })));
    const { container } = await open('/contacts/c-7?tab=orders');
    expect(await screen.findAllByText('#1042')).not.toHaveLength(0);
    expect(screen.getByText('Mika Sato → Theo Brandt: Both have had parcels sent to one address · Somebody else had bought for the friend’s address before')).toBeInTheDocument();
    expect(screen.getByText('Mika Sato → Nobody: Both have one surname at one postcode')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Review' })).toHaveAttribute('href', `/referrals?state=review&contact=${card().contact.id}`);
    expect(await faults(container)).toEqual([]);
  });

  it('says that the person was erased', async () => {
    server.use(answer('get', '/contacts/:id', card({ contact: { name: '', email: '', redactedAt: '2026-11-01T12:00:00Z' } })));
    await open('/contacts/c-7');
    expect(await screen.findByText(/erased on Nov 1, 2026/)).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'No name', level: 1 })).toBeInTheDocument();
  });

  it('stops writes to a halted account and checks it again', async () => {
    let halted: string | undefined = 'entries sum to 99';
    server.use(
      http.get('*/api/admin/contacts/:id', () => HttpResponse.json(card({ account: { halted } }))),
      http.post('*/api/admin/contacts/:id/recheck', () => {
        halted = undefined;
        return HttpResponse.json({});
      }),
    );
    const { user } = await open('/contacts/c-7');
    expect(await screen.findByText(/entries sum to 99/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Adjust points' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    expect(await screen.findByText(/The account is open/)).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Adjust points' })).toBeEnabled());
  });

  it('says when a contact is not here', async () => {
    server.use(refuse('get', '/contacts/:id', 404, 'not_found'));
    await open('/contacts/nobody');
    expect(await screen.findByText(/This is not here/)).toBeInTheDocument();
  });

  it('tells that it loads', async () => {
    server.use(never('get', '/contacts/:id'));
    await open('/contacts/c-7');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
  });
});

describe('the explanation of a balance', () => {
  it('adds up in one sentence', async () => {
    await open('/contacts/c-7');
    expect(await screen.findByText(/1,290 points still open in the credits below, minus 50 points owed back, makes a balance of 1,240/)).toBeInTheDocument();
  });

  it('traces a credit to lines, rule, version and rounding', async () => {
    await open('/contacts/c-7');
    const credit = await screen.findByRole('button', { name: /Order #1042/ });
    expect(credit).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByRole('row', { name: /Linen shirt, sand 1 \$79.90/ })).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /Gift card.*not counted/ })).toBeInTheDocument();
    expect(screen.getByRole('row', { name: 'Points per amount spent 99.9 × 1 / 1.00 99.9' })).toBeInTheDocument();
    expect(screen.getByText('· Programme version 3')).toBeInTheDocument();
    expect(screen.getByText('Rounded down to whole points: 99.9 gives 99.')).toBeInTheDocument();
  });

  it('says as which order one counted and what the level did', async () => {
    const lots = [
      lot({ why: why({ number: 3, multiplier: '1.5' }) }),
      lot({ id: 'lot-2', order: { id: '1031', name: '#1031' }, why: why({ first: true, number: 1 }) }),
      lot({ id: 'lot-3', order: { id: '1030', name: '#1030' }, why: why({ counts: false, notCounted: 'unpaid', lines: [] }) }),
    ];
    server.use(answer('get', '/contacts/:id/explanation', explanation({ lots })));
    const { user } = await open('/contacts/c-7');
    expect(await screen.findByText('Order number 3')).toBeInTheDocument();
    expect(screen.getByText('×1.5')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Order #1031/ }));
    expect(await screen.findByText('The first order')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Order #1030/ }));
    expect(await screen.findByText('The order is not paid, so it earns nothing.')).toBeInTheDocument();
    expect(screen.getAllByText('Counted as')).toHaveLength(2);
  });

  it('names the tag or the collection because of which a rule counts a line', async () => {
    const [rule] = why().rules;
    const picks = [
      { line: 'l1', title: 'Linen shirt, sand', by: 'collection' as const, name: 'Summer' },
      { line: 'l2', title: 'Wool socks', by: 'tag' as const, name: 'winter' },
    ];
    server.use(answer('get', '/contacts/:id/explanation', explanation({ lots: [lot({ why: why({ rules: [{ ...rule!, picks }], waiting: 1 }) })] })));
    await open('/contacts/c-7');
    expect(await screen.findByText('Linen shirt, sand: in the collection Summer')).toBeInTheDocument();
    expect(screen.getByText('Wool socks: has the tag winter')).toBeInTheDocument();
    expect(screen.getByText('Waiting for what the store says about 1 product; points may be added.')).toBeInTheDocument();
  });

  it('names the cause of every removal and debt', async () => {
    const { user } = await open('/contacts/c-7');
    await user.click(await screen.findByRole('button', { name: /Order #1031/ }));
    expect(screen.getByText(/Refund on #1031/)).toBeInTheDocument();
    expect(screen.getByText('−60')).toBeInTheDocument();
    expect(screen.getByText(/#1020 cancelled/)).toBeInTheDocument();
    expect(screen.getByText('30 of 80 paid back')).toBeInTheDocument();
  });

  it('says who adjusted by hand and why', async () => {
    const { user } = await open('/contacts/c-7');
    await user.click(await screen.findByRole('button', { name: /Adjusted by hand/ }));
    expect(screen.getByText('staff member 1')).toBeInTheDocument();
    expect(screen.getByText('Goodwill')).toBeInTheDocument();
    expect(screen.getByText('Parcel lost twice')).toBeInTheDocument();
  });

  it('says why an order earned nothing', async () => {
    server.use(answer('get', '/contacts/:id/explanation', explanation({ lots: [lot({ why: why({ counts: false, notCounted: 'test', rules: [] }) })] })));
    await open('/contacts/c-7');
    expect(await screen.findByText('Test orders do not count.')).toBeInTheDocument();
  });

  it('says what will appear while there is nothing', async () => {
    server.use(answer('get', '/contacts/:id/explanation', explanation({ lots: [], debts: [] })));
    await open('/contacts/c-7');
    expect(await screen.findByText('Nothing to explain yet')).toBeInTheDocument();
  });

  it('draws a long history in portions and says where it ends', async () => {
    const lots = Array.from({ length: 45 }, (_, i) => lot({ id: `l${i}`, order: { id: String(i), name: `#${2000 + i}` } }));
    server.use(answer('get', '/contacts/:id/explanation', explanation({ lots, truncated: true })));
    const { user } = await open('/contacts/c-7');
    await screen.findByText('Order #2000');
    expect(screen.queryByText('Order #2020')).not.toBeInTheDocument();
    await user.click(screen.getByText('Show more'));
    await user.click(screen.getByText('Show more'));
    expect(screen.getByText('Order #2044')).toBeInTheDocument();
    expect(screen.getByText(/Only the newest credits are shown/)).toBeInTheDocument();
  });

  it('reports its own failure without taking the card with it', async () => {
    server.use(refuse('get', '/contacts/:id/explanation', 500, 'internal'));
    await open('/contacts/c-7');
    expect(await screen.findByText('Request req-42')).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Mara Lindqvist' })).toBeInTheDocument();
  });
});

describe('the ledger and the orders', () => {
  it('reads as a list of what happened', async () => {
    await open('/contacts/c-7?tab=entries');
    const row = await screen.findByRole('row', { name: /Taken back/ });
    expect(row).toHaveTextContent('Refund on #1031');
    expect(row).toHaveTextContent('−60');
    expect(row).toHaveTextContent('1,320');
    expect(screen.getByRole('row', { name: /Adjusted by hand/ })).toHaveTextContent('Goodwill · Parcel lost twice · by staff member 1');
  });

  it('turns its pages', async () => {
    server.use(
      http.get('*/api/admin/contacts/:id/entries', ({ request }) =>
        HttpResponse.json(new URL(request.url).searchParams.get('cursor') ? { items: entries().slice(3) } : { items: entries().slice(0, 1), nextCursor: 'n' }),
      ),
    );
    const { user } = await open('/contacts/c-7?tab=entries');
    await user.click(await screen.findByRole('button', { name: 'Next page' }));
    expect(await screen.findByRole('row', { name: /Adjusted by hand/ })).toBeInTheDocument();
  });

  it('is honest about an empty ledger', async () => {
    server.use(answer('get', '/contacts/:id/entries', { items: [] }));
    await open('/contacts/c-7?tab=entries');
    expect(await screen.findByText('No entries yet')).toBeInTheDocument();
  });

  it('opens what an order was worth', async () => {
    const { user, router } = await open('/contacts/c-7?tab=orders');
    await user.click((await screen.findAllByRole('link', { name: 'Show what order #1042 was worth' }))[0]!);
    const dialog = await screen.findByRole('dialog', { name: 'Order #1042' });
    expect(await within(dialog).findByText('−$20.00')).toBeInTheDocument();
    expect(within(dialog).getByText('Partly refunded')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(router.state.location.search).toBe('?tab=orders'));
  });

  it('says when there are no orders', async () => {
    server.use(answer('get', '/contacts/:id', card({ orders: [] })));
    await open('/contacts/c-7?tab=orders');
    expect(await screen.findByText('No orders yet')).toBeInTheDocument();
  });
});

describe('accessibility of the card', () => {
  it.each(['why', 'entries', 'orders'])('has no faults on the tab %s', async (tab) => {
    const { container } = await open(`/contacts/c-7?tab=${tab}`);
    await screen.findAllByText(tab === 'orders' ? '#1042' : /#1042/);
    expect(await faults(container)).toEqual([]);
  });
});
