// A calendar with bookings, as the server would show it.
import { http, HttpResponse } from 'msw';
import type { Appointment, Waiting } from '../api/appointments';
import { appointment, freeTimes, judgement, service, staff } from './bookings';
import { answer, server } from './server';

export const mara = appointment();
export const theo = appointment({ id: 'b-2', name: 'Theo Brandt', staff: 's-2', start: '2026-12-01T18:00:00Z', end: '2026-12-01T19:00:00Z' });
const ida = appointment({ id: 'b-3', name: 'Ida', start: '2026-12-03T15:30:00Z', end: '2026-12-03T16:30:00Z' });

/** A shop with bookings; what was asked for is told. */
export function furnish(items: Appointment[] = [mara, theo, ida], waiting: Waiting[] = []) {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get('*/api/admin/appointments', ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json({ items, more: false, zone: 'America/New_York' });
    }),
    answer('get', '/services', { items: [service()] }),
    answer('get', '/staff', { items: staff() }),
    answer('get', '/booking-calendar', { closed: [], holidays: '', version: 1 }),
    answer('get', '/locations', { items: [] }),
    answer('get', '/waitlist', { items: waiting }),
    answer('get', '/appointments/times', freeTimes('2026-12-01', ['2026-12-01T19:00:00Z', '2026-12-01T19:30:00Z'])),
    answer('get', '/appointments/judgement', { items: [judgement(), judgement({ staff: 's-2' })] }),
    http.get('*/api/admin/appointments/:id', ({ params }) => HttpResponse.json(items.find((a) => a.id === params['id']) ?? mara)),
  );
  return asked;
}
