import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { open } from '../../test/render';
import { answer, refuse, server } from '../../test/server';

const feed = {
  id: 'f1', address: 'calendar.example …ab12', addedAt: '2026-11-20T09:00:00Z', readAt: '2026-11-28T09:00:00Z', triedAt: '2026-11-28T09:15:00Z',
  failure: 'too_large', detail: '', events: 12, busyTimes: 9, unknownZones: ['Nowhere'],
};

describe('other calendars of somebody', () => {
  it('are shown with what went wrong, and read again on demand', async () => {
    server.use(
      answer('get', '/staff/:id/feeds', { items: [feed], most: 5 }),
      http.post('*/api/admin/staff/ann/feeds/f1/read', () => {
        server.use(answer('get', '/staff/:id/feeds', { items: [{ ...feed, failure: '' }], most: 5 }));
        return HttpResponse.json({ ...feed, failure: '' });
      }),
    );
    const { user } = await open('/team/ann');
    expect(await screen.findByText(/The calendar is too large/)).toBeInTheDocument();
    expect(screen.getByText(/Nowhere/)).toBeInTheDocument();
    expect(await faults(document.body)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Read calendar.example …ab12 again now' }));
    await waitFor(() => expect(screen.queryByText(/The calendar is too large/)).not.toBeInTheDocument());
  });

  it('are refused at the address', async () => {
    server.use(refuse('post', '/staff/:id/feeds', 422, 'invalid', [{ location: 'body.address', message: 'leads to an address that is not public' }]));
    const { user } = await open('/team/ann');
    await user.type(await screen.findByLabelText(/Address of a calendar/), 'https://127.0.0.1/a.ics');
    await user.click(screen.getByRole('button', { name: 'Add' }));
    expect(await screen.findByText('leads to an address that is not public')).toBeInTheDocument();
  });
});

describe('a link to bookings', () => {
  it('is shown once, when it is made', async () => {
    const link = { staff: 'ann', titles: 'first_name', madeAt: '2026-11-28T09:00:00Z' };
    server.use(
      http.put('*/api/admin/calendar-links/ann', () => {
        server.use(answer('get', '/calendar-links', { items: [link] }));
        return HttpResponse.json({ ...link, address: 'https://app.example/calendars/demo/0123.ics' });
      }),
    );
    const { user } = await open('/team/ann');
    await user.click(await screen.findByRole('button', { name: 'Make a link' }));
    expect(await screen.findByDisplayValue('https://app.example/calendars/demo/0123.ics')).toBeInTheDocument();
  });
});
