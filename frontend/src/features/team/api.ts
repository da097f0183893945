import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ClosedDays, LocationSettings, PoolSettings, StaffSettings } from '../../api/catalogue';
import { client, done, unwrap } from '../../api/client';

/** What names the form, or the version it was opened on. */
interface Saving<S> {
  key: string;
  base: number;
  settings: S;
}

export const calendarQuery = queryOptions({
  queryKey: ['booking-calendar'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/booking-calendar', { signal })),
});

export const holidaysQuery = (place: string) =>
  queryOptions({
    queryKey: ['holidays', place],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/booking-calendar/holidays', { params: { query: { place } }, signal })),
    enabled: place !== '',
    staleTime: Infinity,
  });

/** A change after which a list is asked for again. */
function useChange<I, O>(list: string, mutationFn: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => queries.invalidateQueries({ queryKey: [list] }) });
}

export const useSaveMember = (id?: string) =>
  useChange('staff', ({ key, base, settings }: Saving<StaffSettings>) =>
    id
      ? unwrap(client.PUT('/api/admin/staff/{id}', { params: { path: { id } }, body: { base, ...settings } }))
      : unwrap(client.POST('/api/admin/staff', { body: { key, ...settings } })),
  );

export const useSaveLocation = (id?: string) =>
  useChange('locations', ({ key, base, settings }: Saving<LocationSettings>) =>
    id
      ? unwrap(client.PUT('/api/admin/locations/{id}', { params: { path: { id } }, body: { base, ...settings } }))
      : unwrap(client.POST('/api/admin/locations', { body: { key, ...settings } })),
  );

export const useSavePool = (id?: string) =>
  useChange('pools', ({ key, base, settings }: Saving<PoolSettings>) =>
    id
      ? unwrap(client.PUT('/api/admin/pools/{id}', { params: { path: { id } }, body: { base, ...settings } }))
      : unwrap(client.POST('/api/admin/pools', { body: { key, ...settings } })),
  );

export const useRemoveMember = () => useChange('staff', (id: string) => done(client.DELETE('/api/admin/staff/{id}', { params: { path: { id } } })));
export const useRemoveLocation = () => useChange('locations', (id: string) => done(client.DELETE('/api/admin/locations/{id}', { params: { path: { id } } })));
export const useRemovePool = () => useChange('pools', (id: string) => done(client.DELETE('/api/admin/pools/{id}', { params: { path: { id } } })));

export const useSaveClosedDays = () =>
  useChange('booking-calendar', (body: { base: number; closed: ClosedDays['closed']; holidays: string }) => unwrap(client.PUT('/api/admin/booking-calendar', { body })));
