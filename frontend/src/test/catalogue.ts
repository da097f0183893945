// What a shop offers and who serves there, as the server would send it.
import type { ClosedDays, Location, Pool, Service, Staff } from '../api/catalogue';

const updatedAt = '2026-11-25T10:00:00Z';

export function service(over: Partial<Service> = {}): Service {
  return {
    id: 's1', version: 3, updatedAt, enabled: true, title: 'Hair cut', text: 'With a wash',
    variants: [{ id: 'short', title: '', durationMinutes: 45, segments: [], priceMinor: 4500, product: '' }], addOns: [], questions: [],
    intervalMinutes: 15, grid: 'clock', bufferBeforeMinutes: 0, bufferAfterMinutes: 10, buffersInsideHours: false, capacity: 1, partyMax: 1,
    noticeMinutes: 120, horizonDays: 60, maxPerDay: 0, needs: [], staff: ['ann'], assignment: 'least_busy',
    access: { levels: [], hidden: false, refusal: '', terms: [] }, payment: { how: 'on_site', depositPercent: 100, depositProduct: '' },
    policy: [{ hoursBefore: 24, percent: 100 }], holdMinutes: 15, ...over,
  };
}

const shift = [{ from: '09:00', to: '17:00' }];

export function member(over: Partial<Staff> = {}): Staff {
  return {
    id: 'ann', version: 2, updatedAt, enabled: true, name: 'Ann', text: '', colour: '#2f6f8f', photoUrl: '', location: 'l1', zone: '',
    weekly: { monday: shift, tuesday: shift, wednesday: [], thursday: shift, friday: [{ from: '22:00', to: '02:00' }], saturday: [], sunday: [] },
    seasons: [], overrides: [], timeOff: [], maxPerDay: 0, priority: 0, weight: 1, ...over,
  };
}

export const location = (over: Partial<Location> = {}): Location => ({ id: 'l1', version: 1, updatedAt, name: 'Ginza', address: '1 Main street', zone: 'Asia/Tokyo', ...over });

export const pool = (over: Partial<Pool> = {}): Pool => ({
  id: 'p1', version: 1, updatedAt, name: 'Chairs', cleanUpMinutes: 5, units: [{ id: 'c1', name: 'Left' }, { id: 'c2', name: 'Right' }], ...over,
});

export const closedDays = (over: Partial<ClosedDays> = {}): ClosedDays => ({
  version: 1, closed: [{ date: '2026-12-31', name: 'Stocktaking' }], holidays: '', places: ['DE', 'DE-BY', 'JP', 'US'], ...over,
});
