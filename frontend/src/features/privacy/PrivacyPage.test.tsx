import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { faults } from '../../test/axe';
import { privacyRequest } from '../../test/factories';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';

const requests = () => [
  privacyRequest(),
  privacyRequest({ id: 'p-2', subject: 'c-9', dueAt: '2020-01-01T00:00:00Z' }),
  privacyRequest({ id: 'p-3', kind: 'redact', state: 'open', subject: undefined }),
  privacyRequest({ id: 'p-4', kind: 'redact', state: 'done', doneAt: '2026-11-20T12:00:00Z', subject: 'c-11' }),
];

describe('privacy requests', () => {
  it('shows what is due when, and what is late', async () => {
    server.use(answer('get', '/privacy', { items: requests() }));
    await open('/privacy');
    const late = await screen.findByRole('row', { name: /c-9/ });
    expect(within(late).getByText('Overdue')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /c-11/ })).toHaveTextContent('Done on Nov 20, 2026');
  });

  it('lets erasure run by itself', async () => {
    server.use(answer('get', '/privacy', { items: [requests()[2]!] }));
    await open('/privacy');
    const row = await screen.findByRole('row', { name: /Erase a person/ });
    expect(within(row).queryByRole('button')).not.toBeInTheDocument();
  });

  it('downloads the data with the token on the request', async () => {
    let authorised = '';
    server.use(
      http.get('*/api/admin/privacy/:id/export', ({ request }) => {
        authorised = request.headers.get('Authorization') ?? '';
        return HttpResponse.json({ contacts: [] });
      }),
    );
    window.shopify = { idToken: async () => 'tok', config: { disabledFeatures: ['fetch'] } };
    const saved: string[] = [];
    URL.createObjectURL = () => 'blob:x';
    URL.revokeObjectURL = () => {};
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    const { user } = await open('/privacy');
    await user.click((await screen.findAllByRole('button', { name: 'Download the data of c-7' }))[0]!);
    await waitFor(() => expect(saved).toEqual(['privacy-request-p-1.json']));
    expect(authorised).toBe('Bearer tok');
  });

  it('says when a download failed', async () => {
    server.use(refuse('get', '/privacy/:id/export', 404, 'not_found'));
    const { user } = await open('/privacy');
    await user.click((await screen.findAllByRole('button', { name: 'Download the data of c-7' }))[0]!);
    expect(await screen.findByText('because of the test')).toBeInTheDocument();
  });

  it('closes a request only after asking', async () => {
    let state: 'ready' | 'done' = 'ready';
    server.use(
      http.get('*/api/admin/privacy', () => HttpResponse.json({ items: [privacyRequest({ state })] })),
      http.post('*/api/admin/privacy/:id/done', () => {
        state = 'done';
        return HttpResponse.json(privacyRequest({ state }));
      }),
    );
    const { user } = await open('/privacy');
    await user.click((await screen.findAllByRole('button', { name: 'Mark the data of c-7 as handed over' }))[0]!);
    expect(state).toBe('ready');
    const question = await screen.findByRole('dialog', { name: 'Have the data been handed over?' });
    await user.click(within(question).getByRole('button', { name: 'Yes, handed over' }));
    expect(await screen.findByText('The request is closed.')).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('button', { name: /Mark the data/ })).not.toBeInTheDocument());
  });

  it('explains itself while there are none', async () => {
    server.use(answer('get', '/privacy', { items: [] }));
    await open('/privacy');
    expect(await screen.findByText('No requests')).toBeInTheDocument();
  });

  it('tells that it loads', async () => {
    server.use(never('get', '/privacy'));
    await open('/privacy');
    expect(await screen.findByText('Loading')).toBeInTheDocument();
  });

  it('names the request that failed', async () => {
    server.use(refuse('get', '/privacy', 403, 'forbidden'));
    await open('/privacy');
    expect(await screen.findByText(/Ask the store owner for access/)).toBeInTheDocument();
    expect(screen.getByText('Request req-42')).toBeInTheDocument();
  });

  it('has no accessibility faults; the browser looks at it in every language', async () => {
    const language = 'en';
    server.use(answer('get', '/privacy', { items: requests() }));
    const { container } = await open('/privacy', language);
    await screen.findAllByText('c-9');
    expect(await faults(container)).toEqual([]);
  });
});
