// Bookings, services and staff as the server would send them.
import type { Appointment, FreeTimes, Judgement, Service, Staff, Weekly } from '../api/appointments';

/** A cut in New York, at ten in the morning on Tuesday, 1 December 2026. */
export function appointment(over: Partial<Appointment> = {}): Appointment {
  return {
    id: 'b-1', version: 4, title: 'Cut', service: 'cut', variant: 'short', addOns: [], staff: 's-1',
    start: '2026-12-01T15:00:00Z', end: '2026-12-01T16:00:00Z', status: 'confirmed', seats: 1, units: [],
    bufferBeforeMinutes: 0, bufferAfterMinutes: 0, contact: 'c-7', name: 'Mara Lindqvist', email: 'mara@example.com', phone: '', note: '',
    priceMinor: 5_000, dueMinor: 0, paidMinor: 0, refundedMinor: 0, refundDueMinor: 0, currency: 'USD', payment: { how: 'on_site', depositPercent: 0 },
    source: 'panel', answers: [], policy: [], createdAt: '2026-11-20T12:00:00Z', history: [],
    ...over,
  };
}

/** A week with the hours that are named, and free on its other days. */
export const week = (over: Partial<Weekly> = {}): Weekly => ({
  monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [], ...over,
});

export function member(over: Partial<Staff> = {}): Staff {
  return {
    id: 's-1', version: 1, updatedAt: '2026-11-01T12:00:00Z', enabled: true, name: 'Aiko', text: '', colour: '#2f6f9f', photoUrl: '', location: '', zone: '',
    weekly: week(), seasons: [], overrides: [], timeOff: [], maxPerDay: 0, priority: 0, weight: 1,
    ...over,
  };
}

export function service(over: Partial<Service> = {}): Service {
  return {
    id: 'cut', version: 1, updatedAt: '2026-11-01T12:00:00Z', enabled: true, title: 'Cut', text: '',
    variants: [
      { id: 'short', title: 'Short', durationMinutes: 60, segments: [], priceMinor: 5_000, product: '' },
      { id: 'long', title: 'Long', durationMinutes: 90, segments: [], priceMinor: 7_000, product: '' },
    ],
    addOns: [{ id: 'wash', title: 'Wash', minutes: 15, priceMinor: 1_000, product: '' }],
    questions: [], intervalMinutes: 15, grid: 'clock', bufferBeforeMinutes: 0, bufferAfterMinutes: 0, buffersInsideHours: false, capacity: 1, partyMax: 1,
    noticeMinutes: 0, horizonDays: 60, maxPerDay: 0, needs: [], staff: ['s-1', 's-2'], assignment: 'least_busy',
    access: { levels: [], hidden: false, refusal: '', terms: [] }, payment: { how: 'on_site', depositPercent: 0, depositProduct: '' }, policy: [], holdMinutes: 15,
    ...over,
  };
}

export const staff = () => {
  const hours = [{ from: '09:00', to: '17:00' }];
  const weekly = week({ monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours });
  return [member({ weekly }), member({ id: 's-2', name: 'Ben', colour: '#9f5f2f', weekly })];
};

export function freeTimes(day: string, starts: string[]): FreeTimes {
  const zone = 'America/New_York';
  return { zone, shopZone: zone, next: '', days: [{ date: day, times: starts.map((start) => ({ start, seats: 1, staff: ['s-1'] })) }] };
}

export function judgement(over: Partial<Judgement> = {}): Judgement {
  return { staff: 's-1', free: true, reasons: [], seats: 1, ...over };
}
