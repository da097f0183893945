import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { home, session } from '../../test/factories';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

describe('the home page', () => {
  it('shows each figure with what it counts', async () => {
    await open('/');
    const outstanding = (await screen.findByText('Outstanding')).parentElement!;
    expect(within(outstanding).getByText('48,310')).toBeInTheDocument();
    expect(within(outstanding).getByText('Points people can spend, minus what is owed back.')).toBeInTheDocument();
    expect(screen.getByText('Members 1,021, guests 263')).toBeInTheDocument();
  });

  it('says what is wrong and what to do', async () => {
    server.use(answer('get', '/home', home({ problems: [{ id: 'needs_person', count: 1 }, { id: 'token', count: 1 }] })));
    await open('/');
    expect(await screen.findByText(/1 notice could not be processed/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'See deliveries' })).toHaveAttribute('href', '/deliveries?state=needs_person');
    expect(screen.getByText(/Reload this page from the store admin/)).toBeInTheDocument();
    expect(screen.queryByText('Everything is working.')).not.toBeInTheDocument();
  });

  it('leads to a booking that waits for somebody', async () => {
    server.use(answer('get', '/home', home({ problems: [{ id: 'bookings', count: 2, booking: 'b-7' }] })));
    await open('/');
    expect(await screen.findByText(/2 bookings need you/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Open the booking' })).toHaveAttribute('href', '/calendar?booking=b-7');
  });

  it('leads to recommendations that somebody should look at', async () => {
    server.use(answer('get', '/home', home({ problems: [{ id: 'referrals', count: 1 }] })));
    await open('/');
    expect(await screen.findByText(/1 recommendation may be within one household/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Review referrals' })).toHaveAttribute('href', '/referrals?state=review');
  });

  it('puts what stands still before what only waits', async () => {
    server.use(answer('get', '/home', home({ problems: [{ id: 'needs_person', count: 1 }, { id: 'referrals', count: 1 }, { id: 'halted', count: 1 }, { id: 'worker_late', count: 1 }] })));
    await open('/');
    const notes = await screen.findAllByRole('alert');
    expect(notes.map((n) => /account|notice|recommendation|Notices/.exec(n.textContent)?.[0])).toEqual(['account', 'notice', 'recommendation', 'Notices']);
  });

  it('says so when nothing is wrong', async () => {
    await open('/');
    expect(await screen.findByText('Everything is working.')).toBeInTheDocument();
    expect(screen.getByText('Embedded file, 4,812 records')).toBeInTheDocument();
    expect(screen.getAllByText('Nov 22, 2026, 10:04 AM')).toHaveLength(2);
    expect(screen.getByText('Nov 22, 2026, 2:30 AM, accounts checked: 1,284, all in order')).toBeInTheDocument();
  });

  it('tells what the check of the books found', async () => {
    const audit = { finishedAt: '2026-11-22T07:30:00Z', accounts: 1_284, violations: 2, running: false };
    server.use(answer('get', '/home', home({ audit, problems: [{ id: 'books', count: 2 }] })));
    await open('/');
    expect(await screen.findByText('Nov 22, 2026, 2:30 AM, accounts checked: 1,284, faults: 2')).toBeInTheDocument();
    expect(screen.getByText(/The last check of the books found 2 faults/)).toBeInTheDocument();
    expect(screen.queryByText('Everything is working.')).not.toBeInTheDocument();
  });

  it('tells that the books were not checked yet, or are being checked', async () => {
    server.use(answer('get', '/home', home({ audit: { accounts: 0, violations: 0, running: true } })));
    await open('/');
    expect(await screen.findByText('Under way for the first time')).toBeInTheDocument();
  });

  it('hides the guide for good and can bring it back', async () => {
    const sent: unknown[] = [];
    let dismissed = false;
    server.use(
      http.get('*/api/admin/home', () => HttpResponse.json(home({ setup: { ...home().setup, dismissed } }))),
      http.put('*/api/admin/home/setup', async ({ request }) => {
        sent.push(await request.json());
        dismissed = !dismissed;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = await open('/');
    await user.click(await screen.findByRole('button', { name: 'Hide this guide' }));
    await user.click(await screen.findByRole('button', { name: 'Show the set-up guide' }));
    expect(await screen.findByText('Set up Clientele')).toBeInTheDocument();
    await waitFor(() => expect(sent).toEqual([{ dismissed: true }, { dismissed: false }]));
  });

  it('offers the days as a table too', async () => {
    const { user } = await open('/');
    await user.click(await screen.findByText('Show as a table'));
    expect(screen.getByRole('row', { name: 'Nov 22 133 0' })).toBeInTheDocument();
  });

  it('says in words that no points moved', async () => {
    server.use(answer('get', '/home', home({ days: home().days.map((d) => ({ ...d, earned: 0, removed: 0 })) })));
    await open('/');
    expect(await screen.findByText('No points moved in the last 30 days.')).toBeInTheDocument();
  });

  it('tells that it loads', async () => {
    server.use(never('get', '/home'));
    await open('/');
    expect(await screen.findByText('Loading')).toHaveAttribute('role', 'status');
  });

  it('names the request that failed and tries again', async () => {
    server.use(refuse('get', '/home', 500, 'internal'));
    const { user } = await open('/');
    expect(await screen.findByText('Request req-42')).toBeInTheDocument();
    server.use(answer('get', '/home', home()));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('48,310')).toBeInTheDocument();
  });

  it('has no accessibility faults; the browser looks at it in every language', async () => {
    const language = 'en';
    const { container } = await open('/', language);
    await screen.findByText('48,310');
    expect(await faults(container)).toEqual([]);
  });
});

describe('the shell', () => {
  it('follows the store admin without a reload', async () => {
    const { router } = await open('/');
    await screen.findByText('48,310');
    const link = document.querySelector('s-app-nav s-link[href="/contacts"]')!;
    const event = new CustomEvent('shopify:navigate', { bubbles: true, cancelable: true });
    link.dispatchEvent(event);
    await waitFor(() => expect(router.state.location.pathname).toBe('/contacts'));
    expect(event.defaultPrevented).toBe(true);
  });

  it('gives the store admin a short list, with the place one is at in it', async () => {
    const entries = () => [...document.querySelectorAll('s-app-nav s-link')].map((link) => [link.textContent, link.getAttribute('href')]);
    const { router } = await open('/');
    await screen.findByText('48,310');
    expect(entries()).toEqual([['Home', '/'], ['Contacts', '/contacts'], ['Loyalty', '/programme'], ['Bookings', '/calendar'], ['Data', '/deliveries']]);
    await act(() => router.navigate('/levels'));
    expect(entries()[2]).toEqual(['Loyalty', '/levels']);
  });

  it('keeps a language that was chosen in the address', async () => {
    const { router, user } = await open('/');
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Language' }), '日本語');
    expect(await screen.findByRole('heading', { name: 'ホーム', level: 1 })).toBeInTheDocument();
    expect(router.state.location.search).toBe('?lang=ja');
    expect(document.documentElement.lang).toBe('ja');
  });

  it('says when nobody confirmed who is asking', async () => {
    server.use(refuse('get', '/session', 401, 'unauthorized'));
    await open('/');
    expect(await screen.findByText(/did not confirm who you are/)).toBeInTheDocument();
  });

  it('offers to reload when a newer version answers', async () => {
    const meta = document.head.appendChild(Object.assign(document.createElement('meta'), { name: 'clientele-version', content: '1.0.0' }));
    server.use(answer('get', '/session', session({ version: '1.1.0' })));
    await open('/');
    expect(await screen.findByText('A newer version of Clientele is running.')).toBeInTheDocument();
    meta.remove();
  });

  it('says that an address leads nowhere', async () => {
    await open('/nowhere');
    expect(await screen.findByRole('heading', { name: 'This page does not exist', level: 1 })).toBeInTheDocument();
  });
});
