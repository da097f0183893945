import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';
import { faults } from '../../test/axe';
import { bookingReport } from '../../test/factories';
import { open } from '../../test/render';
import { answer, never, refuse, server } from '../../test/server';
import { firstDay, today } from '../../ui/days';

it('shows how much is booked, who came and what it brought in', async () => {
  server.use(answer('get', '/booking-report', bookingReport()));
  await open('/booking-report');
  const staff = await screen.findByRole('row', { name: /^Ann/ });
  expect(within(staff).getAllByRole('cell').map((c) => c.textContent)).toEqual(['6', '3', '1', '1', '25%', '$135.00']);
  const service = screen.getByRole('row', { name: /^Hair cut/ });
  expect(within(service).getAllByRole('cell').map((c) => c.textContent)).toEqual(['6', '3', '1', '1', '$135.00']);
  expect(screen.getByText('1 appointment that nobody came to.')).toBeInTheDocument();
});

it('asks for the period that was chosen', async () => {
  const asked: (string | null)[] = [];
  server.use(
    http.get('*/api/admin/booking-report', ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('from'));
      return HttpResponse.json(bookingReport());
    }),
  );
  const { user } = await open('/booking-report');
  await user.click(await screen.findByRole('radio', { name: '7 days' }));
  const last = today('America/New_York');
  await waitFor(() => expect(asked).toEqual([firstDay(last, 30), firstDay(last, 7)]));
});

it('says so while there is nothing', async () => {
  const nothing = { booked: 0, completed: 0, noShows: 0, cancelled: 0, minutes: 0, openMinutes: 0, revenueMinor: 0 };
  server.use(answer('get', '/booking-report', bookingReport({ all: nothing, staff: [], services: [], days: [] })));
  await open('/booking-report');
  expect(await screen.findByText('Nothing was booked in these days.')).toBeInTheDocument();
  expect(screen.getByText('Nobody serves yet.')).toBeInTheDocument();
  expect(screen.getByText('There is no service yet.')).toBeInTheDocument();
});

it('says that it is loading, and why it failed', async () => {
  server.use(never('get', '/booking-report'));
  const { unmount } = await open('/booking-report');
  expect(await screen.findByRole('status')).toHaveTextContent('Loading');
  unmount();
  server.use(refuse('get', '/booking-report', 503, 'unavailable'));
  await open('/booking-report');
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
});

it('has nothing that keeps people out', async () => {
  server.use(answer('get', '/booking-report', bookingReport()));
  const { container } = await open('/booking-report');
  await screen.findByRole('row', { name: /^Ann/ });
  expect(await faults(container)).toEqual([]);
});
