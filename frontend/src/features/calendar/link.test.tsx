import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { faults } from '../../test/axe';
import { appointment } from '../../test/bookings';
import { furnish } from '../../test/calendar';
import { open } from '../../test/render';
import { server } from '../../test/server';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-12-01T14:30:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the link of a booking', () => {
  it('is replaced once somebody is sure, and shown', async () => {
    furnish([appointment()]);
    const sent: unknown[] = [];
    server.use(
      http.put('*/api/admin/appointments/b-1/link', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ link: 'https://app.example/visit/shop/b-1?token=fresh' });
      }),
    );
    const { user } = await open('/calendar?booking=b-1&status=all');
    await user.click(await screen.findByRole('button', { name: "Replace the customer's link…" }));
    expect(await faults(document.body)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Keep it' }));
    expect(sent).toEqual([]);
    await user.click(screen.getByRole('button', { name: "Replace the customer's link…" }));
    await user.click(screen.getByRole('button', { name: 'Replace the link' }));
    await waitFor(() => expect(sent).toEqual([{ base: 4 }]));
    expect(await screen.findByLabelText('New link')).toHaveValue('https://app.example/visit/shop/b-1?token=fresh');
  });

  it.each([
    ['was cancelled', appointment({ status: 'cancelled' })],
    ['has begun', appointment({ start: '2026-12-01T14:00:00Z', end: '2026-12-01T15:00:00Z' })],
  ])('is not replaced where the booking %s', async (_why, item) => {
    furnish([item]);
    await open('/calendar?booking=b-1&status=all');
    await screen.findByText('Payment');
    expect(screen.queryByRole('button', { name: /customer's link/ })).not.toBeInTheDocument();
  });
});
