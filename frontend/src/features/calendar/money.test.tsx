import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Appointment } from '../../api/appointments';
import { faults } from '../../test/axe';
import { appointment } from '../../test/bookings';
import { furnish, mara } from '../../test/calendar';
import { open } from '../../test/render';
import { server } from '../../test/server';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-12-01T14:30:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a payment that goes back', () => {
  const owed = (over: Partial<Appointment> = {}) =>
    appointment({ status: 'cancelled', paidMinor: 5_000, refundDueMinor: 2_500, attention: 'refund_due', order: '1042', payment: { how: 'checkout', depositPercent: 100 }, ...over });

  /** What is asked of the store, and whether it gives its permission. */
  function askStore(item: Appointment, granted: string[], result: 'granted-all' | 'declined-all') {
    furnish([item]);
    const sent: unknown[] = [];
    const requested: string[][] = [];
    const scopes = {
      query: () => Promise.resolve({ granted }),
      request: (list: string[]) => {
        requested.push(list);
        return Promise.resolve({ result });
      },
    };
    window.shopify = { scopes };
    server.use(
      http.post('*/api/admin/appointments/b-1/refund', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(owed({ refund: { minor: 2_500, needsPerson: false } }));
      }),
    );
    return { sent, requested };
  }

  it('pays back what is due with one click, once somebody is sure', async () => {
    const { sent, requested } = askStore(owed(), ['read_orders', 'write_orders'], 'granted-all');
    const { user } = await open('/calendar?booking=b-1&status=all');
    await user.click(await screen.findByRole('button', { name: 'Refund $25.00…' }));
    expect(screen.getByText(/goes back to the payments of the order, now/)).toBeInTheDocument();
    expect(await faults(document.body)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Not now' }));
    expect(sent).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Refund $25.00…' }));
    await user.click(screen.getByRole('button', { name: 'Pay $25.00 back' }));
    await waitFor(() => expect(sent).toEqual([{ base: 4, minor: 2_500 }]));
    expect(requested).toEqual([]);
  });

  it('asks for the permission to pay back, and says what to do without it', async () => {
    const { sent, requested } = askStore(owed(), ['read_orders'], 'declined-all');
    const { user } = await open('/calendar?booking=b-1&status=all');
    await user.click(await screen.findByRole('button', { name: 'Refund $25.00…' }));
    await user.click(screen.getByRole('button', { name: 'Pay $25.00 back' }));
    expect(await screen.findByText(/may not pay orders back/)).toBeInTheDocument();
    expect([requested, sent]).toEqual([[['write_orders']], []]);
  });

  it('says that a payment is on its way back, why it is not yet, and tries again what waits for somebody', async () => {
    furnish([owed({ refund: { minor: 2_500, needsPerson: false } })]);
    const { unmount } = await open('/calendar?booking=b-1&status=all');
    expect(await screen.findByText('$25.00 is on its way back.')).toBeInTheDocument();
    expect(screen.queryByText('A refund is due')).toBeNull();
    expect(screen.getByRole('link', { name: 'Open it in the store admin' })).toHaveAttribute('href', 'shopify://admin/orders/1042');
    expect(screen.queryByRole('button', { name: /Refund/ })).toBeNull();
    unmount();
    const { sent } = askStore(owed({ refund: { minor: 2_500, needsPerson: true, problem: 'the payment is disputed' } }), ['write_orders'], 'granted-all');
    const { user } = await open('/calendar?booking=b-1&status=all');
    expect(await screen.findByText(/did not pay \$25\.00 back: the payment is disputed/)).toBeInTheDocument();
    expect(await faults(document.body)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(sent).toEqual([{ base: 4, minor: 2_500 }]));
  });
});

describe('an invoice', () => {
  it('has the store send an invoice for as long as it can be paid, and asks for the permission', async () => {
    furnish();
    const booked: Record<string, unknown>[] = [];
    const requested: string[][] = [];
    window.shopify = {
      scopes: {
        query: () => Promise.resolve({ granted: [] }),
        request: (list: string[]) => {
          requested.push(list);
          return Promise.resolve({ result: requested.length > 1 ? ('granted-all' as const) : ('declined-all' as const) });
        },
      },
    };
    server.use(
      http.post('*/api/admin/appointments', async ({ request }) => {
        booked.push((await request.json()) as Record<string, unknown>);
        return HttpResponse.json(mara);
      }),
    );
    const { user } = await open('/calendar');
    await user.click(await screen.findByRole('button', { name: 'New booking' }));
    const dialog = await screen.findByRole('dialog', { name: 'New booking' });
    await user.click(await within(dialog).findByRole('radio', { name: '2:00 PM' }));
    await user.click(within(dialog).getByRole('radio', { name: 'Send an invoice: $50.00' }));
    expect(within(dialog).getByText('The invoice is sent by e-mail: enter an address.')).toBeInTheDocument();
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'E-mail' }), { target: { value: 'theo@example.com' } });
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'To be paid within' }), { target: { value: '24' } });
    expect(await faults(document.body)).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Book' }));
    expect(await within(dialog).findByText(/may not send invoices/)).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Book' }));
    await screen.findByText(/^Booked:/);
    expect(booked).toHaveLength(1);
    expect(booked[0]).toMatchObject({ email: 'theo@example.com', invoiceHours: 24 });
    expect(requested).toEqual([['write_draft_orders'], ['write_draft_orders']]);
  });

  it('says how far the invoice is, and has it tried again where it waits for somebody', async () => {
    const billed = (invoice: Appointment['invoice']) => appointment({ status: 'held', expiresAt: '2026-12-01T14:00:00Z', invoice });
    furnish([billed({ name: '#D7', sentAt: '2026-11-30T12:00:00Z', needsPerson: false })]);
    const { unmount } = await open('/calendar?booking=b-1');
    expect(await screen.findByText(/Invoice #D7 was sent/)).toBeInTheDocument();
    expect(screen.getByText('The time is kept until Tue, Dec 1, 2026, 9:00 AM.')).toBeInTheDocument();
    expect(screen.getByText('by invoice')).toBeInTheDocument();
    unmount();
    furnish([billed({ problem: 'the address is none', needsPerson: true })]);
    const sent: unknown[] = [];
    server.use(
      http.post('*/api/admin/appointments/b-1/invoice', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json(mara);
      }),
    );
    const { user } = await open('/calendar?booking=b-1');
    expect(await screen.findByText(/could not process the invoice: the address is none/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(sent).toEqual([{ base: 4 }]));
  });
});
