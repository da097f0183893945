// Bookings, services and staff as the server would send them.
import type { Appointment, FreeTimes, Judgement, Service, Staff } from '../api/appointments';

/** A cut in New York, at ten in the morning on Tuesday, 1 December 2026. */
export function appointment(over: Partial<Appointment> = {}): Appointment {
  return {
    id: 'b-1', version: 4, title: 'Cut', service: 'cut', variant: 'short', addOns: [], staff: 's-1',
    start: '2026-12-01T15:00:00Z', end: '2026-12-01T16:00:00Z', status: 'confirmed', seats: 1,
    bufferBeforeMinutes: 0, bufferAfterMinutes: 0, contact: 'c-7', name: 'Mara Lindqvist', email: 'mara@example.com', phone: '', note: '',
    priceMinor: 5_000, dueMinor: 0, paidMinor: 0, refundedMinor: 0, refundDueMinor: 0, currency: 'USD', payment: { how: 'on_site' },
    source: 'panel', policy: [], createdAt: '2026-11-20T12:00:00Z',
    ...over,
  };
}

export function member(over: Partial<Staff> = {}): Staff {
  return { id: 's-1', enabled: true, name: 'Aiko', colour: '#2f6f9f', zone: '', weekly: {}, seasons: [], overrides: [], timeOff: [], ...over };
}

export function service(over: Partial<Service> = {}): Service {
  return {
    id: 'cut', enabled: true, title: 'Cut',
    variants: [
      { id: 'short', title: 'Short', durationMinutes: 60, priceMinor: 5_000 },
      { id: 'long', title: 'Long', durationMinutes: 90, priceMinor: 7_000 },
    ],
    addOns: [{ id: 'wash', title: 'Wash', minutes: 15, priceMinor: 1_000 }],
    partyMax: 1, staff: ['s-1', 's-2'],
    ...over,
  };
}

export const staff = () => {
  const hours = [{ from: '09:00', to: '17:00' }];
  const weekly = { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours };
  return [member({ weekly }), member({ id: 's-2', name: 'Ben', colour: '#9f5f2f', weekly })];
};

export function freeTimes(day: string, starts: string[]): FreeTimes {
  return { next: '', days: [{ date: day, times: starts.map((start) => ({ start, seats: 1, staff: ['s-1'] })) }] };
}

export function judgement(over: Partial<Judgement> = {}): Judgement {
  return { staff: 's-1', free: true, reasons: [], seats: 1, ...over };
}
