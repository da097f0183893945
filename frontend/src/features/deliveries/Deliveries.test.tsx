import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { delivery, deliveryDetail } from '../../test/factories';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

describe('the list of deliveries', () => {
  it('shows what arrived and what became of it', async () => {
    await open('/deliveries');
    const row = await screen.findByRole('row', { name: /orders\/paid/ });
    expect(row).toHaveTextContent('Order 1042');
    expect(row).toHaveTextContent('Points earned');
    expect(within(row).getByText('Done')).toBeInTheDocument();
    const stuck = screen.getByRole('row', { name: /refunds\/create/ });
    expect(stuck).toHaveTextContent('Needs a person');
    expect(stuck).toHaveTextContent('no such order');
  });

  it('filters by state and topic, kept in the address', async () => {
    const asked: string[] = [];
    server.use(
      http.get('*/api/admin/deliveries', ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json({ items: [delivery()] });
      }),
    );
    const { user, router } = await open('/deliveries');
    await user.click(await screen.findByRole('combobox', { name: 'State' }));
    await user.click(await screen.findByRole('option', { name: 'Needs a person' }));
    await waitFor(() => expect(asked.at(-1)).toContain('state=needs_person'));
    await user.click(screen.getByRole('combobox', { name: 'Topic' }));
    await user.click(await screen.findByRole('option', { name: 'orders/paid' }));
    await waitFor(() => expect(asked.at(-1)).toContain('topic=orders%2Fpaid'));
    expect(router.state.location.search).toBe('?state=needs_person&topic=orders%2Fpaid');
  });

  it('says when nothing matches and shows all again', async () => {
    server.use(answer('get', '/deliveries', { items: [] }));
    const { user, router } = await open('/deliveries?state=refused');
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(router.state.location.search).toBe(''));
    expect(await screen.findByText('Nothing has arrived yet')).toBeInTheDocument();
  });

  it('tells that it loads', async () => {
    server.use(never('get', '/deliveries'));
    await open('/deliveries');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
  });

  it('names the request that failed', async () => {
    server.use(refuse('get', '/deliveries', 429, 'too_many'));
    await open('/deliveries');
    expect(await screen.findByText(/Too many requests at once/)).toBeInTheDocument();
  });

  it('has no accessibility faults; the browser looks at it in every language', async () => {
    const language = 'en';
    const { container } = await open('/deliveries', language);
    await screen.findAllByText('orders/paid');
    expect(await faults(container)).toEqual([]);
  });
});

describe('one delivery', () => {
  it('shows its facts, attempts and body', async () => {
    await open('/deliveries/x');
    expect(await screen.findByRole('heading', { name: 'orders/paid', level: 1 })).toBeInTheDocument();
    expect(screen.getByText('4,310 bytes')).toBeInTheDocument();
    expect(screen.getByText(/"financial_status": "paid"/)).toBeInTheDocument();
  });

  it('says why it was not processed and processes it again', async () => {
    let state: 'needs_person' | 'waiting' = 'needs_person';
    server.use(
      http.get('*/api/admin/deliveries/:id', () => HttpResponse.json(deliveryDetail({ state, problem: state === 'waiting' ? undefined : 'no such order' }))),
      http.post('*/api/admin/deliveries/:id/replay', () => {
        state = 'waiting';
        return HttpResponse.json(delivery({ state }));
      }),
    );
    const { user } = await open('/deliveries/x');
    expect(await screen.findByText('no such order')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Replay' }));
    expect(await screen.findByText('The delivery is in line again.')).toBeInTheDocument();
    expect(await screen.findByText('Waiting')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Replay' })).toBeDisabled();
  });

  it('says that a body was removed and cannot be replayed', async () => {
    server.use(answer('get', '/deliveries/:id', deliveryDetail({ payload: undefined })));
    await open('/deliveries/x');
    expect(await screen.findByText(/The body was removed/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Replay' })).toBeDisabled();
  });

  it('shows the beginning of a very long body first', async () => {
    server.use(answer('get', '/deliveries/:id', deliveryDetail({ payload: `${'x'.repeat(30_000)}END` })));
    const { user } = await open('/deliveries/x');
    expect(await screen.findByText('Only the first 20,000 characters are shown.')).toBeInTheDocument();
    expect(screen.queryByText(/END$/)).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show all of it' }));
    expect(screen.getByText(/END$/)).toBeInTheDocument();
  });

  it('shows why a replay was refused', async () => {
    server.use(refuse('post', '/deliveries/:id/replay', 409, 'conflict'));
    const { user } = await open('/deliveries/x');
    await user.click(await screen.findByRole('button', { name: 'Replay' }));
    expect(await screen.findByText('because of the test')).toBeInTheDocument();
  });

  it('says when it is not here', async () => {
    server.use(refuse('get', '/deliveries/:id', 404, 'not_found'));
    await open('/deliveries/x');
    expect(await screen.findByText(/This is not here/)).toBeInTheDocument();
  });

  it('has no accessibility faults', async () => {
    const { container } = await open('/deliveries/x');
    await screen.findByText('4,310 bytes');
    expect(await faults(container)).toEqual([]);
  });
});
